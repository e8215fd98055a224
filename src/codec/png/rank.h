#pragma once
// Which pixel formats and filters are worth a trial on the whole picture: all of them are deflated on a few bands of
// rows, and ordered by what that promises for the whole.

#include <cstdint>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "codec/png/streams.h"

namespace whittle::png {

inline constexpr double kPhoto = 0.95;  ///< the best filter's share of "none" from which it is a photograph

/// A way to store a frame.
struct Candidate {
  std::size_t target = 0;  ///< index
  Strategy strategy = Strategy::none;
  double bytes = 0;       ///< estimate
  bool original = false;  ///< the same as the input's filters, as far as the bands show
  Filtered stream = {};   ///< filtered; kept for the best one only
};

/// Candidates of all `targets`, best first. None without memory. Errors: timeout.
Result<std::vector<Candidate>> rank(const DecodedFrame& frame, const std::vector<Target>& targets, const Effort& effort,
                                    const Deadline& deadline);

void sort(std::vector<Candidate>& candidates);

/// The best adaptive or fixed filter's share of the bytes without one, for a target whose candidates are sorted;
/// infinite if there are not both.
double photo_share(const std::vector<Candidate>& candidates, std::size_t target);

/// Whether nothing in a picture is transparent, and it is so large that the best filter of photographs is always the
/// same.
bool large_opaque(const Picture& picture, const Target& target);

}  // namespace whittle::png
