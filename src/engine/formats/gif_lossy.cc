// A GIF with loss, from a GIF whose pictures were neither resized nor recoloured: its own colours stay, and what is
// lost is which of them a pixel has. Other pixels go through libimagequant first (gif.cc), and then the same way.
//
// A film has many times the pixels of a still: it never stands in memory as a whole, and a search for a score looks at
// some of its frames.

#include "engine/formats/gif_lossy.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/log.h"
#include "container/gif/gif.h"
#include "container/payload/mark.h"
#include "engine/errors.h"
#include "engine/formats/gif_reel.h"
#include "engine/formats/gif_repack.h"
#include "engine/formats/rows.h"
#include "engine/search/scorer.h"
#include "metric/quality_search.h"

namespace whittle::engine {
namespace {

constexpr std::uint64_t kScoredPixels = 6'000'000;  // of a film, in a search; a second

/// The frames by which a film is judged.
class FilmScorer {
 public:
  explicit FilmScorer(const Reel& original) : original_(original) {
    const container::Area& canvas = original.frames.canvas();
    const std::uint64_t most =
        std::max<std::uint64_t>(2, kScoredPixels / (std::uint64_t{canvas.width} * canvas.height));
    step_ = static_cast<std::uint32_t>((original.frames.count() + most - 1) / most);
  }

  /// Of the worst of them.
  Result<metric::Score> operator()(ByteView file, const Deadline& deadline) const {
    Reel candidate(file);
    TRY(candidate.open());
    gif::Film original(original_.file, original_.frames), made(candidate.file, candidate.frames);
    metric::Score worst = metric::kPerfect;
    for (std::uint32_t frame = 0; frame < original_.frames.count(); ++frame) {
      if (passed(deadline)) return timed_out();
      TRY_ASSIGN(const ByteView expected, original.next());
      TRY_ASSIGN(const ByteView shown, made.next());
      if (frame % step_ != step_ - 1 && frame + 1 != original_.frames.count())
        continue;  // late ones have most behind them
      Bytes rgb[2];
      const metric::Reference reference(picture(expected, rgb[0]));
      worst = metric::worse(worst, reference.score(picture(shown, rgb[1])));
    }
    return worst;
  }

 private:
  /// An opaque canvas without its alpha, in `rgb`: it is judged on one ground instead of two.
  metric::Picture picture(ByteView canvas, Bytes& rgb) const {
    const container::Area& area = original_.frames.canvas();
    metric::Picture out{.width = area.width, .height = area.height, .channels = 4, .data = canvas.data()};
    const auto pixels = pixels_of(canvas);
    if (std::find(pixels.begin(), pixels.end(), gif::kNoPixel) == pixels.end()) {
      rgb.reserve(pixels.size() * 3);
      for (std::size_t at = 0; at < canvas.size(); at += 4) append(rgb, canvas.subspan(at, 3));
      out.channels = 3;
      out.data = rgb.data();
    }
    out.stride = static_cast<std::size_t>(out.channels) * area.width;
    return out;
  }

  const Reel& original_;
  std::uint32_t step_ = 1;
};

class Shrinker {
 public:
  Shrinker(const Job& job, const Reel& reel) : job_(job), reel_(reel), edit_(gif_edit(job.settings)) {
    edit_.marks = container::MetadataEdit::Marks::drop;
  }

  Result<Candidate> run() {
    const Settings& settings = job_.settings;
    TRY_ASSIGN(Candidate exact, without_loss());
    const auto fits = [&](const Candidate& made) {
      return !settings.max_bytes || made.bytes.size() <= *settings.max_bytes;
    };
    if (settings.loss == Loss::to_fit && fits(exact)) return exact;
    Result<Candidate> lossy = settings.target_score ? reached(exact.bytes.size())
                              : settings.max_bytes  ? fitted(settings.quality)
                                                    : at(settings.quality);
    if (lossy.ok() && settings.target_score && !fits(*lossy)) lossy = fitted(lossy->quality.value_or(settings.quality));
    const bool misses = lossy.ok() && settings.target_score && *lossy->score < *settings.target_score;
    if (lossy.ok() && (!misses || !fits(exact)) && lossy->bytes.size() < exact.bytes.size()) return lossy;
    const bool unable = !lossy.ok() && lossy.error().reason == Reason::unsupported;
    if (!lossy.ok() && (!unable || !fits(exact))) return lossy;
    if (settings.target_score) exact.score = 100;
    return exact;
  }

 private:
  Result<Candidate> without_loss() const {
    Candidate candidate;
    TRY_ASSIGN(candidate.bytes, encode_reel(reel_, {}, job_.settings.effort, job_.deadline));
    TRY_ASSIGN(candidate.bytes, complete(std::move(candidate.bytes), edit_));
    candidate.engine = "gif-lossless";
    candidate.verified = true;
    return candidate;
  }

  Result<Bytes> complete(Bytes encoded, const container::MetadataEdit& edit) const {
    return container::with_metadata(Format::gif, std::move(encoded), {job_.input, {}}, edit);
  }

  /// At a quality and, if known, with a score.
  Result<Candidate> at(int quality, std::optional<double> score = {}) const {
    Candidate candidate;
    TRY_ASSIGN(Bytes encoded, encode_reel(reel_, gif_tolerance(quality), job_.settings.effort, job_.deadline));
    container::MetadataEdit edit = edit_;
    if (job_.settings.mark == Mark::yes) {
      edit.mark = container::to_text({common_quality(job_.settings, quality), score});
    }
    TRY_ASSIGN(candidate.bytes, complete(std::move(encoded), edit));
    candidate.engine = "gif-lossy";
    candidate.quality = quality;
    candidate.score = score;
    candidate.verified = score.has_value();
    return candidate;
  }

