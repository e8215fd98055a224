#include "codec/deflate/match.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace whittle::deflate {
namespace {

constexpr int kMinHashBits = 8, kMaxHashBits = 16;
constexpr int kStretchBits = 12;
constexpr std::uint32_t kStretchDepth = 96;  ///< earlier ends looked at for each stretch
constexpr std::size_t kContinuations = 12;   ///< kept of them

std::uint32_t load4(const std::uint8_t* p) {
  std::uint32_t value;
  std::memcpy(&value, p, 4);
  return value;
}
std::uint32_t hash(std::uint32_t value, int bits) {
  return (value * 0x9E3779B1U) >> (32 - bits);
}

}  // namespace

MatchFinder::MatchFinder(ByteView data, const MatchOptions& options)
    : data_(reinterpret_cast<const std::uint8_t*>(data.data())),
      size_(data.size()),
      options_(options),
      hash_bits_(std::clamp(static_cast<int>(std::bit_width(size_)), kMinHashBits, kMaxHashBits)),
      mask_(std::min(kWindow, std::bit_ceil(size_ + 1)) - 1),
      head4_(std::size_t{1} << hash_bits_, kNone),
      head3_(std::size_t{1} << hash_bits_, kNone),
      children_(2 * (mask_ + 1), kNone),
      previous3_(mask_ + 1, kNone),
      stretch_head_(std::size_t{1} << kStretchBits, kNone),
      stretch_ends_(kStretchEnds / (kWindow / (mask_ + 1))),
      stretches_(options.period > 1 ? 2 : 1) {
  stretches_.back().period = std::max<std::uint32_t>(options.period, 1);
}

std::size_t MatchFinder::common(std::size_t a, std::size_t b, std::size_t known, std::size_t limit) const {
  while (known + 8 <= limit) {
    std::uint64_t x, y;
    std::memcpy(&x, data_ + a + known, 8);
    std::memcpy(&y, data_ + b + known, 8);
    if (x != y) return known + (std::countr_zero(x ^ y) >> 3);
    known += 8;
  }
  while (known < limit && data_[a + known] == data_[b + known]) ++known;
  return known;
}

void MatchFinder::advance(Stretch& stretch, std::size_t position) {
  const std::size_t period = stretch.period;
  if (position + period <= stretch.end) return;
  if (stretch.wanted) index_end(stretch);
  stretch.begin = position;
  stretch.end = std::min(size_, position + period);
  stretch.end += common(position, stretch.end, 0, size_ - stretch.end);
  stretch.wanted = stretch.end - stretch.begin >= kMinStretch + period && stretch.end < size_;
  if (stretch.wanted) find_continuations(stretch);
}

void MatchFinder::index_end(const Stretch& stretch) {
  const std::uint32_t key =
      hash(load4(data_ + stretch.end - 3) + static_cast<std::uint32_t>(stretch.period), kStretchBits);
  stretch_ends_[stretch_count_ % stretch_ends_.size()] = {
      static_cast<std::uint32_t>(stretch.end), static_cast<std::uint32_t>(stretch.end - stretch.begin),
      stretch_head_[key], static_cast<std::uint32_t>(stretch.period)};
  stretch_head_[key] = stretch_count_++;
}

void MatchFinder::find_continuations(Stretch& stretch) const {
  auto& continuations = stretch.continuations;
  continuations.clear();
  const std::size_t end = stretch.end, period = stretch.period;
  const std::uint32_t key = hash(load4(data_ + end - 3) + static_cast<std::uint32_t>(period), kStretchBits);
  std::uint32_t index = stretch_head_[key];
  for (std::uint32_t depth = 0;
       depth < kStretchDepth && index != kNone && stretch_count_ - index <= stretch_ends_.size(); ++depth) {
    const StretchEnd& earlier = stretch_ends_[index % stretch_ends_.size()];
    const std::size_t distance = end - earlier.end;
    if (distance >= kWindow) break;
    index = earlier.older;
    if (earlier.period != period || std::memcmp(data_ + end - period, data_ + earlier.end - period, period) != 0)
      continue;
    const auto beyond = static_cast<std::uint32_t>(common(earlier.end, end, 0, std::min(size_ - end, kMaxMatch)));
    if (beyond == 0) continue;
    const bool dominated = std::any_of(continuations.begin(), continuations.end(), [&](const Continuation& nearer) {
      return nearer.length >= earlier.length && nearer.beyond >= beyond;
    });
    if (dominated) continue;
    continuations.push_back({static_cast<std::uint32_t>(distance), earlier.length, beyond});
    if (continuations.size() == kContinuations) break;
  }
}

