#include "cli/said.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/numbers.h"
#include "sys/whole_file.h"

namespace whittle::cli {
namespace {

Status check_inputs(const Options& options) {
  if (options.paths.empty() && !options.files_from) {
    return usage_error("nothing to do: name files or directories, or - for an image on stdin (see whittle --help)");
  }
  if (options.ignore_missing && !options.files_from)
    return usage_error("--ignore-missing is about lists: add --files-from");
  return {};
}

/// --score compares and does nothing else.
Status settle_score(const Said& said, Invocation& invocation) {
  invocation.request = Request::score;
  invocation.reference = *said.score;
  const Options& options = invocation.options;
  if (said.in_place || said.output || said.check || said.dry_run || said.list)
    return usage_error("--score only compares: leave out -i, -o, --check, --dry-run and --list");
  if (options.files_from || options.paths.empty())
    return usage_error("--score takes the files to compare with the reference as PATHs");
  Options heeded;
  heeded.paths = options.paths;
  heeded.background = options.background;
  if (options != heeded) return usage_error("--score only compares: the only option for it is --background");
  if (said.invocation.only_summary || said.order)
    return usage_error("--score prints the worst last: leave out --summary and --sort");
  if (said.ndjson) return usage_error("--score prints a table or, with --json, one document");
  if (said.json) invocation.results = Results::json;
  return {};
}

/// --cache-stats and the like do nothing else.
Status settle_cache(const Said& said, Invocation& invocation) {
  if (said.cache_requests.size() > 1)
    return usage_error("--cache-stats, --cache-clear and --cache-verify are three requests: choose one");
  invocation.request = said.cache_requests.front();
  if (said.invocation.options != Options{} || said.in_place || said.output || said.check || said.dry_run || said.list ||
      said.score)
    return usage_error("--cache-stats, --cache-clear and --cache-verify stand alone, or with --cache DIR");
  return {};
}

Status settle_mode(const Said& said, Options& options) {
  if (said.check + said.dry_run + said.list > 1)
    return usage_error("--check, --dry-run and --list are three modes: choose one");
  if (said.check) options.mode = Mode::check;
  if (said.dry_run) options.mode = Mode::dry_run;
  if (said.list) options.mode = Mode::list;
  return {};
}

Status settle_destination(const Said& said, Options& options) {
  if (said.in_place && said.output)
    return usage_error("-i and -o contradict each other: replace the files, or write them elsewhere");
  if (said.in_place) options.destination = InPlace{};
  if (said.output) options.destination = OutputPath{*said.output};
  if (said.in_place && options.overwrite != Overwrite::always) {
    return usage_error("--overwrite is about files under -o: -i always replaces");
  }
  return {};
}

Status settle_metadata(const Said& said, Options& options) {
  if (said.keep != 0 && options.strip == 0)
    return usage_error("--keep makes exceptions to --strip: add -s or --strip all");
  options.strip = static_cast<MetadataSet>(options.strip & ~said.keep);
  return {};
}

/// What is about the table, or its rows, needs them.
Status settle_table(const Said& said, Invocation& invocation) {
  const std::string_view instead = invocation.results == Results::json     ? "--json"
                                   : invocation.results == Results::ndjson ? "--ndjson"
                                   : said.quiet                            ? "--quiet"
                                   : invocation.results == Results::none   ? "the image of -o -"
                                                                           : "";
  const std::string_view option = invocation.only_summary ? "--summary" : "--sort";
  if ((invocation.only_summary || said.order) && !instead.empty())
    return usage_error(fmt::format("{} is about the table: it does not go with {}", option, instead));
  if (invocation.only_summary && (said.order || invocation.verbosity > 0)) {
    return usage_error(fmt::format("--summary prints no rows: leave out {}", said.order ? "--sort" : "-v"));
  }
  if (said.order == RowOrder::saving && invocation.options.mode == Mode::list)
    return usage_error("--list does not know what will be saved: use --sort name or --sort size, or -n");
  invocation.order = said.order.value_or(RowOrder::input);
  return {};
}

Status settle_output(const Said& said, Invocation& invocation) {
  const bool image_on_stdout = said.output == "-" && invocation.options.mode == Mode::write;
  if (said.json && said.ndjson) return usage_error("--json and --ndjson contradict each other: choose one");
  if (said.quiet && invocation.verbosity > 0) return usage_error("--quiet and -v contradict each other: choose one");
  if (image_on_stdout && (said.json || said.ndjson)) {
    return usage_error(fmt::format("--{} and the image of -o - cannot share stdout", said.json ? "json" : "ndjson"));
  }
  if (said.quiet) invocation.errors = Errors::only;
  if (said.quiet || image_on_stdout) invocation.results = Results::none;
  if (said.json) invocation.results = Results::json;
  if (said.ndjson) invocation.results = Results::ndjson;
  return settle_table(said, invocation);
}

/// What is listed must be there.
Status check_manifest(const Said& said) {
  const Options& options = said.invocation.options;
  if (said.invocation.manifest.empty()) return {};
  if (!said.output || said.output == "-") return usage_error("--manifest lists what is under -o DIRECTORY: add that");
  if (said.invocation.manifest == "-") return usage_error("--manifest names a file, and - is none");
  if (options.mode != Mode::write)
    return usage_error("--manifest lists what was written: leave out --check, --dry-run and --list");
  if (const Status there = sys::check_replaceable(said.invocation.manifest, kManifestHead); !there.ok())
    return usage_error("--manifest " + said.invocation.manifest + ": " + there.error().message);
  return {};
}

/// What is made of what, and what was found, is told of the runs that tell.
Status check_projects(const Said& said) {
  const Invocation& invocation = said.invocation;
  const Mode mode = invocation.options.mode;
  if (said.no_config && invocation.options.config_file)
    return usage_error("--config and --no-config contradict each other: choose one");
  if (!invocation.depfile.empty()) {
    if (!said.output || said.output == "-" || mode != Mode::write)
      return usage_error("--depfile tells what outputs are made of: it goes with writing under -o PATH");
    if (invocation.depfile == "-") return usage_error("--depfile names a file, and - is none");
    if (format_from_extension(invocation.depfile))
      return usage_error("--depfile " + invocation.depfile + ": is the name of an image");
    if (const Status there = sys::check_replaceable(invocation.depfile, ""); !there.ok())
      return usage_error("--depfile " + invocation.depfile + ": " + there.error().message);
  }
  if (invocation.options.budget && mode != Mode::check)
    return usage_error("--budget is what --check looks at: add that");
  if (!invocation.baseline_file.empty() && mode != Mode::check)
    return usage_error("--baseline-file is what --check compares with: add that");
  if (invocation.update_baseline && invocation.baseline_file.empty())
    return usage_error("--update-baseline writes the --baseline-file: name one");
  return {};
}

Status check_size_limits(const Options& options) {
  if (!options.max_bytes && options.min_quality != Options{}.min_quality)
    return usage_error("--min-quality says how far --max-size may go down: add --max-size");
  return {};
}

/// Several -f add up: each format counts once.
Status settle_formats(Options& options) {
  std::vector<Format> once;
  for (const Format format : options.formats) {
    if (std::find(once.begin(), once.end(), format) == once.end()) once.push_back(format);
  }
  options.formats = std::move(once);
  if (options.format_auto && !options.formats.empty())
    return usage_error("--format: auto picks one format: it cannot stand in a list");
  return {};
}

}  // namespace

Result<Invocation> settle(Said said) {
  Invocation invocation = said.invocation;
  invocation.cache = said.cache;
  if (!said.cache_requests.empty()) {
    TRY(settle_cache(said, invocation));
    return invocation;
  }
  if (said.score) {
    TRY(settle_score(said, invocation));
    return invocation;
  }
  if (said.print_config)
    invocation.request = Request::print_config;
  else
    TRY(check_inputs(invocation.options));
  TRY(settle_formats(invocation.options));
  TRY(check_size_limits(invocation.options));
  TRY(settle_mode(said, invocation.options));
  TRY(settle_destination(said, invocation.options));
  said.invocation.options.mode = invocation.options.mode;
  TRY(check_manifest(said));
  TRY(check_projects(said));
  TRY(settle_metadata(said, invocation.options));
  TRY(settle_output(said, invocation));
  return invocation;
}

}  // namespace whittle::cli
