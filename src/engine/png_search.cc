// Deflating every format with every filter would cost more than the final pass. So candidates are halved in steps: all
// of them on eight bands of 32 rows, a few on the whole image at a fast level, one or two with the slow deflate. Level
// 6 is the lowest that ranks right on graphics (levels 1 and 4 lose 0.9 %). Photographs are special: where an adaptive
// filter beats "none" clearly and nothing is transparent, the price-driven filter beats all others, and nothing else
// need be tried. With transparent areas it loses up to 10 %.
#include "engine/png_search.h"

#include <libdeflate.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "engine/deflate_format.h"
#include "engine/deflate_optimal.h"
#include "engine/png_filter.h"
#include "engine/png_price_filter.h"
#include "engine/png_write.h"

namespace whittle::engine::png {
namespace {

constexpr std::size_t kBands = 8, kBandRows = 32;
constexpr std::size_t kSmallPhoto = 300'000;  ///< raw bytes up to which a photograph may have another best filter
constexpr double kPhoto = 0.95;               ///< the best filter's share of "none" from which it is a photograph
constexpr double kPerhapsPhoto = 1.10;        ///< ... and up to which the price filter is worth a try

using Band = std::pair<std::size_t, std::size_t>;  ///< first row, rows

struct Candidate {
  std::size_t target = 0;
  Strategy strategy = Strategy::none;
  double bytes = 0;                       ///< estimate
  std::vector<std::uint8_t> stream = {};  ///< filtered; kept for the best one only
};

ByteView view(const std::vector<std::uint8_t>& bytes) {
  return std::as_bytes(std::span(bytes));
}

/// Size of `data` at `compressor`'s level, or `limit` when that is not reached.
std::size_t deflated_size(libdeflate_compressor* compressor, ByteView data, std::size_t limit, Bytes& scratch) {
  scratch.resize(limit);
  const std::size_t size = libdeflate_zlib_compress(compressor, data.data(), data.size(), scratch.data(), limit);
  return size == 0 ? limit : size;
}

class Search {
 public:
  Search(const DecodedFrame& frame, const ReductionLimits& limits, const Effort& effort, const Deadline& deadline)
      : frame_(frame),
        picture_(frame.picture),
        effort_(effort),
        deadline_(deadline),
        targets_(find_targets(picture_, limits, effort.reach)) {}

  Result<Found> run() {
    TRY(rank());
    if (candidates_.empty()) return make_error(Category::processing, Reason::out_of_memory, "no memory to deflate");
    const bool photo = add_price_candidates();
    if (!photo) {
      TRY(deflate_whole());
    }
    if (photo ? effort_.own_for_photos : effort_.own_deflate) {
      const std::size_t streams = std::min<std::size_t>(candidates_.size(), photo ? 1 : effort_.own_streams);
      for (std::size_t i = 0; i < streams; ++i) TRY(deflate_slowly(candidates_[i], photo));
    } else {
      TRY(deflate_finally(candidates_.front()));
    }
    if (best_.stream.empty()) return make_error(Category::processing, Reason::processing_failed, "no stream was made");
    return std::move(best_);
  }

 private:
  bool uses(Strategy strategy) const {
    if (strategy == Strategy::original && frame_.filters.empty()) return false;
    return (effort_.strategies >> static_cast<unsigned>(strategy) & 1) != 0;
  }

  std::size_t raw_size(const Target& target) const {
    return (target.format.row_bytes(picture_.width) + 1) * picture_.height;
  }

  /// Fills candidates_, best first.
  Status rank() {
    std::vector<Band> bands;
    const std::size_t height = picture_.height;
    if (height <= kBands * kBandRows * 3 / 2) {
      bands.emplace_back(0, height);
    } else {
      for (std::size_t i = 0; i < kBands; ++i) bands.emplace_back(i * (height - kBandRows) / (kBands - 1), kBandRows);
    }
    const Compressor compressor = make_compressor(effort_.band_level);
    if (!compressor) return {};
    // Photographs are told by two filters, and then no other is needed.
    if (effort_.price_candidates > 0 && targets_.size() == 1 && large_opaque(targets_.front())) {
      TRY(rank_target(0, {Strategy::none, Strategy::min_sum}, bands, compressor.get()));
      sort();
      if (photo_share(0) < kPhoto) return {};
      candidates_.clear();
    }
    for (std::size_t i = 0; i < targets_.size(); ++i) {
      std::vector<Strategy> strategies;
      for (unsigned s = 0; s <= static_cast<unsigned>(Strategy::original); ++s) {
        const auto strategy = static_cast<Strategy>(s);
        if (uses(strategy) && (strategy != Strategy::original || targets_[i].source)) strategies.push_back(strategy);
      }
      TRY(rank_target(i, strategies, bands, compressor.get()));
    }
    sort();
    return {};
  }

