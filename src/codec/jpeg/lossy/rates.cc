#include "codec/jpeg/lossy/rates.h"

#include <cmath>

#include "codec/jpeg/sparse.h"

namespace whittle::jpeg {

void BandStatistics::add(const std::int16_t* natural_block, std::uint64_t zigzag_mask) {
  const std::uint64_t in_band = zigzag_mask >> band_.first << band_.first & ~std::uint64_t{0} >> (63 - band_.last);
  int last = band_.first - 1;
  for (std::uint64_t left = in_band; left != 0; left &= left - 1) {
    if (run_ != 0) finish();
    const int k = std::countr_zero(left);
    int zeros = k - last - 1;
    long_runs_ += static_cast<std::uint32_t>(zeros / 16);
    zeros %= 16;
    const int size = size_of(std::abs(natural_block[kNaturalOfZigzag[static_cast<std::size_t>(k)]]));
    ++coded_[static_cast<std::size_t>(zeros)][static_cast<std::size_t>(size)];
    last = k;
  }
  if (last == band_.last) return;
  ++run_;
  ++ended_blocks_;
}

void BandStatistics::finish() {
  if (run_ != 0) ++ends_;
  run_ = 0;
}

BandRates::BandRates(const BandStatistics& s) {
  // Symbols that were not seen cost what one seen half a time would.
  constexpr double kUnseen = 0.5;
  double total = s.long_runs_ + s.ends_ + 2 * kUnseen;
  for (const auto& row : s.coded_) {
    for (const std::uint32_t count : row) total += count;
  }
  const auto bits = [&](double count) { return static_cast<float>(std::log2(total / std::max(count, kUnseen))); };
  const float long_run = bits(s.long_runs_);
  for (std::size_t size = 0; size < levels_.size(); ++size) {
    for (std::size_t zeros = 0; zeros < 64; ++zeros) {
      levels_[size][zeros] =
          bits(s.coded_[zeros % 16][size]) + static_cast<float>(size) + static_cast<float>(zeros / 16) * long_run;
    }
  }
  // An end of block starts or prolongs a run, whose length is coded in the symbol and the bits behind it.
  const double mean_run = s.ends_ == 0 ? 1 : static_cast<double>(s.ended_blocks_) / s.ends_;
  const float whole = bits(s.ends_) + 0.6f + static_cast<float>(std::log2(mean_run));
  end_ = 0.75f * whole;
  empty_ = 0.2f * whole;
}

}  // namespace whittle::jpeg
