#include "engine/deflate_parse.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/deflate_parse.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace whittle::engine::deflate {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Offers `base + length price` to the positions first..last after the present one.
HWY_INLINE void Relax(const Price* HWY_RESTRICT lengths, Price base, std::uint32_t distance, std::size_t first,
                      std::size_t last, Price* HWY_RESTRICT cost, Symbol* HWY_RESTRICT from) {
  constexpr std::size_t kFew = 4;  // stores of single prices followed by loads of whole vectors of them would wait
  if (last < first + kFew) {
    for (std::size_t k = first; k <= last; ++k) {
      const Price offered = base + lengths[k];
      const bool better = offered < cost[k];
      cost[k] = better ? offered : cost[k];
      from[k] = better ? static_cast<Symbol>(k << 16 | distance) : from[k];
    }
    return;
  }
  const hn::CappedTag<Price, 16> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const std::size_t lanes = hn::Lanes(d);
  const auto bases = hn::Set(d, base);
  for (std::size_t k = first; k <= last; k += lanes) {
    const auto offered = hn::Add(bases, hn::LoadU(d, lengths + k));
    const auto known = hn::LoadU(d, cost + k);
    auto better = hn::Lt(offered, known);
    if (k + lanes > last + 1) better = hn::And(better, hn::FirstN(d, last + 1 - k));
    if (hn::AllFalse(d, better)) continue;
    hn::StoreU(hn::IfThenElse(better, offered, known), d, cost + k);
    const auto symbols = hn::Or(hn::ShiftLeft<16>(hn::Iota(du, static_cast<std::uint32_t>(k))), hn::Set(du, distance));
    hn::StoreU(hn::IfThenElse(hn::RebindMask(du, better), symbols, hn::LoadU(du, from + k)), du, from + k);
  }
}

/// Where the repetition at a fixed distance that holds the position ends; moved on when the position passes it.
HWY_INLINE std::size_t RepeatEnd(const std::uint8_t* data, std::size_t position, std::size_t end, std::size_t distance,
                                 std::size_t known_end) {
  if (known_end > position) return known_end;
  if (position < distance) return position;
  while (position < end && data[position] == data[position - distance]) ++position;
  return position;
}

/// A distance that gives matches of all lengths up to `last`.
struct Reach {
  std::size_t last;
  Price price;  ///< of the distance
  std::uint32_t distance;
};

