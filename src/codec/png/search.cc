// Deflating every format with every filter would cost more than the final pass. So candidates are halved in steps: all
// of them on eight bands of 32 rows, a few on the whole image at a fast level, one or two with the slow deflate. Level
// 6 is the lowest that ranks right on graphics (levels 1 and 4 lose 0.9 %). Photographs are special: where an adaptive
// filter beats "none" clearly and nothing is transparent, the price-driven filter beats all others, and nothing else
// need be tried. With transparent areas it loses up to 10 %.
#include "codec/png/search.h"

#include <libdeflate.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "codec/deflate/format.h"
#include "codec/deflate/optimal.h"
#include "codec/png/filter.h"
#include "codec/png/price_filter.h"
#include "codec/png/write.h"

namespace whittle::png {
namespace {

constexpr std::size_t kBands = 8, kBandRows = 32;
constexpr std::size_t kSmallPhoto = 300'000;  ///< raw bytes up to which a photograph may have another best filter
constexpr int kWholeLevel = 6;                ///< of libdeflate, that judges candidates on large images
constexpr double kPhoto = 0.95;               ///< the best filter's share of "none" from which it is a photograph
constexpr double kPerhapsPhoto = 1.10;        ///< ... and up to which the price filter is worth a try
constexpr double kOtherKinds = 1.25;          ///< how far behind another kind of candidate may lie and be judged whole
constexpr double kAsGood = 1.001;  ///< how far the input's filters may lie behind for its stream to be left alone
constexpr double kBetterThanOneParse = 0.998;  ///< share of a quick parse's bytes that shows the work of many
constexpr std::size_t kTinyStream = 1000;      ///< up to which a parse may well find what many find

/// Neighbouring indices seldom mean neighbouring colours, so few filters suit them; those of a second order of the
/// palette do what they did to the first.
constexpr Strategies kForIndices = {Strategy::none, Strategy::up, Strategy::min_sum, Strategy::bigram_entropy,
                                    Strategy::original};
constexpr Strategies kForMoreIndices = {Strategy::none, Strategy::min_sum, Strategy::original};

using Band = std::pair<std::size_t, std::size_t>;  ///< first row, rows

struct Candidate {
  std::size_t target = 0;
  Strategy strategy = Strategy::none;
  double bytes = 0;                       ///< estimate
  bool original = false;                  ///< the same as the input's filters, as far as the bands show
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
    TRY_ASSIGN(const bool optimal, already_optimal());
    if (optimal) return Found{};
    const bool photo = add_price_candidates();
    if (!photo) {
      TRY(deflate_whole());
      if (tiny_and_smaller()) return Found{};
    }
    if (photo ? effort_.own_for_photos : effort_.own_deflate) {
      TRY(deflate_slowly(candidates_.front(), photo));
    } else {
      TRY(deflate_finally(candidates_.front()));
    }
    if (best_.stream.empty()) return make_error(Category::processing, Reason::processing_failed, "no stream was made");
    return std::move(best_);
  }

 private:
  bool uses(Strategy strategy) const {
    if (strategy == Strategy::original && frame_.filters.empty()) return false;
    return effort_.strategies.has(strategy);
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
      std::vector<Strategy> strategies{Strategy::none, Strategy::min_sum};
      if (uses(Strategy::original) && targets_.front().source) strategies.push_back(Strategy::original);
      TRY(rank_target(0, strategies, bands, compressor.get()));
      sort();
      if (photo_share(0) < kPhoto) return {};
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
    if (share > kPerhapsPhoto) return false;
    const bool photo = share < kPhoto && large_opaque(targets_[target]);
    const double guess = candidates_.front().bytes;
    if (photo) candidates_.clear();
    candidates_.insert(candidates_.begin(), Candidate{target, Strategy::price, guess});
    return photo;
  }

  /// Judges the best candidates on the whole image and sorts them anew; of small images by what they will be deflated
  /// with in the end, or a quick form of it.
  Status deflate_whole() {
    // Fast levels miss the short far matches that the price-driven filter makes.
    const bool price = candidates_.front().strategy == Strategy::price;
    const bool small =
        raw_size(targets_[candidates_.front().target]) <= (price ? effort_.small_with_price : effort_.small);
    leave_best(static_cast<std::size_t>(effort_.keep) + (price ? 1 : 0), small && effort_.own_deflate);
    if (candidates_.size() == 1) return {};
    const bool own = small && effort_.own_deflate;
    const Compressor compressor = own ? Compressor() : make_compressor(small ? effort_.final_level : kWholeLevel);
    if (!own && !compressor) return make_error(Category::processing, Reason::out_of_memory, "no memory to deflate");
    Bytes scratch;
    double least = std::numeric_limits<double>::infinity();
    for (auto& candidate : candidates_) {
      if (passed(deadline_)) return timed_out();
      auto stream = whole_stream(candidate);
      const Target& target = targets_[candidate.target];
      if (own) {
        TRY_ASSIGN(const Bytes deflated, deflate::deflate_optimal(view(stream), quick_options(target)));
        scratch = zlib_stream(deflated, view(stream));
      } else {
        scratch.resize(deflated_size(compressor.get(), view(stream), stream.size() + 1024, scratch));
      }
      candidate.bytes = static_cast<double>(scratch.size() + target.chunk_bytes());
      if (small) offer(candidate, scratch);
      if (candidate.bytes >= least) continue;
      least = candidate.bytes;
      for (auto& other : candidates_) other.stream = {};
      candidate.stream = std::move(stream);
    }
    sort();
    return {};
  }

