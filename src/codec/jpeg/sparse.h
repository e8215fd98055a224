#pragma once
// The coefficients of a JPEG as entropy coding sees them: in zigzag order, zeros left out. Most are 0, and the search
// for scans goes over them many times.

#include <cstdint>
#include <vector>

#include "codec/jpeg/coefficients.h"

namespace whittle::jpeg {

/// The blocks of one component that belong to the image, row by row.
struct SparseComponent {
  int wide = 0, high = 0;
  std::vector<std::int16_t> dc;      ///< one a block
  std::vector<std::uint64_t> mask;   ///< bit k: AC coefficient k is not 0; bit 0 is never set
  std::vector<std::size_t> begin;    ///< of the block in `values`
  std::vector<std::int16_t> values;  ///< those of the set bits, ascending, block by block

  std::size_t blocks() const { return mask.size(); }
};

struct Sparse {
  const Coefficients* source = nullptr;  ///< for sampling factors; must outlive this
  std::vector<SparseComponent> components;
};

Sparse make_sparse(const Coefficients& coefficients);

/// Bits of the zigzag positions first to last.
constexpr std::uint64_t band_mask(int first, int last) {
  return (~std::uint64_t{0} << first) & (~std::uint64_t{0} >> (63 - last));
}

/// The position in natural order of the k-th coefficient in zigzag order, and the other way round.
extern const std::array<std::uint8_t, kBlock> kNaturalOfZigzag;
extern const std::array<std::uint8_t, kBlock> kZigzagOfNatural;

}  // namespace whittle::jpeg