  Status rank_target(std::size_t index, const std::vector<Strategy>& strategies, const std::vector<Band>& bands,
                     libdeflate_compressor* compressor) {
    const Target& target = targets_[index];
    std::size_t rows = 0;
    for (const auto& band : bands) rows += band.second;
    const double scale = static_cast<double>(picture_.height) / static_cast<double>(rows);
    const auto streams = filter(target, strategies, bands);
    Bytes scratch;
    for (std::size_t s = 0; s < streams.size(); ++s) {
      if (passed(deadline_)) return timed_out();
      const auto twin = std::find(streams.begin(), streams.begin() + s, streams[s]);
      if (twin != streams.begin() + s) continue;
      const std::size_t size = deflated_size(compressor, view(streams[s]), streams[s].size() + 1024, scratch);
      const double bytes = static_cast<double>(size) * scale + static_cast<double>(target.chunk_bytes());
      candidates_.push_back({index, strategies[s], bytes});
    }
    return {};
  }

  bool large_opaque(const Target& target) const {
    return !has_alpha(target.format.colour) && !target.key && raw_size(target) > kSmallPhoto;
  }

  /// The best adaptive or fixed filter's share of the bytes without one, for a target whose candidates are sorted;
  /// infinite if there are not both.
  double photo_share(std::size_t target) const {
    double plain = 0, filtered = std::numeric_limits<double>::infinity();
    for (const auto& candidate : candidates_) {
      if (candidate.target != target) continue;
      if (candidate.strategy == Strategy::none) {
        plain = candidate.bytes;
      } else if (candidate.strategy != Strategy::original) {
        filtered = std::min(filtered, candidate.bytes);
      }
    }
    return plain > 0 ? filtered / plain : std::numeric_limits<double>::infinity();
  }

  void sort() {
    std::stable_sort(candidates_.begin(), candidates_.end(),
                     [](const Candidate& a, const Candidate& b) { return a.bytes < b.bytes; });
  }

  /// The bands' rows by each of `strategies`.
  std::vector<std::vector<std::uint8_t>> filter(const Target& target, const std::vector<Strategy>& strategies,
                                                const std::vector<Band>& bands) const {
    Converter converter(picture_, target);
    const std::size_t stride = converter.stride(), bytes_per_pixel = target.format.bytes();
    std::vector<RowFilter> filters;
    std::vector<std::vector<std::uint8_t>> streams(strategies.size());
    std::size_t rows = 0;
    for (const auto& band : bands) rows += band.second;
    for (std::size_t s = 0; s < strategies.size(); ++s) {
      filters.emplace_back(strategies[s], stride);
      streams[s].reserve(rows * (stride + 1));
    }
    RowFilter::Versions versions(stride);
    std::vector<std::uint8_t> above(stride, 0), row(stride);
    for (const auto& [first, count] : bands) {
      if (first > 0) converter.rows(first - 1, 1, above.data());
      for (std::size_t y = first; y < first + count; ++y) {
        converter.rows(y, 1, row.data());
        versions.make(row.data(), above.data(), bytes_per_pixel);
        const unsigned original = frame_.filters.empty() ? 0 : frame_.filters[y];
        for (std::size_t s = 0; s < strategies.size(); ++s) filters[s].append(versions, original, streams[s]);
        above.swap(row);
      }
    }
    return streams;
  }

  std::vector<std::uint8_t> whole_stream(const Candidate& candidate) const {
    if (!candidate.stream.empty()) return candidate.stream;
    const Target& target = targets_[candidate.target];
    if (candidate.strategy != Strategy::price) {
      return std::move(filter(target, {candidate.strategy}, {{0, picture_.height}}).front());
    }
    const PriceFilterOptions options{effort_.price_candidates, 16384, effort_.literal_limit};
    const std::size_t stride = target.format.row_bytes(picture_.width);
    if (target.source)
      return price_filter(picture_.rows.data(), picture_.height, stride, target.format.bytes(), options);
    std::vector<std::uint8_t> rows(stride * picture_.height);
    Converter(picture_, target).rows(0, picture_.height, rows.data());
    return price_filter(rows.data(), picture_.height, stride, target.format.bytes(), options);
  }

