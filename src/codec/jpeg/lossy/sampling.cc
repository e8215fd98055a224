#include "codec/jpeg/lossy/sampling.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "codec/jpeg/colour.h"
#include "codec/jpeg/decode/decode.h"
#include "codec/jpeg/lossy/lossy.h"
#include "codec/jpeg/scans/write.h"

namespace whittle::jpeg {
namespace {

struct Rows {
  explicit Rows(std::size_t width) : y(padded_row(width)), cb(padded_row(width)), cr(padded_row(width)) {}
  YccRow row() { return {y.data(), cb.data(), cr.data()}; }
  std::vector<float> y, cb, cr;
};

struct Trial {
  double score = 0, log_bytes = 0;
};

Trial encode(const Transformed& transformed, double scale, const ScoreShown& score) {
  const Coefficients coefficients = quantise_at(transformed, scale, 2);
  const Result<Bytes> bytes = write(coefficients, {.effort = 1, .baseline = false, .markers = {}, .deadline = {}});
  return {score(decode(coefficients)), std::log(bytes.ok() ? static_cast<double>(bytes->size()) : 1.0)};
}

struct Powers {
  double squares = 0, fourths = 0;
};

/// Sums over a row, in lanes that compilers turn into vectors.
Powers powers_of_difference(const float* a, const float* b, std::size_t width) {
  constexpr std::size_t kLanes = 16;
  std::array<float, kLanes> squares{}, fourths{};
  const auto add = [&](std::size_t x, std::size_t lane) {
    const float error = a[x] - b[x], square = error * error;
    squares[lane] += square;
    fourths[lane] += square * square;
  };
  std::size_t x = 0;
  for (; x + kLanes <= width; x += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) add(x + lane, lane);
  }
  for (; x < width; ++x) add(x, x % kLanes);
  Powers out;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    out.squares += squares[lane];
    out.fourths += fourths[lane];
  }
  return out;
}

}  // namespace

ChromaLoss chroma_loss(const PixelRows& pixels) {
  const auto width = static_cast<std::size_t>(pixels.width), half = (width + 1) / 2;
  Rows above(width + 2), below(width + 2);
  std::vector<float> small(padded_row(width)), scratch(padded_row(width)), doubled(padded_row(width + 2));
  double squares = 0, fourths = 0, count = 0;
  for (int y = 0; y + 1 < pixels.height; y += 8) {
    rgb_to_ycc(pixels.row(y), width, above.row());
    rgb_to_ycc(pixels.row(y + 1), width, below.row());
    for (const auto channel : {&Rows::cb, &Rows::cr}) {
      (above.*channel)[width] = (above.*channel)[width - 1];
      (below.*channel)[width] = (below.*channel)[width - 1];
      halve_rows((above.*channel).data(), (below.*channel).data(), half, small.data());
      upsample_row(small.data(), small.data(), half, scratch.data(), doubled.data());
      const Powers row = powers_of_difference((above.*channel).data(), doubled.data(), width);
      squares += row.squares;
      fourths += row.fourths;
      count += static_cast<double>(width);
    }
  }
  if (count == 0) return {};
  return {std::sqrt(squares / count), std::sqrt(std::sqrt(fourths / count))};
}

// The limits were read off 51 photographs, screenshots and drawings, of which each was encoded both ways at 7 scales.

Answer judge_sampling(const ChromaLoss& loss, double scale) {
  constexpr double kFinest = 0.15, kFine = 0.5, kCoarse = 3;
  if (scale < kFinest) return Answer::full;
  if (scale > kCoarse || loss.peak < 1.4) return Answer::half;
  if (scale < kFine) return Answer::open;
  // Loss that is spread evenly is texture; edges stand out.
  const bool edges = loss.peak >= 5 || loss.peak >= 3 * loss.mean;
  return edges ? Answer::open : Answer::half;
}

Sampling guess_sampling(const ChromaLoss& loss, double scale) {
  const double limit = loss.peak < 3 ? 0.2 : loss.peak < 5 ? 0.5 : 0.7;
  return scale < limit ? Sampling::full : Sampling::half;
}

Sampling try_sampling(const PixelRows& pixels, double scale, const ScoreShown& score) {
  const Trial half = encode(transform(pixels, Sampling::half), scale, score);
  const Transformed full = transform(pixels, Sampling::full);
  // Full chroma scores higher at the same scale: two points say what it would cost at equal score.
  const Trial fine = encode(full, scale, score), coarse = encode(full, scale * 1.25, score);
  if (fine.score - coarse.score < 1e-3) return fine.log_bytes < half.log_bytes ? Sampling::full : Sampling::half;
  const double slope = (fine.log_bytes - coarse.log_bytes) / (fine.score - coarse.score);
  const double at_equal_score = fine.log_bytes + slope * (half.score - fine.score);
  return at_equal_score < half.log_bytes ? Sampling::full : Sampling::half;
}

}  // namespace whittle::jpeg
