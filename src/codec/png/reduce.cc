#include "codec/png/reduce.h"

#include <algorithm>
#include <cstring>

#include "codec/png/pixels.h"

namespace whittle::png {
namespace {

constexpr std::size_t kMaxPalette = 256;
constexpr std::size_t kSlots = 1024;

std::size_t slot_of(Rgba colour) {
  return (colour * 0x9E3779B1U) >> 22;
}

unsigned red(Rgba c) {
  return c & 255;
}
unsigned green(Rgba c) {
  return c >> 8 & 255;
}
unsigned blue(Rgba c) {
  return c >> 16 & 255;
}
unsigned alpha(Rgba c) {
  return c >> 24;
}
bool is_grey(Rgba c) {
  return red(c) == green(c) && green(c) == blue(c);
}

struct Used {
  Rgba colour;
  std::uint64_t count;
  std::size_t order;  ///< of first appearance
};

/// What all pixels have in common.
struct Facts {
  bool grey = true, opaque = true, binary_alpha = true;
  bool one_hidden = true;  ///< all pixels of alpha 0 have one colour
  std::optional<Rgba> hidden;
  bool hidden_used = false;  ///< that colour is also used by an opaque pixel
  unsigned grey_depth = 1;   ///< smallest that holds all grey values
  bool few = true;           ///< `used` is complete
  std::vector<Used> used;

  bool keyable() const { return !opaque && binary_alpha && one_hidden && !hidden_used; }
};

unsigned depth_for_grey(unsigned value) {
  if (value % 255 == 0) return 1;
  if (value % 85 == 0) return 2;
  return value % 17 == 0 ? 4 : 8;
}

/// Collects colours until there are too many.
class Collector {
 public:
  Collector() : slots_(kSlots, -1) {}

  void add(Rgba colour, std::uint64_t times, Facts& facts) {
    if (!facts.few) return;
    for (std::size_t slot = slot_of(colour);; slot = (slot + 1) % kSlots) {
      if (slots_[slot] < 0) {
        if (facts.used.size() == kMaxPalette) {
          facts.few = false;
          return;
        }
        slots_[slot] = static_cast<std::int16_t>(facts.used.size());
        facts.used.push_back({colour, times, facts.used.size()});
        return;
      }
      if (facts.used[slots_[slot]].colour == colour) {
        facts.used[slots_[slot]].count += times;
        return;
      }
    }
  }

