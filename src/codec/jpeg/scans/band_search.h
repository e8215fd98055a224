#pragma once
// The cheapest AC scans of one component.
//
// Coefficients are cut into regions of one precision each, in which the first scans and the refinements of each bit are
// cut into bands independently: dynamic programming over break points, on the bits that band_costs has counted. Exact
// for these bits but for refinements of neighbouring regions, which are joined afterwards.

#include <cstdint>
#include <vector>

#include "codec/jpeg/scans/band_costs.h"
#include "codec/jpeg/scans/script.h"

namespace whittle::jpeg {

/// AC scans of one component.
struct BandPlan {
  std::vector<Scan> scans;
  std::uint64_t bits = 0;  ///< without penalties
};

class BandSearch {
 public:
  /// `index`: of the component in its file.
  BandSearch(const SparseComponent& component, int index, const BandOptions& options);

  /// Bits of a single scan of everything.
  std::uint64_t whole() const { return costs_.first[0].at(0, points_.size() - 1); }

  /// `penalty`: bits that a scan costs besides its own.
  BandPlan best(std::uint64_t penalty) const;

 private:
  std::uint64_t bits_of(std::size_t begin, std::size_t end, int high, int low) const;
  std::size_t point(int k) const;
  void add(BandPlan& plan, std::size_t begin, std::size_t end, int high, int low) const;
  void join_refinements(BandPlan& plan, std::uint64_t penalty) const;

  int index_;
  std::vector<int> points_;
  BandCosts costs_;
};

}  // namespace whittle::jpeg
