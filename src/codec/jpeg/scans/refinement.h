#pragma once
// Scans that add a bit to coefficients of which the higher bits are known (T.81 G.1.2.3): a correction bit for each
// coefficient that is not 0 already, symbols for those that become so, and corrections that wait for the symbol before
// them.

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "codec/jpeg/scans/sinks.h"

namespace whittle::jpeg {

/// Correction bits that wait for the symbol before them.
struct Corrections {
  std::uint64_t bits = 0;
  int count = 0;
  void add(int bit) {
    bits = bits << 1 | static_cast<std::uint64_t>(bit);
    ++count;
  }
};

template <typename Sink>
class Refinement {
 public:
  Refinement(const SparseComponent& component, const Scan& scan, Sink& sink)
      : component_(component), scan_(scan), sink_(sink) {}

  void code() {
    for (std::size_t block = 0; block < component_.blocks(); ++block) code_block(block);
    end_run();
  }

 private:
  void code_block(std::size_t block) {
    find(block);
    int before = scan_.first - 1, zeros = 0;
    Corrections corrections;
    for (int i = 0; i < found_; ++i) {
      zeros += place_[i] - before - 1;
      before = place_[i];
      for (; zeros > 15 && i <= last_new_; zeros -= 16) {
        end_run();
        sink_.ac(0, 0xF0, 0, 0);
        take(corrections);
      }
      if (magnitude_[i] > 1) {
        corrections.add(magnitude_[i] & 1);
        continue;
      }
      end_run();
      sink_.ac(0, zeros << 4 | 1, negative_[i] ? 0 : 1, 1);
      take(corrections);
      zeros = 0;
    }
    zeros += scan_.last - before;
    if (zeros == 0 && corrections.count == 0) return;
    waiting_.push_back(corrections);
    if (waiting_.size() == kLongestRun) end_run();
  }

  /// The coefficients of the block that are not 0 at this precision.
  void find(std::size_t block) {
    found_ = 0;
    last_new_ = -1;
    const std::uint64_t all = component_.mask[block];
    std::uint64_t mask = all & band_mask(scan_.first, scan_.last);
    if (mask == 0) return;
    const std::int16_t* value =
        component_.values.data() + component_.begin[block] + std::popcount(all & band_mask(0, scan_.first - 1));
    for (; mask != 0; mask &= mask - 1, ++value) {
      const int magnitude = std::abs(*value) >> scan_.low;
      if (magnitude == 0) continue;
      if (magnitude == 1) last_new_ = found_;
      place_[found_] = std::countr_zero(mask);
      magnitude_[found_] = magnitude;
      negative_[found_++] = *value < 0;
    }
  }

  void take(Corrections& corrections) {
    sink_.raw(corrections.bits, corrections.count);
    corrections = {};
  }

  void end_run() {
    if (waiting_.empty()) return;
    code_run(sink_, static_cast<int>(waiting_.size()));
    for (const Corrections& corrections : waiting_) sink_.raw(corrections.bits, corrections.count);
    waiting_.clear();
  }

  const SparseComponent& component_;
  const Scan& scan_;
  Sink& sink_;
  std::vector<Corrections> waiting_;  // of the blocks of the EOB run
  int place_[kBlock], magnitude_[kBlock];
  bool negative_[kBlock];
  int found_ = 0, last_new_ = -1;
};

}  // namespace whittle::jpeg
