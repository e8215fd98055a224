#pragma once
// Whether two images are the same picture: every pixel of every frame, colours under alpha 0 included.

#include "base/result.h"
#include "vips/context.h"

namespace whittle::vips {

/// Success when `actual` shows what `expected` shows. Samples are compared by meaning: grey equals RGB with equal
/// channels, no alpha equals opaque, 8 bit equals 16 bit with both bytes alike. Other layouts (CMYK, Lab, float) must
/// be the same in kind. Animations must have as many frames; for how they play see container/timing.h. Both images are
/// read once, top to bottom, in this thread. Errors:
/// verification-failed naming the first difference; corrupt when `expected` cannot be decoded.
Status compare_images(VipsImage* expected, VipsImage* actual);

/// The part of it that needs no pixels: size and frames.
Status compare_layout(VipsImage* expected, VipsImage* actual);

/// Whether each alpha sample of an in-memory image is 0 or the maximum, of 8 or 16 bit; true for images without alpha.
bool has_binary_alpha(VipsImage* image);
/// Whether each is the maximum, of 8 or 16 bit; true for images without alpha.
bool is_opaque(VipsImage* image);

}  // namespace whittle::vips
