#include "codec/png/colours.h"

#include <algorithm>

#include "codec/png/pixels.h"

namespace whittle::png {
namespace {

constexpr std::size_t kMaxPalette = 256;

unsigned depth_for_grey(unsigned value) {
  if (value % 255 == 0) return 1;
  if (value % 85 == 0) return 2;
  return value % 17 == 0 ? 4 : 8;
}

/// Collects colours until there are too many.
class Collector {
 public:
  Collector() : slots_(kColourSlots, -1) {}

  void add(Rgba colour, std::uint64_t times, Facts& facts) {
    if (!facts.few) return;
    for (std::size_t slot = slot_of(colour);; slot = (slot + 1) % kColourSlots) {
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

}  // namespace

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

Facts with_colour(Facts facts, Rgba colour) {
  note(colour, facts);
  Collector collector;
  Facts with;
  for (const auto& entry : facts.used) collector.add(entry.colour, entry.count, with);
  collector.add(colour, 0, with);
  facts.used = std::move(with.used);
  facts.few = facts.few && with.few;
  return facts;
}

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

}  // namespace whittle::png
