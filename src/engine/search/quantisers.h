#pragma once
// Which qualities make no difference to a file.

#include <map>

#include "engine/encode.h"

namespace whittle::engine {

/// Where a format has fewer quantisers than qualities (FormatRow::qualities_repeat) a few pixels are asked, as their
/// file names the quantiser too. Of other formats nothing is known.
class Quantisers {
 public:
  /// `encoding`, which must outlive this, has its pixels in memory.
  explicit Quantisers(const Encoding& encoding);

  /// Whether two qualities give the same file of the whole picture. Takes up to two encodes of 8x8 pixels; false when
  /// they fail.
  bool operator()(int a, int b);

 private:
  const Bytes& file(int quality);

  Encoding part_;
  std::map<int, Bytes> files_;  ///< by quality; empty when it could not be made
};

}  // namespace whittle::engine
