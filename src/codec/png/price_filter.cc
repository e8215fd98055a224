#include "codec/png/price_filter.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "codec/deflate/format.h"
#include "codec/deflate/parse.h"
#include "codec/png/filter.h"

namespace whittle::png {
namespace {

namespace df = deflate;
using df::kPriceOne;
using df::Price;

constexpr std::uint32_t kNone = 0xFFFFFFFF;
constexpr int kMinHashBits = 8, kMaxHashBits = 16;
constexpr int kSteps3 = 8;              ///< three-byte candidates looked at until one is real
constexpr std::size_t kLongMatch = 64;  ///< no search inside a match of this length
constexpr Price kMatchBonus =
    kPriceOne;                           ///< the final parse finds more matches than this one: they are worth favouring
constexpr double kKeepBonus = 0.002;     ///< a row filtered like the one before resembles it
constexpr std::size_t kAbortEvery = 64;  ///< positions between looks at whether the row can still win

std::uint32_t load4(const std::uint8_t* p) {
  std::uint32_t value;
  std::memcpy(&value, p, 4);
  return value;
}

/// Positions by the hash of their next bytes, newest first; the newest can be taken out again.
class Chain {
 public:
  /// For a stream of `size` bytes.
  explicit Chain(std::size_t size)
      : bits_(std::clamp(static_cast<int>(std::bit_width(size)), kMinHashBits, kMaxHashBits)),
        mask_(std::min(df::kWindow, std::bit_ceil(size + 1)) - 1),
        head_(std::size_t{1} << bits_, kNone),
        previous_(mask_ + 1, kNone) {}
  std::uint32_t newest(std::uint32_t bytes) const { return head_[key(bytes)]; }
  /// kNone at the end of the chain.
  std::uint32_t before(std::uint32_t position) const {
    const std::uint32_t older = previous_[position & mask_];
    return older < position ? older : kNone;
  }
  void insert(std::uint32_t bytes, std::uint32_t position) {
    std::uint32_t& head = head_[key(bytes)];
    previous_[position & mask_] = head;
    head = position;
  }
  void remove(std::uint32_t bytes, std::uint32_t position) { head_[key(bytes)] = previous_[position & mask_]; }

 private:
  std::uint32_t key(std::uint32_t bytes) const { return (bytes * 0x9E3779B1U) >> (32 - bits_); }

  int bits_;
  std::size_t mask_;
  std::vector<std::uint32_t> head_, previous_;
};

/// Symbol statistics that fade.
struct Statistics {
  std::array<double, df::kLiteralCodes> literal;
  std::array<double, df::kDistanceCodes> distance;

  /// What filtered photographs look like before anything is known: small differences of either sign.
  Statistics() {
    for (int value = 0; value < 256; ++value) literal[value] = 40 * std::pow(0.9, std::min(value, 256 - value)) + 0.5;
    literal[df::kEndOfBlock] = 1;
    for (std::size_t i = df::kFirstLength; i < literal.size(); ++i)
      literal[i] = 20.0 / static_cast<double>(i - df::kEndOfBlock);
    distance.fill(2);
  }

  void fade(double factor) {
    for (auto& count : literal) count *= factor;
    for (auto& count : distance) count *= factor;
  }

  void add(const df::Histogram& histogram) {
    for (std::size_t i = 0; i < literal.size(); ++i) literal[i] += histogram.literal[i];
    for (std::size_t i = 0; i < distance.size(); ++i) distance[i] += histogram.distance[i];
  }

