#pragma once
// From 8-bit samples to float YCbCr (JFIF, BT.601) and from there to half the chroma, row by row.
//
// Chroma at half resolution moves colour over edges, and with it luminance. Decoders cannot undo that, but luma can
// compensate: for each pixel Y is solved so that what is decoded has the original's perceived luminance. It costs no
// bits worth mentioning and does what better chroma filters try to do.

#include <cstddef>
#include <cstdint>

namespace whittle::jpeg {

/// Where the channels of a row go; 0-255 each. Rows must have room for `padded_row(width)` floats.
struct YccRow {
  float *y, *cb, *cr;
};

/// Floats to be allocated for a row: vectors may be written beyond its end.
constexpr std::size_t padded_row(std::size_t width) {
  return (width + 63) / 64 * 64 + 64;
}

void rgb_to_ycc(const std::uint8_t* rgb, std::size_t width, YccRow out);
void bytes_to_floats(const std::uint8_t* in, std::size_t width, float* out);

/// The mean of 2x2 samples. `above` and `below` have 2 * `width` samples.
void halve_rows(const float* above, const float* below, std::size_t width, float* out);

/// `width` samples of a row of full size out of two rows of half: 3/4 of `near` and 1/4 of `far`, then the same along
/// the row, as decoders with "fancy upsampling" do.
void upsample_row(const float* near, const float* far, std::size_t half_width, float* scratch, float* out);

/// What libjpeg-turbo's "fancy" upsampling makes of two rows of `width` samples: 2 * `width`. All rows and the `sums`
/// must have room for `padded_row` of what they hold.
void double_row(const std::uint8_t* near, const std::uint8_t* far, std::size_t width, std::uint16_t* sums,
                std::uint8_t* out);

/// What libjpeg-turbo makes of a row in full resolution. The three must have room for `padded_row(width)`.
void ycc_to_rgb(const std::uint8_t* y, const std::uint8_t* cb, const std::uint8_t* cr, std::size_t width,
                std::uint8_t* rgb);

/// Changes `y` so that with the chroma `cb`, `cr` it looks as bright as with the chroma that it had.
/// `original`: the row in full resolution. `cb` and `cr`: what a decoder will have.
void correct_luma(YccRow original, const float* cb, const float* cr, std::size_t width, float* y);

}  // namespace whittle::jpeg
