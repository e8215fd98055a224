#pragma once
// Which Huffman codes a block has, and the exact size in bits that it has with them.
//
// The shortest codes are not the cheapest block: their lengths have to be written too. Counts that are evened out give
// longer runs of equal lengths, and a lower limit gives lengths that are closer to each other; what is lost in the
// codes is less than what the header gains often enough to try.

#include <cstdint>

#include "codec/deflate/format.h"
#include "codec/deflate/huffman.h"

namespace whittle::deflate {

struct BlockCode {
  CodeLengths lengths;
  bool fixed = false;      ///< those of RFC 1951, 3.2.6, which need no header
  std::uint64_t bits = 0;  ///< of the whole block with its three header bits and the end of block
};

enum class CodeSearch {
  quick,
  wide,  ///< more ways to smooth, and codes of limited length, whose lengths are cheaper to write
};

/// The smallest code for `histogram` (whose end of block is not counted): dynamic, dynamic with smoothed counts or
/// limited lengths, or fixed.
BlockCode best_code(const Histogram& histogram, CodeSearch search = CodeSearch::quick);

}  // namespace whittle::deflate
