#include "container/tiff/pages.h"

#include "container/defect.h"

namespace whittle::container {
namespace {

enum Tag : std::uint16_t {
  kNewSubfileType = 254,
  kSubfileType = 255,
  kBitsPerSample = 258,
  kPhotometric = 262,
  kStripOffsets = 273,
  kOrientation = 274,
  kStripByteCounts = 279,
  kPlanarConfiguration = 284,
  kColourMap = 320,
  kTileOffsets = 324,
  kTileByteCounts = 325,
  kSubIfds = 330,
  kExtraSamples = 338,
  kSampleFormat = 339,
  kDngVersion = 50706,
  kProfile = 34675,
  kCredentials = 52545,  // C2PA
};

constexpr std::uint64_t kMaxList = 16;  // values looked at of a tag that has one a sample

/// Tags of a single number that is taken as it is.
template <typename Number>
struct Plain {
  std::uint16_t tag;
  Number TiffPage::*field;
};
constexpr Plain<std::uint32_t> kLongs[] = {{256, &TiffPage::width},      {257, &TiffPage::height},
                                           {277, &TiffPage::samples},    {278, &TiffPage::rows_per_strip},
                                           {322, &TiffPage::tile_width}, {323, &TiffPage::tile_height}};
constexpr Plain<std::uint16_t> kShorts[] = {{259, &TiffPage::compression},
                                            {kPhotometric, &TiffPage::photometric},
                                            {266, &TiffPage::fill_order},
                                            {317, &TiffPage::predictor},
                                            {332, &TiffPage::ink_set}};
constexpr Plain<TiffEntry> kEntries[] = {{kStripOffsets, &TiffPage::offsets},   {kTileOffsets, &TiffPage::offsets},
                                         {kStripByteCounts, &TiffPage::counts}, {kTileByteCounts, &TiffPage::counts},
                                         {kColourMap, &TiffPage::colour_map},   {kProfile, &TiffPage::profile}};

template <typename Row, std::size_t kSize>
const Row* find_row(const Row (&rows)[kSize], std::uint16_t tag) {
  const auto row = std::find_if(std::begin(rows), std::end(rows), [&](const Row& r) { return r.tag == tag; });
  return row == std::end(rows) ? nullptr : row;
}

std::uint16_t narrow(std::uint32_t value) {
  return static_cast<std::uint16_t>(std::min<std::uint32_t>(value, 65535));
}

bool lies_outside(const TiffEntry& entry) {
  return entry.count > 0 && tiff_type_size(entry.type) != 0 && entry.size == 0;
}

std::uint64_t divide_up(std::uint64_t a, std::uint64_t b) {
  return (a + b - 1) / b;
}

}  // namespace

std::uint64_t TiffPage::segments() const {
  const std::uint64_t planes = separate_planes ? samples : 1;
  if (tiled()) return divide_up(width, tile_width) * divide_up(height, tile_height) * planes;
  return divide_up(height, std::max<std::uint32_t>(1, std::min(rows_per_strip, height))) * planes;
}

std::uint32_t TiffPage::colour_samples() const {
  switch (photometric) {
    case tiff::kWhiteIsZero:
    case tiff::kBlackIsZero:
    case tiff::kPalette:
    case tiff::kMask:
    case tiff::kLogL:
      return 1;
    case tiff::kRgb:
    case tiff::kYcbcr:
    case tiff::kCieLab:
    case tiff::kIccLab:
    case tiff::kItuLab:
    case tiff::kLogLuv:
      return 3;
    case tiff::kSeparated:
      return ink_set == 1 ? 4 : 0;
    default:
      return 0;
  }
}

Result<std::uint32_t> TiffPages::number(const TiffEntry& entry) const {
  TRY_ASSIGN(const std::uint64_t value, block_.value(entry, 0));
  if (value > UINT32_MAX) return corrupt("impossible value of TIFF tag " + std::to_string(entry.tag), entry.data);
  return static_cast<std::uint32_t>(value);
}

Result<std::optional<TiffPage>> TiffPages::next() {
  if (chain_.at() == 0) return std::optional<TiffPage>{};
  TiffPage page;
  page.at = chain_.at();
  if (chain_.count() > kMaxTiffPages) {
    return corrupt("more TIFF directories than " + std::to_string(kMaxTiffPages), page.at);
  }
  TRY_ASSIGN(const TiffIfd ifd, block_.ifd(page.at));
  entries_ += ifd.count;
  if (entries_ > kMaxSteps) return corrupt("too many TIFF directory entries", page.at);
  seen_.reset();
  for (std::uint32_t i = 0; i < ifd.count; ++i) {
    TRY_ASSIGN(const TiffEntry entry, block_.entry(ifd, i));
    if (lies_outside(entry) && page.outside == 0) page.outside = entry.tag;
    if (seen_[entry.tag]) continue;  // as libtiff
    seen_.set(entry.tag);
    TRY(take(page, entry));
  }
  TRY_ASSIGN(const std::uint64_t next, block_.next(ifd));
  chain_.go_on(next);
  if (page.width == 0 || page.height == 0) return corrupt("TIFF directory without width or height", page.at);
  if (page.samples == 0 || page.bits == 0) return corrupt("TIFF directory without samples", page.at);
  return std::optional<TiffPage>(page);
}

/// One entry of a directory, if it is one that says something.
Status TiffPages::take(TiffPage& page, const TiffEntry& entry) {
  if (const auto* row = find_row(kEntries, entry.tag)) {
    page.*row->field = entry;
  } else if (const auto* wide = find_row(kLongs, entry.tag)) {
    TRY_ASSIGN(page.*wide->field, number(entry));
  } else if (const auto* short_row = find_row(kShorts, entry.tag)) {
    TRY_ASSIGN(const std::uint32_t value, number(entry));
    page.*short_row->field = narrow(value);
    const bool sensor = page.photometric == tiff::kColourFilterArray || page.photometric == tiff::kLinearRaw;
    if (entry.tag == kPhotometric && sensor) page.camera_raw = true;
  } else {
    TRY(take_flag(page, entry));
    TRY(take_list(page, entry));
  }
  return {};
}

Status TiffPages::take_flag(TiffPage& page, const TiffEntry& entry) {
  if (entry.tag == kSubIfds) page.sub_images = true;
  if (entry.tag == kDngVersion) page.camera_raw = true;
  if (entry.tag == kCredentials) page.credentials = true;
  if (entry.tag == kPlanarConfiguration) {
    TRY_ASSIGN(const std::uint32_t planes, number(entry));
    page.separate_planes = planes == 2;
  }
  // Without these the samples can be read; where no number stands they say nothing.
  const std::uint64_t value = block_.value_or(entry, 0, 0);
  if (entry.tag == kNewSubfileType && (value & 1) != 0) page.reduced = true;
  if (entry.tag == kSubfileType && value == 2) page.reduced = true;
  if (entry.tag == kOrientation && value >= 1 && value <= 8) page.orientation = static_cast<std::uint8_t>(value);
  return {};
}

/// A tag that has a value for each sample, or each extra one.
Status TiffPages::take_list(TiffPage& page, const TiffEntry& entry) {
  if (entry.tag != kBitsPerSample && entry.tag != kSampleFormat && entry.tag != kExtraSamples) return {};
  if (entry.tag == kExtraSamples) page.extra_samples = static_cast<std::uint32_t>(std::min(entry.count, kMaxList));
  for (std::uint64_t i = 0; i < std::min(entry.count, kMaxList); ++i) {
    TRY_ASSIGN(const std::uint64_t value, block_.value(entry, i));
    const std::uint16_t here = narrow(static_cast<std::uint32_t>(std::min<std::uint64_t>(value, 65535)));
    if (entry.tag == kBitsPerSample) {
      if (i > 0 && here != page.bits) page.bits_differ = true;
      page.bits = i == 0 ? here : std::max<std::uint32_t>(page.bits, here);
    } else if (entry.tag == kSampleFormat) {
      if (i > 0 && here != page.sample_format) page.formats_differ = true;
      if (i == 0) page.sample_format = here;
    } else {
      if (i == 0) page.extra_kind = here;
      if (here == tiff::kPremultiplied || here == tiff::kAlpha) page.marked_alpha = true;
    }
  }
  return {};
}

}  // namespace whittle::container
