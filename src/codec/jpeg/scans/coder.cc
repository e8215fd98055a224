#include "codec/jpeg/scans/coder.h"

#include <bit>
#include <cstdlib>

#include "codec/jpeg/bits.h"

namespace whittle::jpeg {
namespace {

constexpr int kLongestRun = 0x7FFF;  // of blocks, in one EOBn

class Counter {
 public:
  explicit Counter(std::size_t components) {
    counted_.dc.resize(components);
    counted_.ac.resize(components);
  }
  void dc(std::size_t component, int symbol, std::uint32_t, int count) {
    ++counted_.dc[component][static_cast<std::size_t>(symbol)];
    counted_.raw_bits += static_cast<std::uint64_t>(count);
  }
  void ac(std::size_t component, int symbol, std::uint32_t, int count) {
    ++counted_.ac[component][static_cast<std::size_t>(symbol)];
    counted_.raw_bits += static_cast<std::uint64_t>(count);
  }
  void raw(std::uint64_t, int count) { counted_.raw_bits += static_cast<std::uint64_t>(count); }
  ScanStatistics take() { return std::move(counted_); }

 private:
  ScanStatistics counted_;
};

/// A table as a writer wants it: code and length together.
class Codes {
 public:
  explicit Codes(const HuffmanTable* table) {
    if (table == nullptr) return;
    for (std::size_t s = 0; s < codes_.size(); ++s) codes_[s] = std::uint32_t{table->code[s]} << 8 | table->length[s];
  }
  std::uint32_t code(int symbol) const { return codes_[static_cast<std::size_t>(symbol)] >> 8; }
  int length(int symbol) const { return static_cast<int>(codes_[static_cast<std::size_t>(symbol)] & 255); }

 private:
  std::array<std::uint32_t, 256> codes_{};
};

class Writer {
 public:
  Writer(const std::vector<const HuffmanTable*>& dc, const std::vector<const HuffmanTable*>& ac, std::size_t expected,
         Bytes& out)
      : dc_(dc.begin(), dc.end()), ac_(ac.begin(), ac.end()), bits_(out, expected) {}
  void dc(std::size_t component, int symbol, std::uint32_t extra, int count) {
    put(dc_[component], symbol, extra, count);
  }
  void ac(std::size_t component, int symbol, std::uint32_t extra, int count) {
    put(ac_[component], symbol, extra, count);
  }
  void raw(std::uint64_t bits, int count) {
    if (count > 32) bits_.put(static_cast<std::uint32_t>(bits >> 32), count - 32);
    bits_.put(static_cast<std::uint32_t>(bits), count > 32 ? 32 : count);
  }
  void finish() { bits_.finish(); }

 private:
  void put(const Codes& codes, int symbol, std::uint32_t extra, int count) {
    bits_.put(codes.code(symbol) << count | extra, codes.length(symbol) + count);
  }

