#pragma once
// The cheapest way through a stretch of a stream at given prices: a shortest path over literals and cached matches.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "codec/deflate/format.h"
#include "codec/deflate/match.h"

namespace whittle::deflate {

/// Prices in 1/64 bit. A path of the longest block that is parsed at once stays far below 2^31.
inline constexpr int kPriceOne = 64;
using Price = std::int32_t;

struct Prices {
  std::array<Price, 256> literal{};
  std::array<Price, kMaxMatch + 1> length{};     ///< by length, extra bits included
  std::array<Price, kDistanceCodes> distance{};  ///< extra bits included
};

/// Prices of an ideal code for `histogram`. Symbols that do not occur cost as if they had occurred a fraction of a
/// time.
Prices prices_for(const Histogram& histogram);

/// What the inner loop, compiled once for each instruction set, works on.
struct PathArrays {
  const std::uint8_t* data;  ///< of the whole stream
  const MatchCache& cache;
  const Prices& prices;
  std::span<const std::uint32_t> extra_distances;
  Price* cost;
  Symbol* step;
};

class Parser {
 public:
  /// `extra_distances` are tried at every position besides the cached matches: a far distance that is used often is
  /// cheaper than a near one that is not, and in images the distances of a row above are such.
  Parser(ByteView data, std::vector<std::uint32_t> extra_distances);

  /// The cheapest symbols for the positions [begin, end), which `cache` must cover. `symbols` is overwritten.
  void parse(const MatchCache& cache, std::size_t begin, std::size_t end, const Prices& prices,
             std::vector<Symbol>& symbols);

 private:
  ByteView data_;
  std::vector<std::uint32_t> extra_distances_;
  std::vector<Price> cost_;
  std::vector<Symbol> step_;
};

/// The longest match everywhere, one position late where the next is longer: a first set of symbols to take statistics
/// from.
void greedy_parse(ByteView data, const MatchCache& cache, std::vector<Symbol>& symbols);

/// What is worked out once a process, for one that forks: above all what the processor can do, which takes long to ask
/// in a virtual machine.
void get_ready();

}  // namespace whittle::deflate
