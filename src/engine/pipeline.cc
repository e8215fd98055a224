// Every format takes the same way, and only the arguments of the saver differ. What must never differ is the promise: a
// result that is called lossless has been opened again from its final bytes and compared with the pixels that were to
// be encoded.
//
// Lossy results are opened again as far as the header: size, frames and timing. Decoding all their pixels would cost
// 3-6 % of the time and prove little, so `verified` stays false for them unless the metric has measured them.

#include "engine/pipeline.h"

#include <memory>

#include "engine/choose.h"
#include "engine/curves.h"
#include "engine/jpeg.h"
#include "engine/png_repack.h"
#include "engine/prepare.h"
#include "engine/sample.h"
#include "engine/save.h"
#include "engine/score.h"
#include "image/decode.h"
#include "image/equal.h"
#include "image/geometry.h"
#include "image/metadata.h"
#include "image/webp_frames.h"
#include "metric/search.h"

namespace whittle::engine {
namespace {

using image::ImagePtr;

struct Work {
  const Job& job;
  const FormatRow& row;
  bool exact;                    // the encoded pixels must be the prepared ones
  bool searches = false;         // they are encoded more than once
  image::MetadataBlobs blobs{};  // of the source, as it has them
  Prepared prepared{};
  image::MetadataSource metadata{};
  std::unique_ptr<JpegPicture> jpeg{};  // when the output is a JPEG
};

Error damaged(std::string message) {
  return make_error(Category::corrupt, Reason::corrupt, std::move(message));
}

// The header was read by our own code and the pixels by the decoder's: where they disagree, one of them was deceived.
Status check_facts(VipsImage* image, const Job& job, int shrink) {
  const auto frames = static_cast<std::uint32_t>(image::frame_count(image));
  if (job.facts.format != Format::avif && frames != job.facts.frames) {
    return damaged("the header announces " + std::to_string(job.facts.frames) + " frames, the decoder finds " +
                   std::to_string(frames));
  }
  const bool same_size = image->Xsize == static_cast<int>(job.facts.width) &&
                         image::frame_height(image) == static_cast<int>(job.facts.height);
  if (job.facts.format != Format::avif && shrink == 1 && !same_size) {
    return damaged("the header and the decoder disagree about the size");
  }
  return {};
}

// The largest fraction at which a JPEG may be decoded on its way to a smaller size. The decoder shrinks with a box
// filter, so a factor of two at least is left to the resampler.
int shrink_for(const Job& job, const FormatRow& row) {
  if (job.facts.format != Format::jpeg || !job.settings.resize || codes_exactly(row, job.settings)) return 1;
  const image::Size from = image::oriented_size(job.facts), to = image::output_size(job.facts, job.settings.resize);
  for (const std::uint32_t shrink : {8u, 4u, 2u}) {
    if (from.width / to.width >= 2 * shrink && from.height / to.height >= 2 * shrink) return static_cast<int>(shrink);
  }
  return 1;
}

Result<ImagePtr> decode(Work& work) {
  const Job& job = work.job;
  image::DecodeOptions options;
  options.max_pixels = job.settings.max_pixels;
  options.shrink = shrink_for(job, work.row);
  TRY_ASSIGN(ImagePtr image, image::open_image(job.input, job.facts.format, options));
  TRY(check_facts(image.get(), job, options.shrink));
  work.blobs = image::read_blobs(image.get());
  return image;
}

// Formats whose metadata goes through libvips; in the others it is put back by our own code.
Written written_by_libvips(const Work& work) {
  const Format format = work.row.format;
  const bool own = format == Format::jpeg || format == Format::webp || format == Format::gif;
  // In a PNG from elsewhere libvips writes, and compresses, the profile.
  return own || (format == Format::png && work.job.facts.format == Format::png) ? Written::nothing
                                                                                : Written::what_is_there;
}

// A handle of the pixels with just those metadata fields that the saver is to write.
Result<ImagePtr> with_fields(VipsImage* source, const Work& work) {
  image::Operation copy("copy");
  copy.set("in", source);
  if (!copy.run())
    return image::vips_failure(Category::processing, Reason::processing_failed, "the image cannot be saved");
  ImagePtr image = copy.image();
  const image::MetadataEdit& edit = work.prepared.edit;
  const bool tiff = work.row.format == Format::tiff;
  const bool keep_iptc = tiff && work.job.facts.format == Format::tiff && !edit.strips(Metadata::iptc);
  const auto iptc = image::blob_field(source, VIPS_META_IPTC_NAME),
             photoshop = image::blob_field(source, VIPS_META_PHOTOSHOP_NAME);
  image::clear_metadata(image.get());
  if (written_by_libvips(work) == Written::nothing) return image;
  image::MetadataBlobs blobs = image::edited(work.blobs, edit);
  if (work.row.format == Format::png || tiff) blobs.exif.clear();  // PNG: ours; TIFF: libvips cannot
  image::write_blobs(image.get(), blobs);
  if (keep_iptc && !iptc.empty()) vips_image_set_blob_copy(image.get(), VIPS_META_IPTC_NAME, iptc.data(), iptc.size());
  if (keep_iptc && !photoshop.empty()) {
    vips_image_set_blob_copy(image.get(), VIPS_META_PHOTOSHOP_NAME, photoshop.data(), photoshop.size());
  }
  if (tiff) {
    const int stated = image::int_field(source, VIPS_META_ORIENTATION, 1);
    vips_image_set_int(image.get(), VIPS_META_ORIENTATION, edit.orientation ? *edit.orientation : stated);
  }
  return image;
}

// A saver cannot tell bad pixels from a failure of its own; the pixels can be asked.
Error blame(const Work& work, Error error) {
  if (error.reason != Reason::processing_failed) return error;
  image::DecodeOptions options;
  options.max_pixels = work.job.settings.max_pixels;
  auto image = image::open_image(work.job.input, work.job.facts.format, options);
  if (!image) return std::move(image).error();
  auto memory = image::to_memory(image->get(), "the pixels cannot be decoded");
  return memory ? error : std::move(memory).error();
}

Status check(const Work& work, ByteView bytes, bool exact) {
  if (passed(work.job.deadline)) return timed_out();
  image::DecodeOptions options;
  options.max_pixels = work.job.settings.max_pixels;
  auto opened = image::open_image(bytes, work.row.format, options);
  if (!opened)
    return make_error(Category::processing, Reason::verification_failed, "the encoded image cannot be opened");
  VipsImage* expected = work.prepared.image.get();
  if (!exact) return image::compare_layout(expected, opened->get());
  const ByteView profile = image::blob_field(expected, VIPS_META_ICC_NAME);
  const ByteView written = image::blob_field(opened->get(), VIPS_META_ICC_NAME);
  const bool keeps_profile =
      work.prepared.edit.profile == image::MetadataEdit::Profile::keep && work.row.profile == Can::yes;
  if (keeps_profile && !std::equal(profile.begin(), profile.end(), written.begin(), written.end())) {
    return make_error(Category::processing, Reason::verification_failed,
                      "the encoded image has another colour profile");
  }
  return image::compare_images(expected, opened->get());
}

Error too_many_colours() {
  return make_error(Category::validation, Reason::unsupported, "has more colours than GIF can hold exactly: add -q");
}

// A result that is not the original is a defect of the encoder, except where the format or the library is known not to
// be able.
Error explain(const Work& work, Error error) {
  if (error.reason != Reason::verification_failed) return error;
  const auto unsupported = [](std::string message) {
    return make_error(Category::validation, Reason::unsupported, std::move(message));
  };
  if (work.row.format == Format::gif && work.job.facts.format != Format::gif) return too_many_colours();
  if (work.row.format == Format::gif) return unsupported("no repack reproduces all frames of this GIF exactly");
  if (work.row.format == Format::webp && !image::has_argument(work.row.saver, "exact")) {
    return unsupported("has colours under full transparency, which this build's WebP encoder drops");
  }
  return error;
}

Result<std::vector<Bytes>> encode_all(const Work& work, const std::vector<Variant>& variants) {
  TRY_ASSIGN(const ImagePtr image, with_fields(work.prepared.image.get(), work));
  std::vector<Bytes> encodings;
  for (const Variant& variant : variants) {
    auto saved = save(image.get(), work.row, variant, written_by_libvips(work), work.job.deadline);
    if (!saved) return blame(work, std::move(saved).error());
    Bytes bytes = std::move(saved).value();
    if (work.row.format == Format::webp && image::frame_count(image.get()) > 1) {
      TRY_ASSIGN(bytes, image::restore_webp_frames(bytes, image::int_list_field(image.get(), "delay")));
    }
    TRY_ASSIGN(Bytes complete,
               image::with_metadata(work.row.format, std::move(bytes), work.metadata, work.prepared.edit));
    if (work.row.format == Format::png) {
      TRY_ASSIGN(complete, recode_png(std::move(complete), work.job.settings, work.job.deadline));
    }
    encodings.push_back(std::move(complete));
  }
  return encodings;
}

/// `candidate` with the mark that says what was done.
Result<Candidate> marked(const Work& work, Candidate candidate) {
  if (work.exact || work.job.settings.mark == Mark::no || !candidate.quality) return candidate;
  image::MetadataEdit edit = work.prepared.edit;
  edit.mark = image::to_text({*candidate.quality, candidate.score});
  TRY_ASSIGN(candidate.bytes, image::with_metadata(work.row.format, std::move(candidate.bytes), work.metadata, edit));
  return candidate;
}

Settings without_loss(const Settings& settings) {
  Settings changed = settings;
  changed.fidelity = Fidelity::lossless;
  return changed;
}

Settings with_quality(const Settings& settings, int quality) {
  Settings changed = settings;
  changed.quality = quality;
  return changed;
}

Result<Candidate> encode_jpeg(const Work& work, const Settings& settings) {
  if (passed(work.job.deadline)) return timed_out();
  const jpeg::Coefficients coefficients = work.searches ? work.jpeg->at(settings.quality, settings.effort)
                                                        : work.jpeg->last_at(settings.quality, settings.effort);
  TRY_ASSIGN(Bytes bytes, write_lossy_jpeg(coefficients, settings, work.job.deadline));
  Candidate candidate;
  TRY_ASSIGN(candidate.bytes, image::with_metadata(Format::jpeg, std::move(bytes), work.metadata, work.prepared.edit));
  TRY(check(work, candidate.bytes, false));
  candidate.engine = "jpeg-lossy";
  candidate.quality = settings.quality;
  return candidate;
}

/// The smallest encoding that passed its check.
Result<Candidate> encode_with(const Work& work, const Settings& settings) {
  if (work.jpeg && settings.fidelity == Fidelity::lossy) return encode_jpeg(work, settings);
  const bool exact = codes_exactly(work.row, settings);
  const std::vector<Variant> variants =
      work.row.variants({work.prepared.image.get(), work.job.facts, settings, work.job.input});
  if (variants.empty()) return too_many_colours();
  TRY_ASSIGN(std::vector<Bytes> encodings, encode_all(work, variants));
  auto chosen = choose(std::move(encodings), [&](ByteView bytes) { return check(work, bytes, exact); });
  if (!chosen) return explain(work, std::move(chosen).error());
  Candidate candidate;
  candidate.bytes = std::move(chosen->bytes);
  candidate.engine = variants[chosen->index].engine;
  candidate.verified = exact;
  if (!exact) candidate.quality = settings.quality;
  return candidate;
}

const metric::Curve& curve_for(const Work& work) {
  return curve_of(work.row.format, content_of(work.prepared.image.get()));
}

/// What counts in a search: the score, or less when a corner is ruined that an average hides.
double guarded(const metric::Score& score) {
  return std::min(score.overall, score.worst_tile + kTileMargin);
}

/// An encode and its score. Where the pixels can be had without the bytes, there are no bytes.
struct Probe {
  Candidate candidate;
  metric::Score score;
};

Result<Probe> probe(const Work& work, const Scorer& scorer, int quality) {
  const Settings settings = with_quality(work.job.settings, quality);
  Probe made;
  if (work.jpeg) {
    if (passed(work.job.deadline)) return timed_out();
    made.candidate.quality = quality;
    const jpeg::Coefficients& coefficients = work.jpeg->at(settings.quality, settings.effort);
    TRY_ASSIGN(const ImagePtr shown, preview(coefficients, work.prepared.image.get()));
    TRY_ASSIGN(made.score, scorer.score(shown.get()));
  } else {
    TRY_ASSIGN(made.candidate, encode_with(work, settings));
    TRY_ASSIGN(const ImagePtr decoded, image::open_image(made.candidate.bytes, work.row.format));
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
    TRY_ASSIGN(Probe made, probe(work_, *scorer_, quality));
    const metric::Attempt attempt{quality, guarded(made.score), made.candidate.bytes.size()};
    made_.push_back(std::move(made.candidate));
    return attempt;
  }

  Result<metric::Attempt> sized(int quality) {
    TRY_ASSIGN(Candidate candidate, encode_with(work_, with_quality(work_.job.settings, quality)));
    const metric::Attempt attempt{quality, 0, candidate.bytes.size()};
    made_.push_back(std::move(candidate));
    return attempt;
  }

  /// The candidate of the attempt that the search chose, with its bytes and, where there is a scorer, its score.
  Result<Candidate> take(const metric::SearchResult& result) {
    Candidate best = std::move(made_[result.best]);
    const std::optional<double> score = best.score;
    if (best.bytes.empty()) {
      TRY_ASSIGN(best, encode_with(work_, with_quality(work_.job.settings, *best.quality)));
    }
    if (scorer_ != nullptr) TRY(measure(best, score));
    best.encodes = static_cast<int>(made_.size());
    return best;
  }

 private:
  /// The score of the finished file. `known`: of the same pixels, be it those of the file's bytes or, of a JPEG, of the
  /// coefficients that the file was compared with.
  Status measure(Candidate& candidate, std::optional<double> known) {
    if (known) {
      candidate.score = known;
    } else {
      TRY_ASSIGN(const ImagePtr decoded, image::open_image(candidate.bytes, work_.row.format));
      TRY_ASSIGN(const metric::Score score, scorer_->score(decoded.get()));
      candidate.score = score.overall;
    }
    candidate.verified = true;
    return {};
  }

  const Work& work_;
  const Scorer* const scorer_;
  std::vector<Candidate> made_;
};

/// Encodes of a sample of the picture, for finding the way.
class SampleProber {
 public:
  /// nullopt when there is no sample of this picture.
  static Result<std::optional<SampleProber>> of(const Work& work) {
    if (image::frame_count(work.prepared.image.get()) > 1) return std::optional<SampleProber>();
    ImagePtr sample = sample_rows(work.prepared.image.get());
    if (!sample) return std::optional<SampleProber>();
    TRY_ASSIGN(Scorer scorer, Scorer::of(sample.get()));
    Work part{.job = work.job, .row = work.row, .exact = false, .searches = true};
    part.prepared.image = std::move(sample);
    if (work.jpeg) {
      TRY_ASSIGN(JpegPicture picture, JpegPicture::of(part.prepared.image.get(), work.job, Pixels::changed));
      part.jpeg = std::make_unique<JpegPicture>(std::move(picture));
    }
    return std::optional<SampleProber>(SampleProber(std::move(part), std::move(scorer)));
  }

