#include "codec/jpeg/scans/coder.h"

#include <bit>
#include <cstdlib>

#include "codec/jpeg/scans/refinement.h"
#include "codec/jpeg/scans/sinks.h"

namespace whittle::jpeg {
namespace {

/// The bits behind the symbol: the magnitude, of negative values its complement.
std::uint32_t extra_of(int value, int magnitude, int size) {
  return static_cast<std::uint32_t>(value < 0 ? ~magnitude : magnitude) & ((1u << size) - 1);
}

template <typename Sink>
void code_dc(Sink& sink, std::size_t component, int difference) {
  const int magnitude = std::abs(difference), size = size_of(magnitude);
  sink.dc(component, size, extra_of(difference, magnitude, size), size);
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
