#pragma once
// The symbols of one scan, counted or written. Both go through the same code, so that the counts are those of what is
// written.

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "codec/jpeg/scans/huffman.h"
#include "codec/jpeg/scans/script.h"
#include "codec/jpeg/sparse.h"

namespace whittle::jpeg {

/// What a scan needs of Huffman tables. One entry a component of the scan; empty histograms where a table is not used.
struct ScanStatistics {
  std::vector<Histogram> dc, ac;
  std::uint64_t raw_bits = 0;  ///< that are no codes
};

ScanStatistics count_scan(const Sparse& sparse, const Scan& scan, bool progressive);

/// Appends the entropy-coded data of `scan`. `dc` and `ac`: a table for each component of the scan that has every
/// symbol counted for it. `expected`: bytes, only to make room.
void write_scan(const Sparse& sparse, const Scan& scan, bool progressive, const std::vector<const HuffmanTable*>& dc,
                const std::vector<const HuffmanTable*>& ac, std::size_t expected, Bytes& out);

/// Whether the standard lets these components share a scan: at most ten blocks an MCU.
bool fits_one_scan(const Coefficients& coefficients, const std::vector<int>& components);

}  // namespace whittle::jpeg
