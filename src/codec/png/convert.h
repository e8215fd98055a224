#pragma once
// The rows of a picture in another pixel format, made when they are wanted: the whole picture in every format that is
// tried would not fit into the cache, and the bands that rank them are a small part of it.

#include <cstdint>
#include <vector>

#include "codec/png/picture.h"
#include "codec/png/reduce.h"

namespace whittle::png {

/// Rows of a picture in another format.
class Converter {
 public:
  /// Both must outlive the converter.
  Converter(const Picture& picture, const Target& target);

  std::size_t stride() const { return stride_; }
  /// Writes `count` rows from `first`, stride() bytes each.
  void rows(std::size_t first, std::size_t count, std::uint8_t* out);

 private:
  void pack(const Rgba* colours, std::uint8_t* out) const;
  void pack16(const Rgba16* colours, std::uint8_t* out) const;
  std::uint8_t index_of(Rgba colour) const;

  const Picture& picture_;
  const Target& target_;
  std::size_t stride_;
  std::vector<Rgba> colours_;
  std::vector<Rgba16> colours16_;
  std::vector<Rgba> slots_;               ///< hash table from colours to indices
  std::vector<std::int16_t> slot_index_;  ///< -1: free
};

}  // namespace whittle::png
