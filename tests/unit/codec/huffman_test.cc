#include "codec/huffman.h"

#include <algorithm>
#include <functional>
#include <random>
#include <vector>

#include "tests/support/catch.h"

using namespace whittle;

namespace {

/// The least sum of weight times length of all codes within `limit`, by trying them all: lengths fall as weights rise.
std::uint64_t least_bits(const std::vector<std::uint32_t>& weights, int limit) {
  std::uint64_t best = ~std::uint64_t{0};
  const std::function<void(std::size_t, int, int, std::uint64_t)> place = [&](std::size_t i, int longest, int room,
                                                                              std::uint64_t bits) {
    if (i == weights.size()) {
      best = std::min(best, bits);
      return;
    }
    for (int length = 1; length <= longest; ++length) {
      const int takes = 1 << (limit - length);
      if (takes <= room) place(i + 1, length, room - takes, bits + weights[i] * static_cast<std::uint64_t>(length));
    }
  };
  place(0, limit, 1 << limit, 0);
  return best;
}

std::uint64_t bits_of(const std::vector<std::uint32_t>& weights, const std::vector<std::uint8_t>& lengths) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) bits += std::uint64_t{weights[i]} * lengths[i];
  return bits;
}

}  // namespace

TEST_CASE("no code within the limit is shorter") {
  std::mt19937 random(11);
  for (int round = 0; round < 400; ++round) {
    std::vector<std::uint32_t> weights(2 + random() % 6);
    for (std::uint32_t& weight : weights) weight = static_cast<std::uint32_t>((random() >> random() % 32) % 5000);
    std::sort(weights.begin(), weights.end());
    for (int limit = 1; limit <= 7; ++limit) {
      if (weights.size() > 1u << limit) continue;
      std::vector<std::uint8_t> lengths(weights.size());
      codec::huffman_lengths(weights, limit, lengths);
      CHECK(lengths.front() <= limit);
      CHECK(std::is_sorted(lengths.rbegin(), lengths.rend()));
      CHECK(bits_of(weights, lengths) == least_bits(weights, limit));
      if (limit + 1u >= weights.size()) CHECK(bits_of(weights, lengths) == codec::huffman_bits(weights));
    }
  }
}

TEST_CASE("a code of as many symbols as there may be is complete") {
  std::vector<std::uint32_t> weights(codec::kMaxHuffmanSymbols);
  for (const int limit : {9, 15, 16}) {
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = 1u << i * 31 / weights.size();
    std::vector<std::uint8_t> lengths(weights.size());
    codec::huffman_lengths(weights, limit, lengths);
    std::uint32_t space = 0;
    for (const std::uint8_t length : lengths) space += 1u << (limit - length);
    CHECK(space == 1u << limit);
    CHECK(lengths.front() == limit);
  }
}

TEST_CASE("of codes of equal size the flattest is taken") {
  std::vector<std::uint8_t> lengths(4);
  codec::huffman_lengths(std::vector<std::uint32_t>{1, 1, 1, 2}, 15, lengths);  // 3 3 2 1 would do as well
  CHECK(lengths == std::vector<std::uint8_t>{2, 2, 2, 2});
}