  /// The least quality that has the target, or the best there is.
  Result<Candidate> reached(std::size_t exact_bytes) const {
    const double target = *job_.settings.target_score;
    const FilmScorer scorer(reel_);
    std::vector<double> scores;
    const auto probe = [&](int quality) -> Result<metric::Attempt> {
      constexpr int kQuick = 0;  // pixels do not depend on the effort that their code takes
      TRY_ASSIGN(const Bytes made, encode_reel(reel_, gif_tolerance(quality), kQuick, job_.deadline));
      TRY_ASSIGN(const metric::Score score, scorer(made, job_.deadline));
      log::debug("quality {} scores {:.2f}", quality, guarded(score));
      scores.push_back(reported(score, target));
      return metric::Attempt{quality, guarded(score), made.size()};
    };
    TRY_ASSIGN(const metric::SearchResult found,
               metric::reach_score(kGifCurves.graphic, target, {1, job_.settings.quality},
                                   {.full = probe, .exact_bytes = exact_bytes}));
    TRY_ASSIGN(Candidate best, at(found.attempts[found.best].quality, scores[found.best]));
    best.encodes = static_cast<int>(found.attempts.size());
    return best;
  }

  /// The highest quality, up to `most`, that fits the size.
  Result<Candidate> fitted(int most) const {
    const Settings& settings = job_.settings;
    std::vector<Candidate> made;
    const auto probe = [&](int quality) -> Result<metric::Attempt> {
      TRY_ASSIGN(Candidate candidate, at(quality));
      made.push_back(std::move(candidate));
      return metric::Attempt{quality, 0, made.back().bytes.size()};
    };
    const container::Area& canvas = reel_.frames.canvas();
    const double pixels = static_cast<double>(canvas.width) * canvas.height * reel_.frames.count();
    TRY_ASSIGN(const metric::SearchResult found,
               metric::fit_size(kGifCurves.graphic, *settings.max_bytes, pixels,
                                {std::min(settings.min_quality, most), most}, {.full = probe}));
    Candidate& best = made[found.best];
    if (!found.reached) return too_large(best.bytes.size());
    if (settings.target_score) {
      TRY_ASSIGN(const metric::Score score, FilmScorer(reel_)(best.bytes, job_.deadline));
      best.score = reported(score, *settings.target_score);
    }
    best.encodes = static_cast<int>(made.size());
    return std::move(best);
  }

  const Job& job_;
  const Reel& reel_;
  container::MetadataEdit edit_;
};

}  // namespace

// Means of the GIFs that the tolerances below were measured with; bits of a still.
constexpr metric::Curve kGifCurve{
    .score = {2, 8, 14, 23, 31.5, 40, 47.7, 52, 56, 58, 60.4, 62.5, 64.6, 67, 69.6, 72.5, 75.5, 79.5, 83.5, 88.3, 97},
    .bits_per_pixel = {0.4,  0.45, 0.5,  0.54, 0.58, 0.63, 0.68, 0.72, 0.76, 0.8, 0.83,
                       0.86, 0.9,  0.93, 0.98, 1.03, 1.11, 1.26, 1.53, 1.95, 3}};
const Curves kGifCurves{.photo = kGifCurve, .graphic = kGifCurve};

// A quality is the look of libjpeg's on photographs, here of GIFs: the mean SSIMULACRA2 of some frames of each, over
// stills and films, dithered and drawn.
gif::Tolerance gif_tolerance(int quality) {
  constexpr double kOfFrames = 0.5;  // what stays is seen for longer than what is painted
  constexpr std::array<std::pair<int, double>, 12> kColours{{{1, 4.5},
                                                             {10, 2.9},
                                                             {20, 2.1},
                                                             {30, 1.6},
                                                             {40, 1.36},
                                                             {50, 1.2},
                                                             {60, 1.07},
                                                             {70, 0.9},
                                                             {80, 0.68},
                                                             {90, 0.4},
                                                             {95, 0.31},
                                                             {100, 0.05}}};
  const int asked = std::clamp(quality, kColours.front().first, kColours.back().first);
  std::size_t i = 1;
  while (kColours[i].first < asked) ++i;
  const auto& [low, more] = kColours[i - 1];
  const auto& [high, less] = kColours[i];
  const double colours = std::lerp(more, less, static_cast<double>(asked - low) / (high - low));
  return {colours, colours * kOfFrames};
}

Result<Bytes> recode_gif(Bytes file, const Settings& settings, const Deadline& deadline) {
  Reel written(file);
  TRY(written.open());
  std::vector<std::optional<gif::Tolerance>> ways{std::nullopt};
  if (settings.fidelity == Fidelity::lossy) ways.emplace_back(gif_tolerance(settings.quality));
  Bytes best;
  for (const auto& tolerance : ways) {
    Result<Bytes> encoded = encode_reel(written, tolerance, settings.effort, deadline);
    if (!encoded.ok() && encoded.error().reason != Reason::unsupported) return encoded;
    if (!encoded.ok()) continue;
    TRY_ASSIGN(Bytes complete, container::gif_with_metadata(*encoded, {file, {}}, {}));
    if (complete.size() < (best.empty() ? file : best).size()) best = std::move(complete);
  }
  return best.empty() ? std::move(file) : std::move(best);
}

Result<Candidate> shrink_gif(const Job& job) {
  TRY(container::check_gif_repackable(job.input, gif_edit(job.settings)));
  Reel reel(job.input);
  TRY(reel.open());
  return Shrinker(job, reel).run();
}

}  // namespace whittle::engine