  df::Prices prices() const {
    constexpr double kUnseen = 0.4;
    df::Prices prices;
    double literals = 0, distances = 0;
    for (const double count : literal) literals += std::max(count, kUnseen);
    for (const double count : distance) distances += std::max(count, kUnseen);
    const auto price = [=](double total, double count) {
      return static_cast<Price>(std::lround(std::log2(total / std::max(count, kUnseen)) * kPriceOne));
    };
    for (std::size_t i = 0; i < 256; ++i) prices.literal[i] = price(literals, literal[i]);
    std::array<Price, 29> lengths;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      lengths[i] = price(literals, literal[df::kFirstLength + i]) + df::kLengthExtra[i] * kPriceOne - kMatchBonus;
    }
    for (std::size_t i = df::kMinMatch; i <= df::kMaxMatch; ++i) prices.length[i] = lengths[df::length_symbol(i)];
    for (std::size_t i = 0; i < df::kDistanceCodes; ++i) {
      prices.distance[i] = price(distances, distance[i]) + df::kDistanceExtra[i] * kPriceOne;
    }
    return prices;
  }
};

class PriceFilter {
 public:
  PriceFilter(std::size_t count, std::size_t stride, const PriceFilterOptions& options)
      : options_(options),
        row_bytes_(stride + 1),
        out_(count * row_bytes_),
        cost_(row_bytes_ + 1),
        from_(row_bytes_ + 1),
        chain4_(out_.size()),
        chain3_(out_.size()) {}

  void add_row(const RowFilter::Versions& versions) {
    const df::Prices prices = statistics_.prices();
    df::Histogram chosen;
    const auto literal_prices = price_literals(prices, versions);
    const double limit = *std::min_element(literal_prices.begin(), literal_prices.end()) * options_.literal_limit;
    unsigned best = kept_;
    double best_cost = 1e18;
    for (unsigned i = 0; i < 5; ++i) {
      // The filter of the row before goes first: a good bound lets the others be given up early.
      const unsigned filter = i == 0 ? kept_ : i <= kept_ ? i - 1 : i;
      if (filter != kept_ && literal_prices[filter] > limit) continue;
      place(versions, filter);
      const double factor = filter == kept_ ? 1 - kKeepBonus : 1;
      const double cost = row_cost(prices, best_cost / factor) * factor;
      if (cost >= best_cost) continue;
      best_cost = cost;
      best = filter;
      chosen = symbols();
    }
    place(versions, best);
    for (std::size_t i = 0; i + 4 <= row_bytes_; ++i) insert(at_ + i);
    at_ += row_bytes_;
    kept_ = best;
    statistics_.fade(std::exp(-static_cast<double>(row_bytes_) / options_.window));
    statistics_.add(chosen);
  }

  std::vector<std::uint8_t> take() { return std::move(out_); }

 private:
  /// What each filter's row would cost without matches.
  std::array<double, 5> price_literals(const df::Prices& prices, const RowFilter::Versions& versions) const {
    std::array<double, 5> sums{};
    for (unsigned filter = 0; filter < 5; ++filter) {
      const std::uint8_t* const row = versions.of(filter);
      std::int64_t sum = 0;
      for (std::size_t i = 0; i + 1 < row_bytes_; ++i) sum += prices.literal[row[i]];
      sums[filter] = static_cast<double>(sum);
    }
    return sums;
  }

  void place(const RowFilter::Versions& versions, unsigned filter) {
    out_[at_] = static_cast<std::uint8_t>(filter);
    std::memcpy(out_.data() + at_ + 1, versions.of(filter), row_bytes_ - 1);
  }

  void insert(std::size_t position) {
    const std::uint32_t word = load4(out_.data() + position);
    chain4_.insert(word, static_cast<std::uint32_t>(position));
    chain3_.insert(word << 8, static_cast<std::uint32_t>(position));
  }
  void remove(std::size_t position) {
    const std::uint32_t word = load4(out_.data() + position);
    chain4_.remove(word, static_cast<std::uint32_t>(position));
    chain3_.remove(word << 8, static_cast<std::uint32_t>(position));
  }

  std::size_t match_length(std::size_t earlier, std::size_t position, std::size_t limit) const {
    std::size_t length = 0;
    while (length < limit && out_[earlier + length] == out_[position + length]) ++length;
    return length;
  }

  void relax(std::size_t i, std::size_t first, std::size_t last, std::size_t distance, const df::Prices& prices) {
    const Price base = cost_[i] + prices.distance[df::distance_symbol(distance)];
    for (std::size_t length = first; length <= last; ++length) {
      const Price offered = base + prices.length[length];
      if (offered >= cost_[i + length]) continue;
      cost_[i + length] = offered;
      from_[i + length] = df::match_symbol(length, distance);
    }
  }

