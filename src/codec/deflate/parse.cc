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

constexpr Price kFar = 1 << 30, kNever = 1 << 29, kMuch = 1 << 29;

/// Prices in the upper bits, with the lower ones of lengths filled.
struct ShiftedPrices {
  std::array<Price, kMaxMatch + 1> length{};
  std::array<Price, kDistanceCodes> distance;

  explicit ShiftedPrices(const Prices& prices) {
    for (std::size_t k = kMinMatch; k <= kMaxMatch; ++k) {
      length[k] = prices.length[k] * (1 << kLengthBits) + static_cast<Price>(kMaxMatch - k);
    }
    for (std::size_t i = 0; i < kDistanceCodes; ++i) distance[i] = prices.distance[i] * (1 << kLengthBits);
  }
  Price of(std::size_t far) const { return distance[distance_symbol(far)]; }
};

/// The distances that are tried everywhere, cheapest first.
struct Extras {
  struct Extra {
    std::size_t distance, reach;  ///< serves all lengths up to `reach`
    Price price;
  };
  std::vector<Extra> all;
  std::size_t longest = 0;  ///< reach

  Extras(std::span<const std::uint32_t> distances, const ShiftedPrices& prices) {
    for (const std::uint32_t distance : distances) all.push_back({distance, 0, prices.of(distance)});
    std::sort(all.begin(), all.end(), [](const Extra& left, const Extra& right) { return left.price < right.price; });
  }
  /// From the position after `position` to that one.
  HWY_INLINE void step_to(const std::uint8_t* data, std::size_t position) {
    longest = 0;
    for (Extra& extra : all) {
      const bool same = position >= extra.distance && data[position - extra.distance] == data[position];
      extra.reach = same ? extra.reach + 1 : 0;
      longest = std::max(longest, extra.reach);
    }
  }
};

std::size_t cheapest_distance(std::span<const Symbol> matches, const Extras& extras, const ShiftedPrices& prices,
                              std::size_t length) {
  Price lowest = kNever;
  std::size_t distance = 0;
  for (std::size_t m = matches.size(); m-- > 0 && symbol_length(matches[m]) >= length;) {
    const Price price = prices.of(symbol_distance(matches[m]));
    if (price > lowest) continue;
    lowest = price;
    distance = symbol_distance(matches[m]);
  }
  const auto extra =
      std::find_if(extras.all.begin(), extras.all.end(), [&](const auto& each) { return each.reach >= length; });
  return extra != extras.all.end() && extra->price < lowest ? extra->distance : distance;
}

/// The cheapest way on by a match; `cost` holds those from the positions from here on. The shortest lengths have a lane
/// each, with the cheapest distance that reaches them; longer ones are looked at a vector of lengths at a time.
HWY_INLINE Price cheapest_match(std::span<const Symbol> matches, const Extras& extras, const ShiftedPrices& prices,
                                const Price* cost) {
  const hn::CappedTag<Price, 16> d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t beyond = kMinMatch + lanes;  // the first length without a lane
  const auto lane_lengths = hn::Iota(d, static_cast<Price>(kMinMatch));
  auto lane_prices = hn::Set(d, kNever);
  auto least = hn::Set(d, kFar);
  const auto offer_short = [&](std::size_t last, Price price) {
    const auto reached = hn::Lt(lane_lengths, hn::Set(d, static_cast<Price>(last + 1)));
    lane_prices = hn::Min(lane_prices, hn::IfThenElse(reached, hn::Set(d, price), hn::Set(d, kNever)));
  };
  // Whole vectors back from `last`: what they take in below `first` is in reach too.
  const auto offer_long = [&](std::size_t first, std::size_t last, Price price) {
    auto here = hn::Set(d, kFar);
    for (std::size_t k = last + 1 - lanes;; k -= lanes) {
      here = hn::Min(here, hn::Add(hn::LoadU(d, prices.length.data() + k), hn::LoadU(d, cost + k)));
      if (k <= first) break;
    }
    least = hn::Min(least, hn::Add(here, hn::Set(d, price)));
  };
  // Lengths grow: from the longest down, the cheapest distance so far serves the lengths that the next one lacks.
  Price cheapest = kNever;
  for (std::size_t m = matches.size(); m-- > 0;) {
    const std::size_t last = symbol_length(matches[m]);
    const Price price = prices.of(symbol_distance(matches[m]));
    offer_short(last, price);
    if (last < beyond) continue;
    cheapest = std::min(cheapest, price);
    offer_long(m > 0 ? std::max(symbol_length(matches[m - 1]) + 1, beyond) : beyond, last, cheapest);
  }
  if (extras.longest >= kMinMatch) {
    std::size_t done = kMinMatch - 1;
    for (const auto& extra : extras.all) {
      const std::size_t last = std::min(extra.reach, kMaxMatch);
      if (last <= done) continue;
      offer_short(last, extra.price);
      if (last >= beyond) {
        bool known = false;
        for (std::size_t m = matches.size(); m-- > 0 && symbol_length(matches[m]) >= last && !known;) {
          known = prices.of(symbol_distance(matches[m])) <= extra.price;
        }
        if (!known) offer_long(std::max(done + 1, beyond), last, extra.price);
      }
      done = last;
    }
  }
  const auto shortest = hn::Add(hn::LoadU(d, prices.length.data() + kMinMatch), hn::LoadU(d, cost + kMinMatch));
  return hn::GetLane(hn::MinOfLanes(d, hn::Min(least, hn::Add(lane_prices, shortest))));
}

/// From the end to the beginning: the cheapest way from a position is one symbol and the cheapest way from where it
/// ends.
void ShortestPath(const PathArrays& a, std::size_t begin, std::size_t end) {
  const ShiftedPrices prices(a.prices);
  Extras extras(a.extra_distances, prices);
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
    extras.step_to(a.data, position);
    if (a.cache.interior(position) && i >= kMaxMatch && n - i >= 2 * kMaxMatch) {
      cost[0] = cost[kMaxMatch] + prices.length[kMaxMatch] + prices.of(symbol_distance(matches.front()));
      a.step[i] = matches.front();
      continue;
    }
    const std::uint8_t byte = a.data[position];
    cost[0] = cost[1] + a.prices.literal[byte] * (1 << kLengthBits);
    a.step[i] = byte;
    if (matches.empty() && extras.longest < kMinMatch) continue;
    const Price match = cheapest_match(matches, extras, prices, cost);
    if (match >= cost[0]) continue;
    cost[0] = match & ~kLengthMask;
    const std::size_t length = kMaxMatch - static_cast<std::size_t>(match & kLengthMask);
    a.step[i] = match_symbol(length, cheapest_distance(matches, extras, prices, length));
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

void get_ready() {
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace whittle::deflate
#endif  // HWY_ONCE
