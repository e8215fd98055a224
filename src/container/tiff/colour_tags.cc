// TIFF: tags that say what colours the samples are. No decoder here converts by them. Where they say something else
// than its own assumption the file is left alone; where they say how its RGB or grey is to be shown (TIFF 6.0, section
// 20), which viewers pass over, a TIFF can go on saying so, and nothing else can.

#include <cmath>

#include "container/payload/icc.h"
#include "container/tiff/pages.h"
#include "container/tiff/tiff.h"

namespace whittle::container {
namespace {

using namespace tiff;

enum Tag : std::uint16_t {
  kTransferFunction = 301,
  kWhitePoint = 318,
  kPrimaries = 319,
  kDotRange = 336,
  kIndexed = 346,
  kYcbcrCoefficients = 529,
  kReferenceBlackWhite = 532
};

constexpr double kNear = 0.005;  // chromaticities are given with three digits at times

/// The RATIONALs of a tag; nothing when they are not `count`.
std::vector<double> rationals(ByteView file, const TiffBlock& block, const TiffDirectory& page, std::uint16_t tag,
                              std::size_t count) {
  const TiffEntry* const entry = page.find(tag);
  if (entry == nullptr || entry->type != 5 || entry->size != 8 * count) return {};
  std::vector<double> out;
  for (std::size_t i = 0; i < count; ++i) {
    const double above = block.u32(file, entry->data + 8 * i), below = block.u32(file, entry->data + 8 * i + 4);
    out.push_back(below > 0 ? above / below : 0);
  }
  return out;
}

bool are_near(const std::vector<double>& said, std::initializer_list<double> expected, double distance) {
  return said.empty() || std::equal(said.begin(), said.end(), expected.begin(), expected.end(),
                                    [&](double a, double b) { return std::abs(a - b) <= distance; });
}

/// sRGB's curve, or the power of 2.2 that TIFF assumes.
bool is_usual_transfer(const TiffBlock& block, const TiffEntry& entry, std::uint32_t bits) {
  const std::uint64_t entries = std::uint64_t{1} << std::min(bits, 16u);
  if (entry.size == 0 || entries < 2 || (entry.count != entries && entry.count != 3 * entries))
    return true;  // no table
  constexpr double kTolerance = 0.015;
  double from_srgb = 0, from_power = 0;
  for (std::uint64_t i = 0; i < entry.count; ++i) {
    const double x = static_cast<double>(i % entries) / static_cast<double>(entries - 1);
    const double light = static_cast<double>(block.value_or(entry, i, 0)) / 65535;
    const double srgb = x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4);
    from_srgb = std::max(from_srgb, std::abs(light - srgb));
    from_power = std::max(from_power, std::abs(light - std::pow(x, 2.2)));
  }
  return std::min(from_srgb, from_power) <= kTolerance;
}

bool says_srgb(ByteView file, const TiffBlock& block, const TiffDirectory& page, std::uint32_t bits) {
  const auto& [white, red, green, blue] = kSrgbChromaticities;
  const TiffEntry* const transfer = page.find(kTransferFunction);
  return are_near(rationals(file, block, page, kWhitePoint, 2), {white.x, white.y}, kNear) &&
         are_near(rationals(file, block, page, kPrimaries, 6), {red.x, red.y, green.x, green.y, blue.x, blue.y},
                  2 * kNear) &&
         (transfer == nullptr || is_usual_transfer(block, *transfer, bits));
}

Status unread(const std::string& what) {
  return make_error(Category::validation, Reason::unsupported,
                    "is a TIFF with " + what + ", which this build does not read");
}

}  // namespace

Status check_tiff_colour_tags(ByteView file, const TiffBlock& block, const TiffPage& page) {
  TRY_ASSIGN(const TiffDirectory tags, block.read(page.at));
  const double most = std::ldexp(1, static_cast<int>(std::min(page.bits, 32u))) - 1;
  if (page.photometric == kYcbcr) {
    if (!are_near(rationals(file, block, tags, kYcbcrCoefficients, 3), {0.299, 0.587, 0.114}, kNear)) {
      return unread("YCbCr coefficients that are not those of BT.601");
    }
    const double middle = (most + 1) / 2;
    if (!are_near(rationals(file, block, tags, kReferenceBlackWhite, 6), {0, most, middle, most, middle, most}, 0)) {
      return unread("black and white that are not the least and largest values");
    }
  } else if (!are_near(rationals(file, block, tags, kReferenceBlackWhite, 6), {0, most, 0, most, 0, most}, 0)) {
    return unread("black and white that are not the least and largest values");
  }
  if (page.photometric != kPalette && block.value_or(tags, kIndexed, 0) == 1) {
    return unread("a palette whose colours are not RGB");
  }
  const TiffEntry* const dots = tags.find(kDotRange);
  for (std::uint64_t i = 0; dots != nullptr && page.photometric == kSeparated && i < dots->count; ++i) {
    const double usual = i % 2 == 0 ? 0 : most;
    if (static_cast<double>(block.value_or(*dots, i, 0)) != usual) return unread("a dot range of its own");
  }
  return {};
}

Status check_tiff_convertible(ByteView file) {
  Window window(file);
  TRY_ASSIGN(const TiffBlock block, TiffBlock::open(window));
  TiffPages pages(block);
  for (;;) {
    TRY_ASSIGN(const std::optional<TiffPage> page, pages.next());
    if (!page) return {};
    if (page->profile.size > 0 || page->photometric == kSeparated) continue;  // which says it better, or needs one
    TRY_ASSIGN(const TiffDirectory tags, block.read(page->at));
    if (says_srgb(file, block, tags, page->bits)) continue;
    return make_error(Category::validation, Reason::unsupported,
                      "has a white point, primaries or a transfer function of its own, which only TIFF keeps in this "
                      "build");
  }
}

}  // namespace whittle::container
