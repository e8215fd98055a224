// PNG: IHDR, then all chunks to the last. Payloads are stepped over unseen, except acTL and what may say an
// orientation.

#include "container/payload/exif.h"
#include "container/png/chunks.h"
#include "container/png/png.h"
#include "container/png/rules.h"
#include "container/png/text.h"

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

/// Where a file says how its picture lies; the first of the best kind counts.
struct Orientations {
  std::uint8_t exif = 0, text = 0, byte = 0;  ///< eXIf, EXIF as text, ImageMagick's orNT; 0: none

  std::uint8_t best() const { return exif != 0 ? exif : text != 0 ? text : byte != 0 ? byte : 1; }
};

/// Of EXIF as text. Its directory stands far in front.
Result<std::uint8_t> text_orientation(Window& file, const PngChunkHead& chunk) {
  const auto head = static_cast<std::size_t>(std::min<std::uint64_t>(chunk.size, kRawKeyword));
  TRY_ASSIGN(const ByteView keyword, file.need(chunk.data(), head, "a PNG text"));
  if (!is_raw_exif(keyword)) return std::uint8_t{0};
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(chunk.size, ByteSource::kMaxRead));
  TRY_ASSIGN(const ByteView text, file.need(chunk.data(), size, "a PNG text"));
  const Bytes exif = raw_exif(chunk.type, text, ByteSource::kMaxRead);
  if (exif.empty()) return std::uint8_t{0};
  Window block(exif);
  return exif_orientation(block, 0, exif.size());
}

/// One chunk that counts.
Status look_for_orientation(Window& file, const PngChunkHead& chunk, Orientations& found) {
  if (chunk.type == png::kExif && found.exif == 0) {
    TRY_ASSIGN(const ByteView start, file.need(chunk.data(), 4, "PNG chunk eXIf"));
    if (!png::is_exif(start)) return {};
    TRY_ASSIGN(found.exif, exif_orientation(file, chunk.data(), chunk.size));
  } else if (png::is_text(chunk.type) && found.text == 0) {
    TRY_ASSIGN(found.text, text_orientation(file, chunk));
  } else if (chunk.type == png::kOrientation && found.byte == 0) {
    TRY_ASSIGN(const ByteView data, file.need(chunk.data(), 1, "PNG chunk orNT"));
    if (u8(data, 0) >= 1 && u8(data, 0) <= 8) found.byte = u8(data, 0);
  }
  return {};
}

Status look_at_animation(Window& file, const PngChunkHead& chunk, Header& header) {
  TRY_ASSIGN(const ByteView data, file.need(chunk.data(), 8, "PNG chunk acTL"));
  header.apng = Has::yes;
  header.frames = be32(data, 0);
  if (header.frames > 0x7FFFFFFF) return corrupt("APNG with an impossible number of frames", chunk.offset);
  return {};
}

/// The chunks behind IHDR, one by one.
class Walk {
 public:
  Walk(Window& file, const PngHeader& ihdr, Header& header) : file_(file), rules_(ihdr), header_(header) {}

  /// Up to the pixels, which there must be.
  Status before_pixels() {
    for (std::uint32_t step = 0; step < kMaxSteps; ++step) {
      TRY_ASSIGN(const PngChunkHead chunk, read_png_chunk_head(file_, at_));
      if (chunk.type == png::kIdat) return {};
      if (chunk.type == png::kIend) return corrupt("PNG without pixels: IEND before any IDAT", at_);
      TRY(check_inside(file_, chunk));
      TRY(look(chunk));
      at_ = chunk.end();
    }
    return corrupt("no PNG pixels in sight", at_);
  }

  /// From the pixels on, as far as the file is whole: what is wrong there is no matter of the header.
  void to_the_end() {
    for (std::uint32_t step = 0; step < kMaxSteps; ++step) {
      const Result<PngChunkHead> chunk = read_png_chunk_head(file_, at_);
      if (!chunk.ok() || chunk->type == png::kIend || !check_inside(file_, *chunk) || !look(*chunk)) return;
      at_ = chunk->end();
    }
  }

  std::uint8_t orientation() const { return orientations_.best(); }

 private:
  Status look(const PngChunkHead& chunk) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(chunk.size, PngRules::kLooksAt));
    const bool pixels = chunk.type == png::kIdat || chunk.type == png::kFdat;
    TRY_ASSIGN(const ByteView start, file_.need(chunk.data(), pixels ? 0 : size, "a PNG chunk"));
    if (rules_.next(chunk.type, chunk.size, start) != PngRules::Verdict::counts) return {};
    if (chunk.type == png::kActl) return look_at_animation(file_, chunk, header_);
    if (chunk.type == png::kTrns) header_.alpha = Has::yes;
    if (png::is_gain_map(chunk.type)) header_.extras |= bit(Extra::gain_map);
    if (png::is_credentials(chunk.type)) header_.extras |= bit(Extra::credentials);
    return look_for_orientation(file_, chunk, orientations_);
  }

  Window& file_;
  PngRules rules_;
  Header& header_;
  Orientations orientations_;
  std::uint64_t at_ = 16 + 13 + 4;  ///< behind IHDR
};

}  // namespace

bool is_png(ByteView prefix) {
  return has_text(prefix, 0, kPngSignature);
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
  Walk walk(file, parsed, header);
  TRY(walk.before_pixels());
  walk.to_the_end();
  header.orientation = walk.orientation();
  return header;
}

}  // namespace whittle::container
