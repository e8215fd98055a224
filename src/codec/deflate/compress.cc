// The order of work, a segment at a time: matches are found once and cached; a first parse is made in pieces from
// several sets of prices, because the search has several local optima and none of the sets is best for photographs and
// graphics both; blocks are split by dynamic programming; each block is parsed again with the prices of its own last
// parse until nothing is gained; blocks are split again on the better symbols. Every decision is taken on exact block
// sizes, headers included.
#include "codec/deflate/compress.h"

#include <libdeflate.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <utility>

#include "codec/deflate/block_code.h"
#include "codec/deflate/match.h"
#include "codec/deflate/parse.h"
#include "codec/deflate/split.h"
#include "codec/deflate/write.h"

namespace whittle::deflate {
namespace {

constexpr std::size_t kPieceSymbols = 40'000;

struct Block {
  std::size_t begin = 0, end = 0;  ///< positions
  std::vector<Symbol> symbols;
  Histogram histogram;
  BlockCode code;
  bool settled = false;  ///< another parse with its own prices would not make it smaller
};

/// Prices for a first parse, before there are statistics of matches: literals at their order-0 entropy.
struct Start {
  double length3, length_pixel, length, distance1, distance;  ///< bits; extra bits come on top
};
/// The first is good for photographs; the second less extreme; the third for pixels of many bytes, where a match is
/// whole pixels; the fourth for runs, with a distance of 1 at hardly any price.
constexpr std::array<Start, 4> kStarts = {{{2, 4, 4, 3, 3}, {3, 5, 5, 4, 4}, {6, 3, 5, 4, 4}, {6, 5, 5, 1, 9}}};

Prices start_prices(const Start& start, ByteView bytes, std::size_t bytes_per_pixel) {
  std::array<std::uint32_t, 256> counts{};
  for (const std::byte byte : bytes) ++counts[static_cast<std::uint8_t>(byte)];
  const auto fixed = [](double bits) { return static_cast<Price>(std::lround(bits * kPriceOne)); };
  Prices prices;
  for (std::size_t i = 0; i < 256; ++i) {
    prices.literal[i] = fixed(std::log2(static_cast<double>(bytes.size()) / std::max<double>(counts[i], 0.35)));
  }
  for (std::size_t i = kMinMatch; i <= kMaxMatch; ++i) {
    const double bits = i == bytes_per_pixel ? start.length_pixel : i == kMinMatch ? start.length3 : start.length;
    prices.length[i] = fixed(bits + kLengthExtra[length_symbol(i)]);
  }
  for (std::size_t i = 0; i < kDistanceCodes; ++i) prices.distance[i] = fixed(start.distance + kDistanceExtra[i]);
  prices.distance[0] = fixed(start.distance1);
  return prices;
}

class Encoder {
 public:
  Encoder(ByteView data, const Options& options)
      : data_(data),
        options_(options),
        finder_(data, {options.tree_depth, options.chain3_depth, options.bytes_per_pixel}),
        parser_(data, options.extra_distances) {}

  Result<Bytes> run() {
    do {
      finder_.fill(cache_, options_.segment);
      std::vector<Block> blocks = encode_segment();
      if (passed(options_.deadline)) return timed_out();
      for (std::size_t i = 0; i < blocks.size(); ++i) {
        const bool last = cache_.end == data_.size() && i + 1 == blocks.size();
        writer_.write(data_.subspan(blocks[i].begin, blocks[i].end - blocks[i].begin), blocks[i].symbols,
                      blocks[i].code, last);
      }
    } while (cache_.end < data_.size());
    return writer_.take();
  }

 private:
  std::vector<Block> encode_segment() {
    std::vector<Symbol> symbols = first_parse();
    std::vector<Block> blocks;
    for (int round = 0; round < std::max(1, options_.rounds); ++round) {
      std::vector<Block> before = std::exchange(blocks, split(symbols));
      keep_settled(before, blocks);
      for (auto& block : blocks) {
        if (!block.settled) improve(block, prices_for(block.histogram), options_.iterations);
      }
      if (round + 1 == options_.rounds) break;
      symbols.clear();
      for (const auto& block : blocks) symbols.insert(symbols.end(), block.symbols.begin(), block.symbols.end());
    }
    if (options_.restart) {
      for (auto& block : blocks) restart(block);
    }
    blocks = merge(std::move(blocks));
    if (options_.wide_codes) {
      for (auto& block : blocks) block.code = best_code(block.histogram, CodeSearch::wide);
    }
    return blocks;
  }

  static void judge(Block& block) {
    block.histogram = histogram_of(block.symbols.data(), block.symbols.data() + block.symbols.size());
    block.code = best_code(block.histogram);
  }

