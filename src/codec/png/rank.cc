#include "codec/png/rank.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace whittle::png {
namespace {

constexpr std::size_t kBands = 8, kBandRows = 32;
constexpr std::size_t kSmallPhoto = 300'000;  ///< raw bytes up to which a photograph may have another best filter

/// Neighbouring indices seldom mean neighbouring colours, so few filters suit them; those of a second order of the
/// palette do what they did to the first.
constexpr Strategies kForIndices = {Strategy::none, Strategy::up, Strategy::min_sum, Strategy::bigram_entropy,
                                    Strategy::original};
constexpr Strategies kForMoreIndices = {Strategy::none, Strategy::min_sum, Strategy::original};

class Ranking {
 public:
  Ranking(const DecodedFrame& frame, const std::vector<Target>& targets, const Effort& effort, const Deadline& deadline)
      : frame_(frame), picture_(frame.picture), targets_(targets), effort_(effort), deadline_(deadline) {}

  Result<std::vector<Candidate>> run() {
    std::vector<Band> bands;
    const std::size_t height = picture_.height;
    if (height <= kBands * kBandRows * 3 / 2) {
      bands.emplace_back(0, height);
    } else {
      for (std::size_t i = 0; i < kBands; ++i) bands.emplace_back(i * (height - kBandRows) / (kBands - 1), kBandRows);
    }
    const Compressor compressor = make_compressor(effort_.band_level);
    if (!compressor) return std::vector<Candidate>{};
    // Photographs are told by two filters, and then no other is needed.
    if (effort_.price_candidates > 0 && targets_.size() == 1 && large_opaque(picture_, targets_.front())) {
      std::vector<Strategy> strategies{Strategy::none, Strategy::min_sum};
      if (uses(Strategy::original) && targets_.front().source) strategies.push_back(Strategy::original);
      TRY(rank_target(0, strategies, bands, compressor.get()));
      sort(candidates_);
      if (photo_share(candidates_, 0) < kPhoto) return std::move(candidates_);
      candidates_.clear();
    }
    bool palette = false;
    for (std::size_t i = 0; i < targets_.size(); ++i) {
      const bool indexed = targets_[i].format.colour == ColourType::palette;
      const Strategies& suitable = indexed && std::exchange(palette, true) ? kForMoreIndices : kForIndices;
      std::vector<Strategy> strategies;
      for (unsigned s = 0; s <= static_cast<unsigned>(Strategy::original); ++s) {
        const auto strategy = static_cast<Strategy>(s);
        if (!uses(strategy) || (strategy == Strategy::original && !targets_[i].source)) continue;
        if (indexed && !suitable.has(strategy)) continue;
        strategies.push_back(strategy);
      }
      TRY(rank_target(i, strategies, bands, compressor.get()));
    }
    sort(candidates_);
    return std::move(candidates_);
  }

 private:
  bool uses(Strategy strategy) const {
    if (strategy == Strategy::original && frame_.filters.empty()) return false;
    return effort_.strategies.has(strategy);
  }

  Status rank_target(std::size_t index, const std::vector<Strategy>& strategies, const std::vector<Band>& bands,
                     libdeflate_compressor* compressor) {
    const Target& target = targets_[index];
    std::size_t rows = 0;
    for (const auto& band : bands) rows += band.second;
    const double scale = static_cast<double>(picture_.height) / static_cast<double>(rows);
    const auto streams = filter(frame_, target, strategies, bands);
    Bytes scratch;
    const std::size_t before = candidates_.size();
    for (std::size_t s = 0; s < streams.size(); ++s) {
      if (passed(deadline_)) return timed_out();
      const bool original = strategies[s] == Strategy::original;
      const auto twin = std::find(streams.begin(), streams.begin() + s, streams[s]);
      if (twin != streams.begin() + s) {
        const Strategy strategy = strategies[static_cast<std::size_t>(twin - streams.begin())];
        for (std::size_t i = before; i < candidates_.size(); ++i) {
          if (candidates_[i].strategy == strategy) candidates_[i].original = original;
        }
        continue;
      }
      const std::size_t size = deflated_size(compressor, view(streams[s]), streams[s].size() + 1024, scratch);
      const double bytes = static_cast<double>(size) * scale + static_cast<double>(target.chunk_bytes());
      candidates_.push_back({index, strategies[s], bytes, original});
    }
    return {};
  }

  const DecodedFrame& frame_;
  const Picture& picture_;
  const std::vector<Target>& targets_;
  const Effort& effort_;
  const Deadline& deadline_;
  std::vector<Candidate> candidates_;
};

}  // namespace

Result<std::vector<Candidate>> rank(const DecodedFrame& frame, const std::vector<Target>& targets, const Effort& effort,
                                    const Deadline& deadline) {
  return Ranking(frame, targets, effort, deadline).run();
}

void sort(std::vector<Candidate>& candidates) {
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.bytes < b.bytes; });
}

double photo_share(const std::vector<Candidate>& candidates, std::size_t target) {
  double plain = 0, filtered = std::numeric_limits<double>::infinity();
  for (const auto& candidate : candidates) {
    if (candidate.target != target) continue;
    if (candidate.strategy == Strategy::none) {
      plain = candidate.bytes;
    } else if (candidate.strategy != Strategy::original) {
      filtered = std::min(filtered, candidate.bytes);
    }
  }
  return plain > 0 ? filtered / plain : std::numeric_limits<double>::infinity();
}

bool large_opaque(const Picture& picture, const Target& target) {
  return !has_alpha(target.format.colour) && !target.key && raw_size(picture, target) > kSmallPhoto;
}

}  // namespace whittle::png
