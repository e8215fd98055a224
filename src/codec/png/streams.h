#pragma once
// From pixels to the filtered rows that are deflated, in any pixel format and by any strategy, and their size by
// libdeflate, which is what candidates are judged by.

#include <span>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "codec/png/effort.h"
#include "codec/png/filter.h"
#include "codec/png/pixels.h"
#include "codec/png/reduce.h"

namespace whittle::png {

/// Rows with a filter byte before each, ready to be deflated.
using Filtered = std::vector<std::uint8_t>;

inline ByteView view(const Filtered& bytes) {
  return std::as_bytes(std::span(bytes));
}

using Band = std::pair<std::size_t, std::size_t>;  ///< first row, rows

/// The rows of `bands` in the format of `target` by each of `strategies`, which must not be `price`.
std::vector<Filtered> filter(const DecodedFrame& frame, const Target& target, const std::vector<Strategy>& strategies,
                             const std::vector<Band>& bands);

/// All rows by one strategy.
Filtered whole_stream(const DecodedFrame& frame, const Target& target, Strategy strategy, const Effort& effort);

/// Bytes of all rows.
std::size_t raw_size(const Picture& picture, const Target& target);

/// Size of `data` at `compressor`'s level as a zlib stream, which is left in `scratch`, or `limit` when that is not
/// enough.
std::size_t deflated_size(libdeflate_compressor* compressor, ByteView data, std::size_t limit, Bytes& scratch);

}  // namespace whittle::png
