#pragma once
// TIFF files tag by tag: what image_builders.h has no field for.

#include <map>

#include "tests/support/image_builders.h"

namespace whittle::test {

/// The values of a tag, in the byte order of the file when written.
struct TiffValues {
  unsigned type = 3;  ///< 2 ASCII, 3 SHORT, 4 LONG, 5 RATIONAL (pairs)
  std::vector<std::uint32_t> numbers = {};
  std::string text = {};  ///< bytes as they are, whatever the type and the order: a NUL only if it has one
};

struct TiffPicture {
  std::vector<Bytes> segments;  ///< strips or tiles, coded
  std::map<unsigned, TiffValues> tags;

  TiffPicture& set(unsigned tag, std::vector<std::uint32_t> numbers, unsigned type = 3) {
    tags[tag] = {.type = type, .numbers = std::move(numbers)};
    return *this;
  }
  TiffPicture& say(unsigned tag, std::string_view text, unsigned type = 2) {
    tags[tag] = {.type = type, .numbers = {}, .text = std::string(text)};
    return *this;
  }
};

/// An uncompressed page in one strip (or one a plane): `samples` interleaved, of `bits` 8 or 16 (then as the file has
/// them), or packed rows.
TiffPicture tiff_picture(std::uint32_t width, std::uint32_t height, unsigned bits, unsigned samples,
                         unsigned photometric, const Bytes& pixels);
/// The strip of an interleaved page of 8 bits as planes.
TiffPicture in_planes(TiffPicture picture, unsigned samples);
/// Pages one after the other. Places and sizes of segments are filled in.
Bytes build_tiff(const std::vector<TiffPicture>& pages, Order order = Order::little);

}  // namespace whittle::test
