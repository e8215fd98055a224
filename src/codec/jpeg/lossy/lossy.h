#pragma once
// From pixels to the coefficients of a JPEG that looks best for its size.
//
// Everything that encoders leave to tables and rules of thumb is decided here by what the metric charges: luma makes up
// for chroma at half resolution and, from effort 2, for its quantisation (colour), tables have their own shape for
// each quality (steps), errors go where they are masked (masking) and levels where they are worth their bits
// (trellis). Whether chroma has half resolution is for the caller to say, by the judgements of `sampling`. Nothing of
// it needs a decoder that knows more than any JPEG decoder does. The scans are chosen afterwards, by `write` (scans).

#include "codec/jpeg/lossy/transform.h"

namespace whittle::jpeg {

/// Picks levels for `transformed` at `scale` (see steps.h). `effort` 0-9: a dead zone below 4, trellis from
/// there. Deterministic; constant in `transformed`, so that several scales can be tried.
Coefficients quantise_at(const Transformed& transformed, double scale, int effort);

/// The same for `pixels` of 3 channels, with luma that makes up for what quantisation does to chroma (see `fit_luma`).
/// The luma of `transformed` is replaced, and what it was does not matter; the next call may have another scale.
Coefficients quantise_fitted(const PixelRows& pixels, Transformed& transformed, double scale, int effort);

}  // namespace whittle::jpeg
