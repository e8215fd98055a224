// PNG: IHDR, then the chunks before the pixels. Payloads are stepped over unseen, except acTL and eXIf.

#include "container/payload/exif.h"
#include "container/png/chunks.h"
#include "container/png/png.h"

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

/// One chunk between IHDR and IDAT.
Status ancillary(Window& file, const PngChunkHead& chunk, Header& header) {
  if (chunk.type == png::kTrns) header.alpha = Has::yes;
  if (png::is_credentials(chunk.type)) header.extras |= bit(Extra::credentials);
  if (chunk.type == png::kExif) {
    TRY_ASSIGN(header.orientation, exif_orientation(file, chunk.data(), chunk.size));
  }
  if (chunk.type != png::kActl) return {};
  if (chunk.size != 8) return corrupt("PNG acTL of wrong length", chunk.offset);
  TRY_ASSIGN(const ByteView data, file.need(chunk.data(), 8, "PNG chunk acTL"));
  if (header.apng == Has::yes) return corrupt("second PNG acTL", chunk.offset);
  header.apng = Has::yes;
  header.frames = be32(data, 0);
  if (header.frames == 0 || header.frames > 0x7FFFFFFF)
    return corrupt("APNG with an impossible number of frames", chunk.offset);
  return {};
}

}  // namespace

bool is_png(ByteView prefix) {
  return has_text(prefix, 0, kPngSignature);
}

// Signatures stand around the pixels.
Extras hidden_png_extras(ByteView file) {
  PngChunks chunks(file);
  for (;;) {
    const Result<std::optional<PngChunk>> chunk = chunks.next();
    if (!chunk.ok() || !*chunk) return 0;
    if (png::is_credentials((*chunk)->type)) return bit(Extra::credentials);
  }
}

Result<Header> read_png_header(Window& file) {
  TRY_ASSIGN(const ByteView first, file.need(0, kPngSignature.size() + 8, "the PNG signature"));
  if (!has_text(first, 0, kPngSignature)) return corrupt("no PNG signature", 0);
  if (be32(first, 12) == png::kCgbi) return unsupported("a PNG in Apple's CgBI variant, which only iOS reads");
  if (be32(first, 12) != png::kIhdr || be32(first, 8) != 13) return corrupt("PNG without IHDR", 8);
  TRY_ASSIGN(const ByteView ihdr, file.need(16, 13 + 4, "PNG chunk IHDR"));
  TRY_ASSIGN(const PngHeader parsed, parse_png_header(ihdr.first(13), 8));
  Header header;
  describe(parsed, header);

  std::uint64_t at = 16 + 13 + 4;
  for (std::uint32_t step = 0; step < kMaxSteps; ++step) {
    TRY_ASSIGN(const PngChunkHead chunk, read_png_chunk_head(file, at));
    if (chunk.type == png::kIdat) return header;
    if (chunk.type == png::kIend) return corrupt("PNG without pixels: IEND before any IDAT", at);
    TRY(check_inside(file, chunk));
    TRY(ancillary(file, chunk, header));
    at = chunk.end();
  }
  return corrupt("no PNG pixels in sight", at);
}

}  // namespace whittle::container
