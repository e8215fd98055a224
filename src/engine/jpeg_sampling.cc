#include "engine/jpeg_sampling.h"

namespace whittle::engine::jpeg {

Sampling choose_sampling(const PixelRows&, double scale) {
  constexpr double kFinest = 0.15;
  return scale < kFinest ? Sampling::full : Sampling::half;
}

}  // namespace whittle::engine::jpeg
