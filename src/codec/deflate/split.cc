#include "codec/deflate/split.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace whittle::deflate {
namespace {

constexpr std::size_t kCodes = kLiteralCodes + kDistanceCodes;
constexpr std::size_t kChunks = 300;  ///< aimed at
constexpr std::size_t kMinChunk = 64;
constexpr std::size_t kMaxChunk = 1024;
constexpr std::size_t kMaxBlockChunks = 160;
/// What a dynamic header costs besides: measured on many blocks, a fixed part and a share for each symbol that occurs.
constexpr float kHeaderBits = 80, kBitsPerCode = 3.3F;

/// n log2 n
float n_log_n(std::uint32_t n) {
  static const auto table = [] {
    std::array<float, 4096> values{};
    for (std::size_t i = 1; i < values.size(); ++i) {
      values[i] = static_cast<float>(static_cast<double>(i) * std::log2(static_cast<double>(i)));
    }
    return values;
  }();
  if (n < table.size()) return table[n];
  return static_cast<float>(n) * std::log2(static_cast<float>(n));
}

using Counts = std::array<std::uint32_t, kCodes>;

float block_bits(const Counts& counts) {
  float bits = kHeaderBits;
  std::uint32_t literals = 0, distances = 0;
  for (std::size_t i = 0; i < kLiteralCodes; ++i) {
    if (counts[i] == 0) continue;
    literals += counts[i];
    bits += kBitsPerCode - n_log_n(counts[i]);
  }
  for (std::size_t i = kLiteralCodes; i < kCodes; ++i) {
    if (counts[i] == 0) continue;
    distances += counts[i];
    bits += kBitsPerCode - n_log_n(counts[i]);
  }
  return bits + n_log_n(literals) + n_log_n(distances);
}

}  // namespace

std::vector<std::size_t> split_blocks(std::span<const Symbol> symbols) {
  const std::size_t chunk = std::clamp(symbols.size() / kChunks, kMinChunk, kMaxChunk);
  const std::size_t chunks = (symbols.size() + chunk - 1) / chunk;
  if (chunks <= 1) return {symbols.size()};

  // Codes of each chunk that occur, with counts; adding a chunk to a block touches these only.
  std::vector<Counts> counts(chunks);
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    auto& here = counts[i / chunk];
    const Symbol symbol = symbols[i];
    if (symbol < 0x10000) {
      ++here[symbol];
    } else {
      ++here[kFirstLength + length_symbol(symbol_length(symbol))];
      ++here[kLiteralCodes + distance_symbol(symbol_distance(symbol))];
    }
  }
  std::vector<double> best(chunks + 1, std::numeric_limits<double>::infinity());
  std::vector<std::size_t> from(chunks + 1, 0);
  best[0] = 0;
  for (std::size_t begin = 0; begin < chunks; ++begin) {
    Counts block{};
    for (std::size_t end = begin + 1; end <= chunks && end <= begin + kMaxBlockChunks; ++end) {
      for (std::size_t i = 0; i < kCodes; ++i) block[i] += counts[end - 1][i];
      // Most ends are judged only coarsely far from the beginning: a long block's end need not be found to the chunk.
      const std::size_t length = end - begin;
      if (length > 32 && end % 4 != 0 && end != chunks) continue;
      const double bits = best[begin] + static_cast<double>(block_bits(block));
      if (bits < best[end]) {
        best[end] = bits;
        from[end] = begin;
      }
    }
  }
  std::vector<std::size_t> ends;
  for (std::size_t at = chunks; at > 0; at = from[at]) ends.push_back(std::min(at * chunk, symbols.size()));
  std::reverse(ends.begin(), ends.end());
  return ends;
}

}  // namespace whittle::deflate
