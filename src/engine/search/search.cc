#include "engine/search/search.h"

#include <functional>

#include "base/deadline.h"
#include "base/log.h"
#include "container/meta/mark.h"
#include "engine/search/quantisers.h"
#include "engine/search/sample.h"
#include "engine/search/scorer.h"
#include "metric/search.h"
#include "vips/equal.h"

namespace whittle::engine {
namespace {

using vips::ImagePtr;

const metric::Curve& curve_for(const Work& work) {
  return work.row.curves->of(content_of(work.prepared.image.get()));
}

/// An encode and its score. Where the pixels can be had without the bytes, there are no bytes.
struct Probe {
  Candidate candidate;
  metric::Score score;
};

Result<Probe> probe(const Work& work, const Scorer& scorer, const Settings& settings) {
  Probe made;
  if (work.encoder) {
    if (passed(work.job.deadline)) return timed_out();
    made.candidate.quality = settings.quality;
    TRY_ASSIGN(const ImagePtr shown, work.encoder->preview(settings));
    TRY_ASSIGN(made.score, scorer.score(shown.get()));
  } else {
    TRY_ASSIGN(made.candidate, encode(work, settings));
    TRY_ASSIGN(const ImagePtr decoded, open_image(made.candidate.bytes, work.row.format));
    TRY_ASSIGN(made.score, scorer.score(decoded.get()));
  }
  made.candidate.score = made.score.overall;
  made.candidate.verified = true;
  return made;
}

/// Encodes at qualities that a search asks for, and keeps what was made.
class Prober {
 public:
  /// Without a scorer, sizes only.
  Prober(const Work& work, const Scorer* scorer) : work_(work), scorer_(scorer) {}

  Result<metric::Attempt> scored(int quality) {
    TRY_ASSIGN(Probe made, probe(work_, *scorer_, with(work_.job.settings, &Settings::quality, quality)));
    const metric::Attempt attempt{quality, guarded(made.score), made.candidate.bytes.size()};
    log::debug("quality {} scores {:.2f}", quality, attempt.score);
    made_.push_back(std::move(made.candidate));
    return attempt;
  }

  Result<metric::Attempt> sized(int quality) {
    TRY_ASSIGN(Candidate candidate, encode(work_, with(work_.job.settings, &Settings::quality, quality)));
    const metric::Attempt attempt{quality, 0, candidate.bytes.size()};
    made_.push_back(std::move(candidate));
    return attempt;
  }

  /// The candidate of the attempt that the search chose, with its bytes and, where there is a scorer, its score.
  Result<Candidate> take(const metric::SearchResult& result) {
    Candidate best = std::move(made_[result.best]);
    const std::optional<double> score = best.score;
    if (best.bytes.empty()) {
      TRY_ASSIGN(best, encode(work_, with(work_.job.settings, &Settings::quality, *best.quality)));
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
    if (known && !work_.encoder) return {};
    if (known) {
      TRY_ASSIGN(const ImagePtr decoded, open_image(candidate.bytes, work_.row.format));
      TRY_ASSIGN(const ImagePtr shown,
                 work_.encoder->preview(with(work_.job.settings, &Settings::quality, *candidate.quality)));
      if (vips::compare_images(shown.get(), decoded.get()).ok()) return {};
    }
    TRY_ASSIGN(const ImagePtr decoded, open_image(candidate.bytes, work_.row.format));
    TRY_ASSIGN(const metric::Score score, scorer_->score(decoded.get()));
    candidate.score = score.overall;
    return {};
  }

  const Work& work_;
  const Scorer* const scorer_;
  std::vector<Candidate> made_;  ///< as the search counts its attempts
};

/// Encodes of a sample of the picture, for finding the way.
class SampleProber {
 public:
  /// nullopt when there is no sample of this picture.
  static Result<std::optional<SampleProber>> of(const Work& work) {
    if (vips::frame_count(work.prepared.image.get()) > 1) return std::optional<SampleProber>();
    ImagePtr sample = sample_rows(work.prepared.image.get());
    if (!sample) return std::optional<SampleProber>();
    TRY_ASSIGN(Scorer scorer, Scorer::of(sample.get()));
    Work part = part_of(work, std::move(sample));
    if (work.encoder) {
      TRY_ASSIGN(part.encoder, work.row.encoder(part.prepared.image.get(), work.job, Pixels::changed));
    }
    return std::optional<SampleProber>(SampleProber(std::move(part), std::move(scorer)));
  }

