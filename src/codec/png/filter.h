#pragma once
// The five filters of PNG (specification, clause 9) and the cheap ways to choose one for each row: rules that look at
// one row at a time. All strategies are tried at once, so the five versions of a row are made once for all.

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <vector>

struct libdeflate_compressor;

namespace whittle::png {

enum class Strategy : std::uint8_t {
  none,
  sub,
  up,
  average,
  paeth,           ///< one for all rows
  min_sum,         ///< least sum of absolute differences
  entropy,         ///< of the row's bytes
  bigram_entropy,  ///< of pairs of bytes
  original,        ///< as in the input
  price,           ///< by the prices of an online deflate model: see price_filter.h
};

/// A set of strategies.
class Strategies {
 public:
  constexpr Strategies(std::initializer_list<Strategy> strategies) {
    for (const Strategy strategy : strategies) bits_ |= bit(strategy);
  }
  constexpr bool has(Strategy strategy) const { return (bits_ & bit(strategy)) != 0; }

 private:
  static constexpr unsigned bit(Strategy strategy) { return 1U << static_cast<unsigned>(strategy); }

  unsigned bits_ = 0;
};

/// Filters one row of `n` bytes; `above` is the unfiltered row before it, or zeros.
void filter_row(unsigned filter, const std::uint8_t* row, const std::uint8_t* above, std::size_t n,
                std::size_t bytes_per_pixel, std::uint8_t* out);

struct CompressorDeleter {
  void operator()(libdeflate_compressor* compressor) const;
};
using Compressor = std::unique_ptr<libdeflate_compressor, CompressorDeleter>;
/// libdeflate at `level`; null without memory.
Compressor make_compressor(int level);

/// Filters rows in order by one strategy. All but `price`.
class RowFilter {
 public:
  RowFilter(Strategy strategy, std::size_t stride);

  /// The five filtered versions of a row, shared by all strategies.
  struct Versions {
    explicit Versions(std::size_t stride) : bytes(5 * stride), n(stride) {}
    std::vector<std::uint8_t> bytes;
    std::size_t n;

    void make(const std::uint8_t* row, const std::uint8_t* above, std::size_t bytes_per_pixel);
    const std::uint8_t* of(unsigned filter) const { return bytes.data() + filter * n; }
  };

  /// Appends the filter byte and the filtered row. `original` is the input's filter of this row.
  void append(const Versions& versions, unsigned original, std::vector<std::uint8_t>& out) const;

 private:
  unsigned choose(const Versions& versions, unsigned original) const;

  Strategy strategy_;
  std::size_t stride_;
};

}  // namespace whittle::png
