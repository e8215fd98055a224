#include "cli/options.h"

#include <limits>
#include <type_traits>
#include <utility>

#include "cli/configuration.h"
#include "cli/defaults.h"
#include "cli/numbers.h"
#include "cli/said.h"
#include "cli/values.h"

namespace whittle::cli {
namespace {

using Apply = std::function<Status(const std::string&)>;

/// Stores what `parse` makes of the text.
template <typename Target, typename T>
Apply into(Target& target, Result<T> (*parse)(std::string_view)) {
  return [&target, parse](const std::string& text) -> Status {
    TRY_ASSIGN(target, parse(text));
    return {};
  };
}

Apply integer_into(int& target, int least, int most) {
  return [&target, least, most](const std::string& text) -> Status {
    TRY_ASSIGN(const std::int64_t value, parse_integer(text, least, most));
    target = static_cast<int>(value);
    return {};
  };
}

/// Adds what `parse` makes of the text, so that a list may also be given as several options.
template <typename T>
Apply append_to(std::vector<T>& list, Result<std::vector<T>> (*parse)(std::string_view)) {
  return [&list, parse](const std::string& text) -> Status {
    TRY_ASSIGN(const std::vector<T> more, parse(text));
    list.insert(list.end(), more.begin(), more.end());
    return {};
  };
}

Result<std::string> parse_path(std::string_view text) {
  if (text.empty()) return usage_error("the path is empty");
  return std::string(text);
}

Result<std::vector<std::string>> parse_glob(std::string_view text) {
  if (text.empty()) return usage_error("the glob is empty");
  return std::vector<std::string>{std::string(text)};
}

/// An option whose value is one of a few words.
template <typename Target>
void choice(OptionTable& table, const std::string& names, const std::string& help, Target& target,
            const std::vector<std::pair<std::string, std::type_identity_t<Target>>>& choices) {
  Value value{"", Completes::words, {}};
  for (const auto& [word, meaning] : choices) {
    value.name += (value.name.empty() ? "" : "|") + word;
    value.words.push_back(word);
  }
  table.value(names, value, help, [&target, choices, words = value.words](const std::string& text) -> Status {
    for (const auto& [word, meaning] : choices) {
      if (word != text) continue;
      target = meaning;
      return {};
    }
    return usage_error("'" + text + "' is not " + any_of(words));
  });
}

void declare_destination(OptionTable& table, Said& said) {
  Options& options = said.invocation.options;
  table.group("Destination (one of -i and -o; not needed by --check, --dry-run and --list)");
  table.flag("-i,--in-place", "replace the originals, atomically, and only by something verified and better",
             [&] { said.in_place = true; });
  table.value("-o,--output", {"PATH", Completes::files, {}},
              "write to a directory (the tree is mirrored, every input delivered), to a file, or to stdout (-)",
              into(said.output, parse_path));
  table.value("--name", {"TEMPLATE", Completes::nothing, {}},
              "names under -o DIRECTORY, default {stem}.{ext}; also {name} {in} {dir} {fmt} {w} {h} {hash8}",
              into(options.name_template, parse_name_template));
  choice(
      table, "--overwrite",
      "existing files under -o: replace them (default), keep them, replace those older than their input or made with "
      "other options, or those whose bytes change",
      options.overwrite,
      {{"always", Overwrite::always},
       {"never", Overwrite::never},
       {"older", Overwrite::older},
       {"changed", Overwrite::changed}});
  table.flag("--prune", "remove what earlier runs wrote under -o DIRECTORY and whose input is gone; with -n: show it",
             [&] { options.prune = true; });
  table.value("--backup", {"DIR", Completes::directories, {}}, "with -i: copy the originals into a mirrored DIR first",
              into(options.backup_dir, parse_path));
  table.value("--manifest", {"FILE", Completes::files, {}},
              "with -o DIRECTORY: write JSON with the outputs of every input, their formats, sizes and bytes",
              into(said.invocation.manifest, parse_path));
  table.flag("-p,--preserve", "outputs get the times of their input", [&] { options.preserve_times = true; });
}

void declare_encoding(OptionTable& table, Said& said) {
  Options& options = said.invocation.options;
  table.value("-q,--quality", {"N|auto[:SCORE]|FMT=N,...", Completes::nothing, {}},
              "allow loss: 1-100, in every format the look of libjpeg's quality N; or auto: the smallest file whose "
              "SSIMULACRA2 score reaches SCORE (default 80); for all formats, for some (jpeg=75,webp=auto:70) or both "
              "(80,avif=60); FMT=raw:N is an encoder's own number; drawings stay exact where that is smaller",
              [&](const std::string& text) -> Status {
                TRY_ASSIGN(Qualities quality, parse_quality(text));
                options.quality = quality.all;
                options.format_quality = std::move(quality.by_format);
                return {};
              });
  table.value("--max-size", {"SIZE", Completes::nothing, {}},
              "largest output (200kB, 1MiB): the quality is lowered until it fits, else the file fails",
              [&](const std::string& text) -> Status {
                TRY_ASSIGN(options.max_bytes, parse_size(text));
                return {};
              });
  table.value("--min-quality", {"N", Completes::nothing, {}}, "how far --max-size may go down, default 40",
              integer_into(options.min_quality, 1, 100));
  Value format{"FMT[,FMT...]", Completes::word_list, target_names()};
  format.words.insert(format.words.begin(), {"auto", "same"});
  table.value(
      "-f,--format", format,
      "convert; several formats give several outputs; same is the input's own, auto the smallest that holds the image",
      [&](const std::string& text) -> Status {
        TRY_ASSIGN(const Targets targets, parse_targets(text));
        options.format_auto = options.format_auto || targets.smallest;
        options.formats.insert(options.formats.end(), targets.formats.begin(), targets.formats.end());
        return {};
      });
  table.value(
      "--resize", {"SPEC[,SPEC...]", Completes::nothing, {}},
      "fit inside 1600x, x900, 1600x900, long:1600, short:800 or 50%; never enlarges without a final !; several "
      "sizes give several outputs",
      [&](const std::string& text) -> Status {
        if (!options.resizes.empty()) return usage_error("is given twice: write several sizes as 400x,800x");
        TRY_ASSIGN(options.resizes, parse_resizes(text));
        return {};
      });
  table.value("-e,--effort", {"0..9", Completes::nothing, {}}, "time against size, 0 (fast) to 9 (small), default 5",
              integer_into(options.effort, 0, 9));
  table.flag("--baseline", "write JPEG sequentially, for readers that know no progressive JPEG; larger",
             [&] { options.baseline = true; });
}

void declare_content(OptionTable& table, Said& said) {
  Options& options = said.invocation.options;
  const auto add_to = [](MetadataSet& set) -> Apply {
    return [&set](const std::string& text) -> Status {
      TRY_ASSIGN(const MetadataSet more, parse_metadata(text));
      set = static_cast<MetadataSet>(set | more);
      return {};
    };
  };
  const Value kinds{"LIST", Completes::word_list, metadata_names()};
  table.flag("-s", "strip what is safe to strip: all metadata but colour profile and copyright",
             [&] { options.strip = static_cast<MetadataSet>(options.strip | kSafeStrip); });
  table.value(
      "--strip", kinds,
      "strip these kinds: safe (as -s) all exif gps xmp iptc icc thumb comment copyright credentials, or extras",
      add_to(options.strip));
  table.value("--keep", kinds, "exceptions to -s or --strip", add_to(said.keep));
  choice(table, "--icc", "keep the colour profile (default), or convert the pixels to sRGB and drop it", options.icc,
         {{"keep", IccPolicy::keep}, {"srgb", IccPolicy::srgb}});
  table.value("--min-savings", {"PCT|SIZE", Completes::nothing, {}},
              "keep the original below this saving, default 1 byte lossless, 5% lossy",
              into(options.min_savings, parse_min_savings));
  table.value("--background", {"COLOR", Completes::nothing, {}},
              "what shows through where the target has no alpha: white, #fff or #ffffff",
              into(options.background, parse_colour));
}

void declare_selection(OptionTable& table, Said& said) {
  Options& options = said.invocation.options;
  table.group("Selection");
  table.value("-E,--exclude", {"GLOB", Completes::nothing, {}},
              "leave out what matches, as in .gitignore; may be repeated", append_to(options.exclude, parse_glob));
  table.value("--only", {"FMT,...", Completes::word_list, format_names()}, "only inputs of these formats, by content",
              append_to(options.only, parse_formats));
  table.value("-d,--max-depth", {"N", Completes::nothing, {}},
              "how deep directories are walked; 1 is their own entries", [&](const std::string& text) -> Status {
                return integer_into(options.max_depth.emplace(0), 1, std::numeric_limits<int>::max())(text);
              });
  table.flag("-H,--hidden", "also names that start with a dot", [&] { options.hidden = true; });
  table.flag("-I,--no-ignore", "do not honour .gitignore and .ignore", [&] { options.ignore_files = false; });
  table.flag("-L,--follow", "follow symbolic links to directories and out of PATH",
             [&] { options.follow = FollowLinks::yes; });
  table.flag("--one-file-system", "stay on the file system of each PATH", [&] { options.one_file_system = true; });
  table.value("--files-from", {"FILE|-", Completes::files, {}}, "read paths from a file, one a line, or from stdin (-)",
              into(options.files_from, parse_path));
  table.flag("--ignore-missing", "what --files-from names and is not there is no failure",
             [&] { options.ignore_missing = true; });
  table.flag("-0,--null", "NUL instead of newline, in --files-from and in the table",
             [&] { options.null_separated = true; });
}

void declare_modes(OptionTable& table, Said& said) {
  table.group("Modes");
  table.flag("--check",
             "print the files on which --min-savings or more can be saved, write nothing; exit 1 if there are some",
             [&] { said.check = true; });
  table.flag("-n,--dry-run", "do all the work, print real numbers, write nothing", [&] { said.dry_run = true; });
  table.flag("--list", "what would be processed, how, and why not", [&] { said.list = true; });
  table.value(
      "--score", {"REFERENCE", Completes::files, {}},
      "print the SSIMULACRA2 score of every PATH against REFERENCE, worst last; with --background, of both on it",
      into(said.score, parse_path));
}

void declare_cache(OptionTable& table, Said& said) {
  const auto asks = [&](Request request) { return [&said, request] { said.cache_requests.push_back(request); }; };
  table.flag("--cache-stats", "print what is in the cache", asks(Request::cache_stats));
  table.flag("--cache-clear", "remove everything in the cache", asks(Request::cache_clear));
  table.flag("--cache-verify", "check everything in the cache and remove what is damaged; exit 1 if something was",
             asks(Request::cache_verify));
}

void declare_running(OptionTable& table, Said& said) {
  constexpr int kMostRetries = 100;
  constexpr double kLongestTimeout = 1e6;  // eleven days
  Options& options = said.invocation.options;
  table.group("Running");
  table.value("-j,--jobs", {"N|auto", Completes::words, {"auto"}}, "files encoded at once, default one a usable core",
              into(options.jobs, parse_jobs));
  table.value("--memory", {"SIZE|PCT", Completes::nothing, {}},
              "budget: 2GB, 512MiB, or a share of what is available; default 70% of it above 16 GB, else 50%",
              into(options.memory, parse_memory));
  table.value("--timeout", {"SEC", Completes::nothing, {}},
              "hard limit for one file, in seconds; default: generous, by its size",
              [&](const std::string& text) -> Status {
                TRY_ASSIGN(options.timeout_seconds, parse_decimal(text, 0, Bound::exclusive, kLongestTimeout));
                return {};
              });
  table.value("--retries", {"N", Completes::nothing, {}},
              "how often a passing input or output error is tried again, default 1",
              integer_into(options.retries, 0, kMostRetries));
  table.value("--max-pixels", {"N", Completes::nothing, {}},
              "refuse larger images: width x height x frames, default 268M", into(options.max_pixels, parse_count));
  table.concerns(Concerns::input);
  table.flag("--no-mark", "no provenance mark in lossy outputs; later runs may encode them again",
             [&] { options.mark = false; });
  table.concerns(Concerns::run);
  table.value("--cache", {"DIR|off", Completes::directories, {"off"}},
              "where the results of runs are kept, so that none is worked out twice; default $WHITTLE_CACHE, "
              "else there is none",
              into(said.cache, parse_path));
  table.value("--cache-size", {"SIZE", Completes::nothing, {}},
              "what these results may take, default 2GiB; those not used for longest go",
              into(options.cache_bytes, parse_size));
  table.flag("--fail-fast", "start nothing more after the first failure", [&] { options.fail_fast = true; });
  table.flag("--no-sandbox", "encode in this process, not in worker processes", [&] { options.sandbox = false; });
}

void declare_output(OptionTable& table, Said& said) {
  Invocation& invocation = said.invocation;
  table.group("Output");
  table.flag("--summary", "totals and formats only, no rows", [&] { invocation.only_summary = true; });
  choice(table, "--sort", "rows by name, or the largest saving or size first; default: as found", said.order,
         {{"name", RowOrder::name}, {"saving", RowOrder::saving}, {"size", RowOrder::size}});
  table.flag("--json", "one JSON document on stdout instead of the table", [&] { said.json = true; });
  table.flag("--ndjson", "one JSON line for each file as it finishes, then a summary line",
             [&] { said.ndjson = true; });
  table.flag("--quiet", "no table: only failures, on stderr", [&] { said.quiet = true; });
  table.flag("-v", "all rows, with reasons, and a breakdown by format; -vv: also a debug log on stderr",
             [&] { ++invocation.verbosity; });
  choice(table, "--color", "auto (default): on a terminal; NO_COLOR and FORCE_COLOR are heeded", invocation.colour,
         {{"auto", ColourWhen::automatic}, {"always", ColourWhen::always}, {"never", ColourWhen::never}});
  choice(table, "--progress",
         "on stderr; auto (default): a bar on a terminal, elsewhere a plain line every 30 s; json: an event a line",
         invocation.progress,
         {{"auto", ProgressWhen::automatic},
          {"always", ProgressWhen::always},
          {"plain", ProgressWhen::plain},
          {"never", ProgressWhen::never},
          {"json", ProgressWhen::json}});
}

void declare_meta(OptionTable& table, Said& said) {
  Invocation& invocation = said.invocation;
  table.group("Meta");
  choice(table, "--completions", "print a completion script", said.completions,
         {{"bash", Shell::bash}, {"zsh", Shell::zsh}, {"fish", Shell::fish}});
  table.flag("-V,--version", "print versions, formats and what this build lacks; also with --json",
             [&] { invocation.request = Request::version; });
  table.flag("-h,--help", "print this", [&] { invocation.request = Request::help; });
}

/// Where options come from, and where what was found goes, beside the command line and the table.
void declare_projects(OptionTable& table, Said& said) {
  Invocation& invocation = said.invocation;
  Options& options = invocation.options;
  table.group("Projects");
  table.value("--config", {"FILE", Completes::files, {}}, "read this instead of each directory's whittle.toml",
              into(options.config_file, parse_path));
  table.flag("--no-config", "do not look for whittle.toml", [&] { said.no_config = true; });
  table.flag("--print-config", "print what holds for each PATH (default: the working directory), and from where",
             [&] { said.print_config = true; });
  table.value("--depfile", {"FILE", Completes::files, {}}, "with -o: write for make and ninja what outputs are made of",
              into(invocation.depfile, parse_path));
  table.concerns(Concerns::input);
  table.value("--budget", {"SIZE", Completes::nothing, {}}, "for --check: the most that a file may have",
              [&](const std::string& text) -> Status {
                TRY_ASSIGN(options.budget, parse_size(text));
                return {};
              });
  table.concerns(Concerns::run);
  table.value("--baseline-file", {"FILE", Completes::files, {}},
              "for --check: files listed there are let be while they do not grow",
              into(invocation.baseline_file, parse_path));
  table.flag("--update-baseline", "after --check: list what it found there, and drop what it no longer finds",
             [&] { invocation.update_baseline = true; });
}

}  // namespace

OptionTable declare_options(Said& said) {
  OptionTable table;
  declare_destination(table, said);
  table.group("What to do (default: lossless)");
  table.concerns(Concerns::input);
  declare_encoding(table, said);
  declare_content(table, said);
  table.concerns(Concerns::run);
  declare_selection(table, said);
  declare_modes(table, said);
  declare_cache(table, said);
  declare_projects(table, said);
  declare_running(table, said);
  declare_output(table, said);
  declare_meta(table, said);
  return table;
}

Result<Invocation> parse_command_line(const std::vector<std::string>& arguments, std::string_view defaults) {
  Said said;
  OptionTable table = declare_options(said);
  std::vector<Given> given;
  Status parsed = table.read(arguments, said.invocation.options.paths, given);
  Said unheard;  // a table reads once
  OptionTable another = declare_options(unheard);
  Result<std::vector<Given>> first = given_by_default(defaults, given, another);
  if (first.ok()) given.insert(given.begin(), first->begin(), first->end());
  if (!first.ok() && parsed.ok()) parsed = std::move(first).error();
  for (const Given& one : given) {
    Status applied = table.apply(one);
    if (!applied.ok() && parsed.ok()) parsed = std::move(applied);
  }
  if (said.completions) {
    said.invocation.request = Request::completions;
    said.invocation.shell = *said.completions;
  }
  if (said.json) said.invocation.results = Results::json;
  if (said.invocation.request != Request::run) return said.invocation;
  TRY(parsed);
  const bool configured = !said.no_config && !said.score;
  TRY_ASSIGN(Invocation invocation, settle(std::move(said)));
  if (configured) invocation.options.configuration = configuration_for(given, invocation.options.paths);
  invocation.given = std::move(given);
  return invocation;
}

std::vector<OptionInfo> describe_options() {
  Said said;
  return declare_options(said).describe();
}

}  // namespace whittle::cli
