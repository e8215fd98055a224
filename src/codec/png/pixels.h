#pragma once
// From zlib streams to pictures, and pictures to colours. A decoder of our own: a search needs rows in the input's own
// format and the filters that it was written with, which decoders hide, and it must not forgive damage.

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "codec/png/picture.h"

namespace whittle::png {

struct DecodedFrame {
  Picture picture;                    ///< palette and key are left empty
  std::vector<std::uint8_t> filters;  ///< each row's filter type; empty when interlaced
  std::size_t stream_bytes = 0;       ///< that it was inflated from
  bool unclean = false;               ///< the stream has more than the picture needs, and may not be used again
};

/// Inflates `stream` into the bytes that the header's size and format demand, and undoes filters and interlacing. What
/// it holds beyond them is left, as decoders do, up to as much again. Errors: truncated, corrupt.
Result<DecodedFrame> decode_frame(ByteView stream, std::uint32_t width, std::uint32_t height, PixelFormat format,
                                  bool interlaced);

/// Undoes `filter` (0-4) on one row; `above` is the row before or zeros.
void unfilter_row(unsigned filter, std::span<std::uint8_t> row, const std::uint8_t* above, std::size_t bytes_per_pixel);

/// One row as 8-bit RGBA, exact for depths up to 8. Indices must be below the palette's size.
void expand_row(const Picture& picture, std::size_t y, Rgba* out);
/// One row as 16-bit RGBA, exact for every depth.
void expand_row16(const Picture& picture, std::size_t y, Rgba16* out);

/// Whether both show the same colours, those under alpha 0 included.
bool same_colours(const Picture& a, const Picture& b);

/// Whether all indices of a palette picture are in its palette.
bool indices_valid(const Picture& picture);

/// Sample `x` of a row of 1-, 2- or 4-bit samples.
inline unsigned packed_sample(const std::uint8_t* row, std::size_t x, unsigned depth) {
  const std::size_t bit = x * depth;
  return static_cast<unsigned>(row[bit >> 3] >> (8 - depth - (bit & 7))) & ((1U << depth) - 1);
}

}  // namespace whittle::png