void ShortestPath(const PathArrays& a, std::size_t begin, std::size_t end) {
  std::array<Reach, kMaxMatch + 8> reaches;
  constexpr Price kFar = 1 << 30;
  const std::size_t n = end - begin;
  std::fill(a.cost, a.cost + n + 1, kFar);
  a.cost[0] = 0;
  std::array<std::size_t, 8> repeat_ends{};
  const Price* const lengths = a.prices.length.data();
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t position = begin + i;
    const Price base = a.cost[i];
    Price* const cost = a.cost + i;
    Symbol* const from = a.from + i;
    const auto matches = a.cache.at(position);
    const std::size_t left = std::min(n - i, kMaxMatch);
    if (a.cache.interior(position) && i >= kMaxMatch && n - i >= 2 * kMaxMatch) {
      const std::size_t distance = symbol_distance(matches.front());
      const Price offered = base + a.prices.distance[distance_symbol(distance)] + lengths[kMaxMatch];
      if (offered < cost[kMaxMatch]) {
        cost[kMaxMatch] = offered;
        from[kMaxMatch] = matches.front();
      }
      continue;
    }
    const Price literal = base + a.prices.literal[a.data[position]];
    if (literal < cost[1]) {
      cost[1] = literal;
      from[1] = a.data[position];
    }
    if (a.extra_distances.empty()) {
      // Lengths grow: from the longest down, the cheapest distance so far serves the lengths that the next one lacks.
      Price least = kFar;
      std::uint32_t cheapest = 0;
      for (std::size_t m = matches.size(); m-- > 0;) {
        const std::size_t distance = symbol_distance(matches[m]);
        const Price price = a.prices.distance[distance_symbol(distance)];
        if (price < least) {
          least = price;
          cheapest = static_cast<std::uint32_t>(distance);
        }
        const std::size_t first = m > 0 ? symbol_length(matches[m - 1]) + 1 : kMinMatch;
        Relax(lengths, base + least, cheapest, first, std::min(left, symbol_length(matches[m])), cost, from);
      }
      continue;
    }
    std::size_t count = 0;
    for (const Symbol match : matches) {
      const std::size_t distance = symbol_distance(match);
      reaches[count++] = {std::min(left, symbol_length(match)), a.prices.distance[distance_symbol(distance)],
                          static_cast<std::uint32_t>(distance)};
    }
    for (std::size_t e = 0; e < a.extra_distances.size(); ++e) {
      const std::uint32_t distance = a.extra_distances[e];
      repeat_ends[e] = RepeatEnd(a.data, position, end, distance, repeat_ends[e]);
      if (repeat_ends[e] < position + kMinMatch) continue;
      reaches[count++] = {std::min(left, repeat_ends[e] - position), a.prices.distance[distance_symbol(distance)],
                          distance};
    }
    // Each length once: the cheapest distance that reaches beyond what is done stays the cheapest as far as it reaches.
    for (std::size_t done = kMinMatch - 1;;) {
      const Reach* best = nullptr;
      for (std::size_t r = 0; r < count; ++r) {
        if (reaches[r].last > done && (!best || reaches[r].price < best->price)) best = &reaches[r];
      }
      if (!best) break;
      Relax(lengths, base + best->price, best->distance, done + 1, best->last, cost, from);
      done = best->last;
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace whittle::engine::deflate
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace whittle::engine::deflate {

HWY_EXPORT(ShortestPath);

Prices prices_for(const Histogram& histogram) {
  // Found by trial on photographs and graphics alike: a symbol not seen yet is worth about a third of an occurrence.
  constexpr double kUnseen = 0.35;
  static const auto few = [] {
    std::array<double, 1024> logarithms;
    for (std::size_t i = 1; i < logarithms.size(); ++i) logarithms[i] = std::log2(static_cast<double>(i));
    logarithms[0] = std::log2(kUnseen);
    return logarithms;
  }();
  Prices prices;
  const auto price_of = [](double log_total, std::uint32_t count) {
    const double bits = log_total - (count < few.size() ? few[count] : std::log2(static_cast<double>(count)));
    return static_cast<Price>(std::max(bits, 1.0 / 16) * kPriceOne + 0.5);
  };
  double literals = 1, distances = 0;  // 1: the end of block
  for (const auto count : histogram.literal) literals += count;
  for (const auto count : histogram.distance) distances += count;
  literals = std::log2(literals);
  distances = std::log2(std::max(distances, 1.0));
  for (std::size_t i = 0; i < 256; ++i) prices.literal[i] = price_of(literals, histogram.literal[i]);
  std::array<Price, 29> by_symbol;
  for (std::size_t i = 0; i < by_symbol.size(); ++i) {
    by_symbol[i] = price_of(literals, histogram.literal[kFirstLength + i]) + kLengthExtra[i] * kPriceOne;
  }
  for (std::size_t i = kMinMatch; i <= kMaxMatch; ++i) prices.length[i] = by_symbol[length_symbol(i)];
  for (std::size_t i = 0; i < kDistanceCodes; ++i) {
    prices.distance[i] = price_of(distances, histogram.distance[i]) + kDistanceExtra[i] * kPriceOne;
  }
  return prices;
}

Parser::Parser(ByteView data, std::vector<std::uint32_t> extra_distances)
    : data_(data), extra_distances_(std::move(extra_distances)) {
  if (extra_distances_.size() > 8) extra_distances_.resize(8);
}

void Parser::parse(const MatchCache& cache, std::size_t begin, std::size_t end, const Prices& prices,
                   std::vector<Symbol>& symbols) {
  const std::size_t n = end - begin;
  if (cost_.size() < n + 1 + Prices::kPadding) {
    cost_.resize(n + 1 + Prices::kPadding);
    from_.resize(n + 1 + Prices::kPadding);
  }
  HWY_DYNAMIC_DISPATCH(ShortestPath)
  ({reinterpret_cast<const std::uint8_t*>(data_.data()), cache, prices, extra_distances_, cost_.data(), from_.data()},
   begin, end);
  symbols.clear();
  for (std::size_t at = n; at > 0; at -= symbol_bytes(from_[at])) symbols.push_back(from_[at]);
  std::reverse(symbols.begin(), symbols.end());
}

void greedy_parse(ByteView data, const MatchCache& cache, std::vector<Symbol>& symbols) {
  // A match of three bytes farther away than this seldom pays for its distance.
  constexpr std::size_t kFar3 = 4096;
  const auto longest = [&](std::size_t position) -> Symbol {
    if (position >= cache.end) return 0;
    const auto matches = cache.at(position);
    if (matches.empty()) return 0;
    const Symbol match = matches.back();
    const std::size_t length = std::min(symbol_length(match), cache.end - position);
    if (length < kMinMatch || (length == kMinMatch && symbol_distance(match) > kFar3)) return 0;
    return match_symbol(length, symbol_distance(match));
  };
  symbols.clear();
  for (std::size_t position = cache.begin; position < cache.end;) {
    const Symbol match = longest(position);
    if (match != 0 && symbol_length(longest(position + 1)) <= symbol_length(match)) {
      symbols.push_back(match);
      position += symbol_length(match);
    } else {
      symbols.push_back(u8(data, position++));
    }
  }
}

}  // namespace whittle::engine::deflate
#endif  // HWY_ONCE
