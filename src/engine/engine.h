#pragma once
// The contract of all engines: bytes + facts + settings -> candidates.
//
// An engine is a pure function. It opens no files, starts no threads of its own, keeps no state between jobs but what
// it is handed for that (`Kept`), which changes no result; what it says beside its result are debug lines. That is what
// lets the same code run in a worker process, in-process and under a fuzzer. Errors are values; exceptions and longjmp
// end inside the engine's own file.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "container/header.h"
#include "whittle/options.h"

namespace whittle::engine {

enum class Fidelity { lossless, lossy };
/// Why a job is lossy: `-q` wants it; or it is only suffered where nothing else fits `max_bytes`.
enum class Loss { wanted, to_fit };
enum class Mark { no, yes };

/// Everything an engine may want to know about what is asked; decided in plan/settings, the same for a whole job.
struct Settings {
  Format format = Format::unknown;  ///< of the output
  Fidelity fidelity = Fidelity::lossless;
  int quality = 80;                        ///< the encoder's, 1-100; with `max_bytes` the highest that is tried
  std::optional<int> asked_quality;        ///< on the scale of all formats, where `quality` was asked for on that
  std::optional<double> target_score;      ///< SSIMULACRA2 to reach, instead of `quality`
  std::optional<std::uint64_t> max_bytes;  ///< largest output: the quality is lowered until it fits
  int min_quality = 40;                    ///< how far down for `max_bytes`; the encoder's, too
  Loss loss = Loss::wanted;
  Mark mark = Mark::yes;
  int effort = 5;  ///< 0-9
  MetadataSet strip = 0;
  IccPolicy icc = IccPolicy::keep;
  bool baseline = false;  ///< JPEG in one sequential scan
  std::optional<Resize> resize;
  std::optional<Colour> background;
  std::uint64_t max_pixels = 268'000'000;
};

/// `settings` with one member changed: with(settings, &Settings::quality, 80).
template <typename T>
Settings with(Settings settings, T Settings::*member, std::type_identity_t<T> value) {
  settings.*member = value;
  return settings;
}

struct Decoded;  ///< pixels of an input, in memory
/// Where jobs of one input, one after the other, leave for the next what all of them need.
struct Kept {
  std::shared_ptr<const Decoded> decoded;
};

/// One piece of encoding. The views, references and pointers must outlive the call only.
struct Job {
  ByteView input;                  ///< the whole file; container already found intact
  const container::Header& facts;  ///< of `input`
  const Settings& settings;
  std::optional<std::chrono::steady_clock::time_point> deadline = {};  ///< obeyed where the codec can be stopped
  std::optional<int> shrink = {};  ///< at which fraction the input is decoded; none: as `decode_shrink` has it
  Kept* kept = nullptr;
};

/// One possible output of a job.
struct Candidate {
  Bytes bytes;
  std::string engine;           ///< who made it, "png-lossless"
  std::optional<int> quality;   ///< encoder quality when lossy
  std::optional<double> score;  ///< SSIMULACRA2 of the bytes, when measured
  int encodes = 1;              ///< that it took to find the quality
  bool verified = false;        ///< decoded again and found equal to what was to be encoded
  bool makeshift = false;       ///< something that might have been better could not be tried
  bool recoloured = false;      ///< its colours are those of the source as sRGB, in other numbers
  bool has_position = false;    ///< converted, and its metadata says where the picture was taken

  /// Says that nothing was lost, whatever the job allowed.
  bool is_exact() const { return verified && !quality; }
};

/// Whether `a` is worth more than `b`, both of one picture: what reaches `target` before what does not, then the
/// smaller one.
inline bool is_better(const Candidate& a, const Candidate& b, std::optional<double> target) {
  const auto misses = [&](const Candidate& c) { return target && c.score && *c.score < *target; };
  if (misses(a) != misses(b)) return misses(b);
  return a.bytes.size() < b.bytes.size();
}

/// What this build cannot do, found without reading pixels: nullopt when `run` may try the job. Used by plan (so that
/// `--list` and rows say why) and by `run` itself. Reasons: unsupported-format, unsupported, animated-unsupported,
/// signed, gain-map, extras, depth-unsupported, too-small, too-large.
std::optional<Error> refuse(const container::Header& facts, const Settings& settings);

/// Whether the job is for an engine that works on the file itself and calls no libvips (engine/repack.h).
bool is_repack(const container::Header& facts, const Settings& settings);

inline constexpr int kMostShrink = 8;
/// At which fraction of its size the job may decode its source: 1, or 2, 4 or 8 where that is enough for a smaller
/// result; nullopt: it decodes no pixels. What is made of pixels decoded at another is another file, as good with any
/// smaller number.
std::optional<int> decode_shrink(const container::Header& facts, const Settings& settings);

/// The best candidate for the job: the smallest that passed its check. In lossless mode every candidate has been
/// decoded and all pixels and frames, or for JPEG all coefficients, compared. The caller decides whether it is worth
/// writing. Never throws.
Result<Candidate> run(const Job& job);

/// Whether `candidate` shows exactly what `job` was to show: opened and compared as `run` does in lossless mode, but by
/// itself, so that another process can check what one that may have been taken over says. Errors: verification-failed,
/// corrupt, and those of `run`. Never throws.
Status compare(const Job& job, ByteView candidate);

/// Both for a program without libvips: jobs of which `is_repack` holds, and that `refuse` lets through, as it has been
/// asked before. Errors: also unsupported, for another format.
Result<Candidate> run_repack(const Job& job);
Status compare_repack(const Job& job, ByteView candidate);
/// Of such a program, before it forks.
Status start_repacks();

/// For a process that will run one job at a time and has not called anything here: gets ready without starting a
/// thread, so that it can fork. Error texts then quote the codecs.
Status start_single();
/// Initialises the codecs, once. Errors: why no image can be decoded here.
Status start();

/// What encoding takes, measured for a 2.8 MP photograph.
struct PixelCost {
  double bytes = 4;             ///< peak memory a pixel
  double ms_per_megapixel = 1;  ///< on one core; only ratios matter
  double exact_bytes = 0;       ///< a pixel more where a lossy job tries a drawing without loss, too
  /// What a search for a score adds: the prepared reference, a candidate's pixels; and how many encodes of the whole
  /// and of samples it takes, with scoring. Measured at 33 megapixels.
  struct Search {
    double bytes = 41;  ///< a pixel; 0 when it is part of the above
    double encodes = 3;
  } search = {};
};
PixelCost pixel_cost(const Settings& settings);

/// Whether the encoder of `format` has a quality that can be searched for a score.
bool can_search(Format format);
/// Whether `format` is one that we write but never without loss from pixels.
bool is_always_lossy(Format format);
/// What `-f auto` tries beside the format that a file has, best first.
std::vector<Format> offered_formats(Fidelity fidelity);

/// `-q N` means one thing in all formats: the look of libjpeg's quality N (quality_scale.cc). The number with which the
/// encoder of `format` has it, 1-100, as near as it can.
int encoder_quality(Format format, int effort, int quality);
/// What an encoder's number amounts to on that scale, 1-100.
int common_quality(Format format, int effort, int encoder_quality);
/// The same in a job with `settings`: of the quality that was asked for, exactly that.
int common_quality(const Settings& settings, int encoder_quality);

/// Formats that this build decodes / encodes, in the order of kTargetFormats.
const std::vector<Format>& readable_formats();
const std::vector<Format>& writable_formats();

/// Of the linked libvips: "8.18.7".
std::string libvips_version();
/// What this build lacks, a line each.
std::vector<std::string> build_notes();

}  // namespace whittle::engine
