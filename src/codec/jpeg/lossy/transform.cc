#include "codec/jpeg/lossy/transform.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "codec/jpeg/colour.h"
#include "codec/jpeg/decode/decode.h"
#include "codec/jpeg/lossy/dct.h"
#include "codec/jpeg/lossy/quantise.h"

namespace whittle::jpeg {
namespace {

constexpr float kMiddle = 128;

int divided_up(int value, int by) {
  return (value + by - 1) / by;
}

/// Rows of one channel.
class Rows {
 public:
  Rows(std::size_t width, std::size_t count) : stride_(padded_row(width)), samples_(stride_ * count) {}
  float* operator[](int y) { return samples_.data() + static_cast<std::size_t>(y) * stride_; }
  const float* operator[](int y) const { return samples_.data() + static_cast<std::size_t>(y) * stride_; }
  std::size_t stride() const { return stride_; }

 private:
  std::size_t stride_;
  std::vector<float> samples_;
};

/// The channels of a picture row by row. Beyond its right and lower edge they repeat the edge.
class Source {
 public:
  Source(const PixelRows& pixels, int padded_width)
      : pixels_(pixels), padded_(padded_width), inks_(static_cast<std::size_t>(pixels.width) * 3) {}

  void ycc(int y, YccRow out) {
    const std::uint8_t* row = pixels_.row(std::min(y, pixels_.height - 1));
    if (pixels_.channels == 4) {  // Adobe's YCCK is the YCC of the inks (as libjpeg has it, of inverted samples)
      for (int x = 0; x < pixels_.width; ++x) std::memcpy(&inks_[3 * x], row + 4 * x, 3);
      row = inks_.data();
    }
    rgb_to_ycc(row, static_cast<std::size_t>(pixels_.width), out);
    for (float* channel : {out.y, out.cb, out.cr}) extend(channel);
  }

  void grey(int y, float* out) { extended(pixels_.row(std::min(y, pixels_.height - 1)), out); }

  /// A row of one channel.
  void extended(const std::uint8_t* row, float* out) const {
    bytes_to_floats(row, static_cast<std::size_t>(pixels_.width), out);
    extend(out);
  }

  void black(int y, float* out) {
    const std::uint8_t* row = pixels_.row(std::min(y, pixels_.height - 1));
    for (int x = 0; x < pixels_.width; ++x) out[x] = static_cast<float>(255 - row[4 * x + 3]);
    extend(out);
  }

 private:
  void extend(float* row) const { std::fill(row + pixels_.width, row + padded_, row[pixels_.width - 1]); }

  const PixelRows& pixels_;
  int padded_;
  std::vector<std::uint8_t> inks_;
};

Spectrum spectrum_of(const PixelRows& pixels, int h, int v, int max) {
  Spectrum out;
  out.h = h;
  out.v = v;
  out.wide = divided_up(pixels.width * h, 8 * max);
  out.high = divided_up(pixels.height * v, 8 * max);
  out.coefficients.resize(static_cast<std::size_t>(out.wide) * out.high * kBlock);
  return out;
}

/// Transforms rows `y` to `y` + 7 of blocks that start with row `first` of `rows`.
void transform_rows(const Rows& rows, int first, Spectrum& to, int block_row) {
  if (block_row >= to.high) return;
  forward_dct(rows[first], rows.stride(), static_cast<std::size_t>(to.wide), kMiddle, to.row(block_row));
}

/// The same for rows of luma, whose clipped blocks are noted.
void transform_luma(const Rows& rows, Transformed& to, int block_row) {
  find_clipped(rows[0], rows.stride(), to.components[0].wide, block_row, to.clipped);
  transform_rows(rows, 0, to.components[0], block_row);
}

void transform_grey(Source& source, int padded_width, Transformed& to) {
  Rows rows(static_cast<std::size_t>(padded_width), 8);
  for (int block_row = 0; block_row < to.components[0].high; ++block_row) {
    for (int y = 0; y < 8; ++y) source.grey(8 * block_row + y, rows[y]);
    transform_luma(rows, to, block_row);
  }
}

void transform_full(Source& source, int padded_width, Transformed& to) {
  const auto width = static_cast<std::size_t>(padded_width);
  std::array<Rows, 3> rows = {Rows(width, 8), Rows(width, 8), Rows(width, 8)};
  for (int block_row = 0; block_row < to.components[0].high; ++block_row) {
    for (int y = 0; y < 8; ++y) source.ycc(8 * block_row + y, {rows[0][y], rows[1][y], rows[2][y]});
    transform_luma(rows[0], to, block_row);
    for (std::size_t c = 1; c < 3; ++c) transform_rows(rows[c], 0, to.components[c], block_row);
  }
}

/// Half the chroma of the whole picture, and luma that makes up for it.
class HalfChroma {
 public:
  HalfChroma(Source& source, const PixelRows& pixels, int padded_width, Luma luma)
      : source_(source),
        half_width_(padded_width / 2),
        half_height_(divided_up(pixels.height, 16) * 8),
        real_half_(divided_up(pixels.width, 2), divided_up(pixels.height, 2)),
        correct_(pixels.channels == 3 && luma == Luma::corrected),
        full_{Rows(padded_width, 2), Rows(padded_width, 2), Rows(padded_width, 2)},
        chroma_{Rows(half_width_, half_height_), Rows(half_width_, half_height_)},
        up_{Rows(padded_width, 1), Rows(padded_width, 1)},
        scratch_(padded_width, 1) {
    for (int y = 0; y < half_height_; ++y) {
      for (int i = 0; i < 2; ++i) source_.ycc(2 * y + i, full_row(i));
      for (std::size_t c = 0; c < 2; ++c) {
        halve_rows(full_[c + 1][0], full_[c + 1][1], static_cast<std::size_t>(half_width_), chroma_[c][y]);
      }
    }
  }

