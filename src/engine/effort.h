#pragma once
// `--effort` 0-9 in the terms of each codec: one scale that means one thing. 0 is "as fast as the codec goes", 5 is
// what a build step can afford, 9 is "small at almost any price". A codec's own steps stand in its format's file and
// never fall.

#include <algorithm>

namespace whittle::engine {

/// What `--effort` means to a codec: a step for each of 0-9.
template <typename Step>
const Step& at_effort(const Step (&steps)[10], int effort) {
  return steps[std::clamp(effort, 0, 9)];
}

/// libimagequant's, through libvips, 1-10: palettes of GIF and of PNG.
inline int quantiser_effort(int effort) {
  constexpr int kSteps[10] = {1, 2, 3, 4, 6, 7, 8, 9, 10, 10};
  return at_effort(kSteps, effort);
}

}  // namespace whittle::engine
