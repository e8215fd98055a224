#include "codec/deflate/block_code.h"

#include <algorithm>
#include <cstdlib>
#include <span>

#include "codec/deflate/code_header.h"

namespace whittle::deflate {
namespace {

/// Evens out neighbouring counts that differ by at most `slack` or an eighth, so that equal code lengths come in longer
/// runs, which the header writes shorter.
void smooth(std::span<std::uint32_t> counts, std::int64_t slack) {
  std::size_t n = counts.size();
  while (n > 0 && counts[n - 1] == 0) --n;
  std::size_t begin = 0;
  while (begin < n) {
    std::uint64_t sum = counts[begin];
    std::size_t end = begin + 1;
    while (end < n) {
      const auto mean = static_cast<std::int64_t>((sum + (end - begin) / 2) / (end - begin));
      const auto distance = std::llabs(static_cast<std::int64_t>(counts[end]) - mean);
      const bool both_zero = (counts[end] == 0) == (mean == 0);
      if (!both_zero || distance > std::max<std::int64_t>(slack, mean / 8)) break;
      sum += counts[end++];
    }
    if (end - begin >= 4 && sum > 0) {
      const auto mean =
          static_cast<std::uint32_t>(std::max<std::uint64_t>(1, (sum + (end - begin) / 2) / (end - begin)));
      std::fill(counts.begin() + begin, counts.begin() + end, mean);
    }
    begin = end;
  }
}

std::uint64_t payload_bits(const Histogram& histogram, const CodeLengths& code) {
  std::uint64_t bits = code.literal[kEndOfBlock];
  for (std::size_t i = 0; i < kLiteralCodes; ++i) bits += std::uint64_t{histogram.literal[i]} * code.literal[i];
  for (std::size_t i = 0; i < kLengthExtra.size(); ++i) {
    bits += std::uint64_t{histogram.literal[kFirstLength + i]} * kLengthExtra[i];
  }
  for (std::size_t i = 0; i < kDistanceCodes; ++i) {
    bits += std::uint64_t{histogram.distance[i]} * (code.distance[i] + kDistanceExtra[i]);
  }
  return bits;
}

constexpr int kMaxCode = 15;

void dynamic_lengths(std::span<const std::uint32_t> literal, std::span<const std::uint32_t> distance, int limit,
                     CodeLengths& code) {
  code_lengths(literal, limit, code.literal);
  code_lengths(distance, limit, code.distance);
  // Old inflaters want a distance code even where there is no match; one of length 1 is also the cheapest to write.
  if (std::all_of(distance.begin(), distance.end(), [](auto count) { return count == 0; })) code.distance[0] = 1;
}

}  // namespace

BlockCode best_code(const Histogram& histogram, CodeSearch search) {
  auto literal = histogram.literal;
  literal[kEndOfBlock] = 1;

  BlockCode best;
  best.fixed = true;
  for (std::size_t i = 0; i < 288; ++i) {
    best.lengths.literal[i] = static_cast<std::uint8_t>(i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8);
  }
  best.lengths.distance.fill(5);
  best.bits = 3 + payload_bits(histogram, best.lengths);
  const auto offer = [&](std::span<const std::uint32_t> literals, std::span<const std::uint32_t> distances, int limit) {
    BlockCode code;
    dynamic_lengths(literals, distances, limit, code.lengths);
    code.bits = 3 + header_bits(code.lengths) + payload_bits(histogram, code.lengths);
    if (code.bits < best.bits) best = code;
  };
  offer(literal, histogram.distance, kMaxCode);
  const auto offer_smooth = [&](std::int64_t slack) {
    auto literals = literal;
    auto distances = histogram.distance;
    smooth(literals, slack);
    smooth(distances, slack);
    if (literals != literal || distances != histogram.distance) offer(literals, distances, kMaxCode);
  };
  offer_smooth(3);
  if (search == CodeSearch::quick) return best;
  for (const int slack : {1, 5, 8, 12}) offer_smooth(slack);
  const auto used = std::count_if(literal.begin(), literal.end(), [](auto count) { return count > 0; });
  for (int limit = 6; limit < kMaxCode; ++limit) {
    if ((1 << limit) >= used) offer(literal, histogram.distance, limit);
  }
  return best;
}

}  // namespace whittle::deflate
