#include "codec/jpeg/scans/huffman.h"

#include <random>
#include <utility>

#include "tests/support/catch.h"

using namespace whittle::jpeg;

namespace {

/// Checks that `table` is a prefix code of at most 16 bits without a code of ones only; returns the bits that
/// `histogram` takes in it.
std::uint64_t check(const HuffmanTable& table, const Histogram& histogram) {
  std::uint64_t bits = 0;
  double space = 0;
  std::size_t at = 0;
  std::uint32_t next = 0;
  for (int length = 1; length <= 16; ++length, next <<= 1) {
    for (int i = 0; i < table.counts[static_cast<std::size_t>(length)]; ++i, ++next) {
      const std::uint8_t symbol = table.symbols.at(at++);
      CHECK(table.length[symbol] == length);
      CHECK(table.code[symbol] == next);  // T.81 annex C: codes rise in the order of the symbols
      CHECK(next + 1 < (1u << length));
      space += 1.0 / (1 << length);
      bits += std::uint64_t{histogram[symbol]} * static_cast<unsigned>(length);
    }
  }
  CHECK(at == table.symbols.size());
  CHECK(space < 1);
  for (std::size_t s = 0; s < 256; ++s) CHECK((histogram[s] == 0 || table.length[s] > 0));
  return bits;
}

}  // namespace

TEST_CASE("codes are valid and as short as told") {
  std::mt19937 random(7);
  for (const int symbols : {1, 2, 3, 5, 17, 100, 255, 256}) {
    for (const int skew : {0, 4, 12}) {
      Histogram histogram{};
      for (int s = 0; s < symbols; ++s) {
        histogram[static_cast<std::size_t>(255 - s)] =
            static_cast<std::uint32_t>(1 + random() % 50) + (1u << (skew * s / symbols));
      }
      const HuffmanTable table = best_table(histogram);
      CHECK(table.symbols.size() == static_cast<std::size_t>(symbols));
      CHECK(check(table, histogram) + table_bits(symbols) == coding_bits(histogram));
    }
  }
}

TEST_CASE("codes that would be longer than 16 bits are limited at the least cost") {
  Histogram histogram{};
  std::uint32_t a = 1, b = 1;
  for (std::size_t s = 0; s < 30; ++s) {  // Fibonacci numbers give the longest codes
    histogram[s] = a;
    b += std::exchange(a, b);
  }
  const HuffmanTable table = best_table(histogram);
  const std::uint64_t bits = check(table, histogram), unlimited = coding_bits(histogram) - table_bits(30);
  CHECK(table.counts[16] > 0);
  CHECK(bits > unlimited);
  CHECK(static_cast<double>(bits) < 1.001 * static_cast<double>(unlimited));
}

TEST_CASE("a table is never empty") {
  CHECK(best_table({}).symbols.size() == 1);
  CHECK(check(best_table({}), {}) == 0);
}
