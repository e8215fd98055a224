#pragma once
// Pixels chosen for the sake of the code: colours that look alike are one where that makes strings longer, and what
// hardly changes between frames stays. What is given up is passed on to the pixels behind and below.

#include <vector>

#include "codec/gif/canvas.h"
#include "codec/gif/look.h"

namespace whittle::gif {

/// How far what is shown may be from what it was to be, as Look counts.
struct Tolerance {
  double colours = 0;
  double frames = 0;  ///< of a pixel that stays as it was in the frame before
};

/// Whether a pixel may show `is` where `was` was, whatever is around it: what `Lossy` never goes beyond.
bool may_show(Pixel is, Pixel was, const Tolerance& tolerance, Looks& looks);

class Lossy {
 public:
  explicit Lossy(const Tolerance& tolerance) : tolerance_(tolerance) {}

  /// Whether a pixel that shows `is` may do so where `wanted` was to be.
  bool may_stay(Pixel is, Pixel wanted);
  /// The number of the colour that comes nearest, if that will do; else ColourSet::kNone.
  unsigned nearest(const std::vector<Pixel>& colours, Pixel wanted);
  /// Decides all cells of a patch, each of which holds its exact symbol, or kLeft where what stays will do. `before`:
  /// what it is painted on; `wanted`: what it was to show.
  void choose(Patch& patch, const Canvas& before, const Canvas& wanted);

 private:
  Tolerance tolerance_;
  Looks looks_;
};

}  // namespace whittle::gif
