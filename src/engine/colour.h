#pragma once
// Colour space, alpha and depth: what of an image a format cannot hold is converted where that is allowed, else
// refused.

#include "container/metadata.h"
#include "engine/formats.h"

namespace whittle::engine {

/// Decides the fate of the colour profile (in `edit`) and brings the pixels into a colour space that `row` holds.
/// A profile that is not sRGB is never dropped without converting the pixels first; in lossless mode `--strip icc`
/// therefore keeps it.
Result<vips::ImagePtr> fit_colour(vips::ImagePtr image, const Job& job, const FormatRow& row,
                                  container::MetadataEdit& edit);

/// `image` as grey or RGB of sRGB's meaning, 16 bit where it is deeper than 8, profiles left alone: grey samples become
/// the same three times.
Result<vips::ImagePtr> to_srgb_space(VipsImage* image);

/// Lays the image on the background where `row` has no alpha, or less of it than the image uses; takes off alpha that
/// hides nothing where loss is allowed.
Result<vips::ImagePtr> fit_alpha(vips::ImagePtr image, const Job& job, const FormatRow& row);

/// `image`, which has alpha, on a ground of `colour`, without alpha.
Result<vips::ImagePtr> flattened(VipsImage* image, Colour colour);

/// 8 bits where `row` holds no more: rounded, not cut off.
Result<vips::ImagePtr> fit_depth(vips::ImagePtr image, const Job& job, const FormatRow& row);

/// `image` as grey or RGB samples of sRGB's curve and primaries, 8 or 16 bit, with alpha where it has some: what the
/// metric compares. A profile that is not sRGB is applied, at 16 bit.
Result<vips::ImagePtr> srgb_samples(VipsImage* image);

}  // namespace whittle::engine
