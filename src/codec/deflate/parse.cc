#include "codec/deflate/parse.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/deflate/parse.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace whittle::deflate {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// A way on: its price in the upper bits, so that the least is the cheapest, and kMaxMatch less its length in the lower
/// eight, so that among equals it is the longest.
constexpr int kLengthBits = 8;
constexpr Price kLengthMask = (1 << kLengthBits) - 1;

/// A distance that serves all lengths up to `reach`.
struct Extra {
  std::size_t distance, reach;
  Price price;
};

/// From the end to the beginning: the cheapest way from a position is one symbol and the cheapest way from where it
/// ends.
void ShortestPath(const PathArrays& a, std::size_t begin, std::size_t end) {
  const hn::CappedTag<Price, 16> d;
  const std::size_t lanes = hn::Lanes(d);
  // The shortest lengths have a lane each, with the cheapest distance that reaches them; `beyond` is the first length
  // without one.
  const std::size_t beyond = kMinMatch + lanes;
  const auto lane_lengths = hn::Iota(d, static_cast<Price>(kMinMatch));
  constexpr Price kFar = 1 << 30, kNever = 1 << 29, kMuch = 1 << 29;

  std::array<Price, kMaxMatch + 1> length_prices{};
  for (std::size_t k = kMinMatch; k <= kMaxMatch; ++k) {
    length_prices[k] = a.prices.length[k] * (1 << kLengthBits) + static_cast<Price>(kMaxMatch - k);
  }
  std::array<Price, kDistanceCodes> distance_prices;
  for (std::size_t i = 0; i < kDistanceCodes; ++i) distance_prices[i] = a.prices.distance[i] * (1 << kLengthBits);
  const auto price_of = [&](std::size_t distance) { return distance_prices[distance_symbol(distance)]; };
  std::vector<Extra> extras;
  for (const std::uint32_t distance : a.extra_distances) extras.push_back({distance, 0, price_of(distance)});
  std::sort(extras.begin(), extras.end(),
            [](const Extra& left, const Extra& right) { return left.price < right.price; });
  const auto cheapest_distance = [&](std::span<const Symbol> matches, std::size_t length) {
    Price lowest = kNever;
    std::size_t distance = 0;
    for (std::size_t m = matches.size(); m-- > 0 && symbol_length(matches[m]) >= length;) {
      const Price price = price_of(symbol_distance(matches[m]));
      if (price > lowest) continue;
      lowest = price;
      distance = symbol_distance(matches[m]);
    }
    const auto extra =
        std::find_if(extras.begin(), extras.end(), [&](const Extra& each) { return each.reach >= length; });
    return extra != extras.end() && extra->price < lowest ? extra->distance : distance;
  };
  const auto lane_prices = hn::LoadU(d, length_prices.data() + kMinMatch);

  const std::size_t n = end - begin;
  std::fill(a.cost + n + 1, a.cost + n + 1 + kMaxMatch, kFar);
  a.cost[n] = 0;
  for (std::size_t i = n; i-- > 0;) {
    const std::size_t position = begin + i;
    Price* const cost = a.cost + i;
    if (cost[1] > kMuch) {
      // Only differences count.
      const std::size_t known = std::min(n - i, kMaxMatch);
      const Price least = *std::min_element(cost + 1, cost + 1 + known);
      for (std::size_t k = 1; k <= known; ++k) cost[k] -= least;
    }
    const auto matches = a.cache.at(position);
    const std::uint8_t byte = a.data[position];
    std::size_t longest_extra = 0;
    for (Extra& extra : extras) {
      const bool same = position >= extra.distance && a.data[position - extra.distance] == byte;
      extra.reach = same ? extra.reach + 1 : 0;
      longest_extra = std::max(longest_extra, extra.reach);
    }
    if (a.cache.interior(position) && i >= kMaxMatch && n - i >= 2 * kMaxMatch) {
      cost[0] = cost[kMaxMatch] + length_prices[kMaxMatch] + price_of(symbol_distance(matches.front()));
      a.step[i] = matches.front();
      continue;
    }
    Price best = cost[1] + a.prices.literal[byte] * (1 << kLengthBits);
    a.step[i] = byte;
    if (!matches.empty() || longest_extra >= kMinMatch) {
      auto prices = hn::Set(d, kNever);
      auto least = hn::Set(d, kFar);
      const auto offer_short = [&](std::size_t last, Price price) {
        const auto reached = hn::Lt(lane_lengths, hn::Set(d, static_cast<Price>(last + 1)));
        prices = hn::Min(prices, hn::IfThenElse(reached, hn::Set(d, price), hn::Set(d, kNever)));
      };
      // Whole vectors back from `last`: what they take in below `first` is in reach too.
      const auto offer_long = [&](std::size_t first, std::size_t last, Price price) {
        auto here = hn::Set(d, kFar);
        for (std::size_t k = last + 1 - lanes;; k -= lanes) {
          here = hn::Min(here, hn::Add(hn::LoadU(d, length_prices.data() + k), hn::LoadU(d, cost + k)));
          if (k <= first) break;
        }
        least = hn::Min(least, hn::Add(here, hn::Set(d, price)));
      };
      // Lengths grow: from the longest down, the cheapest distance so far serves the lengths that the next one lacks.
      Price cheapest = kNever;
      for (std::size_t m = matches.size(); m-- > 0;) {
        const std::size_t last = symbol_length(matches[m]);
        const Price price = price_of(symbol_distance(matches[m]));
        offer_short(last, price);
        if (last < beyond) continue;
        cheapest = std::min(cheapest, price);
        offer_long(m > 0 ? std::max(symbol_length(matches[m - 1]) + 1, beyond) : beyond, last, cheapest);
      }
      if (longest_extra >= kMinMatch) {
        std::size_t done = kMinMatch - 1;
        for (const Extra& extra : extras) {
          const std::size_t last = std::min(extra.reach, kMaxMatch);
          if (last <= done) continue;
          offer_short(last, extra.price);
          if (last >= beyond) {
            bool known = false;
            for (std::size_t m = matches.size(); m-- > 0 && symbol_length(matches[m]) >= last && !known;) {
              known = price_of(symbol_distance(matches[m])) <= extra.price;
            }
            if (!known) offer_long(std::max(done + 1, beyond), last, extra.price);
          }
          done = last;
        }
      }
      least = hn::Min(least, hn::Add(hn::Add(prices, lane_prices), hn::LoadU(d, cost + kMinMatch)));
      const Price match = hn::GetLane(hn::MinOfLanes(d, least));
      if (match < best) {
        best = match & ~kLengthMask;
        const std::size_t length = kMaxMatch - static_cast<std::size_t>(match & kLengthMask);
        a.step[i] = match_symbol(length, cheapest_distance(matches, length));
      }
    }
    cost[0] = best;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace whittle::deflate
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace whittle::deflate {

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
  if (cost_.size() < n + 1 + kMaxMatch) {
    cost_.resize(n + 1 + kMaxMatch);
    step_.resize(n);
  }
  HWY_DYNAMIC_DISPATCH(ShortestPath)
  ({reinterpret_cast<const std::uint8_t*>(data_.data()), cache, prices, extra_distances_, cost_.data(), step_.data()},
   begin, end);
  symbols.clear();
  for (std::size_t at = 0; at < n; at += symbol_bytes(step_[at])) symbols.push_back(step_[at]);
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

}  // namespace whittle::deflate
#endif  // HWY_ONCE