 private:
  std::vector<std::int16_t> slots_;
};

void note(Rgba colour, Facts& facts) {
  if (facts.grey && !is_grey(colour)) facts.grey = false;
  if (facts.grey) facts.grey_depth = std::max(facts.grey_depth, depth_for_grey(red(colour)));
  if (alpha(colour) == 255) return;
  facts.opaque = false;
  if (alpha(colour) != 0) facts.binary_alpha = false;
  if (alpha(colour) == 0) {
    if (facts.hidden && *facts.hidden != colour) facts.one_hidden = false;
    facts.hidden = colour;
  }
}

Facts examine(const Picture& picture) {
  Facts facts;
  Collector collector;
  std::vector<Rgba> row(picture.width);
  for (std::size_t y = 0; y < picture.height; ++y) {
    expand_row(picture, y, row.data());
    for (std::size_t x = 0; x < row.size();) {
      std::size_t run = 1;
      while (x + run < row.size() && row[x + run] == row[x]) ++run;
      collector.add(row[x], run, facts);
      note(row[x], facts);
      x += run;
    }
  }
  if (!facts.opaque && facts.binary_alpha && facts.one_hidden) {
    const Rgba twin = *facts.hidden | 0xFF000000;
    for (std::size_t y = 0; y < picture.height && !facts.hidden_used; ++y) {
      expand_row(picture, y, row.data());
      facts.hidden_used = std::find(row.begin(), row.end(), twin) != row.end();
    }
  }
  return facts;
}

struct Facts16 {
  bool grey = true, opaque = true, eight = true;
};

Facts16 examine16(const Picture& picture) {
  Facts16 facts;
  std::vector<Rgba16> row(picture.width);
  for (std::size_t y = 0; y < picture.height; ++y) {
    expand_row16(picture, y, row.data());
    for (const Rgba16 c : row) {
      const Rgba16 low = c & 0x00FF00FF00FF00FF, high = c >> 8 & 0x00FF00FF00FF00FF;
      if (low != high) facts.eight = false;
      if (((c ^ c >> 16) & 0xFFFFFFFF) != 0) facts.grey = false;
      if (c >> 48 != 0xFFFF) facts.opaque = false;
    }
  }
  return facts;
}

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
    if (!facts.eight || limits.keep_16bit) {
      const bool background_grey = !limits.background || is_grey(*limits.background);
      const bool grey = source_grey || (facts.grey && may_grey && background_grey);
      Target target = own_target(picture);
      const bool keep_key = picture.key && !facts.opaque;
      if (!keep_key) target.key.reset();
      const ColourType plain = grey ? ColourType::grey : ColourType::rgb;
      const ColourType with_alpha = grey ? ColourType::grey_alpha : ColourType::rgba;
      target.format.colour = facts.opaque || keep_key ? plain : with_alpha;
      target.source = target.format == picture.format;
      if (keep_key && !target.source) target.key = ColourKey{(*picture.key)[0], 0, 0};
      return {target};
    }
  }
  Facts facts = examine(picture);
  if (limits.background) {
    note(*limits.background, facts);
    Collector collector;
    Facts with;
    for (const auto& entry : facts.used) collector.add(entry.colour, entry.count, with);
    collector.add(*limits.background, 0, with);
    facts.used = std::move(with.used);
    facts.few = facts.few && with.few;
  }
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

Converter::Converter(const Picture& picture, const Target& target)
    : picture_(picture), target_(target), stride_(target.format.row_bytes(picture.width)) {
  if (target.source) return;
  if (target.format.depth == 16) {
    colours16_.resize(picture.width);
    return;
  }
  colours_.resize(picture.width);
  slots_.resize(kSlots);
  slot_index_.assign(kSlots, -1);
  for (std::size_t i = 0; i < target.palette.size(); ++i) {
    std::size_t slot = slot_of(target.palette[i]);
    while (slot_index_[slot] >= 0) slot = (slot + 1) % kSlots;
    slots_[slot] = target.palette[i];
    slot_index_[slot] = static_cast<std::int16_t>(i);
  }
}

std::uint8_t Converter::index_of(Rgba colour) const {
  std::size_t slot = slot_of(colour);
  while (slot_index_[slot] >= 0 && slots_[slot] != colour) slot = (slot + 1) % kSlots;
  return static_cast<std::uint8_t>(slot_index_[slot]);
}

void Converter::pack(const Rgba* colours, std::uint8_t* out) const {
  const std::size_t width = picture_.width;
  const unsigned depth = target_.format.depth;
  switch (target_.format.colour) {
    case ColourType::rgba:
      std::memcpy(out, colours, width * 4);
      return;
    case ColourType::rgb:
      for (std::size_t x = 0; x < width; ++x) {
        out[3 * x] = static_cast<std::uint8_t>(colours[x]);
        out[3 * x + 1] = static_cast<std::uint8_t>(colours[x] >> 8);
        out[3 * x + 2] = static_cast<std::uint8_t>(colours[x] >> 16);
      }
      return;
    case ColourType::grey_alpha:
      for (std::size_t x = 0; x < width; ++x) {
        out[2 * x] = static_cast<std::uint8_t>(colours[x]);
        out[2 * x + 1] = static_cast<std::uint8_t>(colours[x] >> 24);
      }
      return;
    case ColourType::grey:
    case ColourType::palette:
      break;
  }
  const bool indexed = target_.format.colour == ColourType::palette;
  const unsigned scale = depth < 8 ? 255U / ((1U << depth) - 1) : 1;
  std::memset(out, 0, stride_);
  Rgba last = colours[0];
  unsigned value = indexed ? index_of(last) : red(last) / scale;
  for (std::size_t x = 0; x < width; ++x) {
    if (colours[x] != last) {
      last = colours[x];
      value = indexed ? index_of(last) : red(last) / scale;
    }
    const std::size_t bit = x * depth;
    out[bit >> 3] = static_cast<std::uint8_t>(out[bit >> 3] | value << (8 - depth - (bit & 7)));
  }
}

void Converter::pack16(const Rgba16* colours, std::uint8_t* out) const {
  constexpr std::array<std::array<unsigned, 4>, 7> kSamples = {
      {{0}, {0}, {0, 16, 32}, {0}, {0, 48}, {0}, {0, 16, 32, 48}}};
  const auto& shifts = kSamples[static_cast<std::size_t>(target_.format.colour)];
  const std::size_t samples = channels(target_.format.colour);
  for (std::size_t x = 0; x < picture_.width; ++x) {
    for (std::size_t i = 0; i < samples; ++i) {
      const auto value = static_cast<std::uint16_t>(colours[x] >> shifts[i]);
      *out++ = static_cast<std::uint8_t>(value >> 8);
      *out++ = static_cast<std::uint8_t>(value);
    }
  }
}

void Converter::rows(std::size_t first, std::size_t count, std::uint8_t* out) {
  if (target_.source) {
    std::memcpy(out, picture_.row(first), count * stride_);
    return;
  }
  for (std::size_t y = first; y < first + count; ++y, out += stride_) {
    if (target_.format.depth == 16) {
      expand_row16(picture_, y, colours16_.data());
      pack16(colours16_.data(), out);
    } else {
      expand_row(picture_, y, colours_.data());
      pack(colours_.data(), out);
    }
  }
}

}  // namespace whittle::png
