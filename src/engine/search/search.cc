#include "engine/search/search.h"

#include <functional>

#include "base/deadline.h"
#include "base/log.h"
#include "engine/errors.h"
#include "engine/search/exact.h"
#include "engine/search/quantisers.h"
#include "engine/search/sample.h"
#include "engine/search/scorer.h"
#include "metric/quality_search.h"
#include "vips/equal.h"

namespace whittle::engine {
namespace {

using vips::ImagePtr;

const metric::Curve& curve_for(const Encoding& encoding) {
  return encoding.row.curves->of(content_of(encoding.prepared.image.get()));
}

/// An encode and its score. Where the pixels can be had without the bytes, there are no bytes.
struct Probe {
  Candidate candidate;
  metric::Score score;
};

Result<Probe> probe(const Encoding& encoding, const Scorer& scorer, const Settings& settings) {
  Probe made;
  if (encoding.encoder) {
    if (passed(encoding.job.deadline)) return timed_out();
    made.candidate.quality = settings.quality;
    TRY_ASSIGN(const ImagePtr shown, encoding.encoder->preview(settings));
    TRY_ASSIGN(made.score, scorer.score(shown.get()));
  } else {
    TRY_ASSIGN(made.candidate, encode(encoding, settings));
    TRY_ASSIGN(const ImagePtr decoded, open_image(made.candidate.bytes, encoding.row.format));
    TRY_ASSIGN(made.score, scorer.score(decoded.get()));
  }
  made.candidate.score = reported(made.score, *encoding.job.settings.target_score);
  made.candidate.verified = true;
  return made;
}

constexpr double kLongestScore = -100;  ///< as text

/// Encodes at qualities that a search asks for, and keeps what was made.
class Prober {
 public:
  /// Without a scorer, sizes only.
  Prober(const Encoding& encoding, const Scorer* scorer) : encoding_(encoding), scorer_(scorer) {}

  Result<metric::Attempt> scored(int quality) {
    TRY_ASSIGN(Probe made, probe(encoding_, *scorer_, with(encoding_.job.settings, &Settings::quality, quality)));
    const metric::Attempt attempt{quality, guarded(made.score), made.candidate.bytes.size()};
    log::debug("quality {} scores {:.2f}", quality, attempt.score);
    made_.push_back(std::move(made.candidate));
    return attempt;
  }

  Result<metric::Attempt> sized(int quality) {
    TRY_ASSIGN(Candidate candidate, encode(encoding_, with(encoding_.job.settings, &Settings::quality, quality)));
    Candidate longest = candidate;
    if (scorer_ != nullptr) longest.score = kLongestScore;  // it is measured later
    TRY_ASSIGN(longest, marked(encoding_, std::move(longest)));
    const metric::Attempt attempt{quality, 0, longest.bytes.size()};
    made_.push_back(std::move(candidate));
    return attempt;
  }

  /// The candidate of the attempt that the search chose, with its bytes and, where there is a scorer, its score.
  Result<Candidate> take(const metric::SearchResult& result) {
    Candidate best = std::move(made_[result.best]);
    const std::optional<double> score = best.score;
    if (best.bytes.empty()) {
      TRY_ASSIGN(best, encode(encoding_, with(encoding_.job.settings, &Settings::quality, *best.quality)));
    }
    if (scorer_ != nullptr) TRY(measure(best, score));
    best.encodes = static_cast<int>(made_.size());
    return best;
  }

 private:
  /// The score of the finished file as an ordinary decoder shows it. `known` is that of the probe: of the same bytes,
  /// or of what a decoder should show.
  Status measure(Candidate& candidate, std::optional<double> known) {
    candidate.verified = true;
    candidate.score = known;
    if (known && !encoding_.encoder) return {};
    if (known) {
      TRY_ASSIGN(const ImagePtr decoded, open_image(candidate.bytes, encoding_.row.format));
      TRY_ASSIGN(const ImagePtr shown,
                 encoding_.encoder->preview(with(encoding_.job.settings, &Settings::quality, *candidate.quality)));
      if (vips::compare_images(shown.get(), decoded.get()).ok()) return {};
    }
    TRY_ASSIGN(const ImagePtr decoded, open_image(candidate.bytes, encoding_.row.format));
    TRY_ASSIGN(const metric::Score score, scorer_->score(decoded.get()));
    candidate.score = reported(score, *encoding_.job.settings.target_score);
    return {};
  }

  const Encoding& encoding_;
  const Scorer* const scorer_;
  std::vector<Candidate> made_;  ///< as the search counts its attempts
};

/// Encodes of a sample of the picture, for finding the way.
class SampleProber {
 public:
  /// nullopt when there is no sample of this picture.
  static Result<std::optional<SampleProber>> of(const Encoding& encoding) {
    if (vips::frame_count(encoding.prepared.image.get()) > 1) return std::optional<SampleProber>();
    ImagePtr sample = sample_rows(encoding.prepared.image.get());
    if (!sample) return std::optional<SampleProber>();
    TRY_ASSIGN(Scorer scorer, Scorer::of(sample.get()));
    Encoding part = part_of(encoding, std::move(sample));
    if (encoding.encoder) {
      TRY_ASSIGN(part.encoder, encoding.row.encoder(part.prepared.image.get(), encoding.job, Pixels::changed));
    }
    return std::optional<SampleProber>(SampleProber(std::move(part), std::move(scorer)));
  }

