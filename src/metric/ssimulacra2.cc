// What the original contributes (its planes, their blur, and the blur of their square) is the same for every comparison
// and kept, except the squares of the two large scales: making them again costs less than they weigh. Planes and maps
// whose weight is negligible are not computed: of the 18 planes of a large picture 11 remain, and at full size only Y.
#include "metric/ssimulacra2.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "metric/error_ceiling.h"
#include "metric/linear_rows.h"
#include "metric/plane_stream.h"
#include "metric/pyramid.h"
#include "metric/weights.h"

namespace whittle::metric {
namespace {

constexpr std::size_t kScalesWithoutSquare = 2;

double norm4(double sum, double pixels) {
  return std::sqrt(std::sqrt(sum / pixels));
}

}  // namespace

struct Reference::Background {
  float level = 0.5f;
  std::vector<std::array<PlaneReference, 3>> scales;

  Background(const Picture& original, float level_in) : level(level_in) {
    const LinearRows source(original, level);
    const std::vector<ScaleSize> sizes = scales_of(source.width(), source.height());
    scales.resize(sizes.size());
    std::vector<std::unique_ptr<PlaneStream>> streams(3);
    walk(original, level, [&](std::size_t s, const ScaleSize& size, std::size_t first, const std::array<Rows, 3>& xyb) {
      const PlaneSet used = planes_used(s);
      for (std::size_t c = 0; c < 3; ++c) {
        if (!used[c]) continue;
        PlaneReference& plane = scales[s][c];
        if (first == 0) {
          streams[c] = std::make_unique<PlaneStream>(size);
          plane = {Rows(size.across(), size.down() + kBlockRows), Rows(size.across(), size.down()),
                   s < kScalesWithoutSquare ? Rows() : Rows(size.across(), size.down())};
        }
        for (std::size_t row = 0; row < kBlockRows && first + row < size.down(); ++row) {
          std::memcpy(plane.value.row(first + row), xyb[c].row(row), size.across() * sizeof(float));
        }
        streams[c]->prepare(xyb[c], first, plane);
      }
    });
  }

  Score score(const Picture& distorted) const {
    std::vector<ScaleSize> sizes(scales.size());
    std::vector<std::array<TileSums, 3>> sums(scales.size());
    std::vector<std::unique_ptr<PlaneStream>> streams(3);
    TileGrid grid;
    walk(distorted, level,
         [&](std::size_t s, const ScaleSize& size, std::size_t first, const std::array<Rows, 3>& xyb) {
           if (s == 0 && first == 0) grid = TileGrid::of(size.width, size.height);
           sizes[s] = size;
           const PlaneSet used = planes_used(s);
           for (std::size_t c = 0; c < 3; ++c) {
             if (!used[c]) continue;
             if (first == 0) {
               streams[c] = std::make_unique<PlaneStream>(size);
               sums[s][c] = TileSums(grid, s);
             }
             streams[c]->compare(xyb[c], first, scales[s][c], needs_of(c, s), sums[s][c]);
           }
         });
    double overall = 0;
    std::vector<double> tiles(grid.count());
    for (std::size_t s = 0; s < scales.size(); ++s) {
      for (std::size_t c = 0; c < 3; ++c) {
        if (sums[s][c].tiles().empty()) continue;
        const auto pixels = static_cast<double>(sizes[s].width) * static_cast<double>(sizes[s].height);
        overall += weighted_error(sums[s][c].total(), pixels, c, s);
        for (std::size_t tile = 0; tile < tiles.size(); ++tile) {
          const double samples = sums[s][c].samples(tile, sizes[s].width, sizes[s].height);
          if (samples > 0) tiles[tile] += weighted_error(sums[s][c].tiles()[tile], samples, c, s);
        }
      }
    }
    return {score_of(overall), score_of(*std::max_element(tiles.begin(), tiles.end())), kPerfect.ceiling};
  }

 private:
  /// `e` summed over `n` samples.
  double weighted_error(const ErrorSums& e, double n, std::size_t plane, std::size_t scale) const {
    return weighted_sum({e.ssim / n, e.ring / n, e.blur / n, norm4(e.ssim4, n), norm4(e.ring4, n), norm4(e.blur4, n)},
                        plane, scale);
  }
};

Reference::Reference(const Picture& original) {
  if (original.has_alpha()) {
    backgrounds_.push_back(std::make_unique<const Background>(original, 0.1f));
    backgrounds_.push_back(std::make_unique<const Background>(original, 0.9f));
  } else {
    backgrounds_.push_back(std::make_unique<const Background>(original, 0.5f));
  }
  ceiling_ = std::make_unique<const ErrorCeiling>(original);
}

Reference::~Reference() = default;
Reference::Reference(Reference&&) noexcept = default;
Reference& Reference::operator=(Reference&&) noexcept = default;

Score Reference::score(const Picture& distorted) const {
  Score worst = kPerfect;
  for (const auto& background : backgrounds_) worst = worse(worst, background->score(distorted));
  worst.ceiling = ceiling_->of(distorted);
  return worst;
}

Score worse(const Score& a, const Score& b) {
  return {std::min(a.overall, b.overall), std::min(a.worst_tile, b.worst_tile), std::min(a.ceiling, b.ceiling)};
}

}  // namespace whittle::metric
