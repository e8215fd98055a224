#pragma once
// Prefix codes of least size, for every format that has them.
//
// Two of them: Huffman's, which has no limit, in one pass over sorted weights; and package-merge (Larmore and
// Hirschberg, "A fast algorithm for optimal length-limited Huffman codes", Journal of the ACM 37, 1990) where that
// would be too deep. Formats differ in what they do before and after: how symbols of equal weight are ordered, which
// codes are reserved, how lengths become codes.

#include <cstddef>
#include <cstdint>
#include <span>

namespace whittle::codec {

inline constexpr std::size_t kMaxHuffmanSymbols = 288;  ///< of a code; deflate's literals and lengths are the most

/// Lengths in bits of an optimal prefix code for 2 to kMaxHuffmanSymbols `weights`, which must rise, with no length
/// above `limit` (at most 16; 2^limit must not be less than the number of weights). `lengths` has room for as many;
/// they fall. Of several optimal codes it is the one with the shortest longest length.
void huffman_lengths(std::span<const std::uint32_t> weights, int limit, std::span<std::uint8_t> lengths);

/// Bits that an optimal prefix code without a limit spends on `weights`, which must rise: the sum of weight times
/// length. 0 for less than two.
std::uint64_t huffman_bits(std::span<const std::uint32_t> weights);

}  // namespace whittle::codec