  const Rows& chroma(std::size_t c) const { return chroma_[c]; }

  void luma(int y, float* out, int padded_width) {
    const YccRow original = full_row(0);
    source_.ycc(y, original);
    if (!correct_) {
      std::memcpy(out, original.y, static_cast<std::size_t>(padded_width) * sizeof *out);
      return;
    }
    const int near = y / 2, far = std::clamp(y % 2 == 0 ? near - 1 : near + 1, 0, real_half_.second - 1);
    const int nearest = std::min(near, real_half_.second - 1);
    for (std::size_t c = 0; c < 2; ++c) {
      upsample_row(chroma_[c][nearest], chroma_[c][far], static_cast<std::size_t>(half_width_), scratch_[0], up_[c][0]);
    }
    correct_luma(original, up_[0][0], up_[1][0], static_cast<std::size_t>(padded_width), out);
  }

 private:
  YccRow full_row(int i) { return {full_[0][i], full_[1][i], full_[2][i]}; }

  Source& source_;
  int half_width_, half_height_;
  std::pair<int, int> real_half_;
  bool correct_;
  std::array<Rows, 3> full_;
  std::array<Rows, 2> chroma_;
  std::array<Rows, 2> up_;
  Rows scratch_;
};

void transform_half(Source& source, const PixelRows& pixels, int padded_width, Luma luma, Transformed& to) {
  HalfChroma half(source, pixels, padded_width, luma);
  for (std::size_t c = 0; c < 2; ++c) {
    Spectrum& chroma = to.components[c + 1];
    for (int row = 0; row < chroma.high; ++row) transform_rows(half.chroma(c), 8 * row, chroma, row);
  }
  Rows rows(static_cast<std::size_t>(padded_width), 8);
  for (int block_row = 0; block_row < to.components[0].high; ++block_row) {
    for (int y = 0; y < 8; ++y) half.luma(8 * block_row + y, rows[y], padded_width);
    transform_luma(rows, to, block_row);
  }
}

void transform_black(Source& source, int padded_width, Spectrum& to) {
  Rows rows(static_cast<std::size_t>(padded_width), 8);
  for (int block_row = 0; block_row < to.high; ++block_row) {
    for (int y = 0; y < 8; ++y) source.black(8 * block_row + y, rows[y]);
    transform_rows(rows, 0, to, block_row);
  }
}

}  // namespace

Activity activity_of(const Spectrum& luma) {
  Activity out{luma.wide, luma.high, std::vector<float>(static_cast<std::size_t>(luma.wide) * luma.high)};
  ac_energies(luma.coefficients.data(), out.energies.size(), out.energies.data());
  return out;
}

Transformed transform(const PixelRows& pixels, Sampling sampling, Luma luma) {
  const int max = sampling == Sampling::half && pixels.channels > 1 ? 2 : 1;
  const int padded_width = divided_up(pixels.width, 8 * max) * 8 * max;
  Transformed out;
  out.width = pixels.width;
  out.height = pixels.height;
  out.colour = pixels.channels == 1 ? Colour::grey : pixels.channels == 3 ? Colour::ycc : Colour::ycck;
  out.components.push_back(spectrum_of(pixels, max, max, max));
  Source source(pixels, padded_width);
  if (pixels.channels == 1) {
    transform_grey(source, padded_width, out);
    out.activity = activity_of(out.components[0]);
    return out;
  }
  for (int c = 0; c < 2; ++c) out.components.push_back(spectrum_of(pixels, 1, 1, max));
  if (max == 2) {
    transform_half(source, pixels, padded_width, luma, out);
  } else {
    transform_full(source, padded_width, out);
  }
  if (pixels.channels == 4) {
    out.components.push_back(spectrum_of(pixels, max, max, max));
    transform_black(source, padded_width, out.components[3]);
  }
  out.activity = activity_of(out.components[0]);
  return out;
}

void fit_luma(const PixelRows& pixels, const Coefficients& coded, Transformed& transformed) {
  Spectrum& luma = transformed.components[0];
  const int padded_width = 8 * luma.wide;
  const auto width = static_cast<std::size_t>(padded_width);
  Source source(pixels, padded_width);
  ShownComponent blue(coded, 1), red(coded, 2);
  std::array<Rows, 3> original = {Rows(width, 1), Rows(width, 1), Rows(width, 1)};
  std::array<Rows, 2> shown = {Rows(width, 1), Rows(width, 1)};
  Rows rows(width, 8);
  transformed.clipped.clear();
  for (int block_row = 0; block_row < luma.high; ++block_row) {
    for (int y = 0; y < 8; ++y) {
      const int real = std::min(8 * block_row + y, pixels.height - 1);
      const YccRow row = {original[0][0], original[1][0], original[2][0]};
      source.ycc(real, row);
      source.extended(blue.row(real), shown[0][0]);
      source.extended(red.row(real), shown[1][0]);
      correct_luma(row, shown[0][0], shown[1][0], width, rows[y]);
    }
    transform_luma(rows, transformed, block_row);
  }
}

}  // namespace whittle::jpeg
