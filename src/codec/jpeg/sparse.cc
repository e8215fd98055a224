#include "codec/jpeg/sparse.h"

#include <bit>
#include <cstring>

namespace whittle::jpeg {
namespace {

/// Diagonals of the block, up and down in turn (T.81 figure A.6).
constexpr std::array<std::uint8_t, kBlock> zigzag() {
  std::array<std::uint8_t, kBlock> order{};
  std::size_t k = 0;
  for (int sum = 0; sum < 15; ++sum) {
    for (int i = 0; i <= sum; ++i) {
      const int row = sum % 2 == 0 ? sum - i : i, column = sum - row;
      if (row < 8 && column < 8) order[k++] = static_cast<std::uint8_t>(row * 8 + column);
    }
  }
  return order;
}

constexpr std::array<std::uint8_t, kBlock> inverse(const std::array<std::uint8_t, kBlock>& order) {
  std::array<std::uint8_t, kBlock> inverse{};
  for (std::size_t k = 0; k < kBlock; ++k) inverse[order[k]] = static_cast<std::uint8_t>(k);
  return inverse;
}

/// The mask of `block`; its AC values go to zigzag places of `values`. Most of a block is 0, so four coefficients are
/// looked at together.
std::uint64_t scatter(const std::int16_t* block, std::array<std::int16_t, kBlock>& values) {
  std::uint64_t mask = 0;
  for (std::size_t at = 0; at < kBlock; at += 4) {
    std::uint64_t four;
    std::memcpy(&four, block + at, sizeof four);
    if (four == 0) continue;
    for (std::size_t i = at; i < at + 4; ++i) {
      const std::uint8_t k = kZigzagOfNatural[i];
      values[k] = block[i];
      mask |= std::uint64_t{block[i] != 0} << k;
    }
  }
  return mask & ~std::uint64_t{1};
}

SparseComponent sparse_component(const Coefficients& coefficients, const Component& component) {
  SparseComponent out;
  out.wide = coefficients.real_blocks_wide(component);
  out.high = coefficients.real_blocks_high(component);
  const std::size_t blocks = static_cast<std::size_t>(out.wide) * out.high;
  out.dc.reserve(blocks);
  out.mask.reserve(blocks);
  out.begin.reserve(blocks);
  out.values.reserve(blocks * 4);
  std::array<std::int16_t, kBlock> values;
  for (int row = 0; row < out.high; ++row) {
    for (int column = 0; column < out.wide; ++column) {
      const std::int16_t* block = component.block(row, column);
      const std::uint64_t mask = scatter(block, values);
      out.dc.push_back(block[0]);
      out.mask.push_back(mask);
      out.begin.push_back(out.values.size());
      for (std::uint64_t left = mask; left != 0; left &= left - 1) out.values.push_back(values[std::countr_zero(left)]);
    }
  }
  return out;
}

}  // namespace

constinit const std::array<std::uint8_t, kBlock> kNaturalOfZigzag = zigzag();
constinit const std::array<std::uint8_t, kBlock> kZigzagOfNatural = inverse(zigzag());

Sparse make_sparse(const Coefficients& coefficients) {
  Sparse out;
  out.source = &coefficients;
  for (const Component& component : coefficients.components) {
    out.components.push_back(sparse_component(coefficients, component));
  }
  return out;
}

}  // namespace whittle::jpeg
