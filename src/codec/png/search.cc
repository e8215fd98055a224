// Deflating every format with every filter would cost more than the final pass. So candidates are halved in steps: all
// of them on eight bands of 32 rows, a few on the whole image at a fast level, one or two with the slow deflate. Level
// 6 is the lowest that ranks right on graphics (levels 1 and 4 lose 0.9 %). Photographs are special: where an adaptive
// filter beats "none" clearly and nothing is transparent, the price-driven filter beats all others, and nothing else
// need be tried. With transparent areas it loses up to 10 %.
#include "codec/png/search.h"

#include <libdeflate.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "codec/deflate/compress.h"
#include "codec/png/deflate_options.h"
#include "codec/png/rank.h"
#include "codec/png/streams.h"
#include "codec/png/write.h"

namespace whittle::png {
namespace {

constexpr int kWholeLevel = 6;          ///< of libdeflate, that judges candidates on large images
constexpr double kPerhapsPhoto = 1.10;  ///< share of "none" up to which the price filter is worth a try
constexpr double kOtherKinds = 1.25;    ///< how far behind another kind of candidate may lie and be judged whole
constexpr double kAsGood = 1.001;       ///< how far the input's filters may lie behind for its stream to be left alone
constexpr double kBetterThanOneParse = 0.998;  ///< share of a quick parse's bytes that shows the work of many
constexpr std::size_t kTinyStream = 1000;      ///< up to which a parse may well find what many find

class Search {
 public:
  Search(const DecodedFrame& frame, const ReductionLimits& limits, const Effort& effort, const Deadline& deadline)
      : frame_(frame),
        picture_(frame.picture),
        effort_(effort),
        deadline_(deadline),
        targets_(find_targets(picture_, limits, effort.reach)) {}

  Result<Found> run() {
    TRY_ASSIGN(candidates_, rank(frame_, targets_, effort_, deadline_));
    if (candidates_.empty()) return make_error(Category::processing, Reason::out_of_memory, "no memory to deflate");
    TRY_ASSIGN(const bool optimal, already_optimal());
    if (optimal) return Found{};
    const bool photo = add_price_candidates();
    if (!photo) {
      TRY(deflate_whole());
      if (tiny_and_smaller()) return Found{};
    }
    if (photo ? effort_.own_for_photos : effort_.own_deflate) {
      TRY(deflate_slowly(candidates_.front(), photo ? Content::photo : Content::graphic));
    } else {
      TRY(deflate_finally(candidates_.front()));
    }
    if (best_.stream.empty()) return make_error(Category::processing, Reason::processing_failed, "no stream was made");
    return std::move(best_);
  }

 private:
  Filtered whole(const Candidate& candidate) const {
    if (!candidate.stream.empty()) return candidate.stream;
    return whole_stream(frame_, targets_[candidate.target], candidate.strategy, effort_);
  }

  /// Whether the image is a photograph, for which only the price filter is left. In doubt it becomes one more
  /// candidate.
  bool add_price_candidates() {
    if (effort_.price_candidates == 0) return false;
    const std::size_t target = candidates_.front().target;
    const double share = photo_share(candidates_, target);
    if (share > kPerhapsPhoto) return false;
    const bool photo = share < kPhoto && large_opaque(picture_, targets_[target]);
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
        raw_size(picture_, targets_[candidates_.front().target]) <= (price ? effort_.small_with_price : effort_.small);
    leave_best(static_cast<std::size_t>(effort_.keep) + (price ? 1 : 0), small && effort_.own_deflate);
    if (candidates_.size() == 1) return {};
    const bool own = small && effort_.own_deflate;
    const Compressor compressor = own ? Compressor() : make_compressor(small ? effort_.final_level : kWholeLevel);
    if (!own && !compressor) return make_error(Category::processing, Reason::out_of_memory, "no memory to deflate");
    Bytes scratch;
    double least = std::numeric_limits<double>::infinity();
    for (auto& candidate : candidates_) {
      if (passed(deadline_)) return timed_out();
      auto stream = whole(candidate);
      const Target& target = targets_[candidate.target];
      if (own) {
        TRY_ASSIGN(const Bytes deflated, deflate::compress(view(stream), quick_options(target, effort_, deadline_)));
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
    sort(candidates_);
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
    const auto stream = whole(candidate);
    Bytes out;
    const std::size_t bound = libdeflate_zlib_compress_bound(compressor.get(), stream.size());
    out.resize(deflated_size(compressor.get(), view(stream), bound, out));
    offer(candidate, out);
    return {};
  }

  Status deflate_slowly(const Candidate& candidate, Content content) {
    const Target& target = targets_[candidate.target];
    const auto stream = whole(candidate);
    TRY_ASSIGN(const Bytes deflated,
               deflate::compress(view(stream), slow_options(picture_, target, content, effort_, deadline_)));
    offer(candidate, zlib_stream(deflated, view(stream)));
    return {};
  }

  /// Whether `target` is how the input stores the picture, to the chunk.
  bool is_inputs_own(const Target& target) const { return target.source && target.key == picture_.key; }

  /// Whether the input looks like the result of a search such as this one: no filter does better than its own, and its
  /// stream is smaller than one parse, or a few, make it. A tiny one may be as large.
  Result<bool> already_optimal() const {
    if (effort_.proof == Proof::none || frame_.unclean) return false;
    for (const auto& candidate : candidates_) {
      if (candidate.bytes > candidates_.front().bytes * kAsGood) break;
      if (!candidate.original) continue;
      const Target& target = targets_[candidate.target];
      if (!is_inputs_own(target)) return false;  // there is a chunk to be saved
      const auto stream = whole_stream(frame_, target, Strategy::original, effort_);
      deflate::Options options = quick_options(target, effort_, deadline_);
      double share = kBetterThanOneParse;
      if (effort_.proof == Proof::thorough) {
        options = proof_options(picture_, target, effort_, deadline_);
        share = 1;
      }
      TRY_ASSIGN(const Bytes deflated, deflate::compress(view(stream), options));
      const std::size_t size = deflated.size() + kZlibFrame;
      if (frame_.stream_bytes <= std::min(size, kTinyStream)) return true;
      return static_cast<double>(frame_.stream_bytes) < static_cast<double>(size) * share;
    }
    return false;
  }

  /// The same of a tiny stream, whatever its filters: it is smaller than the best of those that one parse has made.
  bool tiny_and_smaller() const {
    if (effort_.proof == Proof::none || frame_.unclean || frame_.stream_bytes > kTinyStream || frame_.filters.empty())
      return false;
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
