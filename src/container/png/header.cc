// PNG: IHDR, then the chunks before the pixels. Payloads are stepped over unseen, except acTL and eXIf.

#include "container/header_formats.h"
#include "container/png/chunks.h"
#include "container/tiff/ifd.h"

namespace whittle::container {
namespace {

void describe(const PngHeader& ihdr, Header& header) {
  header.width = ihdr.width;
  header.height = ihdr.height;
  header.depth = ihdr.depth;
  header.coding = Coding::lossless;
  if (ihdr.interlaced) header.interlaced = Has::yes;
  switch (ihdr.colour) {
    case PngColour::grey_alpha:
      header.alpha = Has::yes;
      [[fallthrough]];
    case PngColour::grey:
      header.colour = Colour::grey;
      break;
    case PngColour::palette:
      header.colour = Colour::palette;
      break;
    case PngColour::rgba:
      header.alpha = Has::yes;
      [[fallthrough]];
    case PngColour::rgb:
      header.colour = Colour::rgb;
      break;
  }
}

/// One chunk between IHDR and IDAT; `at` is its data.
Status ancillary(Window& file, std::uint32_t type, std::uint64_t at, std::uint32_t length, Header& header) {
  if (type == png::kTrns) header.alpha = Has::yes;
  if (type == png::kExif) {
    TRY_ASSIGN(header.orientation, exif_orientation(file, at, length));
  }
  if (type != png::kActl) return {};
  if (length != 8) return corrupt("PNG acTL of wrong length", at - 8);
  TRY_ASSIGN(const ByteView data, file.need(at, 8, "PNG chunk acTL"));
  if (header.apng == Has::yes) return corrupt("second PNG acTL", at - 8);
  header.apng = Has::yes;
  header.frames = be32(data, 0);
  if (header.frames == 0 || header.frames > 0x7FFFFFFF)
    return corrupt("APNG with an impossible number of frames", at - 8);
  return {};
}

}  // namespace

Result<Header> read_png_header(Window& file) {
  constexpr std::string_view kSignature = "\x89PNG\r\n\x1A\n";
  TRY_ASSIGN(const ByteView first, file.need(0, kPngSignatureSize + 8, "the PNG signature"));
  if (!has_text(first, 0, kSignature)) return corrupt("no PNG signature", 0);
  if (be32(first, 12) == png::kCgbi) return unsupported("a PNG in Apple's CgBI variant, which only iOS reads");
  if (be32(first, 12) != png::kIhdr || be32(first, 8) != 13) return corrupt("PNG without IHDR", 8);
  TRY_ASSIGN(const ByteView ihdr, file.need(16, 13 + 4, "PNG chunk IHDR"));
  TRY_ASSIGN(const PngHeader parsed, parse_png_header(ihdr.first(13), 8));
  Header header;
  describe(parsed, header);

  std::uint64_t at = 16 + 13 + 4;
  for (std::uint32_t step = 0; step < kMaxSteps; ++step) {
    TRY_ASSIGN(const ByteView head, file.need(at, 8, "a PNG chunk header"));
    const std::uint32_t length = be32(head, 0), type = be32(head, 4);
    if (!is_png_chunk_type(type)) return corrupt("no PNG chunk", at);
    if (length > 0x7FFFFFFF) return corrupt("impossible length of PNG chunk " + fourcc_text(type), at);
    if (type == png::kIdat) return header;
    if (type == png::kIend) return corrupt("PNG without pixels: IEND before any IDAT", at);
    if (at + 12 + length > file.size()) return truncated("PNG chunk " + fourcc_text(type), at);
    TRY(ancillary(file, type, at + 8, length, header));
    at += 12 + std::uint64_t{length};
  }
  return corrupt("no PNG pixels in sight", at);
}

}  // namespace whittle::container
