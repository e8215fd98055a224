#pragma once
// What becomes of the symbols of a scan: counted, or written. A sink has dc and ac, which take a component of the scan,
// a symbol and the bits behind it, and raw for bits without a symbol.

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "codec/jpeg/coefficients.h"
#include "codec/jpeg/scans/bits.h"
#include "codec/jpeg/scans/coder.h"

namespace whittle::jpeg {

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

inline constexpr int kLongestRun = 0x7FFF;  ///< of blocks, in one EOBn

/// EOBn for `run` blocks and their correction bits.
template <typename Sink>
void code_run(Sink& sink, int run) {
  const int size = size_of(run) - 1;
  sink.ac(0, size << 4, static_cast<std::uint32_t>(run) & ((1u << size) - 1), size);
}

}  // namespace whittle::jpeg
