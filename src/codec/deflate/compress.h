#pragma once
// Raw deflate by optimal parsing: for streams where bytes count more than time. A few per cent smaller than
// libdeflate's level 12, at two to ten times its time. Knows nothing about images but two hints about periods.

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/deadline.h"
#include "base/result.h"

namespace whittle::deflate {

struct Options {
  int rounds = 2;           ///< times that blocks are split anew
  int iterations = 3;       ///< parses of a block with the prices of the parse before, at most, a round
  int starts = 3;           ///< price sets (1-5) that the first parse is tried with
  bool restart = false;     ///< after the last round, once more from prices that favour matches of length 3
  bool wide_codes = false;  ///< a last look for Huffman codes that are cheaper to write
  bool photo = false;       ///< most matches have length 3: the first parse starts from prices of that kind only
  std::uint32_t tree_depth = 100;
  std::uint32_t chain3_depth = 32;
  std::uint32_t bytes_per_pixel = 1;  ///< period of flat areas
  std::vector<std::uint32_t> extra_distances =
      {};  ///< at most 8 that may be popular: those of the row above and the like
  /// Positions and matches that are held in memory at once, 4 bytes each; the parse adds up to 8 bytes a position.
  std::size_t segment = std::size_t{8} << 20;
  Deadline deadline = {};
};

/// A raw deflate stream of `data` (under 4 GiB), at most 5 bytes a 65,535 and 10 larger. Inflated again and compared
/// before it is returned. Errors: verification-failed, which would be a bug; too-large; timeout.
Result<Bytes> compress(ByteView data, const Options& options);

}  // namespace whittle::deflate
