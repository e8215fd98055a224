#pragma once
// Errors by place: sums for each tile of a picture, so that what is ruined in one corner can be told from what is a
// little worse everywhere. The sum of all tiles is the reference's sum.

#include <algorithm>
#include <cstddef>
#include <vector>

#include "metric/error_maps.h"
#include "metric/ssimulacra2.h"

namespace whittle::metric {

/// The tiles of a picture, the same number at every scale; the last of a row or column takes what is left, so that none
/// is smaller than a whole one unless the picture is.
struct TileGrid {
  std::size_t columns = 1, rows = 1;

  static TileGrid of(std::size_t width, std::size_t height) {
    return {std::max<std::size_t>(1, width / kTile), std::max<std::size_t>(1, height / kTile)};
  }
  std::size_t count() const { return columns * rows; }
};

/// Error sums of one plane of one scale, a tile each.
class TileSums {
 public:
  TileSums() = default;
  TileSums(const TileGrid& grid, std::size_t scale)
      : grid_(grid), side_(std::max<std::size_t>(1, kTile >> scale)), sums_(grid.count()) {}

  /// Calls `add(begin, count, sums)` for the part of row `y`, `width` samples long, that lies in each tile.
  template <typename Add>
  void for_row(std::size_t y, std::size_t width, Add add) {
    ErrorSums* const row = sums_.data() + std::min(y / side_, grid_.rows - 1) * grid_.columns;
    for (std::size_t column = 0; column < grid_.columns; ++column) {
      const std::size_t begin = std::min(column * side_, width);
      const std::size_t end = column + 1 == grid_.columns ? width : std::min(begin + side_, width);
      add(begin, end - begin, row[column]);
    }
  }

  /// Samples in tile `index` of a plane of `width` x `height`.
  double samples(std::size_t index, std::size_t width, std::size_t height) const {
    const auto extent = [&](std::size_t tile, std::size_t tiles, std::size_t size) {
      const std::size_t begin = std::min(tile * side_, size);
      return (tile + 1 == tiles ? size : std::min(begin + side_, size)) - begin;
    };
    return static_cast<double>(extent(index % grid_.columns, grid_.columns, width)) *
           static_cast<double>(extent(index / grid_.columns, grid_.rows, height));
  }

  const std::vector<ErrorSums>& tiles() const { return sums_; }
  ErrorSums total() const {
    ErrorSums all;
    for (const ErrorSums& one : sums_) all += one;
    return all;
  }

 private:
  TileGrid grid_;
  std::size_t side_ = kTile;
  std::vector<ErrorSums> sums_;
};

}  // namespace whittle::metric
