#pragma once
// Images made in code, their facts, and decoders that are not libvips.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "container/header.h"
#include "engine/engine.h"
#include "tests/support/image_builders.h"
#include "vips/context.h"

namespace whittle::test {

enum class Pattern {
  gradient,  ///< smooth, all channels different
  noise,     ///< every sample random; alpha too, colours under alpha 0 included
  blocks,    ///< 16 colours in 8x8 blocks
  speckle,   ///< 16 opaque colours at random places
};

/// 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA; depth 8 or 16.
vips::ImagePtr make_image(int width, int height, int bands, Pattern pattern, int depth = 8);
vips::ImagePtr make_cmyk(int width, int height);
/// Rows of interleaved samples, grey or sRGB, with alpha or without.
vips::ImagePtr from_samples(const std::vector<std::uint8_t>& samples, int width, int height);
vips::ImagePtr from_samples(const std::vector<std::uint16_t>& samples, int width, int height);

/// A film of a moving block on a ground, a frame for each delay; frames with the same number in `pictures` are equal.
vips::ImagePtr make_film(int width, int height, const std::vector<int>& delays, int loop,
                         const std::vector<int>& pictures = {}, int bands = 4);

using Arguments = std::vector<std::pair<const char*, std::variant<int, double>>>;
/// What libvips' saver makes of `image`, without metadata unless `image` carries some and the arguments say so.
Bytes encode(VipsImage* image, const char* saver, const Arguments& arguments = {});
Bytes encode_png(VipsImage* image);
Bytes encode_jpeg(VipsImage* image, int quality = 90);
Bytes encode_gif(VipsImage* image);
Bytes encode_webp_lossless(VipsImage* image);

/// What read_header would say, as far as engines care.
container::Header facts_of(ByteView file, Format format);

/// Runs the engine on `file`. Settings::format must be set.
Result<engine::Candidate> run(ByteView file, Format source, const engine::Settings& settings);
Result<engine::Candidate> run(ByteView file, const container::Header& facts, const engine::Settings& settings);
engine::Settings lossless(Format format);
engine::Settings lossy(Format format, int quality = 80);

/// Pixels as 16-bit RGBA (8-bit samples times 257), decoded by libpng.
struct Raster {
  std::uint32_t width = 0, height = 0;
  int depth = 0, colour_type = 0;  ///< as stored
  std::vector<std::uint16_t> rgba;
  bool operator==(const Raster& o) const { return width == o.width && height == o.height && rgba == o.rgba; }
};
Raster decode_png(ByteView file);

/// Samples as stored after decoding, by libjpeg. Warnings count.
struct JpegRaster {
  std::uint32_t width = 0, height = 0;
  int components = 0, colour_space = 0;
  bool progressive = false;
  long warnings = 0;
  std::vector<std::uint8_t> samples;
};
JpegRaster decode_jpeg(ByteView file);

/// All pixels of any readable file as 16-bit RGBA, all frames, by libvips.
std::vector<std::uint16_t> all_pixels(ByteView file, Format format);

// Metadata to put into test files.
Bytes make_exif(std::uint8_t orientation);  ///< little-endian; Make, Orientation, Artist, Copyright, GPS,
                                            ///< PixelX/YDimension, thumbnail
Bytes make_rgb_profile();                   ///< not sRGB: red and green primaries exchanged
Bytes make_srgb_profile();
Bytes make_grey_profile();  ///< gamma 1.8
/// `png` with chunks before the first chunk of type `before`.
Bytes insert_png_chunks(ByteView png, std::string_view before, const Bytes& chunks);
Bytes jpeg_segment(std::uint8_t marker, std::string_view name, ByteView payload);
Bytes insert_jpeg_segments(ByteView jpeg, const Bytes& segments);  ///< behind SOI and JFIF

bool contains(ByteView haystack, std::string_view needle);
std::string as_string(ByteView bytes);
Bytes concat(std::initializer_list<ByteView> parts);
std::vector<std::string> png_chunk_types(ByteView png);
Bytes png_chunk_data(ByteView png, std::string_view type);  ///< of the first
/// Payloads of the segments with `marker` that begin with `name`, without it.
std::vector<Bytes> jpeg_payloads(ByteView jpeg, std::uint8_t marker, std::string_view name);
Bytes webp_chunk(ByteView webp, std::string_view type);

}  // namespace whittle::test
