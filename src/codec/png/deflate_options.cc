#include "codec/png/deflate_options.h"

#include <algorithm>

#include "codec/deflate/format.h"

namespace whittle::png {

deflate::Options slow_options(const Picture& picture, const Target& target, Content content, const Effort& effort,
                              const Deadline& deadline) {
  const auto row = static_cast<std::uint32_t>(target.format.row_bytes(picture.width) + 1);
  const auto pixel = static_cast<std::uint32_t>(target.format.bytes());
  deflate::Options options;
  options.rounds = effort.rounds;
  options.iterations = effort.iterations;
  options.starts = effort.starts;
  options.restart = effort.restart;
  options.wide_codes = effort.starts > 1;
  options.tree_depth = effort.tree_depth;
  options.chain3_depth = effort.chain3_depth;
  options.bytes_per_pixel = pixel;
  options.photo = content == Content::photo && !effort.restart;
  if (options.photo) ++options.iterations;  // of only one start
  options.deadline = deadline;
  if (effort.extra_distances && !options.photo) {
    for (const std::uint32_t distance : {row, 2 * row, row - pixel, row + pixel, pixel, 2 * pixel}) {
      const bool known = std::find(options.extra_distances.begin(), options.extra_distances.end(), distance) !=
                         options.extra_distances.end();
      if (distance > 0 && distance <= deflate::kWindow && !known) options.extra_distances.push_back(distance);
    }
  }
  return options;
}

deflate::Options proof_options(const Picture& picture, const Target& target, const Effort& effort,
                               const Deadline& deadline) {
  deflate::Options options = slow_options(picture, target, Content::graphic, effort, deadline);
  options.rounds = 1;
  options.iterations = 2;
  options.starts = 1;
  options.restart = false;
  options.wide_codes = false;
  options.tree_depth = std::min<std::uint32_t>(options.tree_depth, 64);
  return options;
}

deflate::Options quick_options(const Target& target, const Effort& effort, const Deadline& deadline) {
  deflate::Options options;
  options.rounds = 1;
  options.iterations = 0;
  options.starts = 1;
  options.tree_depth = std::min<std::uint32_t>(effort.tree_depth, 32);
  options.chain3_depth = std::min<std::uint32_t>(effort.chain3_depth, 16);
  options.bytes_per_pixel = static_cast<std::uint32_t>(target.format.bytes());
  options.deadline = deadline;
  return options;
}

}  // namespace whittle::png
