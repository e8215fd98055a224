#include "plan/settings.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cmath>

#include "base/path.h"
#include "sys/file.h"
#include "sys/limits.h"

namespace whittle::plan {
namespace {

Error usage(std::string message, std::string path = {}) {
  return make_error(Category::usage, Reason::none, std::move(message), std::move(path));
}

/// The highest quality that `--max-size` alone tries: above it files grow without anybody seeing why.
constexpr int kQualityToFit = 95;

void ask_for(engine::Settings& settings, int quality) {
  settings.asked_quality = quality;
  settings.quality = engine::encoder_quality(settings.format, settings.effort, quality);
}

void use_number(engine::Settings& settings, int number) {
  settings.asked_quality.reset();
  settings.quality = number;
}

void set_quality(engine::Settings& settings, const Quality& quality) {
  const bool searches = quality.kind == Quality::Kind::score;
  if (searches && !engine::can_search(settings.format))
    return;  // kept without loss: nothing else is sure to look as good
  settings.fidelity = engine::Fidelity::lossy;
  if (searches) {
    settings.target_score = quality.value;
    use_number(settings, 100);
  } else if (quality.kind == Quality::Kind::encoder) {
    use_number(settings, static_cast<int>(quality.value));
  } else {
    ask_for(settings, static_cast<int>(quality.value));
  }
}

using Size = std::optional<Resize>;

engine::Settings encoder_settings(const Options& options, Format format, const Size& size) {
  engine::Settings settings;
  settings.format = format;
  settings.effort = options.effort;
  settings.strip = options.strip;
  settings.icc = options.icc;
  settings.baseline = options.baseline;
  settings.resize = size;
  settings.background = options.background;
  settings.max_pixels = options.max_pixels;
  settings.max_bytes = options.max_bytes;
  settings.min_quality = engine::encoder_quality(format, options.effort, options.min_quality);
  ask_for(settings, static_cast<int>(Quality().value));
  settings.mark = options.mark ? engine::Mark::yes : engine::Mark::no;
  const auto own = options.format_quality.find(format);
  if (own != options.format_quality.end()) {
    set_quality(settings, own->second);
  } else if (options.quality) {
    set_quality(settings, *options.quality);
  } else if (options.max_bytes) {
    settings.fidelity = engine::Fidelity::lossy;
    ask_for(settings, kQualityToFit);
    settings.loss = engine::Loss::to_fit;
  } else if (engine::is_always_lossy(format) &&
             std::find(options.formats.begin(), options.formats.end(), format) != options.formats.end()) {
    settings.fidelity = engine::Fidelity::lossy;  // naming a lossy conversion is consent; quality stays at its default
  }
  return settings;
}

// To name the format that an input has already is no consent to loss, unless its pixels must be made anew.
engine::Settings jpeg_from_jpeg(const Options& options, engine::Settings settings) {
  const bool asked = options.quality || options.max_bytes || options.format_quality.count(Format::jpeg) != 0;
  if (!asked && !settings.resize && options.icc == IccPolicy::keep) settings.fidelity = engine::Fidelity::lossless;
  return settings;
}

EncoderSettings all_encoder_settings(const Options& options, const Size& size) {
  EncoderSettings encoders;
  for (std::size_t i = 0; i < kFormatCount; ++i) {
    encoders.by_format[i] = encoder_settings(options, static_cast<Format>(i), size);
  }
  encoders.jpeg_from_jpeg = jpeg_from_jpeg(options, encoders.by_format[static_cast<std::size_t>(Format::jpeg)]);
  return encoders;
}

/// With several sizes, a template that would give all of them one name gets the width.
std::string name_template_for(const Options& options) {
  std::string name = options.name_template;
  const auto has = [&](std::string_view part) { return name.find(part) != std::string::npos; };
  if (options.resizes.size() < 2 || has("{w}") || has("{h}") || has("{hash8}")) return name;
  constexpr std::string_view kWholeName = "{name}";
  if (name.ends_with(kWholeName)) name.replace(name.size() - kWholeName.size(), kWholeName.size(), "{stem}.{in}");
  const std::size_t at = name.size() - file_name(name).size() + extension_at(file_name(name));
  return name.insert(at, "-{w}");
}

bool is_directory(const std::string& path) {
  const auto stat = sys::stat_path(path, sys::Links::follow);
  return stat.ok() && S_ISDIR(stat->mode);
}

enum class OutputKind { file, directory };

/// Whether `path` is a directory: it exists as one, ends in a slash, or has no extension. One input that is a file can
/// go to a file; everything else needs a directory.
Result<OutputKind> output_kind(const Options& options, const std::string& path) {
  const bool one_input = options.paths.size() == 1 && !options.files_from && !is_directory(options.paths.front());
  const std::string_view name = file_name(path);
  if (is_directory(path)) {
    if (one_input && format_from_extension(name)) {
      return usage("is a directory: name the output file, or end the name with / to write into it", path);
    }
    return OutputKind::directory;
  }
  if (path.ends_with('/') || extension_of(name).empty()) return OutputKind::directory;
  if (one_input && !format_from_extension(name)) {
    return usage("." + std::string(extension_of(name)) +
                     " is no image format: name one, or end the name with / if it is to be a directory",
                 path);
  }
  if (one_input) return OutputKind::file;
  if (format_from_extension(name) && !sys::stat_path(path, sys::Links::follow).ok()) {
    return usage("several inputs need a directory as output: end the name with / if it is to be one", path);
  }
  return OutputKind::directory;
}

/// Where a directory is meant, nothing else may stand in its place.
Status check_no_file(const std::string& directory) {
  const std::size_t end = directory.find_last_not_of('/');
  const auto standing = sys::stat_path(directory.substr(0, end == std::string::npos ? 1 : end + 1), sys::Links::follow);
  if (!standing.ok() || S_ISDIR(standing->mode)) return {};
  return usage("is a file: name a directory, or for one input a file with the extension of its format", directory);
}

Status resolve_output(const Options& options, const OutputPath& out, Settings& settings) {
  if (out.path.empty()) return usage("the output path is empty");
  settings.output = out.path;
  if (out.path == "-") {
    settings.target = Target::stdout_stream;
  } else {
    TRY_ASSIGN(const OutputKind kind, output_kind(options, out.path));
    settings.target = kind == OutputKind::file ? Target::file : Target::directory;
    if (kind == OutputKind::directory) TRY(check_no_file(out.path));
  }
  if (settings.target == Target::directory) return {};
  if (options.paths.size() != 1 || options.files_from || is_directory(options.paths.front())) {
    return usage("stdout takes one image: name one input file", out.path);
  }
  if (settings.formats.size() > 1) return usage("several formats need a directory as output", out.path);
  if (options.resizes.size() > 1) return usage("several sizes need a directory as output", out.path);
  if (settings.target == Target::file && options.paths.front() != "-") {
    const auto in = sys::stat_path(options.paths.front(), sys::Links::follow);
    const auto existing = sys::stat_path(out.path, sys::Links::follow);
    if (in.ok() && existing.ok() && in->identity.device == existing->identity.device &&
        in->identity.inode == existing->identity.inode) {
      return usage("the output is the input: use -i to replace it", out.path);
    }
  }
  if (settings.target == Target::file) {
    const std::optional<Format> named = format_from_extension(file_name(out.path));
    if (named && settings.formats.empty() && !settings.smallest_format) settings.formats = {*named};
    if (named && !settings.formats.empty() && settings.formats.front() != *named) {
      return usage("the name says " + std::string(to_string(*named)) + " but -f says " +
                       std::string(to_string(settings.formats.front())),
                   out.path);
    }
  }
  return {};
}

/// What is missing in a list, or among files that a shell has named, need not be gone: only a walk tells.
Status check_prune(const Options& options, const Settings& settings) {
  if (!options.prune) return {};
  if (settings.target != Target::directory)
    return usage("--prune removes what an earlier run left under -o DIRECTORY: add that");
  if (options.mode == Mode::check || options.mode == Mode::list)
    return usage("--prune goes with writing, or with -n to see what it would remove");
  if (options.files_from)
    return usage("--prune cannot tell what is gone from what --files-from leaves out: name directories");
  if (std::none_of(options.paths.begin(), options.paths.end(), is_directory))
    return usage("--prune looks for what is gone in directories that are walked: name one");
  return {};
}

/// A default that is above the quality asked for gives way; what was asked for does not.
Status check_least_quality(const Options& options) {
  if (!options.max_bytes || options.min_quality <= Options{}.min_quality) return {};
  const auto check = [&](const Quality& quality) -> Status {
    if (quality.kind != Quality::Kind::number || quality.value >= options.min_quality) return {};
    return usage(fmt::format("--min-quality {} is above -q {}: lower it, or raise that", options.min_quality,
                             static_cast<int>(quality.value)));
  };
  if (options.quality) TRY(check(*options.quality));
  for (const auto& [format, quality] : options.format_quality) TRY(check(quality));
  return {};
}

bool takes_image_from_stdin(const Options& options) {
  return std::find(options.paths.begin(), options.paths.end(), "-") != options.paths.end();
}

Status resolve_destination(const Options& options, Settings& settings) {
  if (const auto* out = std::get_if<OutputPath>(&options.destination)) {
    TRY(resolve_output(options, *out, settings));
  } else if (std::holds_alternative<InPlace>(options.destination)) {
    settings.target = Target::in_place;
    if (settings.formats.size() > 1) return usage("-i takes one output format: use -o DIRECTORY for several");
    if (options.resizes.size() > 1) return usage("-i takes one size: use -o DIRECTORY for several");
    if (!options.resizes.empty() && options.resizes.front().kind == Resize::Kind::percent)
      return usage("-i with a percentage would shrink the files again in every run: name a size, or use -o");
    if (takes_image_from_stdin(options)) {
      return usage("stdin cannot be replaced in place: use -o FILE or -o -");
    }
  } else if (settings.mode == Mode::write) {
    return usage("where to? -i replaces the files, -o PATH writes elsewhere, --check and --dry-run only look");
  }
  if (settings.target != Target::in_place && options.backup_dir) {
    return usage("--backup goes with -i only: -o leaves the originals alone");
  }
  if (settings.target != Target::directory && options.name_template != "{stem}.{ext}") {
    return usage("--name goes with -o DIRECTORY only");
  }
  return {};
}

std::uint64_t memory_budget(const std::optional<MemoryLimit>& limit) {
  constexpr std::uint64_t kSmallMachine = 16'000'000'000;
  const sys::Memory memory = sys::memory();
  const double available = static_cast<double>(memory.available);
  if (!limit) return static_cast<std::uint64_t>(available * (memory.available > kSmallMachine ? 0.7 : 0.5));
  if (limit->unit == MemoryLimit::Unit::percent) return static_cast<std::uint64_t>(available * limit->value / 100);
  return static_cast<std::uint64_t>(limit->value);
}

Status check_writable(const std::vector<Format>& formats) {
  TRY(engine::start());
  const std::vector<Format>& writable = engine::writable_formats();
  for (const Format format : formats) {
    if (format == Format::unknown) continue;  // each input's own
    if (std::find(writable.begin(), writable.end(), format) != writable.end()) continue;
    std::vector<std::string> names;
    for (const Format each : writable) names.emplace_back(to_string(each));
    return usage(fmt::format("this build cannot write {}, only {}", to_string(format), fmt::join(names, ", ")));
  }
  return {};
}

}  // namespace

std::uint64_t Settings::worth_writing(std::uint64_t bytes_in, engine::Fidelity fidelity) const {
  const MinSavings by_default = fidelity == engine::Fidelity::lossless ? MinSavings{MinSavings::Unit::bytes, 1}
                                                                       : MinSavings{MinSavings::Unit::percent, 5};
  const MinSavings threshold = min_savings.value_or(by_default);
  const double bytes = threshold.unit == MinSavings::Unit::bytes
                           ? threshold.value
                           : std::ceil(static_cast<double>(bytes_in) * threshold.value / 100);
  return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(bytes));
}