  std::vector<Codes> dc_, ac_;
  BitWriter bits_;
};

int size_of(int magnitude) {
  return static_cast<int>(std::bit_width(static_cast<unsigned>(magnitude)));
}
/// The bits behind the symbol: the magnitude, of negative values its complement.
std::uint32_t extra_of(int value, int magnitude, int size) {
  return static_cast<std::uint32_t>(value < 0 ? ~magnitude : magnitude) & ((1u << size) - 1);
}

template <typename Sink>
void code_dc(Sink& sink, std::size_t component, int difference) {
  const int magnitude = std::abs(difference), size = size_of(magnitude);
  sink.dc(component, size, extra_of(difference, magnitude, size), size);
}

/// EOBn for `run` blocks and their correction bits.
template <typename Sink>
void code_run(Sink& sink, int run) {
  const int size = size_of(run) - 1;
  sink.ac(0, size << 4, static_cast<std::uint32_t>(run) & ((1u << size) - 1), size);
}

/// All AC coefficients of a block of a sequential scan.
template <typename Sink>
void code_sequential_ac(Sink& sink, std::size_t component, std::uint64_t mask, const std::int16_t* values) {
  int before = 0;
  for (; mask != 0; mask &= mask - 1) {
    const int k = std::countr_zero(mask), value = *values++;
    int run = k - before - 1;
    for (; run > 15; run -= 16) sink.ac(component, 0xF0, 0, 0);
    const int magnitude = std::abs(value), size = size_of(magnitude);
    sink.ac(component, run << 4 | size, extra_of(value, magnitude, size), size);
    before = k;
  }
  if (before != 63) sink.ac(component, 0, 0, 0);
}

/// Calls `visit(component of the scan, block or nullopt for padding)` in the order of the scan.
template <typename Visit>
void each_block(const Sparse& sparse, const Scan& scan, Visit&& visit) {
  constexpr std::size_t kPadding = ~std::size_t{0};
  if (scan.components.size() == 1) {
    const std::size_t blocks = sparse.components[scan.components[0]].blocks();
    for (std::size_t i = 0; i < blocks; ++i) visit(std::size_t{0}, i, false);
    return;
  }
  const Coefficients& source = *sparse.source;
  for (int mcu_row = 0; mcu_row < source.mcus_high(); ++mcu_row) {
    for (int mcu = 0; mcu < source.mcus_wide(); ++mcu) {
      for (std::size_t c = 0; c < scan.components.size(); ++c) {
        const Component& factors = source.components[scan.components[c]];
        const SparseComponent& blocks = sparse.components[scan.components[c]];
        for (int v = 0; v < factors.v; ++v) {
          for (int h = 0; h < factors.h; ++h) {
            const int row = mcu_row * factors.v + v, column = mcu * factors.h + h;
            const bool padding = row >= blocks.high || column >= blocks.wide;
            visit(c, padding ? kPadding : static_cast<std::size_t>(row) * blocks.wide + column, padding);
          }
        }
      }
    }
  }
}

/// Sequential scans and the DC scan of progressive ones.
template <typename Sink>
void code_blocks(const Sparse& sparse, const Scan& scan, bool with_ac, Sink& sink) {
  int last_dc[4] = {};
  each_block(sparse, scan, [&](std::size_t c, std::size_t block, bool padding) {
    const SparseComponent& component = sparse.components[scan.components[c]];
    const int dc = padding ? last_dc[c] : component.dc[block];
    code_dc(sink, c, dc - last_dc[c]);
    last_dc[c] = dc;
    if (!with_ac) return;
    if (padding) {
      sink.ac(c, 0, 0, 0);
    } else {
      code_sequential_ac(sink, c, component.mask[block], component.values.data() + component.begin[block]);
    }
  });
}

template <typename Sink>
void code_first(const SparseComponent& component, const Scan& scan, Sink& sink) {
  const std::uint64_t band = band_mask(scan.first, scan.last), below = band_mask(0, scan.first - 1);
  int run = 0;
  for (std::size_t block = 0; block < component.blocks(); ++block) {
    std::uint64_t mask = component.mask[block] & band;
    int before = scan.first - 1;
    if (mask != 0) {
      const std::int16_t* value =
          component.values.data() + component.begin[block] + std::popcount(component.mask[block] & below);
      for (; mask != 0; mask &= mask - 1, ++value) {
        const int magnitude = std::abs(*value) >> scan.low;
        if (magnitude == 0) continue;
        if (run > 0) code_run(sink, run);
        run = 0;
        const int k = std::countr_zero(mask);
        int zeros = k - before - 1;
        for (; zeros > 15; zeros -= 16) sink.ac(0, 0xF0, 0, 0);
        const int size = size_of(magnitude);
        sink.ac(0, zeros << 4 | size, extra_of(*value, magnitude, size), size);
        before = k;
      }
    }
    if (before == scan.last) continue;
    if (++run == kLongestRun) {
      code_run(sink, run);
      run = 0;
    }
  }
  if (run > 0) code_run(sink, run);
}

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

template <typename Sink>
void code_scan(const Sparse& sparse, const Scan& scan, bool progressive, Sink& sink) {
  if (!progressive || scan.first == 0) return code_blocks(sparse, scan, !progressive, sink);
  const SparseComponent& component = sparse.components[scan.components[0]];
  if (!scan.refines()) return code_first(component, scan, sink);
  Refinement<Sink>(component, scan, sink).code();
}

}  // namespace

ScanStatistics count_scan(const Sparse& sparse, const Scan& scan, bool progressive) {
  Counter counter(scan.components.size());
  code_scan(sparse, scan, progressive, counter);
  return counter.take();
}

void write_scan(const Sparse& sparse, const Scan& scan, bool progressive, const std::vector<const HuffmanTable*>& dc,
                const std::vector<const HuffmanTable*>& ac, std::size_t expected, Bytes& out) {
  Writer writer(dc, ac, expected, out);
  code_scan(sparse, scan, progressive, writer);
  writer.finish();
}

bool fits_one_scan(const Coefficients& coefficients, const std::vector<int>& components) {
  int blocks = 0;
  for (const int c : components) blocks += coefficients.components[c].h * coefficients.components[c].v;
  return components.size() == 1 || blocks <= 10;
}

}  // namespace whittle::jpeg
