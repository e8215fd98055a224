#include "codec/gif/record.h"

#include <algorithm>
#include <limits>

#include "codec/gif/colour_set.h"

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

/// What a frame that has to change a screen into a picture is like.
struct Recorder::Change {
  Area box;           ///< of all that differs
  Area vanished;      ///< of what has become transparent, which cannot be painted
  double cost = 0;    ///< a rough number of bits
  bool holds = true;  ///< in a table of colours
};

/// A screen as a frame has left it: pixels, with an area cleared.
class Recorder::Left {
 public:
  Left(std::span<const Pixel> pixels, std::uint32_t width, const Area& cleared = {})
      : pixels_(pixels), width_(width), cleared_(cleared) {}

  const Pixel* row(std::uint32_t y) const { return pixels_.data() + std::size_t{y} * width_; }
  bool is_cleared(std::uint32_t x, std::uint32_t y) const {
    return x - cleared_.left < cleared_.width && y - cleared_.top < cleared_.height;
  }
  bool clears(std::uint32_t y) const { return y - cleared_.top < cleared_.height; }

 private:
  std::span<const Pixel> pixels_;
  std::uint32_t width_;
  Area cleared_;
};

Recorder::Recorder(std::uint32_t width, std::uint32_t height)
    : width_(width), height_(height), before_(std::size_t{width} * height), shown_(before_.size()) {}

Recorder::Change Recorder::change(const Left& left, std::span<const Pixel> to, const Area& within) const {
  constexpr double kPixel = 6, kRepeated = 0.5, kGap = 4;  // bits
  Change change;
  Box box, vanished;
  ColourSet colours;
  for (std::uint32_t y = within.top; y < within.top + within.height; ++y) {
    const Pixel* const old = left.row(y);
    const Pixel* const now = to.data() + std::size_t{y} * width_;
    const bool clears = left.clears(y);
    if (!clears && std::equal(old + within.left, old + within.left + within.width, now + within.left)) continue;
    Pixel last = kNoPixel;
    for (std::uint32_t x = within.left; x < within.left + within.width; ++x) {
      const Pixel is = clears && left.is_cleared(x, y) ? kNoPixel : old[x];
      if (is == now[x]) {
        if (last != kNoPixel) change.cost += kGap;
        last = kNoPixel;
        continue;
      }
      box.add(x, y);
      if (now[x] == kNoPixel) vanished.add(x, y);
      change.cost += now[x] == last ? kRepeated : kPixel;
      if (now[x] != last && colours.add(now[x]) == ColourSet::kNone) change.holds = false;
      last = now[x];
    }
  }
  change.box = box.area();
  change.vanished = vanished.area();
  return change;
}

Status Recorder::add(std::span<const Pixel> picture, const Area& changed, std::uint32_t delay) {
  if (begun_) TRY(dispose(picture, changed));
  if (!begun_) differs_ = {0, 0, width_, height_};
  take(picture, begun_ ? changed : differs_);
  begun_ = true;
  delay_ = delay;
  return {};
}

void Recorder::take(std::span<const Pixel> picture, const Area& changed) {
  for (std::uint32_t y = changed.top; y < changed.top + changed.height; ++y) {
    const std::size_t at = std::size_t{y} * width_ + changed.left;
    const auto row = picture.subspan(at, changed.width);
    std::copy(row.begin(), row.end(), shown_.begin() + static_cast<std::ptrdiff_t>(at));
    bare_ = bare_ || std::find(row.begin(), row.end(), kNoPixel) != row.end();
  }
}

/// Writes down the last picture, and decides what it leaves for `next`.
Status Recorder::dispose(std::span<const Pixel> next, const Area& changed) {
  const Change own = change(Left(before_, width_), shown_, differs_);
  const Area both = joined(own.box, changed);
  Change kept = change(Left(shown_, width_), next, changed);
  if (!kept.vanished.is_empty() || !kept.holds) kept.cost = std::numeric_limits<double>::infinity();
  constexpr double kSmall = 200;  // bits; nothing else costs less
  Disposal disposal = Disposal::keep;
  double cost = kept.cost;
  if (!patches_.empty() && cost > kSmall) {
    const Change restored = change(Left(before_, width_), next, both);
    if (restored.vanished.is_empty() && restored.holds && restored.cost < cost) {
      disposal = Disposal::restore;
      cost = restored.cost;
    }
  }
  Area area = own.box;
  if (bare_ ? cost > kSmall : cost == std::numeric_limits<double>::infinity()) {
    const Area cleared = joined(own.box, kept.vanished);
    const double growth = change(Left(before_, width_), shown_, cleared).cost - own.cost;
    const Change bare = change(Left(shown_, width_, cleared), next, joined(cleared, changed));
    if (bare.vanished.is_empty() && bare.holds && bare.cost + growth < cost) {
      disposal = Disposal::clear;
      cost = bare.cost;
      area = cleared;
    }
  }
  if (cost == std::numeric_limits<double>::infinity()) return too_many_colours();
  TRY(make_patch(area, disposal));
  if (disposal == Disposal::keep) {
    for (std::uint32_t y = own.box.top; y < own.box.top + own.box.height; ++y) {
      const std::size_t at = std::size_t{y} * width_ + own.box.left;
      std::copy_n(shown_.begin() + static_cast<std::ptrdiff_t>(at), own.box.width,
                  before_.begin() + static_cast<std::ptrdiff_t>(at));
    }
    differs_ = changed;
  } else {
    if (disposal == Disposal::clear) {
      before_ = shown_;
      for (std::uint32_t y = area.top; y < area.top + area.height; ++y) {
        std::fill_n(before_.begin() + static_cast<std::ptrdiff_t>(std::size_t{y} * width_ + area.left), area.width,
                    kNoPixel);
      }
    }
    differs_ = joined(area, changed);
  }
  return {};
}

Result<std::vector<Patch>> Recorder::finish() {
  if (begun_) TRY(make_patch(change(Left(before_, width_), shown_, differs_).box, Disposal::keep));
  return std::move(patches_);
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
      const std::size_t at = std::size_t{y} * width_ + patch.area.left;
      for (std::uint32_t x = 0; x < patch.area.width; ++x) pixel(before_[at + x], shown_[at + x]);
    }
  };
  Pixel last = kNoPixel;
  bool holds = true;
  for_each_pixel([&](Pixel before, Pixel now) {
    if (before == now) {
      gaps = true;
    } else if (now != last) {
      holds = colours.add(now) != ColourSet::kNone && holds;
      last = now;
    }
  });
  if (!holds) return too_many_colours();
  patch.leaves = gaps && colours.size() < ColourSet::kMost;
  const unsigned first = patch.leaves ? 1 : 0;
  patch.needed = colours.size() + first;
  patch.cells.reserve(std::size_t{patch.area.width} * patch.area.height);
  for_each_pixel([&](Pixel before, Pixel now) {
    const bool free = before == now;
    unsigned symbol = colours.find(now);
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
  patches_.push_back(std::move(patch));
  return {};
}

}  // namespace whittle::gif