  /// Relaxes the matches of position `i` of the row; returns the longest.
  std::size_t relax_matches(std::size_t i, const df::Prices& prices) {
    const std::size_t position = at_ + i, limit = std::min(row_bytes_ - i, df::kMaxMatch);
    const auto now = static_cast<std::uint32_t>(position);
    const std::uint32_t word = load4(out_.data() + position);
    std::size_t longest = df::kMinMatch - 1;
    std::uint32_t candidate = chain3_.newest(word << 8);
    for (int step = 0; step < kSteps3 && candidate != kNone && now - candidate <= df::kWindow; ++step) {
      if (((load4(out_.data() + candidate) ^ word) & 0xFFFFFF) == 0) {
        longest = match_length(candidate, position, limit);
        relax(i, df::kMinMatch, longest, now - candidate, prices);
        break;
      }
      candidate = chain3_.before(candidate);
    }
    if (longest < df::kMinMatch) return 0;
    candidate = chain4_.newest(word);
    for (int tried = 0; tried < options_.candidates && candidate != kNone && now - candidate <= df::kWindow; ++tried) {
      if (longest >= limit) break;
      if (out_[candidate + longest] == out_[position + longest]) {
        const std::size_t length = match_length(candidate, position, limit);
        if (length > longest) {
          relax(i, longest + 1, length, now - candidate, prices);
          longest = length;
        }
      }
      candidate = chain4_.before(candidate);
    }
    return longest;
  }

  /// The price of the row that stands at at_, or something above `bound`.
  double row_cost(const df::Prices& prices, double bound) {
    constexpr Price kFar = 1 << 30;
    std::fill(cost_.begin(), cost_.end(), kFar);
    cost_[0] = 0;
    std::size_t inserted = 0, reach = 0, skip_until = 0;
    bool given_up = false;
    for (std::size_t i = 0; i < row_bytes_; ++i) {
      const Price literal = cost_[i] + prices.literal[out_[at_ + i]];
      if (literal < cost_[i + 1]) {
        cost_[i + 1] = literal;
        from_[i + 1] = out_[at_ + i];
      }
      if (i + 4 > row_bytes_) continue;
      if (i >= skip_until) {
        const std::size_t longest = relax_matches(i, prices);
        reach = std::max(reach, i + longest);
        if (longest >= kLongMatch) skip_until = i + longest;
      }
      insert(at_ + i);
      ++inserted;
      if (i % kAbortEvery != 0) continue;
      if (cost_[i] <= bound) continue;
      const Price least = *std::min_element(cost_.begin() + i, cost_.begin() + std::max(reach, i + 1) + 1);
      if (least > bound) {
        given_up = true;
        break;
      }
    }
    while (inserted > 0) remove(at_ + --inserted);
    return given_up ? 1e18 : cost_[row_bytes_];
  }

  df::Histogram symbols() const {
    df::Histogram histogram;
    for (std::size_t at = row_bytes_; at > 0; at -= df::symbol_bytes(from_[at])) histogram.add(from_[at]);
    return histogram;
  }

  PriceFilterOptions options_;
  std::size_t row_bytes_;
  std::vector<std::uint8_t> out_;
  std::vector<Price> cost_;
  std::vector<df::Symbol> from_;
  Chain chain4_, chain3_;
  Statistics statistics_;
  std::size_t at_ = 0;
  unsigned kept_ = 0;
};

}  // namespace

std::vector<std::uint8_t> price_filter(const std::uint8_t* rows, std::size_t count, std::size_t stride,
                                       std::size_t bytes_per_pixel, const PriceFilterOptions& options) {
  PriceFilter filter(count, stride, options);
  RowFilter::Versions versions(stride);
  const std::vector<std::uint8_t> zeros(stride, 0);
  for (std::size_t y = 0; y < count; ++y) {
    versions.make(rows + y * stride, y == 0 ? zeros.data() : rows + (y - 1) * stride, bytes_per_pixel);
    filter.add_row(versions);
  }
  return filter.take();
}

}  // namespace whittle::png
