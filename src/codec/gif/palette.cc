#include "codec/gif/palette.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <unordered_map>

namespace whittle::gif {
namespace {

constexpr std::size_t kMost = 256;

std::size_t table_bytes(std::size_t colours) {
  return 3u << index_bits(colours);
}

/// Grows a table from the colours of one frame, always by the frame that lacks least.
class Grower {
 public:
  explicit Grower(std::span<const Patch> patches) : needs_(patches.size()) {
    for (std::size_t i = 0; i < patches.size(); ++i) {
      const Patch& patch = patches[i];
      for (std::size_t c = patch.leaves ? 1 : 0; c < patch.needed; ++c)
        needs_[i].push_back(number_of(patch.colours[c]));
      for (const std::uint32_t colour : needs_[i]) users_[colour].push_back(static_cast<std::uint32_t>(i));
    }
  }

  std::size_t colours() const { return pixels_.size(); }
  const std::vector<Pixel>& pixels() const { return pixels_; }
  const std::vector<std::uint32_t>& needs(std::size_t frame) const { return needs_[frame]; }

  /// The table grown from `seed`, and what it saves.
  std::pair<std::vector<Pixel>, long> grown_from(std::size_t seed) {
    missing_.resize(needs_.size());
    for (std::size_t i = 0; i < needs_.size(); ++i) missing_[i] = needs_[i].size();
    has_.assign(pixels_.size(), false);
    table_.clear();
    take(seed);
    for (;;) {
      const auto best = std::min_element(missing_.begin(), missing_.end(), [](std::size_t a, std::size_t b) {
        return a - 1 < b - 1;  // 0: nothing is to be gained, last of all
      });
      if (*best == 0 || table_.size() + *best > kMost) break;
      take(static_cast<std::size_t>(best - missing_.begin()));
    }
    long saved = -static_cast<long>(table_bytes(table_.size()));
    for (std::size_t i = 0; i < needs_.size(); ++i) {
      if (missing_[i] == 0) saved += static_cast<long>(table_bytes(needs_[i].size()));
    }
    return {table_, saved};
  }

 private:
  std::uint32_t number_of(Pixel pixel) {
    const auto [at, is_new] = numbers_.try_emplace(pixel, static_cast<std::uint32_t>(pixels_.size()));
    if (is_new) {
      pixels_.push_back(pixel);
      users_.emplace_back();
    }
    return at->second;
  }

  void take(std::size_t frame) {
    for (const std::uint32_t colour : needs_[frame]) {
      if (has_[colour]) continue;
      has_[colour] = true;
      table_.push_back(pixels_[colour]);
      for (const std::uint32_t user : users_[colour]) --missing_[user];
    }
  }

  std::unordered_map<Pixel, std::uint32_t> numbers_;
  std::vector<Pixel> pixels_;
  std::vector<std::vector<std::uint32_t>> needs_, users_;  ///< colours of a frame; frames of a colour
  std::vector<std::size_t> missing_;
  std::vector<bool> has_;
  std::vector<Pixel> table_;
};

/// Frames to grow a table from: the one with most colours, and some from all over the film.
std::vector<std::size_t> seeds_of(const Grower& grower, std::size_t frames) {
  constexpr std::size_t kMostSeeds = 8, kFew = 10'000;  // frames; growing takes a walk over all for each colour
  std::vector<std::size_t> seeds(frames > kFew ? 1 : std::min(frames, kMostSeeds));
  for (std::size_t i = 0; i < seeds.size(); ++i) seeds[i] = i * frames / seeds.size();
  std::size_t largest = 0;
  for (std::size_t i = 1; i < frames; ++i) {
    if (grower.needs(i).size() > grower.needs(largest).size()) largest = i;
  }
  seeds.push_back(largest);
  return seeds;
}

}  // namespace

unsigned index_bits(std::size_t colours) {
  return colours <= 2 ? 1 : static_cast<unsigned>(std::bit_width(colours - 1));
}

std::vector<Pixel> shared_colours(std::span<const Patch> patches) {
  Grower grower(patches);
  if (grower.colours() <= kMost) return grower.pixels();
  std::vector<Pixel> best;
  long most = 0;
  for (const std::size_t seed : seeds_of(grower, patches.size())) {
    auto [table, saved] = grower.grown_from(seed);
    if (saved <= most) continue;
    most = saved;
    best = std::move(table);
  }
  return best;
}

std::vector<Pixel> in_order_of_use(std::vector<Pixel> colours, std::span<const std::vector<Pixel>> used) {
  std::unordered_map<Pixel, double> weights;
  for (const std::vector<Pixel>& frame : used) {
    for (const Pixel pixel : frame) weights[pixel] += 1.0 / static_cast<double>(frame.size());
  }
  std::stable_sort(colours.begin(), colours.end(), [&](Pixel a, Pixel b) {
    const auto weight = [&](Pixel pixel) {
      const auto at = weights.find(pixel);
      return at == weights.end() ? 0.0 : at->second;
    };
    return weight(a) > weight(b);
  });
  return colours;
}

}  // namespace whittle::gif
