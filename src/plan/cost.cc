#include "plan/cost.h"

namespace whittle::plan {

Cost estimate(const container::Header& facts, std::uint64_t file_bytes, const engine::Settings& settings) {
  const double pixels = static_cast<double>(facts.pixels());
  const double deep = facts.depth > 8 ? 2.0 : 1.0;
  engine::PixelCost encode = engine::pixel_cost(settings);
  if (settings.fidelity == engine::Fidelity::lossy && settings.target_score && encode.search.bytes > 0) {
    constexpr double kAlpha = 24;  // is scored on two grounds
    encode.bytes += encode.search.bytes;
    if (facts.alpha == container::Has::yes) encode.bytes += kAlpha;
  }
  // What was coded with loss is noise at a close look, and never taken for a drawing.
  const bool may_be_drawing = facts.format != Format::jpeg && facts.coding != container::Coding::lossy;
  if (settings.fidelity == engine::Fidelity::lossy && may_be_drawing) encode.bytes += encode.exact_bytes;
  if (settings.target_score || settings.max_bytes) encode.ms_per_megapixel *= encode.search.encodes;
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
