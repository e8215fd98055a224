// TIFF: which pages libvips shows as their tags say. Found by comparing it with libtiff's own reading and with ours;
// what is not on this list is left alone, with the tag that is the cause.

#include "container/tiff/pages.h"
#include "container/tiff/tiff.h"

namespace whittle::container {
namespace {

using namespace tiff;

/// "is a TIFF WHAT, which this build does not read".
Status unread(const std::string& what) {
  return make_error(Category::validation, Reason::unsupported,
                    "is a TIFF " + what + ", which this build does not read");
}

template <typename Number, std::size_t kSize>
bool is_one_of(std::uint32_t value, const Number (&known)[kSize]) {
  return std::find(std::begin(known), std::end(known), value) != std::end(known);
}

std::string name_of_compression(std::uint16_t compression) {
  switch (compression) {
    case kOldJpeg:
      return "old-style JPEG";
    case kJbig:
      return "JBIG";
    case kLzma:
      return "LZMA";
    case kWebp:
      return "WebP";
    case kZstd:
      return "Zstandard";
    case 34712:
      return "JPEG 2000";
    case 50002:
      return "JPEG XL";
    case 34676:
    case 34677:
      return "SGI Log";
    default:
      return "number " + std::to_string(compression);
  }
}

std::string name_of_photometric(std::uint16_t photometric) {
  switch (photometric) {
    case kMask:
      return "a transparency mask";
    case kYcbcr:
      return "YCbCr samples that are not JPEG";
    case kCieLab:
    case kIccLab:
    case kItuLab:
      return "Lab colours";
    case kLogL:
    case kLogLuv:
      return "logarithmic luminance";
    case kUnstated:
      return "no photometric interpretation";
    default:
      return "photometric interpretation " + std::to_string(photometric);
  }
}

Status check_compression(const TiffPage& page) {
  constexpr std::uint16_t kKnown[] = {kUncompressed, kCcittRle, kCcittFax3, kCcittFax4, kLzw,
                                      kJpeg,         kDeflate,  kPackBits,  kOldDeflate};
  if (!is_one_of(page.compression, kKnown)) {
    return unread("with " + name_of_compression(page.compression) + " compression");
  }
  const bool bilevel = page.grey() && page.bits == 1 && page.samples == 1;
  const bool fax = page.compression >= kCcittRle && page.compression <= kCcittFax4;
  if (fax && !bilevel) return unread("with CCITT compression of samples that are not black and white");
  if (page.compression != kJpeg) return {};
  const bool plain = page.photometric == kBlackIsZero || page.photometric == kRgb || page.photometric == kYcbcr;
  if (!plain || page.bits != 8 || page.samples != page.colour_samples() || page.separate_planes) {
    return unread("with JPEG compression of samples other than 8-bit grey, RGB or YCbCr");
  }
  return {};
}

Status check_photometric(const TiffPage& page) {
  constexpr std::uint16_t kKnown[] = {kWhiteIsZero, kBlackIsZero, kRgb, kPalette, kSeparated};
  const bool ycbcr = page.photometric == kYcbcr && page.compression == kJpeg;
  if (!ycbcr && !is_one_of(page.photometric, kKnown)) return unread("with " + name_of_photometric(page.photometric));
  if (page.photometric == kSeparated && page.ink_set != 1) return unread("with inks that are not CMYK");
  if (page.photometric == kPalette && page.samples != 1) return unread("with a palette and more samples a pixel");
  if (page.samples < page.colour_samples()) return unread("with fewer samples a pixel than its colours need");
  return {};
}

Status check_samples(const TiffPage& page) {
  if (page.bits_differ || page.formats_differ) return unread("with samples of different kinds");
  const bool integer = page.sample_format == kUnsigned || page.sample_format == kVoid;
  if (!integer && page.sample_format != kSigned && page.sample_format != kFloat) {
    return unread("with samples of format " + std::to_string(page.sample_format));
  }
  const std::string kind = page.sample_format == kFloat ? " floating point" : integer ? "" : " signed";
  const bool small = page.bits == 1 || page.bits == 2 || page.bits == 4;
  const bool one_grey = page.samples == 1 && integer && (page.grey() || page.photometric == kPalette);
  const bool known =
      (page.bits == 8 || page.bits == 16 || page.bits == 32) && !(page.bits < 32 && kind[0] == ' ' && kind[1] == 'f');
  if (small ? !one_grey : !known) return unread("with " + std::to_string(page.bits) + "-bit" + kind + " samples");
  if (page.photometric == kPalette && page.bits > 8) return unread("with a palette of 16 bits");
  if (page.photometric == kWhiteIsZero && !integer) return unread("with" + kind + " samples where 0 is white");
  return {};
}

Status check_extra_samples(const TiffPage& page) {
  const std::uint32_t extra = page.samples - page.colour_samples();
  if (extra == 0 && page.extra_samples == 0) return {};
  if (extra > 1 || page.extra_samples > 1)
    return unread("with " + std::to_string(std::max(extra, page.extra_samples)) + " extra samples a pixel");
  if (extra != page.extra_samples || !page.marked_alpha) return unread("with an extra sample of unspecified meaning");
  if (page.extra_kind == kPremultiplied && page.bits > 16) return unread("with premultiplied alpha of 32 bits");
  return {};
}

Status check_layout(const TiffPage& page) {
  constexpr std::uint32_t kMaxTile = 8192;  // of libvips, as the 16
  if (page.tiled() && (page.tile_width % 16 != 0 || page.tile_height % 16 != 0 || page.tile_width > kMaxTile ||
                       page.tile_height > kMaxTile)) {
    return unread("with tiles of an unusual size");
  }
  if (!page.separate_planes || page.samples == 1) return {};
  if (page.tiled()) return unread("with tiles of separate planes");
  if (page.grey()) return unread("with grey and alpha in separate planes");
  return {};
}

/// Colours of 16 bits are cut to 8.
Status check_colour_map(const TiffBlock& block, const TiffPage& page) {
  if (page.photometric != kPalette) return {};
  const std::uint64_t entries = std::uint64_t{3} << page.bits;
  if (page.colour_map.count != entries) return unread("without a colour map of the right size");
  bool narrow = true, widened = true, shifted = true;
  for (std::uint64_t i = 0; i < entries; ++i) {
    TRY_ASSIGN(const std::uint64_t value, block.value(page.colour_map, i));
    narrow &= value <= 255;
    widened &= value % 257 == 0;
    shifted &= value % 256 == 0;
  }
  if (!narrow && !widened && !shifted) return unread("with palette colours of 16 bits");
  return {};
}

/// libvips joins pages to one picture with one profile.
Status check_alike(ByteView file, const TiffPage& a, const TiffPage& b) {
  const auto rows = [](const TiffPage& page) { return std::min(page.rows_per_strip, page.height); };
  const auto profile = [&](const TiffPage& page) {
    return page.profile.size > 0 ? file.subspan(page.profile.data, page.profile.size) : ByteView{};
  };
  if (a.width != b.width || a.height != b.height) return unread("whose pages differ in size");
  if (a.orientation != b.orientation) return unread("whose pages differ in orientation");
  const bool layout = a.bits == b.bits && a.samples == b.samples && a.photometric == b.photometric &&
                      a.sample_format == b.sample_format && a.compression == b.compression &&
                      a.separate_planes == b.separate_planes && a.tile_width == b.tile_width &&
                      a.tile_height == b.tile_height && rows(a) == rows(b) && a.extra_kind == b.extra_kind;
  if (!layout) return unread("whose pages differ in kind or layout");
  const ByteView one = profile(a), other = profile(b);
  const bool same = std::equal(one.begin(), one.end(), other.begin(), other.end());
  return same ? Status() : unread("whose pages differ in their colour profiles");
}

/// Some readers compute what is not said, and take a hole for black.
Status check_byte_counts(const TiffBlock& block, const TiffPage& page) {
  const std::uint64_t needed = page.segments();
  if (page.counts.count < needed) return unread("that does not say how many bytes its strips have");
  for (std::uint64_t i = 0; i < needed; ++i) {
    TRY_ASSIGN(const std::uint64_t count, block.value(page.counts, i));
    if (count == 0) return unread("with strips or tiles of no bytes");
  }
  return {};
}

Status check_page(ByteView file, const TiffBlock& block, const TiffPage& page) {
  TRY(check_compression(page));
  TRY(check_photometric(page));
  TRY(check_samples(page));
  TRY(check_extra_samples(page));
  TRY(check_layout(page));
  TRY(check_byte_counts(block, page));
  TRY(check_tiff_colour_tags(file, block, page));
  TRY(check_colour_map(block, page));
  if (page.outside == 0) return {};
  return unread("whose tag " + std::to_string(page.outside) + " has values beyond the end of the file");
}

}  // namespace

Status check_tiff_readable(ByteView file) {
  Window window(file);
  TRY_ASSIGN(const TiffBlock block, TiffBlock::open(window));
  TiffPages pages(block);
  std::optional<TiffPage> first;
  for (;;) {
    TRY_ASSIGN(const std::optional<TiffPage> page, pages.next());
    if (!page) return {};
    TRY(check_page(file, block, *page));
    if (!first) first = page;
    TRY(check_alike(file, *first, *page));
    const bool another = page->at != first->at;
    if (another && page->separate_planes && page->samples > 1) return unread("of several pages in separate planes");
  }
}

}  // namespace whittle::container
