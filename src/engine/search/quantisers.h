#pragma once
// Which qualities make no difference to a file.

#include <map>

#include "engine/encode.h"

namespace whittle::engine {

/// Each version of libheif maps the qualities of AVIF to AV1's 64 quantisers in its own way, and some to the same one.
/// A few pixels are asked, as their file names the quantiser too. Of other formats nothing is known.
class Quantisers {
 public:
  /// `work`, which must outlive this, has its pixels in memory.
  explicit Quantisers(const Work& work);

  /// Whether two qualities give the same file of the whole picture. Takes up to two encodes of 8x8 pixels; false when
  /// they fail.
  bool are_same(int a, int b);

 private:
  const Bytes& file(int quality);

  Work part_;
  std::map<int, Bytes> files_;  ///< by quality; empty when it could not be made
};

}  // namespace whittle::engine
