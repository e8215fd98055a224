#pragma once
// What the caller wants. Nothing is resolved here: `std::nullopt` means "decide for me", and
// `optimize` decides once, before any work. Value types; a copy may be used from any thread.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "whittle/format.h"

namespace whittle {

class Configuration;  // whittle/configuration.h

/// Metadata that can be removed or kept by kind. A set is the bitwise-or of `bit(kind)`.
enum class Metadata : std::uint16_t {
  exif = 1,
  gps = 2,
  xmp = 4,
  iptc = 8,
  icc = 16,
  thumb = 32,
  comment = 64,
  copyright = 128,    ///< who made it and whose it is, in EXIF, IPTC, XMP and PNG text; stays when only those go
  credentials = 256,  ///< C2PA and other JUMBF, signatures: while they stay, the file is left alone
  extras = 512        ///< what belongs to the picture beside it: gain map, film, sound, depth map, other pictures
};
using MetadataSet = std::uint16_t;
constexpr MetadataSet bit(Metadata kind) {
  return static_cast<MetadataSet>(kind);
}
/// All but the extras, which are no metadata: then also what PNG says about print size, suggested palettes and the
/// background of whoever has none. The orientation never goes.
inline constexpr MetadataSet kAllMetadata = 511;
constexpr bool is_all(MetadataSet set) {
  return (set & kAllMetadata) == kAllMetadata;
}
/// `-s`: everything but colour profile, copyright and credentials.
inline constexpr MetadataSet kSafeStrip =
    kAllMetadata & ~(bit(Metadata::icc) | bit(Metadata::copyright) | bit(Metadata::credentials));

/// `--resize`: which box the picture must fit. Pixels unless `kind` is percent.
struct Resize {
  enum class Kind { box, long_edge, short_edge, percent };
  Kind kind = Kind::box;
  std::uint32_t width = 0;   ///< box: 0 = free
  std::uint32_t height = 0;  ///< box: 0 = free
  double value = 0;          ///< long_edge, short_edge: pixels; percent: 50 = half of each side
  bool enlarge = false;      ///< "!": may become larger than the input
  friend bool operator==(const Resize&, const Resize&) = default;
};

/// `--min-savings`: a share of the input's bytes, or bytes.
struct MinSavings {
  enum class Unit { bytes, percent };
  Unit unit = Unit::bytes;
  double value = 1;
  friend bool operator==(const MinSavings&, const MinSavings&) = default;
};

/// `--memory`: an absolute budget in bytes, or a share of what is available.
struct MemoryLimit {
  enum class Unit { bytes, percent };
  Unit unit = Unit::bytes;
  double value = 0;
  friend bool operator==(const MemoryLimit&, const MemoryLimit&) = default;
};

struct Colour {
  std::uint8_t red = 0, green = 0, blue = 0;
  friend bool operator==(const Colour&, const Colour&) = default;
};

/// `-q`: what loss is allowed.
struct Quality {
  enum class Kind { number, encoder, score };
  Kind kind = Kind::number;
  /// number: 1-100, in every format the look of libjpeg's quality of that number; encoder: 1-100, the encoder's own
  /// number, for one format; score: the SSIMULACRA2 that each picture is to reach, below 100.
  double value = 80;