  std::vector<Symbol> first_parse() {
    std::vector<Symbol> greedy;
    greedy_parse(data_, cache_, greedy);
    std::vector<Symbol> symbols;
    Block best;
    std::size_t position = cache_.begin;
    for (std::size_t at = 0; at < greedy.size();) {
      const std::size_t count = std::min(kPieceSymbols, greedy.size() - at);
      const Symbol* const piece = greedy.data() + at;
      Block block;
      block.begin = block.end = position;
      for (std::size_t i = 0; i < count; ++i) block.end += symbol_bytes(piece[i]);
      position = block.end;
      at += count;

      block.symbols.assign(piece, piece + count);
      judge(block);
      const Block first = block;
      best = block;
      for (int start = options_.photo ? 1 : 0; start < (options_.photo ? 2 : std::max(1, options_.starts)); ++start) {
        Prices prices;
        if (start == 0) {
          prices = prices_for(first.histogram);
        } else {
          const Start& chosen = kStarts.at(static_cast<std::size_t>(start - 1));
          if (start == 3 && options_.bytes_per_pixel <= kMinMatch) continue;
          prices = start_prices(chosen, data_.subspan(first.begin, first.end - first.begin), options_.bytes_per_pixel);
        }
        parser_.parse(cache_, first.begin, first.end, prices, block.symbols);
        judge(block);
        if (block.code.bits < best.code.bits) best = block;
      }
      symbols.insert(symbols.end(), best.symbols.begin(), best.symbols.end());
    }
    return symbols;
  }

  std::vector<Block> split(const std::vector<Symbol>& symbols) {
    std::vector<Block> blocks;
    std::size_t from = 0, position = cache_.begin;
    for (const std::size_t to : split_blocks(symbols)) {
      Block block;
      block.begin = position;
      block.symbols.assign(symbols.begin() + from, symbols.begin() + to);
      for (const Symbol symbol : block.symbols) position += symbol_bytes(symbol);
      block.end = position;
      judge(block);
      blocks.push_back(std::move(block));
      from = to;
    }
    return blocks;
  }

  /// Marks those of `blocks` that are also among `before` and settled there. Both are in order.
  static void keep_settled(const std::vector<Block>& before, std::vector<Block>& blocks) {
    auto known = before.begin();
    for (auto& block : blocks) {
      while (known != before.end() && known->begin < block.begin) ++known;
      if (known == before.end()) return;
      block.settled = known->settled && known->begin == block.begin && known->end == block.end;
    }
  }

  /// Parses `block` with `prices`, then with those of each result, for as long as that makes it smaller.
  void improve(Block& block, Prices prices, int iterations) {
    Block trial;
    trial.begin = block.begin;
    trial.end = block.end;
    std::uint64_t last = ~std::uint64_t{0};
    for (int i = 0; i < iterations && !passed(options_.deadline); ++i) {
      parser_.parse(cache_, block.begin, block.end, prices, trial.symbols);
      judge(trial);
      if (trial.code.bits < block.code.bits) {
        block.symbols = trial.symbols;
        block.histogram = trial.histogram;
        block.code = trial.code;
      } else if (trial.code.bits >= last) {
        block.settled = true;
        break;
      }
      last = trial.code.bits;
      prices = prices_for(trial.histogram);
    }
  }

  /// Photographs settle in an optimum with too few matches of length 3; a push towards them finds a better one.
  void restart(Block& block) {
    Histogram pushed = block.histogram;
    std::uint32_t matches = 0;
    for (std::size_t i = kFirstLength; i < kLiteralCodes; ++i) matches += pushed.literal[i];
    pushed.literal[kFirstLength] += matches * 3 / 10;
    improve(block, prices_for(pushed), 6);
  }

  static std::vector<Block> merge(std::vector<Block> blocks) {
    std::vector<Block> merged;
    for (auto& block : blocks) {
      merged.push_back(std::move(block));
      while (merged.size() > 1) {
        Block& right = merged.back();
        Block& left = merged[merged.size() - 2];
        Histogram both = left.histogram;
        for (std::size_t i = 0; i < kLiteralCodes; ++i) both.literal[i] += right.histogram.literal[i];
        for (std::size_t i = 0; i < kDistanceCodes; ++i) both.distance[i] += right.histogram.distance[i];
        const BlockCode code = best_code(both);
        if (code.bits >= left.code.bits + right.code.bits) break;
        left.symbols.insert(left.symbols.end(), right.symbols.begin(), right.symbols.end());
        left.end = right.end;
        left.histogram = both;
        left.code = code;
        merged.pop_back();
      }
    }
    return merged;
  }

  ByteView data_;
  const Options& options_;
  MatchFinder finder_;
  Parser parser_;
  MatchCache cache_;
  BlockWriter writer_;
};

bool inflates_to(ByteView stream, ByteView data) {
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> inflater(
      libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  if (!inflater) return false;
  Bytes check(data.size() + 1);
  std::size_t consumed = 0, produced = 0;
  const auto result = libdeflate_deflate_decompress_ex(inflater.get(), stream.data(), stream.size(), check.data(),
                                                       check.size(), &consumed, &produced);
  return result == LIBDEFLATE_SUCCESS && consumed == stream.size() && produced == data.size() &&
         std::equal(data.begin(), data.end(), check.begin());
}

}  // namespace

Result<Bytes> compress(ByteView data, const Options& options) {
  if (data.size() >= 0xFFFFFF00U) return make_error(Category::limit, Reason::too_large, "stream of 4 GiB or more");
  TRY_ASSIGN(Bytes stream, Encoder(data, options).run());
  if (!inflates_to(stream, data)) {
    return make_error(Category::processing, Reason::verification_failed,
                      "own deflate stream does not inflate to its data");
  }
  return stream;
}

}  // namespace whittle::deflate
