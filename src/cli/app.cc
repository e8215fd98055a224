#include "cli/app.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "base/log.h"
#include "cli/baseline_file.h"
#include "cli/cache.h"
#include "cli/completions.h"
#include "cli/configuration.h"
#include "cli/exit_code.h"
#include "cli/help.h"
#include "cli/numbers.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/run_view.h"
#include "report/rows.h"
#include "sys/limits.h"
#include "sys/signals.h"
#include "sys/standard_streams.h"
#include "sys/terminal.h"
#include "sys/whole_file.h"
#include "whittle/configuration.h"
#include "whittle/optimize.h"
#include "whittle/report.h"
#include "whittle/score.h"

namespace whittle::cli {
namespace {

constexpr int kUsualColumns = 80;

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// What the option says, then NO_COLOR, then FORCE_COLOR.
bool wants_colours(ColourWhen when) {
  if (when != ColourWhen::automatic) return when == ColourWhen::always;
  if (!environment("NO_COLOR").empty()) return false;
  const std::string force = environment("FORCE_COLOR");
  return (!force.empty() && force != "0") || sys::is_terminal(STDOUT_FILENO);
}

TableStyle table_style(const Invocation& invocation) {
  TableStyle style;
  if (wants_colours(invocation.colour)) style.colours = Colours::yes;
  if (invocation.verbosity > 0) style.detail = Detail::verbose;
  if (invocation.only_summary) style.detail = Detail::summary;
  style.order = invocation.order;
  if (invocation.options.null_separated) style.separator = Separator::nul;
  if (sys::is_terminal(STDOUT_FILENO)) {
    style.names = Names::sanitized;
    const int columns = sys::terminal_columns(STDOUT_FILENO);
    style.width = columns > 0 ? columns : kUsualColumns;
    // Who reads both streams on one screen is told of failures once, on stderr, where their messages are not cut.
    if (sys::is_same_terminal(STDOUT_FILENO, STDERR_FILENO)) style.failures = Failures::left_out;
  }
  return style;
}

void print_results(const Invocation& invocation, const RunReport& report, Output& output) {
  switch (invocation.results) {
    case Results::table:
      output.write(render_table(report, table_style(invocation)));
      break;
    case Results::json:
      output.write(render_json(report, build_info()));
      break;
    case Results::ndjson:
      output.write(render_ndjson(report));
      break;
    case Results::none:
      break;
  }
}

std::string describe(const Error& error) {
  return error.path.empty() ? error.message : error.path + ": " + error.message;
}

/// "a.png: out/a.webp: no space left": the input, and what else the error is about.
std::string describe(const FileResult& row) {
  const bool about_input = row.error->path.empty() || row.error->path == row.input;
  return row.input + ": " + (about_input ? row.error->message : describe(*row.error));
}

/// A line for each file that failed by itself. An input with several outputs may fail in all of them for one cause:
/// that is one line.
void complain_about(const RunReport& report) {
  std::string last;
  for (const FileResult& row : report.files) {
    if (row.outcome != Outcome::failed || !row.error) continue;
    std::string line = describe(row);
    if (line != last) complain(line);
    last = std::move(line);
  }
  for (const Pruned& pruned : report.pruned) {
    if (pruned.error) complain(pruned.output + ": is not pruned: " + pruned.error->message);
  }
}

/// In a step of GitHub Actions findings also go beside the files that they are about.
void annotate(const RunReport& report) {
  if (report.mode != Mode::check || environment("GITHUB_ACTIONS") != "true") return;
  const std::string text = render_annotations(report, {environment("GITHUB_WORKSPACE"), environment("PWD")});
  std::fwrite(text.data(), 1, text.size(), stderr);
}

/// A run that was interrupted leaves the list of the last one, for that has all inputs.
Status write_manifest(const Invocation& invocation, const RunReport& report) {
  if (invocation.manifest.empty() || report.interrupted_by != 0) return {};
  const auto& directory = std::get<OutputPath>(invocation.options.destination).path;
  return sys::replace_file(invocation.manifest, kManifestHead, as_bytes(render_manifest(report, directory)));
}

/// What outputs are made of, told by a run that made all of them: after another one the older file says it better.
Status write_depfile(const Invocation& invocation, const RunReport& report) {
  if (invocation.depfile.empty() || report.interrupted_by != 0 || exit_code(report) != ExitCode::done) return {};
  const auto text = render_depfile(report, invocation.options.paths, invocation.manifest);
  if (const auto* const error = std::get_if<Error>(&text)) return *error;
  return sys::replace_file(invocation.depfile, "", as_bytes(std::get<std::string>(text)));
}

/// What the baseline says goes into the run.
Status add_baseline(Invocation& invocation) {
  if (invocation.baseline_file.empty()) return {};
  const Baseline needed = invocation.update_baseline ? Baseline::may_be_missing : Baseline::must_be_there;
  TRY_ASSIGN(BaselineSizes sizes, read_baseline(invocation.baseline_file, needed));
  invocation.options.baseline_sizes = std::make_shared<const BaselineSizes>(std::move(sizes));
  return {};
}

/// How the program ends: with a code, or by the signal that stopped it.
struct Ending {
  ExitCode code = ExitCode::done;
  int signal = 0;
};

Ending run_batch(const Invocation& invocation, Output& output) {
  if (invocation.verbosity > 1) log::start();
  sys::install_stop_handlers(request_stop);
  sys::raise_descriptor_limit();
  RunView view(invocation, output);
  const OptimizeResult result = optimize(invocation.options, &view);
  if (const Error* const error = std::get_if<Error>(&result)) {
    view.end();
    complain(describe(*error));
    return {exit_code(*error)};
  }
  const RunReport& report = std::get<RunReport>(result);
  const Status listed = write_manifest(invocation, report);
  const std::string note = invocation.errors == Errors::only ? std::string() : report::note_on_positions(report);
  const RunView::Said said = view.end(note);
  print_results(invocation, report, output);
  output.flush();  // before the failures, where both streams go to one place
  complain_about(report);
  if (invocation.verbosity > 0 && !report.no_cache.empty()) complain("no cache: " + report.no_cache);
  if (!note.empty() && said == RunView::Said::no) complain(note);
  annotate(report);
  if (!listed.ok()) complain(describe(listed.error()));
  ExitCode code = listed.ok() ? exit_code(report) : merge(exit_code(report), ExitCode::failed);
  if (const Status told = write_depfile(invocation, report); !told.ok()) {
    complain(describe(told.error()));
    code = merge(code, ExitCode::failed);
  }
  if (invocation.update_baseline && report.interrupted_by == 0) {
    const BaselineSizes sizes = updated_baseline(*invocation.options.baseline_sizes, report);
    const Status updated = write_baseline(invocation.baseline_file, sizes);
    if (!updated.ok()) complain(describe(updated.error()));
    code = report.summary.failed > 0 || !updated.ok() ? ExitCode::failed : ExitCode::done;
  }
  return {code, report.interrupted_by};
}

Ending run_print_config(const Invocation& invocation, Output& output) {
  std::vector<std::string> paths = invocation.options.paths;
  if (paths.empty()) paths.emplace_back(".");
  for (const std::string& path : paths) {
    const auto said = configured(invocation.options, path);
    if (const Error* const error = std::get_if<Error>(&said)) {
      complain(describe(*error));
      return {exit_code(*error)};
    }
    output.write(render_config(path, std::get<std::shared_ptr<const Configured>>(said).get(), invocation.given));
  }
  return {};
}

Ending run_score(const Invocation& invocation, Output& output) {
  const auto result = score(invocation.reference, invocation.options.paths, invocation.options.background);
  if (const Error* const error = std::get_if<Error>(&result)) {
    complain(describe(*error));
    return {exit_code(*error)};
  }
  const auto& files = std::get<std::vector<ScoredFile>>(result);
  if (invocation.results == Results::json) {
    output.write(render_scores_json(invocation.reference, files));
  } else {
    output.write(render_scores(files, sys::is_terminal(STDOUT_FILENO) ? Names::sanitized : Names::raw));
  }
  output.flush();
  Ending ending;
  for (const ScoredFile& file : files) {
    if (!file.error) continue;
    complain(describe(*file.error));
    ending.code = ExitCode::failed;
  }
  return ending;
}

/// The options, with the values that this build knows.
std::vector<OptionInfo> options_of(const BuildInfo& build) {
  std::vector<OptionInfo> options = describe_options();
  const auto is_missing = [&](const std::string& word) {
    const std::optional<Format> format = format_from_name(word);
    const auto has = [&](const std::vector<Format>& list) {
      return std::find(list.begin(), list.end(), *format) != list.end();
    };
    return format && !has(build.writable) && !has(build.readable);
  };
  for (OptionInfo& option : options) std::erase_if(option.value.words, is_missing);
  return options;
}

Ending answer(const Invocation& invocation, Output& output) {
  switch (invocation.request) {
    case Request::run:
      return run_batch(invocation, output);
    case Request::score:
      return run_score(invocation, output);
    case Request::print_config:
      return run_print_config(invocation, output);
    case Request::cache_stats:
    case Request::cache_clear:
    case Request::cache_verify:
      return {run_cache(invocation.request, invocation.options.cache, output)};
    case Request::help:
      output.write(render_help(describe_options()));
      break;
    case Request::version:
      output.write(invocation.results == Results::json
                       ? render_version_json(build_info(), describe_sandbox(invocation.options))
                       : render_version(build_info(), describe_sandbox(invocation.options)));
      break;
    case Request::completions:
      output.write(render_completions(invocation.shell, options_of(build_info())));
      break;
  }
  return {};
}

Result<Invocation> understand(const std::vector<std::string>& arguments) {
  TRY_ASSIGN(Invocation invocation, parse_command_line(arguments, environment("WHITTLE_OPTIONS")));
  TRY(add_baseline(invocation));
  invocation.options.cache = cache_directory(invocation.cache, environment);
  const Options& options = invocation.options;
  const bool prints_image = options.mode == Mode::write && options.destination == Destination(OutputPath{"-"});
  if (prints_image && sys::is_terminal(STDOUT_FILENO))
    return usage_error("-o -: stdout is a terminal: send the image on with > FILE or |, or name a file");
  return invocation;
}

}  // namespace

int run_program(const std::vector<std::string>& arguments) {
  sys::open_missing_streams();
  const Result<Invocation> invocation = understand(arguments);
  if (!invocation.ok()) {
    complain(invocation.error().message);
    return static_cast<int>(ExitCode::usage);
  }
  Output output;
  Ending ending = answer(*invocation, output);
  if (const Status printed = output.finish(); !printed.ok()) {
    complain(printed.error().message);
    ending.code = merge(ending.code, ExitCode::failed);
  }
  if (ending.signal != 0) sys::reraise(ending.signal);
  return static_cast<int>(ending.code);
}

}  // namespace whittle::cli