Result<Settings> resolve(const Options& options) {
  Settings settings;
  settings.mode = options.mode;
  settings.name_template = name_template_for(options);
  settings.overwrite = options.overwrite;
  settings.backup_dir = options.backup_dir;
  settings.preserve_times = options.preserve_times;
  settings.prune = options.prune;
  settings.formats = options.formats;
  if (settings.formats == std::vector{Format::unknown}) settings.formats.clear();  // `same` alone is the default
  settings.smallest_format = options.format_auto;
  settings.min_savings = options.min_savings;
  settings.budget = options.budget;
  settings.skip = options.skip;
  settings.only = options.only;
  settings.timeout_seconds = options.timeout_seconds;
  settings.retries = options.retries;
  settings.max_pixels = options.max_pixels;
  settings.fail_fast = options.fail_fast;
  if (options.files_from == "-" && takes_image_from_stdin(options)) {
    return usage("stdin cannot be both the image (-) and the list (--files-from -)");
  }
  TRY(resolve_destination(options, settings));
  TRY(check_prune(options, settings));
  TRY(check_least_quality(options));
  TRY(check_writable(settings.formats));

  Options with_implied = options;
  with_implied.formats = settings.formats;
  std::vector<Size> sizes(options.resizes.begin(), options.resizes.end());
  if (sizes.empty()) sizes.emplace_back();
  SizedSettings encoders;
  for (const Size& size : sizes) encoders.push_back(all_encoder_settings(with_implied, size));
  settings.encoders = std::make_shared<const SizedSettings>(std::move(encoders));
  settings.load.jobs = std::max(1, options.jobs.value_or(sys::usable_cores()));
  settings.load.workers = options.sandbox && options.mode != Mode::list;
  settings.load.descriptors_staged = settings.backup_dir ? 4 : 2;  // a file and its directory each
  settings.capacity = fit(settings.load, {});
  settings.memory_budget = memory_budget(options.memory);
  return settings;
}

}  // namespace whittle::plan
