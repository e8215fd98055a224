#include "engine/timing.h"

#include <algorithm>

namespace whittle::engine {

container::Timing fit_timing(container::Timing timing, const FormatRow& row) {
  constexpr std::uint32_t kUnseen = 10;  // milliseconds; what browsers do not believe
  const auto [unit, max_delay, max_plays] = row.clock;
  for (std::uint32_t& delay : timing.delays) {
    const bool seen = delay > kUnseen;
    delay = std::min((delay + unit / 2) / unit * unit, max_delay);
    if (seen && delay <= kUnseen) delay = kUnseen + unit;
  }
  timing.plays = std::min(timing.plays, max_plays);
  return timing;
}

void set_timing(VipsImage* image, const container::Timing& timing) {
  set_delays(image, {timing.delays.begin(), timing.delays.end()});
  vips_image_set_int(image, "loop", static_cast<int>(timing.plays));
}

void set_delays(VipsImage* image, const std::vector<int>& delays) {
  vips_image_set_array_int(image, "delay", delays.data(), static_cast<int>(delays.size()));
}

container::Timing timing_of(VipsImage* image) {
  const std::vector<int> delays = vips::int_list_field(image, "delay");
  return {.plays = static_cast<std::uint32_t>(vips::int_field(image, "loop", 1)),
          .delays = {delays.begin(), delays.end()}};
}

}  // namespace whittle::engine