  /// Drops all candidates but the first `keep`, and with `each_kind` the best of each colour type with and without
  /// filters: unfiltered pixels of many bytes gain far more by a slow deflate than by a fast one, and palettes least.
  void leave_best(std::size_t keep, bool each_kind) {
    const double limit = candidates_.front().bytes * kOtherKinds;
    std::vector<Candidate> best;
    for (auto& candidate : candidates_) {
      const auto alike = [&](const Candidate& other) {
        return targets_[other.target].format.colour == targets_[candidate.target].format.colour &&
               (other.strategy == Strategy::none) == (candidate.strategy == Strategy::none);
      };
      const bool other = each_kind && candidate.bytes <= limit && std::none_of(best.begin(), best.end(), alike);
      if (best.size() < keep || other) best.push_back(std::move(candidate));
    }
    candidates_ = std::move(best);
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

  deflate::DeflateOptions slow_options(const Target& target, bool photo) const {
    const auto row = static_cast<std::uint32_t>(target.format.row_bytes(picture_.width) + 1);
    const auto pixel = static_cast<std::uint32_t>(target.format.bytes());
    deflate::DeflateOptions options;
    options.rounds = effort_.rounds;
    options.iterations = effort_.iterations;
    options.starts = effort_.starts;
    options.restart = effort_.restart;
    options.wide_codes = effort_.starts > 1;
    options.tree_depth = effort_.tree_depth;
    options.chain3_depth = effort_.chain3_depth;
    options.bytes_per_pixel = pixel;
    options.photo = photo && !effort_.restart;
    if (options.photo) ++options.iterations;  // of only one start
    options.deadline = deadline_;
    if (effort_.extra_distances && !options.photo) {
      for (const std::uint32_t distance : {row, 2 * row, row - pixel, row + pixel, pixel, 2 * pixel}) {
        const bool known = std::find(options.extra_distances.begin(), options.extra_distances.end(), distance) !=
                           options.extra_distances.end();
        if (distance > 0 && distance <= deflate::kWindow && !known) options.extra_distances.push_back(distance);
      }
    }
    return options;
  }

  /// One parse: ranks candidates as the slow options do, at a fifth of their time.
  deflate::DeflateOptions quick_options(const Target& target) const {
    deflate::DeflateOptions options;
    options.rounds = 1;
    options.iterations = 0;
    options.starts = 1;
    options.tree_depth = std::min<std::uint32_t>(effort_.tree_depth, 32);
    options.chain3_depth = std::min<std::uint32_t>(effort_.chain3_depth, 16);
    options.bytes_per_pixel = static_cast<std::uint32_t>(target.format.bytes());
    options.deadline = deadline_;
    return options;
  }

  Status deflate_slowly(const Candidate& candidate, bool photo) {
    const Target& target = targets_[candidate.target];
    const auto stream = whole_stream(candidate);
    TRY_ASSIGN(const Bytes deflated, deflate::deflate_optimal(view(stream), slow_options(target, photo)));
    offer(candidate, zlib_stream(deflated, view(stream)));
    return {};
  }

  /// Whether `target` is how the input stores the picture, to the chunk.
  bool is_inputs_own(const Target& target) const { return target.source && target.key == picture_.key; }

  /// Whether the input looks like the result of a search such as this one: no filter does better than its own, and its
  /// stream is smaller than one parse, or a few, make it. A tiny one may be as large.
  Result<bool> already_optimal() const {
    if (effort_.proof == Proof::none) return false;
    for (const auto& candidate : candidates_) {
      if (candidate.bytes > candidates_.front().bytes * kAsGood) break;
      if (!candidate.original) continue;
      const Target& target = targets_[candidate.target];
      if (!is_inputs_own(target)) return false;  // there is a chunk to be saved
      const auto stream = whole_stream({candidate.target, Strategy::original});
      deflate::DeflateOptions options = quick_options(target);
      double share = kBetterThanOneParse;
      if (effort_.proof == Proof::thorough) {
        options = slow_options(target, false);
        options.rounds = 1;
        options.iterations = 2;
        options.starts = 1;
        options.restart = false;
        options.wide_codes = false;
        options.tree_depth = std::min<std::uint32_t>(options.tree_depth, 64);
        share = 1;
      }
      TRY_ASSIGN(const Bytes deflated, deflate::deflate_optimal(view(stream), options));
      const std::size_t size = deflated.size() + kZlibFrame;
      if (frame_.stream_bytes <= std::min(size, kTinyStream)) return true;
      return static_cast<double>(frame_.stream_bytes) < static_cast<double>(size) * share;
    }
    return false;
  }

  /// The same of a tiny stream, whatever its filters: it is smaller than the best of those that one parse has made.
  bool tiny_and_smaller() const {
    if (effort_.proof == Proof::none || frame_.stream_bytes > kTinyStream || frame_.filters.empty()) return false;
    const auto own =
        std::find_if(targets_.begin(), targets_.end(), [&](const Target& each) { return is_inputs_own(each); });
    if (own == targets_.end() || best_.stream.empty()) return false;
    const auto bytes = static_cast<double>(frame_.stream_bytes + own->chunk_bytes());
    return bytes < static_cast<double>(best_.stream.size() + best_.target.chunk_bytes()) * kBetterThanOneParse;
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

}  // namespace whittle::png
