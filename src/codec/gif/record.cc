#include "codec/gif/record.h"

#include <algorithm>
#include <limits>

namespace whittle::gif {
namespace {

using container::Area;
using container::Disposal;
using container::joined;

/// The bounds of single pixels.
class Box {
 public:
  void add(std::uint32_t x, std::uint32_t y) {
    left_ = std::min(left_, x);
    top_ = std::min(top_, y);
    right_ = std::max(right_, x + 1);
    bottom_ = std::max(bottom_, y + 1);
  }
  Area area() const { return right_ == 0 ? Area{} : Area{left_, top_, right_ - left_, bottom_ - top_}; }

 private:
  static constexpr std::uint32_t kFar = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t left_ = kFar, top_ = kFar, right_ = 0, bottom_ = 0;
};

Error too_many_colours() {
  return make_error(Category::validation, Reason::unsupported, "has more colours than GIF can hold exactly: add -q");
}

}  // namespace

/// A screen as a frame has left it: pixels, with an area cleared.
class Recorder::Left {
 public:
  Left(const Canvas& pixels, const Canvas& meant, const Area& cleared = {})
      : pixels_(pixels), meant_(meant), cleared_(cleared) {}

  const Pixel* row(std::uint32_t y) const { return pixels_.at(0, y); }
  const Pixel* meant(std::uint32_t y) const { return meant_.at(0, y); }
  bool is_cleared(std::uint32_t x, std::uint32_t y) const {
    return x - cleared_.left < cleared_.width && y - cleared_.top < cleared_.height;
  }
  bool clears(std::uint32_t y) const { return y - cleared_.top < cleared_.height; }

