// TIFF is read twice: by libvips, which the pictures are taken from, and by our own code, straight from strips and
// tiles by what the tags say. Only what both see alike is believed, of a source as of a result; so neither a tag that
// libvips takes for another nor a fault of its writer gets through. What only libvips reads (CCITT, JPEG)
// must come without any warning.

#include "codec/tiff/samples.h"
#include "container/tiff/tiff.h"
#include "engine/errors.h"
#include "engine/formats/rows.h"

namespace whittle::engine {
namespace {

using container::TiffPage;
using tiff::SampleReader;
using tiff::Unpacked;
using vips::ImagePtr;
using namespace container::tiff;

/// What a row of samples looks like in libvips.
class Appearance {
 public:
  Appearance(const container::TiffBlock& block, const TiffPage& page) : page_(page) {
    if (page.photometric != kPalette) return;
    const std::uint64_t entries = std::uint64_t{3} << page.bits;
    for (std::uint64_t i = 0; i < entries; ++i) colours_.push_back(block.value_or(page.colour_map, i, 0));
    const bool narrow = std::all_of(colours_.begin(), colours_.end(), [](std::uint64_t c) { return c <= 255; });
    if (narrow) return;  // written by programs that took them for bytes
    for (std::uint64_t& colour : colours_) colour >>= 8;
  }

  int bands() const { return page_.photometric == kPalette ? 3 : static_cast<int>(page_.samples); }

  /// The row as bytes of its samples; valid until the next call.
  ByteView of(ByteView row) {
    const bool turned = page_.photometric == kWhiteIsZero;
    if (page_.bits >= 8 && !turned && colours_.empty()) return row;
    seen_.clear();
    if (!colours_.empty()) {
      const std::size_t entries = colours_.size() / 3;
      for (const std::byte index : row) {
        for (std::size_t c = 0; c < 3; ++c) {
          append_u8(seen_, colours_[c * entries + std::to_integer<std::size_t>(index)]);
        }
      }
      return seen_;
    }
    seen_.assign(row.begin(), row.end());
    const unsigned largest = page_.bits < 8 ? (1u << page_.bits) - 1 : 1;
    if (page_.bits < 8) {
      for (std::byte& value : seen_) value = std::byte(std::to_integer<unsigned>(value) * 255 / largest);
    }
    const std::size_t size = std::max(1u, page_.bits / 8), pixel = size * page_.samples;
    for (std::size_t at = 0; turned && at + size <= seen_.size(); at += pixel) {
      for (std::size_t i = 0; i < size; ++i) seen_[at + i] = ~seen_[at + i];  // the largest value minus this one
    }
    return seen_;
  }

