// `-q N` in the numbers of each encoder: whatever the format, the look of libjpeg's quality N.
//
// Encoders count as they like: for one look libjpeg says 80, libwebp 83 and libaom 65. The look is the mean SSIMULACRA2
// of photographs, and the reference what cjpeg of libjpeg-turbo 2.1.5 writes of them as it comes (4:2:0). Two classes
// count the same: 11 PNGs of Kodak and CLIC, and 40 JPEGs of web pages, moved off the grid of their old blocks. Held
// out were 40 small pictures of CID22 and 20 halved JPEGs: at them all encoders of ours, that of JPEG too, are up to 4
// points better than libjpeg at 50 to 70, and less at 80 and 90. Measured in November 2026 with libvips 8.18.7 as
// bundled, by bench/whole/quality_scale.py, which prints these rows (`fit`) and how far off each class is (`check`).
//
// At both ends encoders do not reach as far as libjpeg's: there the numbers end with theirs. Transparency has no look
// of its own: WebP keeps it exactly, AVIF codes it by the number of the colours.
//
// Not here, because N is the number: JPEG, whose encoder of ours has this scale already (codec/jpeg/lossy/steps.cc);
// JPEG XL, whose numbers were made to look like libjpeg's; PNG and GIF, whose loss is of colours or between frames and
// has no like in a JPEG.

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "engine/engine.h"

namespace whittle::engine {
namespace {

constexpr std::array<int, 12> kQualities = {1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100};

/// The numbers that an encoder has for kQualities; rising.
struct Scale {
  Format format;
  int most_effort;  ///< up to which they hold
  std::array<double, kQualities.size()> numbers;
};

// WebP by libwebp's methods 0, 2, 3 and 4, and 5 and 6 with sharper chroma; AVIF by libaom's speeds.
constexpr Scale kScales[] = {
    {Format::webp, 1, {1, 3, 10, 25.6, 40.2, 52.4, 63.4, 76.3, 83.2, 92.1, 98, 100}},
    {Format::webp, 2, {1, 3, 11.5, 27.5, 41.8, 54.2, 65.3, 77.4, 84, 92.1, 98, 100}},
    {Format::webp, 5, {1, 4, 13.4, 29.5, 43.4, 55.3, 66.2, 77.2, 83.3, 91.1, 98, 100}},
    {Format::webp, 9, {1, 4, 12.8, 28.6, 42.7, 54.3, 65.7, 76.7, 82.5, 89.9, 96.5, 100}},
    {Format::avif, 3, {1, 9, 28.1, 37.9, 44.1, 48.2, 51.5, 57.4, 66.4, 80.8, 88.5, 93.7}},
    {Format::avif, 7, {1, 8, 27, 36.8, 42.8, 47, 50.5, 56.3, 65.3, 79.8, 88, 93.5}},
    {Format::avif, 9, {1, 6, 25, 35.2, 41.5, 46, 49.4, 54.9, 63.4, 77.1, 85.5, 92}},
};

const Scale* scale_of(Format format, int effort) {
  const auto* const found = std::find_if(std::begin(kScales), std::end(kScales), [&](const Scale& scale) {
    return scale.format == format && effort <= scale.most_effort;
  });
  return found == std::end(kScales) ? nullptr : found;
}

double number_at(const Scale& scale, int quality) {
  std::size_t i = 1;
  while (kQualities[i] < quality) ++i;
  const double span = kQualities[i] - kQualities[i - 1];
  return std::lerp(scale.numbers[i - 1], scale.numbers[i], (quality - kQualities[i - 1]) / span);
}

}  // namespace

int encoder_quality(Format format, int effort, int quality) {
  const int asked = std::clamp(quality, kQualities.front(), kQualities.back());
  const Scale* const scale = scale_of(format, effort);
  return scale == nullptr ? asked : static_cast<int>(std::lround(number_at(*scale, asked)));
}

int common_quality(const Settings& settings, int encoder_quality) {
  if (settings.asked_quality && encoder_quality == settings.quality) return *settings.asked_quality;
  return common_quality(settings.format, settings.effort, encoder_quality);
}

int common_quality(Format format, int effort, int encoder_quality) {
  const Scale* const scale = scale_of(format, effort);
  if (scale == nullptr) return encoder_quality;
  const auto distance = [&](int quality) { return std::abs(number_at(*scale, quality) - encoder_quality); };
  int nearest = kQualities.front();
  for (int quality = nearest + 1; quality <= kQualities.back(); ++quality) {
    if (distance(quality) < distance(nearest)) nearest = quality;
  }
  return nearest;
}

}  // namespace whittle::engine