  Result<metric::Attempt> operator()(int quality) const {
    TRY_ASSIGN(const Probe made, probe(part_, scorer_, with(part_.job.settings, &Settings::quality, quality)));
    log::debug("quality {} scores {:.2f} in a sample", quality, guarded(made.score));
    return metric::Attempt{quality, guarded(made.score), made.candidate.bytes.size()};
  }

  /// Whether the sample says that the picture may be smaller without loss than at `quality`.
  bool favours_lossless(int quality) const {
    constexpr double kDoubt = 1.2;  // a sample is not the whole
    const Result<Candidate> lossy = encode(part_, with(part_.job.settings, &Settings::quality, quality));
    const Result<Candidate> lossless = encode(part_, with(part_.job.settings, &Settings::fidelity, Fidelity::lossless));
    return lossy.ok() && lossless.ok() &&
           static_cast<double>(lossless->bytes.size()) < kDoubt * static_cast<double>(lossy->bytes.size());
  }

 private:
  SampleProber(Work part, Scorer scorer) : part_(std::move(part)), scorer_(std::move(scorer)) {}

  Work part_;
  Scorer scorer_;
};

Error too_large(const metric::Attempt& smallest) {
  return make_error(Category::limit, Reason::too_large,
                    "is " + std::to_string(smallest.bytes) + " bytes at quality " + std::to_string(smallest.quality) +
                        ", more than --max-size");
}

Result<Candidate> fit(const Work& work, Quantisers& quantisers, const Scorer* scorer, int most) {
  const Settings& settings = work.job.settings;
  Prober prober(work, scorer);
  const std::size_t reserved = settings.mark == Mark::yes ? container::kMaxMarkBytes : 0;
  const std::size_t limit = std::max<std::uint64_t>(*settings.max_bytes, reserved) - reserved;
  const double pixels = static_cast<double>(work.prepared.image->Xsize) * work.prepared.image->Ysize;
  TRY_ASSIGN(
      const metric::SearchResult found,
      metric::fit_size(curve_for(work), limit, pixels, {std::min(settings.min_quality, most), most},
                       {.full = [&](int quality) { return prober.sized(quality); }, .is_same = std::ref(quantisers)}));
  if (!found.reached) return too_large(found.attempts[found.best]);
  return prober.take(found);
}

/// Drawings are often smaller without loss than with little of it.
Result<Candidate> or_lossless(const Work& work, const std::optional<SampleProber>& sample, Candidate lossy) {
  const bool reached = !lossy.score || *lossy.score >= *work.job.settings.target_score;
  const bool likely = content_of(work.prepared.image.get()) == Content::graphic || !reached;
  if (work.row.lossless == Can::no || !likely) return lossy;
  if (sample && !sample->favours_lossless(*lossy.quality)) return lossy;
  Result<Candidate> lossless = encode(work, with(work.job.settings, &Settings::fidelity, Fidelity::lossless));
  if (!lossless.ok() || lossless->bytes.size() >= lossy.bytes.size()) return lossy;
  lossless->score = 100;
  lossless->encodes = lossy.encodes;
  return lossless;
}

}  // namespace

Result<Candidate> search(const Work& work) {
  const Settings& settings = work.job.settings;
  Quantisers quantisers(work);
  if (!settings.target_score) return fit(work, quantisers, nullptr, settings.quality);
  TRY_ASSIGN(const Scorer scorer, Scorer::of(work.prepared.image.get()));
  Prober prober(work, &scorer);
  TRY_ASSIGN(const std::optional<SampleProber> sample, SampleProber::of(work));
  metric::Trials trials{.full = [&](int quality) { return prober.scored(quality); }, .is_same = std::ref(quantisers)};
  if (sample) trials.sample = std::cref(*sample);
  TRY_ASSIGN(const metric::SearchResult found,
             metric::reach_score(curve_for(work), *settings.target_score, {1, settings.quality}, trials));
  TRY_ASSIGN(Candidate chosen, prober.take(found));
  TRY_ASSIGN(Candidate best, or_lossless(work, sample, std::move(chosen)));
  if (!settings.max_bytes || best.bytes.size() <= *settings.max_bytes) return best;
  return fit(work, quantisers, &scorer, best.quality.value_or(settings.quality));
}

}  // namespace whittle::engine
