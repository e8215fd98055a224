#include "codec/jpeg/scans/band_search.h"

#include <algorithm>
#include <limits>

namespace whittle::jpeg {
namespace {

constexpr std::uint64_t kImpossible = std::numeric_limits<std::uint64_t>::max() / 4;

/// A cheapest way of cutting bands out of the points begin to end, for all begins and ends.
class Segmentation {
 public:
  /// `penalty`: bits added for each scan.
  Segmentation(const BandTable& bands, std::size_t points, std::uint64_t penalty)
      : bits_(points), cut_(points * points), points_(points) {
    for (std::size_t length = 1; length < points; ++length) {
      for (std::size_t begin = 0; begin + length < points; ++begin) {
        const std::size_t end = begin + length;
        std::uint64_t best = bands.at(begin, end) + penalty;
        std::size_t cut = end;
        for (std::size_t middle = begin + 1; middle < end; ++middle) {
          const std::uint64_t bits = bits_.at(begin, middle) + bits_.at(middle, end);
          if (bits >= best) continue;
          best = bits;
          cut = middle;
        }
        bits_.at(begin, end) = best;
        cut_[begin * points + end] = cut;
      }
    }
  }

  std::uint64_t bits(std::size_t begin, std::size_t end) const { return bits_.at(begin, end); }

  /// Calls `visit(begin, end)` for each band.
  template <typename Visit>
  void bands(std::size_t begin, std::size_t end, const Visit& visit) const {
    const std::size_t cut = cut_[begin * points_ + end];
    if (cut == end) return visit(begin, end);
    bands(begin, cut, visit);
    bands(cut, end, visit);
  }

 private:
  BandTable bits_;
  std::vector<std::size_t> cut_;
  std::size_t points_;
};

}  // namespace

BandSearch::BandSearch(const SparseComponent& component, int index, const BandOptions& options)
    : index_(index), points_(options.points), costs_(band_costs(component, options)) {}

BandPlan BandSearch::best(std::uint64_t penalty) const {
  const std::size_t n = points_.size();
  std::vector<Segmentation> first, refine;
  for (const BandTable& bands : costs_.first) first.emplace_back(bands, n, penalty);
  for (const BandTable& bands : costs_.refine) refine.emplace_back(bands, n, penalty);
  const auto region_bits = [&](std::size_t begin, std::size_t end, std::size_t level) {
    std::uint64_t bits = first[level].bits(begin, end);
    for (std::size_t l = 0; l < level; ++l) bits += refine[l].bits(begin, end);
    return bits;
  };
  struct Step {
    std::uint64_t bits = kImpossible;
    std::size_t from = 0, level = 0;
  };
  std::vector<Step> steps(n);
  steps[0].bits = 0;
  for (std::size_t end = 1; end < n; ++end) {
    for (std::size_t begin = 0; begin < end; ++begin) {
      for (std::size_t level = 0; level < first.size(); ++level) {
        const std::uint64_t bits = steps[begin].bits + region_bits(begin, end, level);
        if (bits < steps[end].bits) steps[end] = {bits, begin, level};
      }
    }
  }
  BandPlan plan;
  for (std::size_t end = n - 1; end > 0; end = steps[end].from) {
    const std::size_t begin = steps[end].from;
    const int level = static_cast<int>(steps[end].level);
    first[steps[end].level].bands(begin, end, [&](std::size_t a, std::size_t b) { add(plan, a, b, 0, level); });
    for (int l = level - 1; l >= 0; --l) {
      refine[static_cast<std::size_t>(l)].bands(begin, end,
                                                [&](std::size_t a, std::size_t b) { add(plan, a, b, l + 1, l); });
    }
  }
  join_refinements(plan, penalty);
  return plan;
}

std::uint64_t BandSearch::bits_of(std::size_t begin, std::size_t end, int high, int low) const {
  return (high == 0 ? costs_.first : costs_.refine)[static_cast<std::size_t>(low)].at(begin, end);
}

std::size_t BandSearch::point(int k) const {
  return static_cast<std::size_t>(std::find(points_.begin(), points_.end(), k) - points_.begin());
}

void BandSearch::add(BandPlan& plan, std::size_t begin, std::size_t end, int high, int low) const {
  plan.scans.push_back({{index_}, points_[begin], points_[end] - 1, high, low});
  plan.bits += bits_of(begin, end, high, low);
}

/// Refinements of neighbouring regions may be one scan.
void BandSearch::join_refinements(BandPlan& plan, std::uint64_t penalty) const {
  for (std::size_t i = 0; i < plan.scans.size(); ++i) {
    for (std::size_t j = 0; j < plan.scans.size(); ++j) {
      Scan& a = plan.scans[i];
      const Scan& b = plan.scans[j];
      if (!a.refines() || a.high != b.high || a.last + 1 != b.first) continue;
      const std::size_t begin = point(a.first), middle = point(b.first), end = point(b.last + 1);
      const std::uint64_t apart = bits_of(begin, middle, a.high, a.low) + bits_of(middle, end, a.high, a.low);
      const std::uint64_t joined = bits_of(begin, end, a.high, a.low);
      if (joined > apart + penalty) continue;
      plan.bits -= apart - joined;
      a.last = b.last;
      plan.scans.erase(plan.scans.begin() + static_cast<std::ptrdiff_t>(j));
      return join_refinements(plan, penalty);
    }
  }
}

}  // namespace whittle::jpeg