 private:
  const TiffPage& page_;
  std::vector<std::uint64_t> colours_;
  Bytes seen_;
};

/// libvips divides by the alpha and cuts off: multiplied again, it is less than one below what is stored.
template <typename Sample>
bool is_unmultiplied(ByteView stored, ByteView straight, std::size_t samples) {
  constexpr double kLargest = std::numeric_limits<Sample>::max();
  const auto get = [](ByteView row, std::size_t i) {
    Sample value;
    std::memcpy(&value, row.data() + i * sizeof value, sizeof value);
    return static_cast<double>(value);
  };
  for (std::size_t at = 0; (at + samples) * sizeof(Sample) <= stored.size(); at += samples) {
    const double alpha = get(stored, at + samples - 1);
    if (get(straight, at + samples - 1) != alpha) return false;
    for (std::size_t c = 0; c + 1 < samples && alpha > 0; ++c) {
      const double off = get(stored, at + c) - get(straight, at + c) * alpha / kLargest;
      if (off < -0.5 || off > 1.001) return false;
    }
  }
  return true;
}

/// Whether two rows show the same; of a palette of greys libvips gives one band.
bool same_row(const TiffPage& page, ByteView stored, Appearance& appearance, ByteView row, int bands) {
  if (page.extra_kind == kPremultiplied && page.extra_samples > 0) {
    return page.bits == 8 ? is_unmultiplied<std::uint8_t>(stored, row, page.samples)
                          : is_unmultiplied<std::uint16_t>(stored, row, page.samples);
  }
  const ByteView seen = appearance.of(stored);
  if (bands == appearance.bands()) {
    return seen.size() == row.size() && std::memcmp(seen.data(), row.data(), row.size()) == 0;
  }
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (seen[i] != row[i / 3]) return false;
  }
  return true;
}

Error seen_otherwise() {
  return unsupported("is a TIFF that the decoder of this build does not show as its tags say");
}

/// A page against the rows of `image` from `top` on; without an image it is read and no more.
Result<Unpacked> compare_page(SampleReader reader, const container::TiffBlock& block, const TiffPage& page,
                              VipsImage* image, std::uint32_t top) {
  Appearance appearance(block, page);
  const std::size_t row_bytes = std::size_t{page.width} * page.samples * reader.sample_bytes();
  const bool grey_palette = image != nullptr && page.photometric == kPalette && image->Bands == 1;
  const bool fits =
      image == nullptr || (image->Xsize == static_cast<int>(page.width) && image->Coding == VIPS_CODING_NONE &&
                           static_cast<std::uint64_t>(image->Ysize) >= std::uint64_t{top} + page.height &&
                           (grey_palette || image->Bands == appearance.bands()) &&
                           VIPS_IMAGE_SIZEOF_ELEMENT(image) == reader.sample_bytes());
  if (!fits) return seen_otherwise();
  for (std::uint32_t y = 0; y < page.height; y += reader.rows_of_band()) {
    TRY_ASSIGN(const SampleReader::Band band, reader.band(y));
    if (band.state != Unpacked::yes) return band.state;
    for (std::uint32_t row = 0; image != nullptr && row < band.rows; ++row) {
      const VipsPel* const pixels = VIPS_IMAGE_ADDR(image, 0, static_cast<int>(top + y + row));
      const ByteView there = std::as_bytes(std::span(pixels, VIPS_IMAGE_SIZEOF_LINE(image)));
      const ByteView stored = band.samples.subspan(row * row_bytes, row_bytes);
      if (!same_row(page, stored, appearance, there, image->Bands)) return seen_otherwise();
    }
  }
  return Unpacked::yes;
}

/// Whether all pages are of kinds that we read ourselves.
Result<bool> is_read_twice(ByteView file) {
  container::Window window(file);
  TRY_ASSIGN(const container::TiffBlock block, container::TiffBlock::open(window));
  container::TiffPages pages(block);
  for (;;) {
    TRY_ASSIGN(const std::optional<TiffPage> page, pages.next());
    if (!page) return true;
    if (!SampleReader::reads(*page)) return false;
  }
}

/// Our own reading of all pages against that of libvips, if there is one. Unpacked::unknown where a page's code turns
/// out to be one that we do not read. Errors: corrupt, truncated; unsupported where the two differ.
Result<Unpacked> compare_readings(ByteView file, VipsImage* image) {
  container::Window window(file);
  TRY_ASSIGN(const container::TiffBlock block, container::TiffBlock::open(window));
  container::TiffPages pages(block);
  std::uint32_t top = 0;
  for (;;) {
    TRY_ASSIGN(const std::optional<TiffPage> page, pages.next());
    if (!page) return Unpacked::yes;
    TRY_ASSIGN(const Unpacked state, compare_page(SampleReader(file, block, *page), block, *page, image, top));
    if (state != Unpacked::yes) return state;
    top += page->height;
  }
}

Result<ImagePtr> decode(ByteView file, vips::Loader loader, const vips::DecodeOptions& options,
                        vips::Loader::Warnings warnings) {
  loader.warnings = warnings;
  TRY_ASSIGN(const ImagePtr image, vips::open_image(file, loader, options));
  const bool strict = warnings == vips::Loader::Warnings::are_damage;
  return vips::to_memory(image.get(),
                         strict ? "the pixels cannot be decoded without a warning" : "the pixels cannot be decoded");
}

}  // namespace

Result<ImagePtr> open_tiff(ByteView file, const vips::Loader& loader, const vips::DecodeOptions& options) {
  TRY(container::check_tiff_readable(file));
  TRY_ASSIGN(const Bytes plain, container::tiff_for_decoder(file));
  TRY_ASSIGN(const bool twice, is_read_twice(file));
  using enum vips::Loader::Warnings;
  Result<ImagePtr> image = decode(plain, loader, options, twice ? are_checked : are_damage);
  if (!twice || (!image.ok() && image.error().category == Category::limit)) return image;
  TRY_ASSIGN(const Unpacked reading, compare_readings(file, image.ok() ? image->get() : nullptr));
  if (reading == Unpacked::unknown) {
    return unsupported("is a TIFF with LZW as it was before TIFF 6.0, which this build does not read");
  }
  if (!image.ok()) return unsupported("is a whole TIFF, but: " + image.error().message);
  return image;
}

}  // namespace whittle::engine
