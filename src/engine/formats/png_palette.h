#pragma once
// PNG with loss: at most 256 colours, chosen by libimagequant through libvips, then made small by our own engine. The
// quality is libimagequant's, and pngquant's highest: the palette gets as many colours as that takes.

#include "engine/encode.h"

namespace whittle::engine {

/// Whether a picture may lose colours: one of 8 bits a sample that does not move.
bool can_quantise(const container::Header& facts);

/// The prepared pixels, which are in memory, with a palette, marked; or without loss where a palette misses what is
/// asked or saves too little for what it costs. Then the quality is not set and the score, if asked for, is 100. With
/// a size that nothing fits: the smallest there is. Errors: those of encoding and, of PNG sources, of `png::optimize`.
Result<Candidate> encode_palette(const Encoding& encoding);

}  // namespace whittle::engine