  /// Whether the image is a photograph, for which only the price filter is left. In doubt it becomes one more
  /// candidate.
  bool add_price_candidates() {
    if (effort_.price_candidates == 0) return false;
    const std::size_t target = candidates_.front().target;
    const double share = photo_share(target);
    if (share > (effort_.price_in_doubt ? kPerhapsPhoto : kPhoto)) return false;
    const bool photo = share < kPhoto && large_opaque(targets_[target]);
    const double guess = candidates_.front().bytes;
    if (photo) candidates_.clear();
    candidates_.insert(candidates_.begin(), Candidate{target, Strategy::price, guess});
    return photo;
  }

  /// Judges the best candidates on the whole image and sorts them anew; small images are finished at libdeflate's best
  /// level.
  Status deflate_whole() {
    // Fast levels miss the short far matches that the price-driven filter makes.
    const bool price = candidates_.front().strategy == Strategy::price;
    const bool small =
        raw_size(targets_[candidates_.front().target]) <= (price ? effort_.small_with_price : effort_.small);
    std::size_t keep = static_cast<std::size_t>(effort_.keep);
    if (price) ++keep;
    candidates_.resize(std::min(keep, candidates_.size()));
    if (candidates_.size() == 1) return {};
    const Compressor compressor = make_compressor(small ? effort_.final_level : effort_.whole_level);
    if (!compressor) return make_error(Category::processing, Reason::out_of_memory, "no memory to deflate");
    Bytes scratch;
    double least = std::numeric_limits<double>::infinity();
    for (auto& candidate : candidates_) {
      if (passed(deadline_)) return timed_out();
      auto stream = whole_stream(candidate);
      const std::size_t chunks = targets_[candidate.target].chunk_bytes();
      const std::size_t size = deflated_size(compressor.get(), view(stream), stream.size() + 1024, scratch);
      candidate.bytes = static_cast<double>(size + chunks);
      if (small) {
        scratch.resize(size);
        offer(candidate, scratch);
      }
      if (candidate.bytes >= least) continue;
      least = candidate.bytes;
      for (auto& other : candidates_) other.stream = {};
      candidate.stream = std::move(stream);
    }
    sort();
    return {};
  }

  void offer(const Candidate& candidate, const Bytes& stream) {
    const Target& target = targets_[candidate.target];
    if (!best_.stream.empty() &&
        stream.size() + target.chunk_bytes() >= best_.stream.size() + best_.target.chunk_bytes())
      return;
    best_ = {target, stream};
  }

  Status deflate_finally(const Candidate& candidate) {
    if (!best_.stream.empty()) return {};
    const Compressor compressor = make_compressor(effort_.final_level);
    if (!compressor) return make_error(Category::processing, Reason::out_of_memory, "no memory to deflate");
    const auto stream = whole_stream(candidate);
    Bytes out;
    const std::size_t bound = libdeflate_zlib_compress_bound(compressor.get(), stream.size());
    out.resize(deflated_size(compressor.get(), view(stream), bound, out));
    offer(candidate, out);
    return {};
  }

  Status deflate_slowly(const Candidate& candidate, bool photo) {
    const Target& target = targets_[candidate.target];
    const auto row = static_cast<std::uint32_t>(target.format.row_bytes(picture_.width) + 1);
    const auto pixel = static_cast<std::uint32_t>(target.format.bytes());
    deflate::DeflateOptions options;
    options.rounds = effort_.rounds;
    options.iterations = effort_.iterations;
    options.starts = effort_.starts;
    options.restart = effort_.restart;
    options.tree_depth = effort_.tree_depth;
    options.chain3_depth = effort_.chain3_depth;
    options.bytes_per_pixel = pixel;
    options.photo = photo && !effort_.restart;
    options.deadline = deadline_;
    if (effort_.extra_distances && !options.photo) {
      for (const std::uint32_t distance : {row, 2 * row, row - pixel, row + pixel, pixel, 2 * pixel}) {
        const bool known = std::find(options.extra_distances.begin(), options.extra_distances.end(), distance) !=
                           options.extra_distances.end();
        if (distance > 0 && distance <= deflate::kWindow && !known) options.extra_distances.push_back(distance);
      }
    }
    const auto stream = whole_stream(candidate);
    TRY_ASSIGN(const Bytes deflated, deflate::deflate_optimal(view(stream), options));
    offer(candidate, zlib_stream(deflated, view(stream)));
    return {};
  }

  const DecodedFrame& frame_;
  const Picture& picture_;
  const Effort& effort_;
  const Deadline& deadline_;
  std::vector<Target> targets_;
  std::vector<Candidate> candidates_;
  Found best_;
};

}  // namespace

Result<Found> search(const DecodedFrame& frame, const ReductionLimits& limits, const Effort& effort,
                     const Deadline& deadline) {
  return Search(frame, limits, effort, deadline).run();
}

}  // namespace whittle::engine::png
