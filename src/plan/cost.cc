#include "plan/cost.h"

#include <algorithm>

namespace whittle::plan {
namespace {

struct PerPixel {
  double bytes, ms_per_megapixel;
};

/// Lossless PNG by effort, between photographs (less) and small graphics (more); flat screenshots take a third.
constexpr double kPngMs[10] = {200, 400, 450, 600, 900, 1300, 1700, 1900, 2000, 2300};

/// Peak bytes a pixel and encoder milliseconds a megapixel by output format and effort.
PerPixel encode_cost(const engine::Settings& settings) {
  const bool lossless = settings.fidelity == engine::Fidelity::lossless;
  const int effort = settings.effort;
  switch (settings.format) {
    case Format::jpeg:
      if (lossless) return {11, effort >= 9 ? 55.0 : 10.0};  // coefficients, twice
      return {8.1, effort >= 5 ? 110.0 : 45.0};
    case Format::png:
      if (lossless) return {12.0, kPngMs[std::clamp(effort, 0, 9)]};
      // Palettes are scored, whether searched or not, and compared with what the lossless engine makes.
      return {60.0, (600.0 + kPngMs[std::clamp(effort, 0, 9)]) * (settings.target_score ? 2 : 1)};
    case Format::webp:
      return lossless ? PerPixel{34, 170.0 * (1 + effort)} : PerPixel{7.6, 50.0 + 35.0 * effort};
    case Format::avif:
      return {effort >= 7 ? 58.0 : 42.0, effort >= 7 ? 4000.0 : 150.0 + 120.0 * effort};
    case Format::gif:
      return {16, 300};
    case Format::tiff:
      return {8, 60};
    case Format::jxl:
      return {40, 200.0 + 100.0 * effort};
    default:
      return {4, 1};
  }
}

/// What a search for a score adds: the prepared reference, a candidate's pixels, a JPEG's coefficients at both
/// samplings; and how many encodes of the whole and of samples it takes, with scoring. Measured at 33 megapixels.
constexpr double kSearchBytes = 34, kJpegSearchBytes = 48, kSearchedAlphaBytes = 17, kSearchEncodes = 3;

}  // namespace

Cost estimate(const container::Header& facts, std::uint64_t file_bytes, const engine::Settings& settings) {
  const double pixels = static_cast<double>(facts.pixels());
  const double deep = facts.depth > 8 ? 2.0 : 1.0;
  PerPixel encode = encode_cost(settings);
  const bool searches = settings.target_score || settings.max_bytes;
  if (settings.fidelity == engine::Fidelity::lossy && settings.target_score && settings.format != Format::png) {
    encode.bytes += settings.format == Format::jpeg ? kJpegSearchBytes : kSearchBytes;
    if (facts.alpha == container::Has::yes) encode.bytes += kSearchedAlphaBytes;
  }
  if (searches && settings.format != Format::png) encode.ms_per_megapixel *= kSearchEncodes;
  // Lossless jobs hold the decoded source and the decoded candidate beside the encoder's own memory.
  const double held = settings.fidelity == engine::Fidelity::lossless ? 8.0 * deep : 4.0 * deep;
  constexpr double kBase = 8.0 * 1024 * 1024;
  Cost cost;
  cost.bytes =
      static_cast<std::uint64_t>(kBase + 2.0 * static_cast<double>(file_bytes) + pixels * (encode.bytes * deep + held));
  cost.ms = 0.3 + pixels / 1e6 * (20.0 + encode.ms_per_megapixel * deep);
  return cost;
}

Cost estimate_copy(std::uint64_t file_bytes) {
  return {file_bytes + 64 * 1024, 0.1 + static_cast<double>(file_bytes) / 1e6};
}

}  // namespace whittle::plan
