#pragma once
// Smallest images of every format, put together byte by byte: no codec, no files. JPEG, PNG, GIF, VP8L and TIFF results
// are real pictures that any decoder reads (black or transparent); VP8, AVIF and JXL have the right containers and
// headers around bytes that no decoder would take.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace whittle::test {

/// Appends numbers and texts.
class Writer {
 public:
  Writer& u8(unsigned value);
  Writer& be16(unsigned value);
  Writer& be32(std::uint64_t value);
  Writer& be64(std::uint64_t value);
  Writer& le16(unsigned value);
  Writer& le24(unsigned value);
  Writer& le32(std::uint64_t value);
  Writer& text(std::string_view text);
  Writer& bytes(ByteView bytes);
  Writer& fill(std::size_t count, unsigned value = 0);

  std::size_t size() const { return bytes_.size(); }
  const Bytes& done() const { return bytes_; }

 private:
  Bytes bytes_;
};

Bytes joined(std::initializer_list<ByteView> parts);

// --- EXIF and MPF blocks

enum class Order { little, big };
/// A TIFF block with nothing but the orientation.
Bytes exif_block(unsigned orientation, Order order = Order::big);

// --- PNG

std::uint32_t crc32(ByteView bytes);
Bytes png_chunk(std::string_view type, ByteView data);
/// A zlib stream of stored blocks.
Bytes zlib_stored(ByteView data);

struct PngSpec {
  std::uint32_t width = 3, height = 2;
  unsigned depth = 8, colour = 2, interlace = 0;
  Bytes before_pixels = {};  ///< chunks between IHDR and IDAT; a palette image needs its PLTE here
  Bytes after_pixels = {};   ///< chunks between IDAT and IEND
};
Bytes make_png(const PngSpec& spec = {});
Bytes png_palette(unsigned entries);
/// All frames as large as the picture; the first one is the IDAT.
Bytes make_apng(std::uint32_t frames, std::uint32_t width = 3, std::uint32_t height = 2);

// --- JPEG

Bytes jpeg_segment(unsigned marker, ByteView payload);
Bytes jpeg_exif(unsigned orientation);
Bytes jpeg_xmp(std::string_view packet);
Bytes jpeg_mpf(unsigned images);

struct JpegSpec {
  unsigned width = 17, height = 9;
  unsigned components = 3;  ///< the first one sampled 2x2 when there are more than one
  unsigned sof = 0xC0;      ///< 0xC0 or 0xC1; 0xC2 makes a progressive file; others only change the marker
  unsigned precision = 8;
  unsigned restart_interval = 0;
  Bytes before_frame = {};  ///< segments behind SOI
  Bytes trailer = {};       ///< behind EOI
};
Bytes make_jpeg(const JpegSpec& spec = {});

// --- GIF

struct GifSpec {
  unsigned width = 4, height = 3;
  unsigned frames = 1;
  bool transparent = false, interlaced = false;
};
Bytes make_gif(const GifSpec& spec = {});

// --- WebP

enum class WebpCoding { lossy, lossless };
Bytes riff_chunk(std::string_view type, ByteView data);
Bytes riff_file(ByteView chunks);
Bytes vp8_bits(unsigned width, unsigned height);
Bytes vp8l_bits(unsigned width, unsigned height, bool alpha);
/// Only the bitstream.
Bytes make_webp(WebpCoding coding, unsigned width = 5, unsigned height = 4, bool alpha = false);

struct WebpSpec {
  unsigned width = 5, height = 4;
  std::vector<WebpCoding> frames = {WebpCoding::lossless};  ///< more than one: animated
  bool animated = false;                                    ///< also with one frame
  bool alpha = false;
  unsigned orientation = 0;  ///< 0: no EXIF
};
/// With VP8X.
Bytes make_extended_webp(const WebpSpec& spec = {});

// --- TIFF

struct TiffSpec {
  std::uint32_t width = 6, height = 5;
  Order order = Order::little;
  bool big_tiff = false;
  unsigned bits = 8, samples = 3, photometric = 2, compression = 1, sample_format = 1, orientation = 1;
  unsigned extra_sample = 0;  ///< 1, 2: alpha
  unsigned subfile_type = 0;  ///< of the last page
  unsigned pages = 1;
  std::uint32_t last_width = 0;  ///< another width for the last page
};
/// Uncompressed, one strip a page.
Bytes make_tiff(const TiffSpec& spec = {});

// --- ISO base media: AVIF, JXL

Bytes box(std::string_view type, ByteView body);
Bytes full_box(std::string_view type, unsigned version, unsigned flags, ByteView body);
Bytes ftyp(std::string_view major, std::initializer_list<std::string_view> compatible);

struct AvifSpec {
  std::uint32_t width = 64, height = 48;
  unsigned depth = 8;
  bool monochrome = false, alpha = false, tone_map = false, second_picture = false;
  int rotation = -1;             ///< irot angle
  int mirror = -1;               ///< imir axis
  unsigned crop = 0;             ///< clap: so many columns and rows remain
  bool oblong = false;           ///< pasp
  bool premultiplied = false;    ///< with alpha: prem
  unsigned sequence_frames = 0;  ///< also a moov box with that many samples
  std::string_view brand = "avif";
};
Bytes make_avif(const AvifSpec& spec = {});

struct JxlSpec {
  std::uint32_t width = 40, height = 30;
  unsigned orientation = 1, depth = 8;
  bool animated = false, alpha = false, grey = false, xyb = true;
  enum class Container { none, whole, parts } container = Container::none;
};
Bytes make_jxl(const JxlSpec& spec = {});

/// One valid image of each kind that a parser has a path for, with a name.
struct Sample {
  std::string_view name;
  Bytes bytes;
};
std::vector<Sample> samples();

}  // namespace whittle::test
