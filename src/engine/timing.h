#pragma once
// How an animation plays, from its source by our own reading to the result: through the fields "delay" and "loop" of
// its libvips image, which the savers write.

#include "container/timing.h"
#include "engine/formats.h"

namespace whittle::engine {

/// `timing` as far as `row` can say it. A delay is rounded to the format's unit; one of more than 10 ms not to 10 or
/// less, which viewers take for 100. More plays than can be counted become as many as can.
container::Timing fit_timing(container::Timing timing, const FormatRow& row);

/// `image` must belong to the caller alone.
void set_timing(VipsImage* image, const container::Timing& timing);
void set_delays(VipsImage* image, const std::vector<int>& delays);
container::Timing timing_of(VipsImage* image);

}  // namespace whittle::engine
