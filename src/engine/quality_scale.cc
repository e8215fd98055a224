// `-q N` in the numbers of each encoder: whatever the format, the look of libjpeg's quality N.
//
// Encoders count as they like: libwebp's 80 looks like libjpeg's 72 and libaom's like 92. The look is the mean
// SSIMULACRA2 of photographs, here of squares of 512 pixels cut out of 111: the classes of photographs from Kodak and
// CLIC, from CID22, JPEGs off their old grid, and halved JPEGs, each class counting the same. The reference is cjpeg of
// libjpeg-turbo 2.1.5 as it comes (4:2:0). Measured in November 2026 with the bundle's libvips 8.18.7 by
// bench/whole/quality_scale.py, which prints these rows (`fit`) and how far off each class is (`check`).
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
    {Format::webp, 1, {1, 3, 10, 25.6, 40.2, 53, 64, 76.4, 83.3, 92, 98.5, 100}},
    {Format::webp, 2, {1, 3, 11.5, 27.5, 41.8, 54.8, 66, 77.4, 84.1, 92, 98.5, 100}},
    {Format::webp, 5, {1, 4, 13.4, 29.5, 43.8, 56, 66.9, 77.2, 83.4, 91, 98, 100}},
    {Format::webp, 9, {1, 4, 12.8, 28.6, 43.1, 55, 66.5, 76.7, 82.6, 89.8, 96.5, 100}},
    {Format::avif, 3, {1, 9, 28.1, 38.3, 44.4, 48.7, 52.5, 58.2, 66.2, 80.8, 88.8, 93.7}},
    {Format::avif, 9, {1, 8, 27, 37.2, 43.2, 47.6, 51.4, 57, 65.4, 80.1, 88.4, 93.5}},
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
