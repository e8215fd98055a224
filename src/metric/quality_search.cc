#include "metric/quality_search.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace whittle::metric {
namespace {

constexpr std::size_t kSampleEncodes = 3;
constexpr int kSampleStep = 2;        ///< qualities so near to one tried tell too little
constexpr double kNear = 0.7;         ///< above the target, within which a quality will do
constexpr std::size_t kPatience = 4;  ///< encodes after which the open qualities, if kWide, are halved by force
constexpr int kWide = 5;
constexpr double kScoreUnrest = 0.6;
constexpr double kSizeScale = 15, kSizeUnrest = 0.05;

/// What is expected, and which qualities are still open.
class Model {
 public:
  Model(QualityCurve curve, SearchRange range, const Trials& trials)
      : curve_(std::move(curve)), range_(range), trials_(trials) {}

  void add_sample(int quality, double value) { curve_.add(quality, value, Measured::sample); }
  void add_full(int quality, double value, bool is_above) {
    curve_.add(quality, value, Measured::whole);
    const auto is_same = [this](int a, int b) { return trials_.is_same && trials_.is_same(a, b); };
    if (is_above) {
      range_.most = std::min(range_.most, quality - 1);
      while (!is_closed() && is_same(range_.most, range_.most + 1)) --range_.most;
    } else {
      range_.least = std::max(range_.least, quality + 1);
      while (!is_closed() && is_same(range_.least - 1, range_.least)) ++range_.least;
    }
  }

  double expected(int quality) const { return curve_(quality); }

  /// The least open quality that is expected to reach `wanted`; the highest one when none is.
  int guess(double wanted) const {
    for (int quality = range_.least; quality < range_.most; ++quality) {
      if (expected(quality) >= wanted) return quality;
    }
    return range_.most;
  }

  const SearchRange& open() const { return range_; }
  bool is_closed() const { return range_.count() <= 0; }

 private:
  QualityCurve curve_;
  SearchRange range_;
  const Trials& trials_;
};

/// Notes an attempt. One that reaches what is asked for is better than those before: worse qualities are open no more.
void note(SearchResult& result, const Attempt& made, bool reaches) {
  result.attempts.push_back(made);
  if (reaches || !result.reached) result.best = result.attempts.size() - 1;
  result.reached = result.reached || reaches;
}

Status probe_sample(Model& model, double target, double loss, const TryQuality& sample) {
  std::vector<int> tried;
  while (tried.size() < kSampleEncodes) {
    int quality = model.guess(target);
    // High qualities cost most, and the further the jump the less is known of where it lands.
    if (!tried.empty()) quality = std::min(quality, std::max(tried.back(), (tried.back() + model.open().most + 1) / 2));
    const auto tells_little = [&](int other) { return std::abs(quality - other) <= kSampleStep; };
    if (std::any_of(tried.begin(), tried.end(), tells_little)) break;
    TRY_ASSIGN(const Attempt made, sample(quality));
    model.add_sample(quality, 100 - (100 - made.score) / loss);
    tried.push_back(quality);
  }
  return {};
}

}  // namespace

Result<SearchResult> reach_score(const Curve& curve, double target, SearchRange range, const Trials& trials) {
  Model model(QualityCurve(curve.score, kScoreUnrest), range, trials);
  if (trials.sample) TRY(probe_sample(model, target, curve.sample_loss, trials.sample));
  SearchResult result;
  bool creeps = false;  // the last attempt did not halve what is open
  while (!model.is_closed()) {
    int quality = model.guess(target);
    const SearchRange open = model.open();
    // This picture's curve is like no other.
    if (result.attempts.size() >= kPatience && creeps && open.count() > kWide) quality = (open.least + open.most) / 2;
    TRY_ASSIGN(const Attempt made, trials.full(quality));
    const bool reaches = made.score >= target;
    note(result, made, reaches);
    if (reaches && made.score <= target + kNear) break;
    if (!reaches && made.bytes >= trials.exact_bytes) break;
    model.add_full(quality, made.score, reaches);
    creeps = 2 * model.open().count() > open.count();
  }
  return result;
}

Result<SearchResult> fit_size(const Curve& curve, std::size_t limit, double pixels, SearchRange range,
                              const Trials& trials) {
  // Logarithms in a scale on which pictures differ by as much as their scores do.
  const auto value = [](double bits) { return kSizeScale * std::log(bits); };
  Table typical;
  std::transform(curve.bits_per_pixel.begin(), curve.bits_per_pixel.end(), typical.begin(), value);
  const auto of_bytes = [&](std::size_t bytes) { return value(8 * static_cast<double>(bytes) / pixels); };
  Model model(QualityCurve(typical, kSizeUnrest), range, trials);
  SearchResult result;
  while (!model.is_closed()) {
    // `guess` is the least that is too large; one less fits.
    const double too_large = of_bytes(limit + 1);
    const int guess = model.guess(too_large);
    const int quality = model.expected(guess) < too_large ? guess : std::max(guess - 1, model.open().least);
    TRY_ASSIGN(const Attempt made, trials.full(quality));
    const bool fits = made.bytes <= limit;
    note(result, made, fits);
    model.add_full(quality, of_bytes(std::max<std::size_t>(1, made.bytes)), !fits);
  }
  return result;
}

}  // namespace whittle::metric
