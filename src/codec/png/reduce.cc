#include "codec/png/reduce.h"

#include <algorithm>
#include <utility>

#include "codec/png/colours.h"

namespace whittle::png {
namespace {

std::vector<Rgba> colours_of(const std::vector<Used>& used) {
  std::vector<Rgba> palette;
  for (const auto& entry : used) palette.push_back(entry.colour);
  return palette;
}

/// Entries with alpha come first in every order, so that tRNS is short.
template <typename Before>
std::vector<Rgba> ordered(std::vector<Used> used, const Before& before) {
  std::sort(used.begin(), used.end(), [&](const Used& a, const Used& b) {
    const bool a_opaque = alpha(a.colour) == 255, b_opaque = alpha(b.colour) == 255;
    if (a_opaque != b_opaque) return b_opaque;
    return before(a, b);
  });
  return colours_of(used);
}

std::vector<Rgba> by_luma(const std::vector<Used>& used) {
  const auto key = [](Rgba c) { return std::pair(299 * red(c) + 587 * green(c) + 114 * blue(c), c); };
  return ordered(used, [&](const Used& a, const Used& b) { return key(a.colour) < key(b.colour); });
}

std::vector<Rgba> by_popularity(const std::vector<Used>& used) {
  return ordered(
      used, [](const Used& a, const Used& b) { return a.count != b.count ? a.count > b.count : a.order < b.order; });
}

/// As in the picture's own palette, without doubles and entries that no pixel uses.
std::vector<Rgba> as_stored(const Picture& picture, const std::vector<Used>& used) {
  std::vector<Rgba> palette;
  for (const Rgba colour : picture.palette) {
    const bool is_used = std::any_of(used.begin(), used.end(), [&](const Used& u) { return u.colour == colour; });
    if (is_used && std::find(palette.begin(), palette.end(), colour) == palette.end()) palette.push_back(colour);
  }
  for (const auto& entry : used) {  // a background colour
    if (std::find(palette.begin(), palette.end(), entry.colour) == palette.end()) palette.push_back(entry.colour);
  }
  return palette;
}

std::uint8_t depth_for_entries(std::size_t entries) {
  return static_cast<std::uint8_t>(entries <= 2 ? 1 : entries <= 4 ? 2 : entries <= 16 ? 4 : 8);
}

ColourKey key_of(Rgba colour, unsigned depth) {
  const unsigned scale = 255U / ((1U << depth) - 1);
  return {static_cast<std::uint16_t>(red(colour) / scale), static_cast<std::uint16_t>(green(colour) / scale),
          static_cast<std::uint16_t>(blue(colour) / scale)};
}

Target own_target(const Picture& picture) {
  return {picture.format, picture.palette, picture.key, true};
}

void add(std::vector<Target>& targets, Target target) {
  const bool known = std::any_of(targets.begin(), targets.end(), [&](const Target& other) {
    return other.format == target.format && other.palette == target.palette && other.key == target.key;
  });
  if (!known) targets.push_back(std::move(target));
}

Target with_alpha(bool grey) {
  return {{grey ? ColourType::grey_alpha : ColourType::rgba, 8}, {}, {}, false};
}

Target truecolour(const Facts& facts, bool grey, std::uint8_t depth) {
  if (!facts.opaque && !facts.keyable()) return with_alpha(grey);
  Target target;
  target.format = grey ? PixelFormat{ColourType::grey, depth} : PixelFormat{ColourType::rgb, 8};
  if (!facts.opaque) {
    target.key = key_of(*facts.hidden, target.format.depth);
    if (grey) target.key = ColourKey{(*target.key)[0], 0, 0};
  }
  return target;
}

/// Of a picture that needs 16 bits a sample.
Target deep_target(const Picture& picture, const Facts16& facts, const ReductionLimits& limits) {
  const bool background_grey = !limits.background || is_grey(*limits.background);
  const bool source_grey = is_grey(picture.format.colour);
  const bool grey = source_grey || (facts.grey && !limits.keep_class && background_grey);
  Target target = own_target(picture);
  const bool keep_key = picture.key && !facts.opaque;
  if (!keep_key) target.key.reset();
  const ColourType plain = grey ? ColourType::grey : ColourType::rgb;
  const ColourType with_alpha = grey ? ColourType::grey_alpha : ColourType::rgba;
  target.format.colour = facts.opaque || keep_key ? plain : with_alpha;
  target.source = target.format == picture.format;
  if (keep_key && !target.source) target.key = ColourKey{(*picture.key)[0], 0, 0};
  return target;
}

}  // namespace

std::size_t Target::chunk_bytes() const {
  if (key) return 12 + 2 * channels(format.colour);
  if (format.colour != ColourType::palette) return 0;
  std::size_t transparent = palette.size();
  while (transparent > 0 && alpha(palette[transparent - 1]) == 255) --transparent;
  return 12 + 3 * palette.size() + (transparent > 0 ? 12 + transparent : 0);
}

std::vector<Target> find_targets(const Picture& picture, const ReductionLimits& limits, Reach reach) {
  std::vector<Target> targets;
  if (limits.none) return {own_target(picture)};
  const bool source_grey = png::is_grey(picture.format.colour);
  const bool may_grey = !limits.keep_class || source_grey;
  const bool may_colour = !limits.keep_class || !source_grey;
  if (picture.format.depth == 16) {
    const Facts16 facts = examine16(picture);
    if (!facts.eight || limits.keep_16bit) return {deep_target(picture, facts, limits)};
  }
  Facts facts = examine(picture);
  if (limits.background) facts = with_colour(std::move(facts), *limits.background);
  const bool grey = facts.grey && may_grey;
  const bool was_palette = picture.format.colour == ColourType::palette;
  if (facts.few && may_colour) {
    const PixelFormat format{ColourType::palette, depth_for_entries(facts.used.size())};
    if (was_palette) add(targets, {format, as_stored(picture, facts.used), {}, false});
    add(targets, {format, by_luma(facts.used), {}, false});
    if (reach == Reach::wide) add(targets, {format, by_popularity(facts.used), {}, false});
  }
  const bool small_grey = grey && (facts.opaque || facts.keyable());
  if (!was_palette || grey || reach == Reach::wide || targets.empty()) {
    if (grey || may_colour) add(targets, truecolour(facts, grey, static_cast<std::uint8_t>(facts.grey_depth)));
    if (small_grey && facts.grey_depth < 8 && reach == Reach::wide) add(targets, truecolour(facts, true, 8));
    // A key takes a chunk, which a small image may not be worth.
    constexpr std::size_t kSmallImage = 16'384;
    const bool small = std::size_t{picture.width} * picture.height <= kSmallImage;
    if (!facts.opaque && small && reach == Reach::wide) add(targets, with_alpha(grey));
  }
  if ((reach == Reach::wide && picture.format.depth <= 8) || targets.empty()) add(targets, own_target(picture));
  for (auto& target : targets) {
    target.source = target.format == picture.format &&
                    (target.format.colour != ColourType::palette || target.palette == picture.palette);
  }
  return targets;
}

}  // namespace whittle::png
