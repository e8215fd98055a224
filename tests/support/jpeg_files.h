#pragma once
// JPEGs of every make, written and read by plain libjpeg, with nothing of the program's own code in between.

#include <array>
#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace whittle::test {

enum class JpegColour { grey, ycc, rgb, cmyk, ycck };
enum class JpegPicture { smooth, busy, flat };
enum class JpegCoding { sequential, optimised, progressive, arithmetic };

struct JpegFile {
  int width = 40, height = 30;
  JpegColour colour = JpegColour::ycc;
  JpegPicture picture = JpegPicture::busy;
  JpegCoding coding = JpegCoding::sequential;
  int quality = 85;
  std::vector<std::array<int, 2>> sampling = {};  ///< h and v by component; empty: libjpeg's choice, 2x2 for YCbCr
  int restart_rows = 0;
  bool jfif = true;
  bool own_scans = false;  ///< sequential: a scan for each component
};
Bytes write_jpeg_file(const JpegFile& file);

/// What a JPEG holds before any decoding of pixels.
struct JpegContent {
  struct Component {
    int id = 0, h = 0, v = 0, wide = 0, high = 0;
    std::array<int, 64> table{};
    std::vector<std::int16_t> coefficients;  ///< of the wide x high blocks of the image
    bool operator==(const Component&) const = default;
  };
  std::uint32_t width = 0, height = 0;
  int colour_space = 0;
  std::vector<Component> components;
  bool operator==(const JpegContent&) const = default;
};
/// Throws std::runtime_error for errors and warnings of libjpeg.
JpegContent read_jpeg_content(ByteView file);

/// The parameters of a file's scans: components, first, last, high, low.
struct JpegScan {
  int components = 0, first = 0, last = 0, high = 0, low = 0;
};
std::vector<JpegScan> jpeg_scans(ByteView file);

}  // namespace whittle::test
