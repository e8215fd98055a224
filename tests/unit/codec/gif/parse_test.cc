#include <random>

#include "codec/gif/lzw.h"
#include "codec/gif/parse.h"
#include "codec/gif/spell.h"
#include "tests/support/catch.h"

using namespace whittle;
using gif::Cell;
using gif::kFree;
using gif::kLeft;

namespace {

/// Runs and noise of symbols below `symbols`; of three runs one is free, with and without a colour.
std::vector<Cell> some_cells(std::uint32_t seed, std::size_t count, unsigned symbols) {
  std::mt19937 random(seed);
  const auto engine = [&] { return static_cast<unsigned>(random()); };
  std::vector<Cell> cells;
  while (cells.size() < count) {
    const unsigned kind = engine() % 3, noise = engine() % 2, symbol = 1 + engine() % (symbols - 1);
    for (unsigned run = 1 + engine() % 40; run > 0 && cells.size() < count; --run) {
      const unsigned own = noise != 0 ? 1 + engine() % (symbols - 1) : symbol;
      cells.push_back(static_cast<Cell>(kind != 0 ? own : engine() % 8 == 0 ? kFree | kLeft : kFree | own));
    }
  }
  return cells;
}

std::vector<std::uint8_t> unpacked(const gif::Cut& cut, unsigned code_size, std::size_t count) {
  std::vector<std::uint8_t> identity(256), out(count);
  for (std::size_t i = 0; i < identity.size(); ++i) identity[i] = static_cast<std::uint8_t>(i);
  REQUIRE(gif::unpack_lzw(gif::pack(cut, code_size, identity), code_size, out) == count);
  return out;
}

void check_allowed(const std::vector<Cell>& cells, const std::vector<std::uint8_t>& symbols) {
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool own = symbols[i] == (cells[i] & gif::kSymbol), left = (cells[i] & kFree) != 0 && symbols[i] == kLeft;
    if (!own && !left) ++wrong;
  }
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("codes stand for pixels that are allowed, each its own or left") {
  for (std::uint32_t seed = 0; seed < 30; ++seed) {
    const std::size_t count = seed % 5 == 0 ? 1 + seed : 20'000;
    const unsigned symbols = seed % 3 == 0 ? 4 : 100, code_size = seed % 3 == 0 ? 2 : 7;
    const std::vector<Cell> cells = some_cells(seed, count, symbols);
    for (const unsigned look_back : {0u, 3u}) {
      for (const double passes : {0.0, 6.0}) {
        INFO("seed " << seed << ", look back " << look_back << ", passes " << passes);
        const gif::Cut cut = gif::cut(cells, code_size, {look_back, passes});
        check_allowed(cells, unpacked(cut, code_size, count));
        std::vector<std::uint8_t> identity(256);
        CHECK((gif::coded_bits(cut, code_size) + 7) / 8 == gif::pack(cut, code_size, identity).size());
        if (gif::fits(cut, code_size + 1)) check_allowed(cells, unpacked(cut, code_size + 1, count));
      }
    }
  }
}

TEST_CASE("where a picture changes its nature the code is cleared") {
  std::mt19937 random(3);
  const auto engine = [&] { return static_cast<unsigned>(random()); };
  std::vector<Cell> cells;
  for (unsigned part = 0; part < 4; ++part) {
    for (unsigned i = 0; i < 30'000; ++i) cells.push_back(static_cast<Cell>(part * 64 + engine() % 6));
  }
  const gif::Cut never = gif::cut(cells, 8, {0, 0});
  const gif::Cut searched = gif::cut(cells, 8, {0, 16});
  CHECK(searched.clears.size() >= 3);
  CHECK(gif::coded_bits(searched, 8) < gif::coded_bits(never, 8));
  check_allowed(cells, unpacked(searched, 8, cells.size()));
}

TEST_CASE("of several spellings the shortest wins") {
  for (std::uint32_t seed = 0; seed < 6; ++seed) {
    gif::Patch patch;
    patch.cells = some_cells(seed, 9000, 16);
    const gif::Cut one = gif::cut(patch.cells, 4, {0, 0});
    const gif::Cut best = gif::cut_best(patch, 4, gif::effort_plan(9));
    CHECK(gif::coded_bits(best, 4) <= gif::coded_bits(one, 4));
    check_allowed(patch.cells, unpacked(best, 4, patch.cells.size()));
  }
}
