#include "engine/png_filter.h"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace whittle::engine::png {
namespace {

constexpr std::size_t kContextRows = 3;

/// n log2 n for counts in a row; longer runs than the table are rare enough to be computed.
double n_log_n(std::size_t n) {
  static const auto table = [] {
    std::array<double, 4097> values{};
    for (std::size_t i = 1; i < values.size(); ++i)
      values[i] = static_cast<double>(i) * std::log2(static_cast<double>(i));
    return values;
  }();
  return n < table.size() ? table[n] : static_cast<double>(n) * std::log2(static_cast<double>(n));
}

std::uint64_t absolute_sum(const std::uint8_t* row, std::size_t n) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += static_cast<std::uint32_t>(std::abs(static_cast<std::int8_t>(row[i])));
  return sum;
}

/// Sum of c log c: the larger, the lower the entropy.
double byte_score(const std::uint8_t* row, std::size_t n) {
  std::array<std::uint32_t, 256> even{}, odd{};
  std::size_t i = 0;
  for (; i + 1 < n; i += 2) {
    ++even[row[i]];
    ++odd[row[i + 1]];
  }
  if (i < n) ++even[row[i]];
  double score = 0;
  for (std::size_t v = 0; v < 256; ++v) score += n_log_n(even[v] + odd[v]);
  return score;
}

template <typename Score>
unsigned least(const Score& score) {
  unsigned best = 0;
  double least_score = std::numeric_limits<double>::infinity();
  for (unsigned filter = 0; filter < 5; ++filter) {
    const double value = score(filter);
    if (value < least_score) {
      least_score = value;
      best = filter;
    }
  }
  return best;
}

}  // namespace

std::string_view to_string(Strategy strategy) {
  constexpr std::array<std::string_view, 12> kNames = {"none",           "sub",     "up",       "average",
                                                       "paeth",          "min-sum", "entropy",  "bigrams",
                                                       "bigram-entropy", "brute",   "original", "price"};
  return kNames[static_cast<std::size_t>(strategy)];
}

void filter_row(unsigned filter, const std::uint8_t* row, const std::uint8_t* above, std::size_t n, std::size_t bpp,
                std::uint8_t* out) {
  const std::size_t lead = std::min(bpp, n);
  switch (filter) {
    case 1:
      std::memcpy(out, row, lead);
      for (std::size_t i = lead; i < n; ++i) out[i] = static_cast<std::uint8_t>(row[i] - row[i - bpp]);
      break;
    case 2:
      for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<std::uint8_t>(row[i] - above[i]);
      break;
    case 3:
      for (std::size_t i = 0; i < lead; ++i) out[i] = static_cast<std::uint8_t>(row[i] - above[i] / 2);
      for (std::size_t i = lead; i < n; ++i) out[i] = static_cast<std::uint8_t>(row[i] - (row[i - bpp] + above[i]) / 2);
      break;
    case 4:
      for (std::size_t i = 0; i < lead; ++i) out[i] = static_cast<std::uint8_t>(row[i] - above[i]);
      for (std::size_t i = lead; i < n; ++i) {
        const std::int16_t a = row[i - bpp], b = above[i], c = above[i - bpp];
        const auto pa = static_cast<std::int16_t>(std::abs(b - c)), pb = static_cast<std::int16_t>(std::abs(a - c));
        const auto pc = static_cast<std::int16_t>(std::abs(a + b - 2 * c));
        const std::int16_t bc = pb <= pc ? b : c;
        out[i] = static_cast<std::uint8_t>(row[i] - ((pa <= pb && pa <= pc) ? a : bc));
      }
      break;
    default:
      std::memcpy(out, row, n);
      break;
  }
}

void CompressorDeleter::operator()(libdeflate_compressor* compressor) const {
  libdeflate_free_compressor(compressor);
}
Compressor make_compressor(int level) {
  return Compressor(libdeflate_alloc_compressor(level));
}

void RowFilter::Versions::make(const std::uint8_t* row, const std::uint8_t* above, std::size_t bytes_per_pixel) {
  for (unsigned filter = 0; filter < 5; ++filter)
    filter_row(filter, row, above, n, bytes_per_pixel, bytes.data() + filter * n);
}

RowFilter::RowFilter(Strategy strategy, std::size_t stride) : strategy_(strategy), stride_(stride) {
  if (strategy == Strategy::bigrams || strategy == Strategy::bigram_entropy) {
    epochs_.assign(65536, 0);
    counts_.resize(65536);
  }
  if (strategy == Strategy::brute) {
    compressor_ = make_compressor(1);
    context_.resize((kContextRows + 1) * (stride + 1));
    packed_.resize(context_.size() + 64);
  }
}

double RowFilter::pair_score(const std::uint8_t* row, bool entropy) {
  ++epoch_;
  double different = 0, score = 0;
  for (std::size_t i = 0; i + 1 < stride_; ++i) {
    const std::size_t pair = static_cast<std::size_t>(row[i]) << 8 | row[i + 1];
    if (epochs_[pair] != epoch_) {
      epochs_[pair] = epoch_;
      counts_[pair] = 1;
      ++different;
    } else if (entropy && counts_[pair] < 65535) {
      const std::size_t count = ++counts_[pair];
      score += n_log_n(count) - n_log_n(count - 1);
    }
  }
  return entropy ? -score : different;
}

unsigned RowFilter::choose_brute(const Versions& versions, const std::vector<std::uint8_t>& out) {
  if (!compressor_) return 0;
  const std::size_t known = std::min(out.size(), kContextRows * (stride_ + 1));
  std::memcpy(context_.data(), out.data() + out.size() - known, known);
  return least([&](unsigned filter) {
    context_[known] = static_cast<std::uint8_t>(filter);
    std::memcpy(context_.data() + known + 1, versions.of(filter), stride_);
    const std::size_t size = libdeflate_deflate_compress(compressor_.get(), context_.data(), known + 1 + stride_,
                                                         packed_.data(), packed_.size());
    return size == 0 ? static_cast<double>(packed_.size()) : static_cast<double>(size);
  });
}

unsigned RowFilter::choose(const Versions& versions, unsigned original, const std::vector<std::uint8_t>& out) {
  switch (strategy_) {
    case Strategy::none:
    case Strategy::sub:
    case Strategy::up:
    case Strategy::average:
    case Strategy::paeth:
      return static_cast<unsigned>(strategy_);
    case Strategy::min_sum:
      return least([&](unsigned filter) { return static_cast<double>(absolute_sum(versions.of(filter), stride_)); });
    case Strategy::entropy:
      return least([&](unsigned filter) { return -byte_score(versions.of(filter), stride_); });
    case Strategy::bigrams:
      return least([&](unsigned filter) { return pair_score(versions.of(filter), false); });
    case Strategy::bigram_entropy:
      return least([&](unsigned filter) { return pair_score(versions.of(filter), true); });
    case Strategy::brute:
      return choose_brute(versions, out);
    case Strategy::original:
    case Strategy::price:
      break;
  }
  return original;
}

void RowFilter::append(const Versions& versions, unsigned original, std::vector<std::uint8_t>& out) {
  const unsigned filter = choose(versions, original, out);
  out.push_back(static_cast<std::uint8_t>(filter));
  out.insert(out.end(), versions.of(filter), versions.of(filter) + stride_);
}

}  // namespace whittle::engine::png
