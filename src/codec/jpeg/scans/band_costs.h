#pragma once
// Bits of every possible AC scan of a component between given break points, from one pass over its coefficients.
//
// A band's histogram is that of its coefficients with the zero runs of the whole block, but for the first coefficient
// in the band, whose run starts at the band. So one pass counts runs as they are by segment between break points, and
// for each break point the difference that a band beginning there makes. Runs of blocks without coefficients are
// counted for each band by itself, on bit masks.

#include <cstdint>
#include <vector>

#include "codec/jpeg/sparse.h"

namespace whittle::jpeg {

/// A square of bits by first and last break point.
class BandTable {
 public:
  explicit BandTable(std::size_t points = 0) : points_(points), bits_(points * points) {}
  std::uint64_t& at(std::size_t begin, std::size_t end) { return bits_[begin * points_ + end]; }
  std::uint64_t at(std::size_t begin, std::size_t end) const { return bits_[begin * points_ + end]; }

 private:
  std::size_t points_;
  std::vector<std::uint64_t> bits_;
};

/// Bits of entropy-coded data, Huffman table and scan header. Index of the vectors: the lowest bit that is coded.
struct BandCosts {
  std::vector<BandTable> first;   ///< of first scans at this precision
  std::vector<BandTable> refine;  ///< of scans that add this bit
};

struct BandOptions {
  std::vector<int> points;  ///< ascending, from 1 to 64; a band is [points[i], points[j])
  int levels = 4;           ///< precisions of first scans, 1-4; fewer come back when no coefficient is that large
  int sampling = 1;         ///< every how many groups of block rows is looked at in large components
};
BandCosts band_costs(const SparseComponent& component, const BandOptions& options);

/// Bits of a scan besides its codes: header, padding and a part of the DHT segment that the table stands in.
constexpr std::uint64_t scan_overhead(std::size_t components) {
  return 8 * (8 + 2 * components) + 4 + 16;
}

}  // namespace whittle::jpeg
