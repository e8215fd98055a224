#include "engine/formats/png_palette.h"

#include <algorithm>
#include <array>

#include "container/payload/mark.h"
#include "engine/effort.h"
#include "engine/formats/png_repack.h"
#include "engine/search/sample.h"
#include "engine/search/scorer.h"

namespace whittle::engine {
namespace {

using vips::ImagePtr;

/// Error diffusion by half is as good as the whole one on screenshots, and a fifth smaller.
constexpr double kNoDither = 0, kDither = 0.5;
/// SSIMULACRA2 points that dithering must gain to be worth its noise, which deflate cannot take.
constexpr double kDitherGain = 2;
/// Share of the lossless size that a palette must stay below: the least saving that loss is worth by default.
constexpr double kWorthLoss = 0.95;
/// No effort makes a PNG smaller than this share of what another one makes; from the screenshots and photographs.
constexpr double kEffortGain = 0.75;

/// Both bound the palette: libimagequant's quality, and bits an index.
struct Limits {
  int quality, bits = 8;
};
/// What a search tries. The quality alone leaves 256 colours to pictures that none of it suffices for.
constexpr std::array<Limits, 18> kSteps = {
    {{5, 4}, {10}, {20}, {30}, {40}, {50}, {60}, {65}, {70}, {75}, {80}, {84}, {88}, {91}, {94}, {96}, {98}, {100}}};
constexpr int kStepCount = static_cast<int>(kSteps.size());

struct Quantised {
  int quality = 0;
  Bytes bytes;  ///< deflated in a hurry
  metric::Score score;
};

/// Makes and judges palettes of one picture.
class Quantiser {
 public:
  /// `encoding` must outlive it.
  static Result<Quantiser> of(const Encoding& encoding) {
    TRY_ASSIGN(Scorer scorer, Scorer::of(encoding.prepared.image.get()));
    return Quantiser(encoding, std::move(scorer));
  }

  Result<Quantised> at(Limits limits, double dither) {
    if (passed(encoding_->job.deadline)) return timed_out();
    ++count_;
    const Variant variant{"png-palette",
                          {{"palette", 1},
                           {"bitdepth", limits.bits},
                           {"Q", limits.quality},
                           {"dither", dither},
                           {"effort", quantiser_effort(encoding_->job.settings.effort)},
                           {"compression", 6},
                           {"filter", VIPS_FOREIGN_PNG_FILTER_NONE}}};
    Quantised made{.quality = limits.quality, .bytes = {}, .score = {}};
    TRY_ASSIGN(made.bytes, save_with_metadata(*encoding_, variant));
    TRY_ASSIGN(const ImagePtr decoded, open_image(made.bytes, Format::png));
    TRY_ASSIGN(made.score, scorer_.score(decoded.get()));
    return made;
  }

  int count() const { return count_; }

 private:
  Quantiser(const Encoding& encoding, Scorer scorer) : encoding_(&encoding), scorer_(std::move(scorer)) {}

