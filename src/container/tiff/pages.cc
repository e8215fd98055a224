#include "container/tiff/pages.h"

#include "container/defect.h"

namespace whittle::container {
namespace {

constexpr std::uint32_t kMaxPages = 65535;  // as libtiff

enum Tag : std::uint16_t {
  kNewSubfileType = 254,
  kSubfileType = 255,
  kImageWidth = 256,
  kImageLength = 257,
  kBitsPerSample = 258,
  kCompression = 259,
  kPhotometric = 262,
  kStripOffsets = 273,
  kOrientation = 274,
  kSamplesPerPixel = 277,
  kRowsPerStrip = 278,
  kStripByteCounts = 279,
  kPlanarConfiguration = 284,
  kTileWidth = 322,
  kTileLength = 323,
  kTileOffsets = 324,
  kTileByteCounts = 325,
  kSubIfds = 330,
  kExtraSamples = 338,
  kSampleFormat = 339,
  kDngVersion = 50706,
  kCredentials = 52545,
};

std::uint16_t narrow(std::uint32_t value) {
  return static_cast<std::uint16_t>(std::min<std::uint32_t>(value, 65535));
}

/// UINT64_MAX when no file could hold them.
std::uint64_t end_of_values(const TiffEntry& entry) {
  const std::size_t each = tiff_type_size(entry.type);
  if (each == 0) return 0;
  return entry.count > (UINT64_MAX - entry.data) / each ? UINT64_MAX : entry.data + entry.count * each;
}

std::uint64_t divide_up(std::uint64_t a, std::uint64_t b) {
  return (a + b - 1) / b;
}

}  // namespace

std::uint64_t TiffPage::segments() const {
  const std::uint64_t planes = separate_planes ? samples : 1;
  if (tile_width > 0 && tile_height > 0) return divide_up(width, tile_width) * divide_up(height, tile_height) * planes;
  return divide_up(height, std::max<std::uint32_t>(1, std::min(rows_per_strip, height))) * planes;
}

Result<std::uint32_t> TiffPages::number(const TiffEntry& entry) const {
  TRY_ASSIGN(const std::uint64_t value, block_.value(entry, 0));
  if (value > UINT32_MAX) return corrupt("impossible value of TIFF tag " + std::to_string(entry.tag), entry.data);
  return static_cast<std::uint32_t>(value);
}

Result<std::optional<TiffPage>> TiffPages::next() {
  if (next_ == 0) return std::optional<TiffPage>{};
  if (next_ == marked_) return corrupt("TIFF directories in a circle", next_);
  if (++pages_ > kMaxPages) return corrupt("more TIFF directories than " + std::to_string(kMaxPages), next_);
  if ((pages_ & (pages_ - 1)) == 0) marked_ = next_;
  TiffPage page;
  page.at = next_;
  TRY_ASSIGN(const TiffIfd ifd, block_.ifd(next_));
  entries_ += ifd.count;
  if (entries_ > kMaxSteps) return corrupt("too many TIFF directory entries", next_);
  for (std::uint32_t i = 0; i < ifd.count; ++i) {
    TRY_ASSIGN(const TiffEntry entry, block_.entry(ifd, i));
    page.values_end = std::max(page.values_end, end_of_values(entry));
    TRY(take(page, entry));
  }
  TRY_ASSIGN(next_, block_.next(ifd));
  if (page.width == 0 || page.height == 0) return corrupt("TIFF directory without width or height", page.at);
  if (page.samples == 0 || page.bits == 0) return corrupt("TIFF directory without samples", page.at);
  return std::optional<TiffPage>(page);
}

/// One entry of a directory, if it is one that says something.
Status TiffPages::take(TiffPage& page, const TiffEntry& entry) {
  const auto set = [&](auto& field) -> Status {
    TRY_ASSIGN(const std::uint32_t value, number(entry));
    if constexpr (sizeof(field) == 2) {
      field = narrow(value);
    } else {
      field = value;
    }
    return {};
  };
  std::uint32_t value = 0;
  switch (entry.tag) {
    case kNewSubfileType:
      TRY(set(value));
      page.reduced = (value & 1) != 0;
      return {};
    case kSubfileType:
      TRY(set(value));
      page.reduced = value == 2;
      return {};
    case kImageWidth:
      return set(page.width);
    case kImageLength:
      return set(page.height);
    case kBitsPerSample:
      TRY(set(page.bits));
      for (std::uint64_t i = 1; i < std::min<std::uint64_t>(entry.count, 16); ++i) {
        TRY_ASSIGN(const std::uint64_t bits, block_.value(entry, i));
        if (bits != page.bits) page.bits_differ = true;
        page.bits = static_cast<std::uint32_t>(std::max<std::uint64_t>(page.bits, std::min<std::uint64_t>(bits, 255)));
      }
      return {};
    case kCompression:
      return set(page.compression);
    case kPhotometric:
      TRY(set(page.photometric));
      if (page.photometric == tiff::kColourFilterArray || page.photometric == tiff::kLinearRaw) page.camera_raw = true;
      return {};
    case kOrientation:
      TRY(set(value));
      if (value >= 1 && value <= 8) page.orientation = static_cast<std::uint8_t>(value);
      return {};
    case kSamplesPerPixel:
      return set(page.samples);
    case kRowsPerStrip:
      return set(page.rows_per_strip);
    case kPlanarConfiguration:
      TRY(set(value));
      page.separate_planes = value == 2;
      return {};
    case kTileWidth:
      return set(page.tile_width);
    case kTileLength:
      return set(page.tile_height);
    case kStripOffsets:
    case kTileOffsets:
      page.offsets = entry;
      return {};
    case kStripByteCounts:
    case kTileByteCounts:
      page.counts = entry;
      return {};
    case kSubIfds:
      page.sub_images = true;
      return {};
    case kExtraSamples:
      for (std::uint64_t i = 0; i < std::min<std::uint64_t>(entry.count, 16); ++i) {
        TRY_ASSIGN(const std::uint64_t kind, block_.value(entry, i));
        if (kind == 1 || kind == 2) page.marked_alpha = true;
      }
      return {};
    case kSampleFormat:
      return set(page.sample_format);
    case kDngVersion:
      page.camera_raw = true;
      return {};
    case kCredentials:
      page.credentials = true;
      return {};
    default:
      return {};
  }
}

}  // namespace whittle::container