/// Matches from `position`, inside the stretch or at its start, that are longer than the last one in the cache since
/// `start`.
void MatchFinder::add_stretch_matches(const Stretch& stretch, std::size_t position, std::size_t start,
                                      MatchCache& cache) const {
  const std::size_t left = stretch.end - position;
  const std::size_t limit = std::min(size_ - position, kMaxMatch);
  std::size_t longest = cache.matches.size() > start ? symbol_length(cache.matches.back()) : kMinMatch - 1;
  if (left >= limit) return;
  for (const auto& earlier : stretch.continuations) {
    if (earlier.length < left) continue;
    const std::size_t length = std::min(limit, left + earlier.beyond);
    if (length <= longest) continue;
    cache.matches.push_back(match_symbol(length, earlier.distance));
    longest = length;
  }
}

void MatchFinder::add_tree_matches(std::size_t position, MatchCache& cache) {
  const std::size_t limit = std::min(size_ - position, kMaxMatch);
  const std::uint8_t* const here = data_ + position;
  if (limit < 4) return;
  const std::uint32_t word = load4(here);
  const auto now = static_cast<std::uint32_t>(position);

  // The nearest three bytes. A longer match cannot be nearer.
  std::uint32_t& head3 = head3_[hash(word << 8, hash_bits_)];
  std::uint32_t candidate = head3;
  previous3_[position & mask_] = head3;
  head3 = now;
  for (std::uint32_t step = 0; step < options_.chain3_depth && candidate != kNone && now - candidate <= kWindow;
       ++step) {
    if (((load4(data_ + candidate) ^ word) & 0xFFFFFF) == 0) {
      cache.matches.push_back(match_symbol(3, now - candidate));
      break;
    }
    const std::uint32_t next = previous3_[candidate & mask_];
    if (next == kNone || next >= candidate) break;
    candidate = next;
  }

  std::uint32_t& head4 = head4_[hash(word, hash_bits_)];
  std::uint32_t node = head4;
  head4 = now;
  std::uint32_t* lower = &children_[2 * (position & mask_)];
  std::uint32_t* higher = lower + 1;
  std::size_t lower_length = 0, higher_length = 0, longest = 3;
  for (std::uint32_t depth = options_.tree_depth;; --depth) {
    if (depth == 0 || node == kNone || now - node >= kWindow) {
      *lower = *higher = kNone;
      return;
    }
    std::uint32_t* const pair = &children_[2 * (node & mask_)];
    const std::size_t length = common(node, position, std::min(lower_length, higher_length), limit);
    if (length > longest) {
      longest = length;
      cache.matches.push_back(match_symbol(length, now - node));
    }
    if (length == limit) {
      *lower = pair[0];
      *higher = pair[1];
      return;
    }
    if (data_[node + length] < here[length]) {
      *lower = node;
      lower = &pair[1];
      lower_length = length;
      node = *lower;
    } else {
      *higher = node;
      higher = &pair[0];
      higher_length = length;
      node = *higher;
    }
  }
}

void MatchFinder::fill(MatchCache& cache, std::size_t limit) {
  cache.begin = position_;
  cache.first.clear();
  cache.matches.clear();
  for (; position_ < size_ && cache.first.size() + cache.matches.size() < limit; ++position_) {
    const auto start = cache.matches.size();
    auto index = static_cast<std::uint32_t>(start);
    const Stretch* inside = nullptr;
    const Stretch* starting = nullptr;
    for (auto& stretch : stretches_) {
      advance(stretch, position_);
      if (stretch.end < position_ + kMinStretch || inside) continue;
      if (position_ >= stretch.begin + stretch.period) {
        inside = &stretch;
      } else if (stretch.wanted) {
        starting = &stretch;
      }
    }
    if (inside) {
      const std::size_t left = inside->end - position_;
      cache.matches.push_back(match_symbol(std::min(left, kMaxMatch), inside->period));
      if (left < kMaxMatch) add_stretch_matches(*inside, position_, start, cache);
      if (left >= 2 * kMaxMatch && position_ >= inside->begin + inside->period + kMaxMatch)
        index |= MatchCache::kInterior;
    } else {
      add_tree_matches(position_, cache);
      if (starting) add_stretch_matches(*starting, position_, start, cache);
    }
    cache.first.push_back(index);
  }
  cache.end = position_;
  cache.first.push_back(static_cast<std::uint32_t>(cache.matches.size()));
}

}  // namespace whittle::deflate
