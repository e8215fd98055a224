#pragma once
// SSIMULACRA2 2.1: how different two pictures look to people. 100 = identical, 90 = cannot be told apart side by side,
// 80 = very high, 70 = high, 50 = medium quality; strongly damaged pictures go below 0.
//
// Source: Jon Sneyers, Cloudinary, "SSIMULACRA 2" (the reference tool of libjxl, BSD licence; weights and constants are
// part of the metric). Written from the algorithm's description; the order of the floating-point operations follows the
// reference, because the recursive Gaussian that it uses accumulates rounding errors that decide the score of flat
// pictures.
//
// Small pictures, those with a side of 128 pixels or less, are where this is not the reference's number. Below 113 it
// leaves out coarse scales and then counts its weights through over the others: a picture of 64x16 pixels has the
// weights of red and green for its luminance, of other scales, and an illegible smear scores 81. It also blurs with
// black around the picture, which hides errors within 4 pixels of an edge at every scale: most of a small picture.
// Here a small picture is the piece of an endless one that goes on in its mirror image. All scales exist, each error
// has its weight, and nothing is an edge; the mirror adds no contrast of its own, as repeating the picture would, and
// no grain is coarser than it was, as in an enlarged picture, whose errors other scales would weigh. So the same
// damage to the same kind of content scores the same at any size.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace whittle::metric {

/// Pixels that somebody else owns: rows of interleaved samples, sRGB, alpha not premultiplied, native byte order when
/// 16 bit.
struct Picture {
  std::uint32_t width = 0, height = 0;
  int channels = 3;  ///< 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA
  int depth = 8;     ///< bits a sample: 8 or 16
  const std::byte* data = nullptr;
  std::size_t stride = 0;  ///< bytes from one row to the next

  bool has_alpha() const { return channels == 2 || channels == 4; }
};

class ErrorCeiling;

inline constexpr std::size_t kTile = 64;  ///< side of a tile in pixels

struct Score {
  double overall = 0;     ///< SSIMULACRA2
  double worst_tile = 0;  ///< the lowest score of a tile: the same sum over that tile's errors only
  double ceiling = 100;   ///< the highest score that its plain errors allow (error_ceiling.h)
};
inline constexpr Score kPerfect{100, 100, 100};
Score worse(const Score& a, const Score& b);  ///< each number the lower one

/// The reference side, prepared once and compared with many distorted pictures. Constant after construction: `score`
/// may be called from several threads. Holds no pointer to the pixels that it was made from. About 24 bytes a pixel;
/// twice that with alpha.
class Reference {
 public:
  /// Sides from 1 pixel.
  explicit Reference(const Picture& original);
  ~Reference();
  Reference(Reference&&) noexcept;
  Reference& operator=(Reference&&) noexcept;

  /// The score of `distorted`, which must have the original's size. An original with alpha is judged on a dark and a
  /// bright background (0.1 and 0.9), and the worse score counts; alpha of `distorted` alone is judged on middle grey.
  /// Deterministic; takes about 3 bytes a pixel while it runs.
  Score score(const Picture& distorted) const;

 private:
  struct Background;
  std::vector<std::unique_ptr<const Background>> backgrounds_;
  std::unique_ptr<const ErrorCeiling> ceiling_;
};

}  // namespace whittle::metric