  Result<metric::Attempt> operator()(int quality) const {
    TRY_ASSIGN(const Probe made, probe(part_, scorer_, quality));
    return metric::Attempt{quality, guarded(made.score), made.candidate.bytes.size()};
  }

  /// Whether the sample says that the picture may be smaller without loss than at `quality`.
  bool favours_lossless(int quality) const {
    constexpr double kDoubt = 1.2;  // a sample is not the whole
    const Result<Candidate> lossy = encode_with(part_, with_quality(part_.job.settings, quality));
    const Result<Candidate> lossless = encode_with(part_, without_loss(part_.job.settings));
    return lossy.ok() && lossless.ok() &&
           static_cast<double>(lossless->bytes.size()) < kDoubt * static_cast<double>(lossy->bytes.size());
  }

 private:
  SampleProber(Work part, Scorer scorer) : part_(std::move(part)), scorer_(std::move(scorer)) {}

  Work part_;
  Scorer scorer_;
};

Error too_large_at_least(std::size_t bytes, const Settings& settings) {
  return make_error(Category::limit, Reason::too_large,
                    "is " + std::to_string(bytes) + " bytes at quality " + std::to_string(settings.min_quality) +
                        ", more than --max-size");
}

Result<Candidate> fit(const Work& work, const Scorer* scorer, int most) {
  const Settings& settings = work.job.settings;
  Prober prober(work, scorer);
  const std::size_t reserved = settings.mark == Mark::yes ? image::kMaxMarkBytes : 0;
  const std::size_t limit = std::max<std::uint64_t>(*settings.max_bytes, reserved) - reserved;
  const double pixels = static_cast<double>(work.prepared.image->Xsize) * work.prepared.image->Ysize;
  TRY_ASSIGN(const metric::SearchResult found,
             metric::fit_size(curve_for(work), limit, pixels, {std::min(settings.min_quality, most), most},
                              [&](int quality) { return prober.sized(quality); }));
  if (!found.reached) return too_large_at_least(found.attempts[found.best].bytes, settings);
  return prober.take(found);
}

/// Drawings are often smaller without loss than with little of it.
Result<Candidate> or_lossless(const Work& work, const std::optional<SampleProber>& sample, Candidate lossy) {
  const bool reached = !lossy.score || *lossy.score >= *work.job.settings.target_score;
  const bool likely = content_of(work.prepared.image.get()) == Content::graphic || !reached;
  if (work.row.lossless == Can::no || !likely) return lossy;
  if (sample && !sample->favours_lossless(*lossy.quality)) return lossy;
  Result<Candidate> lossless = encode_with(work, without_loss(work.job.settings));
  if (!lossless.ok() || lossless->bytes.size() >= lossy.bytes.size()) return lossy;
  lossless->score = 100;
  lossless->encodes = lossy.encodes;
  return lossless;
}

/// The smallest file that reaches the score, or the best one that fits the size.
Result<Candidate> search(const Work& work) {
  const Settings& settings = work.job.settings;
  if (!settings.target_score) return fit(work, nullptr, settings.quality);
  TRY_ASSIGN(const Scorer scorer, Scorer::of(work.prepared.image.get()));
  Prober prober(work, &scorer);
  TRY_ASSIGN(const std::optional<SampleProber> sample, SampleProber::of(work));
  TRY_ASSIGN(const metric::SearchResult found, metric::reach_score(
                                                   curve_for(work), *settings.target_score, {1, settings.quality},
                                                   [&](int quality) { return prober.scored(quality); },
                                                   sample ? metric::TryQuality(std::cref(*sample)) : nullptr));
  TRY_ASSIGN(Candidate chosen, prober.take(found));
  TRY_ASSIGN(Candidate best, or_lossless(work, sample, std::move(chosen)));
  if (!settings.max_bytes || best.bytes.size() <= *settings.max_bytes) return best;
  return fit(work, &scorer, best.quality.value_or(settings.quality));
}

/// The source decoded and turned into what is to be encoded, and whether that changed the pixels.
Result<Pixels> open_and_prepare(Work& work) {
  TRY_ASSIGN(ImagePtr source, decode(work));
  const VipsImage* const decoded = source.get();
  TRY_ASSIGN(work.prepared, prepare(std::move(source), work.job, work.row));
  const ByteView profile = image::blob_field(work.prepared.image.get(), VIPS_META_ICC_NAME);
  work.blobs.icc.assign(profile.begin(), profile.end());  // may be one that preparing has made
  return work.prepared.image.get() == decoded ? Pixels::as_decoded : Pixels::changed;
}

}  // namespace

Status compare_with_source(const Job& job, ByteView candidate) {
  const FormatRow& row = *find_row(job.settings.format);
  Work work{.job = job, .row = row, .exact = codes_exactly(row, job.settings)};
  TRY(open_and_prepare(work));
  return check(work, candidate, true);
}

Result<Candidate> run_pipeline(const Job& job) {
  const FormatRow& row = *find_row(job.settings.format);
  Work work{.job = job, .row = row, .exact = codes_exactly(row, job.settings)};
  TRY_ASSIGN(const Pixels pixels, open_and_prepare(work));

  const bool same_format = job.facts.format == row.format;
  if (same_format && row.format == Format::tiff) TRY(image::check_tiff_repackable(job.input, work.prepared.edit));
  work.metadata = same_format ? image::MetadataSource{job.input, {}} : image::MetadataSource{{}, work.blobs};
  if (work.exact || row.format == Format::gif || job.settings.target_score ||
      job.settings.max_bytes) {  // read more than once
    TRY_ASSIGN(work.prepared.image, image::to_memory(work.prepared.image.get(), "the pixels cannot be decoded"));
  }

  if (row.format == Format::jpeg) {
    TRY_ASSIGN(JpegPicture picture, JpegPicture::of(work.prepared.image.get(), job, pixels));
    work.jpeg = std::make_unique<JpegPicture>(std::move(picture));
  }

  work.searches = !work.exact && (job.settings.target_score || job.settings.max_bytes);
  if (!work.exact) work.prepared.edit.marks = image::MetadataEdit::Marks::drop;
  TRY_ASSIGN(Candidate candidate, work.searches ? search(work) : encode_with(work, job.settings));
  return marked(work, std::move(candidate));
}

}  // namespace whittle::engine