  const Encoding* encoding_;
  Scorer scorer_;
  int count_ = 0;
};

/// At one quality: dithered only where that shows.
Result<Quantised> at_quality(Quantiser& quantiser, int quality) {
  TRY_ASSIGN(Quantised plain, quantiser.at({quality}, kNoDither));
  TRY_ASSIGN(Quantised dithered, quantiser.at({quality}, kDither));
  const bool better = guarded(dithered.score) >= guarded(plain.score) + kDitherGain;
  const bool free = dithered.score.overall >= plain.score.overall && dithered.bytes.size() <= plain.bytes.size();
  return better || free ? std::move(dithered) : std::move(plain);
}

/// The lowest of kSteps that reaches `target`, found by walking from `start`; nullopt when even the last one
/// does not. Scores may dip between steps; what is returned has reached the target itself.
Result<std::optional<Quantised>> lowest_from(Quantiser& quantiser, double target, double dither, int start) {
  std::optional<Quantised> reached;
  for (int step = start; step >= 0 && step < kStepCount;) {
    TRY_ASSIGN(Quantised made, quantiser.at(kSteps[static_cast<std::size_t>(step)], dither));
    const bool enough = guarded(made.score) >= target;
    if (enough) reached = std::move(made);
    // Downwards while it is enough, upwards until it is.
    if (enough && step > start) break;
    if (!enough && (reached || step < start)) break;
    step += enough ? -1 : 1;
  }
  return reached;
}

/// The same by halving, for pictures that are cheap to try.
Result<std::optional<Quantised>> lowest(Quantiser& quantiser, double target, double dither) {
  std::optional<Quantised> reached;
  int below = -1, enough = kStepCount;  // steps
  for (int step = kStepCount - 1; below + 1 < enough; step = (below + enough) / 2) {
    TRY_ASSIGN(Quantised made, quantiser.at(kSteps[static_cast<std::size_t>(step)], dither));
    if (guarded(made.score) >= target) {
      enough = step;
      reached = std::move(made);
    } else {
      below = step;
    }
  }
  return reached;
}

struct Plan {
  double dither = kNoDither;
  int step = kStepCount - 1;
};

int step_of(int quality) {
  const auto* const step = std::find_if(kSteps.begin(), kSteps.end(), [&](Limits l) { return l.quality == quality; });
  return static_cast<int>(step - kSteps.begin());
}

/// With or without dithering, whichever reaches `target` in fewer bytes.
Result<std::optional<Quantised>> smallest(Quantiser& quantiser, double target, Plan* plan) {
  std::optional<Quantised> best;
  for (const double dither : {kNoDither, kDither}) {
    TRY_ASSIGN(std::optional<Quantised> made, lowest(quantiser, target, dither));
    if (!made || (best && best->bytes.size() <= made->bytes.size())) continue;
    best = std::move(made);
    if (plan != nullptr) *plan = {dither, step_of(best->quality)};
  }
  return best;
}

/// Big pictures ask a sample for the way first.
Result<std::optional<Quantised>> reach(const Encoding& encoding, Quantiser& quantiser, double target) {
  ImagePtr sample = sample_rows(encoding.prepared.image.get());
  if (!sample) return smallest(quantiser, target, nullptr);
  const Encoding part = part_of(encoding, std::move(sample));
  TRY_ASSIGN(Quantiser small, Quantiser::of(part));
  Plan plan{kDither, kStepCount - 1};
  TRY(smallest(small, target, &plan));
  return lowest_from(quantiser, target, plan.dither, plan.step);
}

/// A grey profile says nothing about a palette, and a palette is never grey.
bool has_grey_profile(const Encoding& encoding) {
  return encoding.prepared.image->Bands <= 2 &&
         encoding.prepared.edit.profile == container::MetadataEdit::Profile::keep && !encoding.blobs.icc.empty();
}

/// The picture without loss. Of a PNG by the engine that keeps also what decoding does not show.
Result<Candidate> without_loss(const Encoding& encoding, int effort) {
  const Settings settings =
      with(with(encoding.job.settings, &Settings::fidelity, Fidelity::lossless), &Settings::effort, effort);
  if (!keeps_png_pixels(encoding.job.facts, settings)) return encode(encoding, settings);
  const Job job{encoding.job.input, encoding.job.facts, settings, encoding.job.deadline};
  return repack_png(job);
}

/// `chosen` with its mark, as small as the effort allows.
Result<Candidate> finished(const Encoding& encoding, Quantised chosen) {
  const Settings& settings = encoding.job.settings;
  container::MetadataEdit edit = encoding.prepared.edit;
  if (settings.mark == Mark::yes)
    edit.mark = container::to_text({common_quality(settings, chosen.quality), chosen.score.overall});
  TRY_ASSIGN(Bytes marked, container::with_metadata(Format::png, std::move(chosen.bytes), encoding.metadata, edit));
  Candidate candidate;
  TRY_ASSIGN(candidate.bytes, recode_png(std::move(marked), settings, encoding.job.deadline));
  TRY(check_encoded(encoding, candidate.bytes, Fidelity::lossy));
  candidate.engine = "png-palette";
  candidate.quality = chosen.quality;
  candidate.score = chosen.score.overall;
  candidate.verified = true;  // the score is that of pixels that the last step compares
  return candidate;
}

/// The best palette that fits the size, or the last that was tried.
Result<Candidate> fit(const Encoding& encoding, Quantiser& quantiser, std::size_t limit) {
  constexpr int kStep = 10;
  const Settings& settings = encoding.job.settings;
  for (int quality = settings.quality;; quality = std::max(settings.min_quality, quality - kStep)) {
    TRY_ASSIGN(Quantised made, at_quality(quantiser, quality));
    const bool last = quality <= settings.min_quality;
    if (!last && kEffortGain * static_cast<double>(made.bytes.size()) > static_cast<double>(limit)) continue;
    TRY_ASSIGN(Candidate candidate, finished(encoding, std::move(made)));
    if (last || candidate.bytes.size() <= limit) return candidate;
  }
}

bool saves_enough(double palette, double lossless) {
  return palette < kWorthLoss * lossless;
}

}  // namespace

bool can_quantise(const container::Header& facts) {
  return facts.depth <= 8 && facts.frames <= 1 && facts.apng == container::Has::no;
}

Result<Candidate> encode_palette(const Encoding& encoding) {
  const Settings& settings = encoding.job.settings;
  const auto lossless = [&]() -> Result<Candidate> {
    TRY_ASSIGN(Candidate exact, without_loss(encoding, settings.effort));
    if (settings.target_score) exact.score = 100;
    return exact;
  };
  if (encoding.prepared.image->BandFmt != VIPS_FORMAT_UCHAR || has_grey_profile(encoding)) return lossless();
  std::optional<Candidate> exact;
  if (settings.loss == Loss::to_fit) {
    TRY_ASSIGN(exact, lossless());
    if (exact->bytes.size() <= *settings.max_bytes) return std::move(*exact);
  }
  const auto size = [](const Candidate& candidate) { return static_cast<double>(candidate.bytes.size()); };
  TRY_ASSIGN(const Candidate quick, without_loss(encoding, 0));
  TRY_ASSIGN(Quantiser quantiser, Quantiser::of(encoding));
  std::optional<Quantised> chosen;
  if (settings.target_score) {
    TRY_ASSIGN(chosen, reach(encoding, quantiser, *settings.target_score));
  } else {
    TRY_ASSIGN(chosen, at_quality(quantiser, settings.quality));
  }
  std::optional<Candidate> palette;
  if (chosen && saves_enough(kEffortGain * static_cast<double>(chosen->bytes.size()), size(quick))) {
    TRY_ASSIGN(palette, finished(encoding, std::move(*chosen)));
  }
  const bool certain = palette && saves_enough(size(*palette), kEffortGain * size(quick));
  if (!certain && !exact) {
    TRY_ASSIGN(exact, lossless());
  }
  Candidate best =
      palette && (!exact || saves_enough(size(*palette), size(*exact))) ? std::move(*palette) : std::move(*exact);
  if (settings.max_bytes && best.bytes.size() > *settings.max_bytes) {
    TRY_ASSIGN(Candidate fitted, fit(encoding, quantiser, *settings.max_bytes));
    if (fitted.bytes.size() < best.bytes.size()) best = std::move(fitted);
  }
  best.encodes = quantiser.count();
  return best;
}

}  // namespace whittle::engine