  Quality() = default;
  Quality(int number) : value(number) {}  // NOLINT: a number is a quality
  static Quality reaching(double score) {
    Quality quality;
    quality.kind = Kind::score;
    quality.value = score;
    return quality;
  }
  static Quality of_encoder(int number) {
    Quality quality(number);
    quality.kind = Kind::encoder;
    return quality;
  }
  friend bool operator==(const Quality&, const Quality&) = default;
};

enum class Mode { write, check, dry_run, list };
enum class Overwrite { always, never, older, changed };  ///< changed: what has other bytes
enum class IccPolicy { keep, srgb };
enum class FollowLinks { no, yes };

/// Where results go. `in_place` replaces the inputs; `path` is a directory, a file or "-" (stdout).
struct InPlace {
  friend bool operator==(const InPlace&, const InPlace&) = default;
};
struct OutputPath {
  std::string path;
  friend bool operator==(const OutputPath&, const OutputPath&) = default;
};
using Destination = std::variant<std::monostate, InPlace, OutputPath>;

struct Options {
  // What to process
  std::vector<std::string> paths;  ///< files, directories (walked) or "-" (one image on stdin); bytes, any encoding
  std::optional<std::string> files_from;  ///< file with a path a line, or "-" for stdin
  bool null_separated = false;            ///< NUL instead of newline in `files_from`
  bool ignore_missing = false;            ///< what `files_from` names and is not there is no failure
  std::vector<std::string> exclude;       ///< gitignore-style globs
  std::vector<Format> only;               ///< empty: all
  std::optional<int> max_depth;           ///< 1 = only the entries of each named directory
  bool hidden = false;                    ///< also names that start with a dot
  bool ignore_files = true;               ///< honour .gitignore and .ignore
  FollowLinks follow = FollowLinks::no;   ///< follow symbolic links to directories
  bool one_file_system = false;
  std::shared_ptr<const Configuration> configuration;  ///< understands whittle.toml; null: none is looked for
  std::optional<std::string> config_file;  ///< this one instead of those that are found, as from the working directory

  // Destination
  Destination destination;
  std::string name_template = "{stem}.{ext}";
  Overwrite overwrite = Overwrite::always;  ///< older: also what whittle is known to have made with other options
  bool prune = false;                       ///< remove what whittle made of inputs that are gone; only with OutputPath
  std::optional<std::string> backup_dir;    ///< only with InPlace
  bool preserve_times = false;              ///< outputs get the access and modification times of their input
  Mode mode = Mode::write;

  // What to do
  std::optional<Quality> quality;            ///< all formats; unset = lossless, unless max_bytes says otherwise
  std::map<Format, Quality> format_quality;  ///< overrides `quality` for one output format
  std::optional<std::uint64_t> max_bytes;    ///< largest output; the quality is lowered until it fits
  int min_quality = 40;                      ///< how far down for `max_bytes`
  std::vector<Format> formats;  ///< empty: keep each input's format; Format::unknown in it: that too (`same`)
  bool format_auto = false;     ///< `-f auto`: smallest that keeps alpha, animation and depth
  std::vector<Resize> resizes;  ///< each gives an output of its own; empty: the size stays
  int effort = 5;               ///< 0 (fast) to 9 (small)
  bool baseline = false;        ///< JPEG outputs in one sequential scan, for readers that know no progressive JPEG
  MetadataSet strip = 0;
  IccPolicy icc = IccPolicy::keep;
  std::optional<MinSavings> min_savings;  ///< default: 1 byte lossless, 5 % lossy
  std::optional<Colour> background;       ///< for targets without alpha
  std::optional<std::uint64_t> budget;    ///< what Mode::check lets an input have, in bytes
  bool skip = false;                      ///< the input is left out; for configurations
  bool mark = true;                       ///< say in lossy outputs what was done, so that no run does it again

  /// What Mode::check lets inputs have that are known, by their absolute paths, whatever else it asks of them.
  std::shared_ptr<const std::map<std::string, std::uint64_t>> baseline_sizes;

  // Running
  std::optional<int> jobs;  ///< files encoded at once; unset = usable cores
  std::optional<MemoryLimit> memory;
  std::optional<double> timeout_seconds;   ///< a file; unset = by its size in workers, else no limit
  int retries = 1;                         ///< of transient I/O errors
  std::uint64_t max_pixels = 268'000'000;  ///< width x height x frames
  bool fail_fast = false;
  std::optional<std::string> cache;  ///< directory that keeps what runs find out; unset: none, everything is worked out
  std::uint64_t cache_bytes = std::uint64_t{2} << 30;  ///< that results in it may take
  bool sandbox = true;  ///< run the encoders in worker processes; where there are none, and if false: in this process
  std::string worker_program;  ///< path of whittle-worker; empty: looked for beside and around the running program

  friend bool operator==(const Options&, const Options&) = default;
};

}  // namespace whittle
