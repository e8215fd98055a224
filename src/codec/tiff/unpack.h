#pragma once
// One strip or tile of a TIFF page as its samples are stored once nothing is coded any more.

#include "base/result.h"
#include "container/tiff/pages.h"

namespace whittle::tiff {

/// Whether the page's compression and predictor are among those that are read here: none, PackBits, LZW and Deflate;
/// horizontal for samples of 8, 16 and 32 bits, floating point for those of 32.
bool can_unpack(const container::TiffPage& page);

enum class Unpacked {
  yes,
  unknown,  ///< a variant of the code that is not read here
  damaged
};

/// `coded` as rows of `row_samples` samples, each row beginning on a byte, samples of 16 and 32 bits in `order`, those
/// of 1, 2 and 4 bits packed, the first highest. `out` has all rows. `stride`: samples between two of the same kind.
Unpacked unpack(const container::TiffPage& page, ByteView coded, std::endian order, std::size_t row_samples,
                std::size_t stride, std::span<std::byte> out);

}  // namespace whittle::tiff