  Result<metric::Attempt> operator()(int quality) const {
    TRY_ASSIGN(Probe made, probe(part_, scorer_, with(part_.job.settings, &Settings::quality, quality)));
    made.score.ceiling = 100;  // of the whole's errors those of a sample say little
    log::debug("quality {} scores {:.2f} in a sample", quality, guarded(made.score));
    return metric::Attempt{quality, guarded(made.score), made.candidate.bytes.size()};
  }

  const Encoding& part() const { return part_; }

 private:
  SampleProber(Encoding part, Scorer scorer) : part_(std::move(part)), scorer_(std::move(scorer)) {}

  Encoding part_;
  Scorer scorer_;
};

Result<Candidate> fit(const Encoding& encoding, Quantisers& quantisers, const Scorer* scorer, int most) {
  const Settings& settings = encoding.job.settings;
  Prober prober(encoding, scorer);
  const double pixels = static_cast<double>(encoding.prepared.image->Xsize) * encoding.prepared.image->Ysize;
  TRY_ASSIGN(
      const metric::SearchResult found,
      metric::fit_size(curve_for(encoding), *settings.max_bytes, pixels, {std::min(settings.min_quality, most), most},
                       {.full = [&](int quality) { return prober.sized(quality); }, .is_same = std::ref(quantisers)}));
  if (!found.reached) return too_large(found.attempts[found.best].bytes);
  return prober.take(found);
}

/// Without loss where no quality reaches the target, whatever it costs; and where that is smaller, as drawings often
/// are. `lossless`: where that is known already.
Result<Candidate> or_lossless(const Encoding& encoding, const std::optional<SampleProber>& sample, Candidate lossy,
                              std::optional<Result<Candidate>> lossless) {
  if (encoding.row.lossless == Can::no) return lossy;
  const bool reached = *lossy.score >= *encoding.job.settings.target_score;
  if (reached && !lossless && !may_be_smaller_exact(encoding)) return lossy;
  if (reached && sample && !favours_exact(sample->part(), *lossy.quality)) return lossy;
  if (!lossless) lossless = without_loss(encoding);
  lossy.makeshift = !lossless->ok();
  if (!lossless->ok() || (reached && (*lossless)->bytes.size() >= lossy.bytes.size())) return lossy;
  (*lossless)->score = 100;
  (*lossless)->encodes = lossy.encodes;
  return *std::move(lossless);
}

/// With as little loss as the size allows: none where that fits and nothing was to be lost for its own sake, or where
/// no file of the quality asked for is smaller.
Result<Candidate> fit_or_exact(const Encoding& encoding, Quantisers& quantisers) {
  const Settings& settings = encoding.job.settings;
  std::optional<Candidate> exact;
  bool makeshift = false;
  if (may_be_smaller_exact(encoding)) {
    Result<Candidate> made = without_loss(encoding);
    makeshift = !made.ok();
    if (made.ok() && made->bytes.size() <= *settings.max_bytes) exact = *std::move(made);
  }
  if (exact && settings.loss == Loss::to_fit) return *std::move(exact);
  Result<Candidate> lossy = fit(encoding, quantisers, nullptr, settings.quality);
  if (lossy.ok()) lossy->makeshift = makeshift;
  if (!exact) return lossy;
  const bool as_asked = lossy.ok() && *lossy->quality == settings.quality;
  return as_asked && lossy->bytes.size() <= exact->bytes.size() ? std::move(lossy) : *std::move(exact);
}

/// The lowest quality says nothing of a picture but its mean: enough where that is all there is.
int least_quality(VipsImage* image) {
  return is_one_colour(image) ? 1 : 2;
}

}  // namespace

Result<Candidate> search(const Encoding& encoding) {
  const Settings& settings = encoding.job.settings;
  Quantisers quantisers(encoding);
  if (!settings.target_score) return fit_or_exact(encoding, quantisers);
  TRY_ASSIGN(const Scorer scorer, Scorer::of(encoding.prepared.image.get()));
  Prober prober(encoding, &scorer);
  TRY_ASSIGN(const std::optional<SampleProber> sample, SampleProber::of(encoding));
  metric::Trials trials{.full = [&](int quality) { return prober.scored(quality); }, .is_same = std::ref(quantisers)};
  if (sample) trials.sample = std::cref(*sample);
  std::optional<Result<Candidate>> lossless;
  if (!sample && may_be_smaller_exact(encoding)) {
    lossless = without_loss(encoding);
    if (lossless->ok()) trials.exact_bytes = (*lossless)->bytes.size();
  }
  TRY_ASSIGN(const metric::SearchResult found,
             metric::reach_score(curve_for(encoding), *settings.target_score,
                                 {least_quality(encoding.prepared.image.get()), settings.quality}, trials));
  TRY_ASSIGN(Candidate chosen, prober.take(found));
  TRY_ASSIGN(Candidate best, or_lossless(encoding, sample, std::move(chosen), std::move(lossless)));
  if (!settings.max_bytes || best.bytes.size() <= *settings.max_bytes) return best;
  return fit(encoding, quantisers, &scorer, best.quality.value_or(settings.quality));
}

}  // namespace whittle::engine
