#include "codec/jpeg/scans/best_scripts.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

#include "codec/jpeg/scans/band_search.h"
#include "codec/jpeg/scans/coder.h"

namespace whittle::jpeg {
namespace {

struct Thoroughness {
  BandOptions bands;
  double fewer_scans;  ///< share of the bits that a script may cost more for having fewer scans
};

/// Break points: close where photographs have their coefficients.
const std::vector<int> kFew = {1, 3, 9, 64}, kSome = {1, 3, 6, 9, 13, 19, 64},
                       kMany = {1, 2, 3, 4, 6, 9, 11, 13, 16, 19, 28, 64},
                       kMore = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 16, 19, 22, 28, 36, 46, 64},
                       kMost = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18,
                                19, 20, 21, 22, 24, 26, 28, 30, 32, 34, 36, 40, 44, 48, 52, 56, 64};

Thoroughness thoroughness(int effort) {
  if (effort <= 1) return {{.points = kFew, .levels = 3, .sampling = 8}, 0.003};
  if (effort <= 3) return {{.points = kSome, .levels = 4, .sampling = 8}, 0.001};
  if (effort <= 4) return {{.points = kMany, .levels = 4, .sampling = 4}, 0.001};
  if (effort <= 5) return {{.points = kMany, .levels = 4, .sampling = 2}, 0.001};
  if (effort <= 6) return {{.points = kMany, .levels = 4, .sampling = 1}, 0.001};
  if (effort <= 8) return {{.points = kMore, .levels = 4, .sampling = 1}, 0.0005};
  return {{.points = kMost, .levels = 4, .sampling = 1}, 0};
}

/// A scan costs as much as a hundred coefficients; where there are few of them, few bands can gain.
BandOptions bands_for(const SparseComponent& component, BandOptions options) {
  const std::size_t coefficients = component.values.size();
  const std::vector<int>& enough = coefficients < 400 ? kFew : coefficients < 3000 ? kMany : kMost;
  if (enough.size() < options.points.size()) options.points = enough;
  return options;
}

std::uint64_t bits_of(const ScanStatistics& statistics) {
  std::uint64_t bits = statistics.raw_bits + scan_overhead(statistics.dc.size());
  for (const std::vector<Histogram>* histograms : {&statistics.dc, &statistics.ac}) {
    for (const Histogram& histogram : *histograms) {
      if (std::any_of(histogram.begin(), histogram.end(), [](std::uint32_t count) { return count != 0; })) {
        bits += coding_bits(histogram);
      }
    }
  }
  return bits;
}

std::vector<int> all_components(const Sparse& sparse) {
  std::vector<int> all(sparse.components.size());
  std::iota(all.begin(), all.end(), 0);
  return all;
}

/// Ways of dealing the components out to scans that hold several: all together, the first apart, all apart.
std::vector<std::vector<std::vector<int>>> groupings(const Sparse& sparse) {
  const std::vector<int> all = all_components(sparse);
  std::vector<std::vector<std::vector<int>>> out;
  if (all.size() > 1 && fits_one_scan(*sparse.source, all)) out.push_back({all});
  const std::vector<int> rest(all.begin() + 1, all.end());
  if (rest.size() > 1 && fits_one_scan(*sparse.source, rest)) out.push_back({{0}, rest});
  std::vector<std::vector<int>> apart;
  for (const int c : all) apart.push_back({c});
  out.push_back(std::move(apart));
  return out;
}

struct Candidate {
  Script script;
  std::uint64_t bits = 0;
};

/// The cheapest grouping of sequential scans, or of progressive DC scans.
Candidate best_grouping(const Sparse& sparse, bool progressive) {
  Candidate best;
  best.bits = std::numeric_limits<std::uint64_t>::max();
  for (const std::vector<std::vector<int>>& grouping : groupings(sparse)) {
    Candidate candidate;
    candidate.script.progressive = progressive;
    for (const std::vector<int>& components : grouping) {
      const Scan scan{components, 0, progressive ? 0 : 63, 0, 0};
      candidate.bits += bits_of(count_scan(sparse, scan, progressive));
      candidate.script.scans.push_back(scan);
    }
    if (candidate.bits < best.bits) best = std::move(candidate);
  }
  return best;
}

/// Readers that know no progressive files often know no more than one scan, so there is one if the standard allows it.
Script baseline_script(const Sparse& sparse) {
  const std::vector<int> all = all_components(sparse);
  if (!fits_one_scan(*sparse.source, all)) return best_grouping(sparse, false).script;
  return {.progressive = false, .scans = {{all, 0, 63, 0, 0}}};
}

/// First scans by frequency, then refinements by precision: a picture that is loading looks as good as it can.
void sort_scans(std::vector<Scan>& scans) {
  std::stable_sort(scans.begin(), scans.end(), [](const Scan& a, const Scan& b) {
    const auto key = [](const Scan& s) { return std::tuple(s.refines(), -s.high, s.first); };
    return key(a) != key(b) ? key(a) < key(b) : a.components < b.components;
  });
}

struct Progressive {
  Candidate best;
  std::uint64_t unsplit;  ///< bits with one AC scan a component
};

Progressive best_progressive(const Sparse& sparse, const Thoroughness& thoroughness) {
  const Candidate dc = best_grouping(sparse, true);
  std::vector<BandSearch> searches;
  for (const int c : all_components(sparse)) {
    const SparseComponent& component = sparse.components[c];
    searches.emplace_back(component, c, bands_for(component, thoroughness.bands));
  }
  const auto with_penalty = [&](std::uint64_t penalty) {
    Candidate candidate = dc;
    for (const BandSearch& search : searches) {
      const BandPlan plan = search.best(penalty);
      candidate.bits += plan.bits;
      candidate.script.scans.insert(candidate.script.scans.end(), plan.scans.begin(), plan.scans.end());
    }
    return candidate;
  };
  Candidate best = with_penalty(0);
  const double limit = static_cast<double>(best.bits) * (1 + thoroughness.fewer_scans);
  for (double share = thoroughness.fewer_scans; share > thoroughness.fewer_scans / 40; share *= 0.7) {
    Candidate fewer = with_penalty(static_cast<std::uint64_t>(static_cast<double>(best.bits) * share));
    if (static_cast<double>(fewer.bits) > limit) continue;
    best = std::move(fewer);
    break;
  }
  sort_scans(best.script.scans);
  const std::uint64_t unsplit =
      std::accumulate(searches.begin(), searches.end(), dc.bits,
                      [](std::uint64_t bits, const BandSearch& search) { return bits + search.whole(); });
  return {std::move(best), unsplit};
}

}  // namespace

std::vector<Script> best_scripts(const Sparse& sparse, int effort, bool baseline) {
  if (baseline) return {baseline_script(sparse)};
  Progressive progressive = best_progressive(sparse, thoroughness(effort));
  // A sequential file codes the ends of blocks one by one and is smaller only by its few tables and headers.
  constexpr std::uint64_t kHeaders = 8 * 600;
  if (progressive.unsplit > progressive.best.bits + kHeaders) return {std::move(progressive.best.script)};
  const Candidate sequential = best_grouping(sparse, false);
  if (sequential.bits < progressive.best.bits) return {sequential.script};
  return {std::move(progressive.best.script), sequential.script};
}

}  // namespace whittle::jpeg
