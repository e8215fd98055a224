#include "metric/search.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace whittle::metric {
namespace {

constexpr int kSampleEncodes = 3;
constexpr int kFullEncodes = 2;  ///< after which a quality will do that reaches the target by kNear
constexpr int kMostEncodes = 5;  ///< after which any will do that reaches it
constexpr double kNear = 0.7;

double at(const Table& table, int quality) {
  constexpr int kStep = 5;
  const auto left = std::min<std::size_t>(static_cast<std::size_t>(std::max(quality, 0) / kStep), table.size() - 2);
  const double share = static_cast<double>(quality - static_cast<int>(left) * kStep) / kStep;
  return table[left] + share * (table[left + 1] - table[left]);
}

struct Point {
  int quality = 0;
  double value = 0;
};

/// Measured points, by rising quality.
class Points {
 public:
  void add(Point point) {
    const auto place = std::lower_bound(points_.begin(), points_.end(), point,
                                        [](const Point& a, const Point& b) { return a.quality < b.quality; });
    if (place != points_.end() && place->quality == point.quality) {
      *place = point;
    } else {
      points_.insert(place, point);
    }
  }
  bool empty() const { return points_.empty(); }
  std::size_t size() const { return points_.size(); }
  const Point& operator[](std::size_t i) const { return points_[i]; }

  /// The first of the two points that `quality` lies between, or that are nearest to it. There must be two.
  std::size_t segment(int quality) const {
    std::size_t i = 0;
    while (i + 2 < points_.size() && points_[i + 1].quality <= quality) ++i;
    return i;
  }

 private:
  std::vector<Point> points_;
};

/// The typical curve, shifted through one measured point, or shifted and stretched through two.
class Shape {
 public:
  explicit Shape(const Table& typical) : typical_(typical) {}

  void add(Point point) { points_.add(point); }

  double operator()(int quality) const {
    if (points_.empty()) return at(typical_, quality);
    if (points_.size() == 1) return points_[0].value + at(typical_, quality) - at(typical_, points_[0].quality);
    const std::size_t i = points_.segment(quality);
    const Point &a = points_[i], &b = points_[i + 1];
    double stretch = (b.value - a.value) / (at(typical_, b.quality) - at(typical_, a.quality));
    const bool between = quality >= a.quality && quality <= b.quality;
    if (!between) stretch = std::clamp(stretch, kLeastStretch, kMostStretch);  // two near points say little of far ones
    const Point& anchor = quality > b.quality ? b : a;
    return anchor.value + stretch * (at(typical_, quality) - at(typical_, anchor.quality));
  }

 private:
  static constexpr double kLeastStretch = 0.3, kMostStretch = 2.5;

  const Table& typical_;
  Points points_;
};

/// What is to be expected of full encodes, and which qualities are still open.
class Model {
 public:
  Model(const Table& typical, SearchRange range) : shape_(typical), range_(range) {}

  void add_sample(Point point) {
    shape_.add(point);
    has_sample_ = true;
  }
  void add_full(Point point, bool is_above) {
    if (has_sample_) {
      offsets_.add({point.quality, point.value - shape_(point.quality)});
    } else {
      shape_.add(point);
    }
    if (is_above) {
      most_open_ = std::min(most_open_.value_or(range_.most), point.quality - 1);
    } else {
      least_open_ = std::max(least_open_.value_or(range_.least), point.quality + 1);
    }
  }

  double expected(int quality) const { return shape_(quality) + offset(quality); }

  /// The least open quality that is expected to reach `wanted`; the highest one when none is.
  int guess(double wanted) const {
    for (int quality = least_open(); quality < most_open(); ++quality) {
      if (expected(quality) >= wanted) return quality;
    }
    return most_open();
  }

  int least_open() const { return least_open_.value_or(range_.least); }
  int most_open() const { return most_open_.value_or(range_.most); }
  bool is_closed() const { return least_open() > most_open(); }

 private:
  double offset(int quality) const {
    if (offsets_.empty()) return 0;
    if (offsets_.size() == 1) return offsets_[0].value;
    const std::size_t i = offsets_.segment(quality);
    const Point &a = offsets_[i], &b = offsets_[i + 1];
    const double share = std::clamp(static_cast<double>(quality - a.quality) / (b.quality - a.quality), 0.0, 1.0);
    return a.value + share * (b.value - a.value);
  }

  Shape shape_;
  Points offsets_;  ///< how far full encodes lie above the shape
  const SearchRange range_;
  std::optional<int> least_open_, most_open_;
  bool has_sample_ = false;
};

/// Notes an attempt; `better` says whether it replaces one that reached as well.
void note(SearchResult& result, const Attempt& made, bool reaches, bool better) {
  result.attempts.push_back(made);
  if (reaches ? !result.reached || better : !result.reached) result.best = result.attempts.size() - 1;
  result.reached = result.reached || reaches;
}

Status probe_sample(Model& model, double target, const TryQuality& sample) {
  int last = -1;
  for (int i = 0; i < kSampleEncodes; ++i) {
    const int quality = model.guess(target);
    if (std::abs(quality - last) <= 1) break;
    TRY_ASSIGN(const Attempt made, sample(quality));
    model.add_sample({quality, made.score});
    last = quality;
  }
  return {};
}

}  // namespace

Result<SearchResult> reach_score(const Curve& curve, double target, SearchRange range, const TryQuality& full,
                                 const TryQuality& sample) {
  Model model(curve.score, range);
  if (sample) TRY(probe_sample(model, target, sample));
  SearchResult result;
  while (!model.is_closed()) {
    int quality = model.guess(target);
    const bool enough = static_cast<int>(result.attempts.size()) >= kFullEncodes;
    // Short of the target again and again: the picture's curve is flatter than it looks.
    if (enough && !result.reached) quality = (quality + range.most + 1) / 2;
    TRY_ASSIGN(const Attempt made, full(quality));
    const bool reaches = made.score >= target;
    const int best_before = result.reached ? result.attempts[result.best].quality : range.most + 1;
    note(result, made, reaches, quality < best_before);
    model.add_full({quality, made.score}, reaches);
    if (!result.reached) continue;
    const auto encodes = static_cast<int>(result.attempts.size());
    const Attempt& best = result.attempts[result.best];
    const bool will_do = encodes >= kMostEncodes || (encodes >= kFullEncodes && best.score <= target + kNear);
    if (will_do || model.expected(best.quality - 1) < target) break;
  }
  return result;
}

Result<SearchResult> fit_size(const Curve& curve, std::size_t limit, double pixels, SearchRange range,
                              const TryQuality& full) {
  Table typical;
  std::transform(curve.bits_per_pixel.begin(), curve.bits_per_pixel.end(), typical.begin(),
                 [](double bits) { return std::log(bits); });
  const auto value = [&](std::size_t bytes) { return std::log(8 * static_cast<double>(bytes) / pixels); };
  Model model(typical, range);
  SearchResult result;
  while (!model.is_closed()) {
    // `guess` is the least that is too large; one less fits.
    const double too_large = value(limit + 1);
    const int guess = model.guess(too_large);
    const int quality = model.expected(guess) < too_large ? guess : std::max(guess - 1, model.least_open());
    TRY_ASSIGN(const Attempt made, full(quality));
    const bool fits = made.bytes <= limit;
    const int best_before = result.reached ? result.attempts[result.best].quality : range.least - 1;
    note(result, made, fits, quality > best_before);
    model.add_full({quality, value(std::max<std::size_t>(1, made.bytes))}, !fits);
  }
  return result;
}

}  // namespace whittle::metric
