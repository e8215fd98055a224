#pragma once
// Which scans a JPEG consists of (T.81 B.2.3 and G.1), the one thing about it that may be chosen freely without
// changing a pixel.

#include <vector>

namespace whittle::jpeg {

/// The parameters of one SOS. Sequential: first 0, last 63. Progressive: either first = last = 0 or a band of AC of one
/// component.
struct Scan {
  std::vector<int> components;  ///< indexes into Coefficients::components, ascending
  int first = 0, last = 63;     ///< spectral selection, zigzag
  int high = 0, low = 0;        ///< successive approximation: bits known before and after, counted from the lowest

  bool refines() const { return high != 0; }
  bool operator==(const Scan&) const = default;
};

struct Script {
  bool progressive = false;
  std::vector<Scan> scans;
};

}  // namespace whittle::jpeg
