// TIFF: directories may stand anywhere, usually behind the pixels; each is visited where it is. Many camera raw formats
// are TIFF files with a thumbnail in front: to optimize that thumbnail would destroy the photograph, so they are turned
// away.

#include "container/defect.h"
#include "container/tiff/pages.h"
#include "container/tiff/tiff.h"

namespace whittle::container {
namespace {

bool is_camera_raw(const TiffPage& page) {
  // DNG by its version tag or photometry; Nikon, Sony, Kodak and Pentax by their compressions.
  constexpr std::uint16_t kRawCompressions[] = {34713, 32767, 65000, 65535};
  return page.camera_raw || std::find(std::begin(kRawCompressions), std::end(kRawCompressions), page.compression) !=
                                std::end(kRawCompressions);
}

Coding coding_of(std::uint16_t compression) {
  using namespace tiff;
  switch (compression) {
    case kUncompressed:
    case kCcittRle:
    case kCcittFax3:
    case kCcittFax4:
    case kLzw:
    case kDeflate:
    case kOldDeflate:
    case kPackBits:
    case kJbig:
    case kLzma:
    case kZstd:
      return Coding::lossless;
    case kOldJpeg:
    case kJpeg:
    case kWebp:  // can be lossless too; not looked at
      return Coding::lossy;
    default:
      return Coding::unknown;
  }
}

Colour colour_of(std::uint16_t photometric) {
  switch (photometric) {
    case tiff::kWhiteIsZero:
    case tiff::kBlackIsZero:
      return Colour::grey;
    case tiff::kRgb:
    case tiff::kYcbcr:
      return Colour::rgb;
    case tiff::kPalette:
      return Colour::palette;
    case tiff::kSeparated:
      return Colour::cmyk;
    default:
      return Colour::other;
  }
}

bool is_unusual(const TiffPage& page) {
  const bool plain_size = page.bits == 1 || page.bits == 2 || page.bits == 4 || page.bits == 8 || page.bits == 16;
  const bool plain_kind = page.sample_format == tiff::kUnsigned || page.sample_format == tiff::kVoid;
  return !plain_size || !plain_kind || page.bits_differ || page.compression == tiff::kOldJpeg;
}

void describe(const TiffPage& page, Header& header) {
  header.width = page.width;
  header.height = page.height;
  header.depth = static_cast<std::uint8_t>(std::min<std::uint32_t>(page.bits, 255));
  header.orientation = page.orientation;
  header.colour = colour_of(page.photometric);
  if (page.marked_alpha) header.alpha = Has::yes;  // extra samples without a meaning are not read
  header.coding = coding_of(page.compression);
}

bool same_kind(const TiffPage& a, const TiffPage& b) {
  return a.width == b.width && a.height == b.height && a.bits == b.bits && a.samples == b.samples &&
         a.photometric == b.photometric && a.sample_format == b.sample_format && a.orientation == b.orientation &&
         a.marked_alpha == b.marked_alpha;
}

}  // namespace

bool is_tiff(ByteView b) {
  using namespace std::string_view_literals;
  if (has_text(b, 0, "II*\0"sv) || has_text(b, 0, "MM\0*"sv)) return true;
  return has_text(b, 0, "II+\0\x08\0\0\0"sv) || has_text(b, 0, "MM\0+\0\x08\0\0"sv);  // BigTIFF
}

Result<Header> read_tiff_header(Window& file) {
  TRY_ASSIGN(const TiffBlock block, TiffBlock::open(file, 0, file.size()));
  if (file.size() >= 10) {
    TRY_ASSIGN(const ByteView mark, file.need(8, 2, "the TIFF header"));
    if (has_text(mark, 0, "CR")) return unsupported("a camera raw file (CR2)");
  }
  TiffPages pages(block);
  TiffPage first;
  Header header;
  header.frames = 0;
  for (;;) {
    TRY_ASSIGN(const std::optional<TiffPage> page, pages.next());
    if (!page) break;
    if (is_camera_raw(*page)) return unsupported("a camera raw file (DNG or a relative)");
    if (header.frames++ == 0) {
      first = *page;
      describe(first, header);
    }
    if (page->reduced || page->sub_images || !same_kind(first, *page)) header.mixed_pages = Has::yes;
    if (page->credentials) header.extras |= bit(Extra::credentials);
    if (is_unusual(*page)) header.unusual_coding = Has::yes;
    const Coding coding = coding_of(page->compression);
    if (coding != Coding::lossless && header.coding == Coding::lossless) header.coding = coding;
  }
  if (header.frames == 0) return corrupt("TIFF without a directory", 4);
  return header;
}

}  // namespace whittle::container