 private:
  const Canvas& pixels_;
  const Canvas& meant_;  ///< see Recorder
  Area cleared_;
};

Recorder::Recorder(std::uint32_t width, std::uint32_t height, std::optional<Tolerance> tolerance)
    : width_(width), height_(height), before_(width, height), shown_(width, height) {
  if (!tolerance) return;
  lossy_.emplace(*tolerance);
  meant_.emplace(width, height);
}

Recorder::Change Recorder::change(const Left& left, std::span<const Pixel> to, const Area& within) {
  constexpr double kPixel = 6, kRepeated = 0.5, kGap = 4;  // bits
  Change change;
  Box box, vanished;
  ColourSet colours;
  for (std::uint32_t y = within.top; y < within.top + within.height; ++y) {
    const Pixel *const old = left.row(y), *const meant = left.meant(y);
    const Pixel* const now = to.data() + std::size_t{y} * width_;
    const bool clears = left.clears(y);
    if (!clears && std::equal(meant + within.left, meant + within.left + within.width, now + within.left)) continue;
    Pixel last = kNoPixel;
    for (std::uint32_t x = within.left; x < within.left + within.width; ++x) {
      const bool cleared = clears && left.is_cleared(x, y);
      if (cleared ? now[x] == kNoPixel : same(old[x], meant[x], now[x])) {
        if (last != kNoPixel) change.cost += kGap;
        last = kNoPixel;
        continue;
      }
      box.add(x, y);
      if (now[x] == kNoPixel) vanished.add(x, y);
      change.cost += now[x] == last ? kRepeated : kPixel;
      if (now[x] != last && colours.add(now[x]) == ColourSet::kNone) change.holds = lossy_.has_value();
      last = now[x];
    }
  }
  change.box = box.area();
  change.vanished = vanished.area();
  return change;
}

Status Recorder::add(std::span<const Pixel> picture, const Area& changed, std::uint32_t delay) {
  if (begun_) TRY(dispose(picture, changed));
  if (!begun_) {
    differs_ = changed;
    bare_ = !changed.holds({0, 0, width_, height_});
  }
  take(picture, changed);
  begun_ = true;
  delay_ = delay;
  return {};
}

void Recorder::take(std::span<const Pixel> picture, const Area& changed) {
  for (std::uint32_t y = changed.top; y < changed.top + changed.height; ++y) {
    const std::size_t at = std::size_t{y} * width_ + changed.left;
    const auto row = picture.subspan(at, changed.width);
    std::copy(row.begin(), row.end(), shown_.at(changed.left, y));
    bare_ = bare_ || std::find(row.begin(), row.end(), kNoPixel) != row.end();
  }
}

/// Writes down the last picture, and decides what it leaves for `next`.
Status Recorder::dispose(std::span<const Pixel> next, const Area& changed) {
  const Change own = own_ ? *own_ : change(Left(before_, meant()), shown_.pixels(), differs_);
  const Area both = joined(own.box, changed);
  Change kept = change(Left(shown_, shown_), next, changed);
  if (!kept.vanished.is_empty() || !kept.holds) kept.cost = std::numeric_limits<double>::infinity();
  constexpr double kSmall = 200;  // bits; nothing else costs less
  Disposal disposal = Disposal::keep;
  double cost = kept.cost;
  own_ = kept;
  if (!patches_.empty() && cost > kSmall) {
    const Change restored = change(Left(before_, meant()), next, both);
    if (restored.vanished.is_empty() && restored.holds && restored.cost < cost) {
      disposal = Disposal::restore;
      cost = restored.cost;
      own_ = restored;
    }
  }
  Area area = own.box;
  if (bare_ ? cost > kSmall : cost == std::numeric_limits<double>::infinity()) {
    const Area cleared = joined(own.box, kept.vanished);
    const double growth = change(Left(before_, meant()), shown_.pixels(), cleared).cost - own.cost;
    const Change bare = change(Left(shown_, shown_, cleared), next, joined(cleared, changed));
    if (bare.vanished.is_empty() && bare.holds && bare.cost + growth < cost) {
      disposal = Disposal::clear;
      cost = bare.cost;
      own_ = bare;
      area = cleared;
    }
  }
  if (cost == std::numeric_limits<double>::infinity()) return too_many_colours();
  TRY(make_patch(area, disposal));
  if (disposal != Disposal::restore) paint(patches_.back());
  if (disposal == Disposal::clear) {
    before_.clear(area);
    if (meant_) meant_->clear(area);
  }
  differs_ = disposal == Disposal::keep ? changed : joined(area, changed);
  if (lossy_) own_.reset();  // the screen is not what it was to be
  return {};
}

/// What `patch` makes of the screen.
void Recorder::paint(const Patch& patch) {
  const Cell* cell = patch.cells.data();
  if (meant_) meant_->copy(shown_, patch.area);
  for (std::uint32_t y = patch.area.top; y < patch.area.top + patch.area.height; ++y) {
    Pixel* const row = before_.at(patch.area.left, y);
    for (std::uint32_t x = 0; x < patch.area.width; ++x, ++cell) {
      const unsigned symbol = *cell & kSymbol;
      if (!patch.leaves || symbol != kLeft) row[x] = patch.colours[symbol];
    }
  }
}

Result<std::vector<Patch>> Recorder::finish() {
  if (!begun_) return std::move(patches_);
  const Change own = own_ ? *own_ : change(Left(before_, meant()), shown_.pixels(), differs_);
  TRY(make_patch(own.box, Disposal::keep));
  return std::move(patches_);
}

/// The number that a colour has or gets in a frame. The last one of a table is not given away where another will do.
unsigned Recorder::number_of(ColourSet& colours, Pixel pixel) {
  const unsigned number = colours.find(pixel);
  if (number != ColourSet::kNone || !lossy_ || colours.size() + 1 < ColourSet::kMost) return colours.add(pixel);
  const unsigned nearest = lossy_->nearest(colours.pixels(), pixel);
  return nearest != ColourSet::kNone ? nearest : colours.add(pixel);
}

Status Recorder::make_patch(const Area& where, Disposal disposal) {
  Patch patch;
  patch.area = where.is_empty() ? Area{0, 0, 1, 1} : where;
  patch.disposal = disposal;
  patch.delay = delay_;
  ColourSet colours;
  bool gaps = false;
  const auto for_each_pixel = [&](auto pixel) {
    for (std::uint32_t y = patch.area.top; y < patch.area.top + patch.area.height; ++y) {
      const Pixel *const before = before_.at(patch.area.left, y), *const now = shown_.at(patch.area.left, y);
      const Pixel* const was_meant = meant().at(patch.area.left, y);
      for (std::uint32_t x = 0; x < patch.area.width; ++x) pixel(same(before[x], was_meant[x], now[x]), now[x]);
    }
  };
  Pixel last = kNoPixel;
  bool holds = true;
  for_each_pixel([&](bool free, Pixel now) {
    if (free) {
      gaps = true;
    } else if (now != last) {
      holds = number_of(colours, now) != ColourSet::kNone && holds;
      last = now;
    }
  });
  if (!holds) return too_many_colours();
  patch.leaves = gaps && colours.size() < ColourSet::kMost;
  const unsigned first = patch.leaves ? 1 : 0;
  patch.needed = colours.size() + first;
  patch.cells.reserve(std::size_t{patch.area.width} * patch.area.height);
  for_each_pixel([&](bool free, Pixel now) {
    unsigned symbol = colours.find(now);
    if (!free && symbol == ColourSet::kNone) symbol = lossy_->nearest(colours.pixels(), now);
    if (free && now == kNoPixel) symbol = ColourSet::kNone;
    if (free && now != kNoPixel && symbol == ColourSet::kNone && colours.size() + first < ColourSet::kMost) {
      symbol = colours.add(now);
    }
    if (symbol == ColourSet::kNone) {
      holds = holds && patch.leaves;
      patch.cells.push_back(kFree | kLeft);
    } else {
      patch.cells.push_back(static_cast<Cell>((symbol + first) | (free && patch.leaves ? kFree : 0)));
    }
  });
  if (!holds) return too_many_colours();
  if (patch.leaves) patch.colours.push_back(kNoPixel);
  patch.colours.insert(patch.colours.end(), colours.pixels().begin(), colours.pixels().end());
  if (lossy_) lossy_->choose(patch, before_, shown_);
  patches_.push_back(std::move(patch));
  return {};
}

}  // namespace whittle::gif
