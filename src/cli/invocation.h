#pragma once
// What one command line says, after it was found to make sense.

#include <optional>
#include <string>
#include <vector>

#include "cli/options_table.h"
#include "whittle/options.h"
#include "whittle/report.h"

namespace whittle::cli {

enum class Request { run, score, print_config, cache_stats, cache_clear, cache_verify, help, version, completions };
enum class Shell { bash, zsh, fish };
enum class Results { table, json, ndjson, none };  ///< what stdout carries; none: --quiet, or an image (`-o -`)
enum class Errors { only, and_warnings };          ///< --quiet leaves the failures
enum class ColourWhen { automatic, always, never };
enum class ProgressWhen { automatic, always, plain, never, json };

struct Invocation {
  Request request = Request::run;
  Shell shell = Shell::bash;  ///< of Request::completions
  std::string reference;      ///< of Request::score
  Options options;
  std::vector<Given> given;   ///< of WHITTLE_OPTIONS and the command line, in this order
  std::string depfile;        ///< for make and ninja; empty: none
  std::string baseline_file;  ///< of --check; empty: none
  bool update_baseline = false;
  std::optional<std::string> cache;  ///< as said: a directory, or "off"; unset: as the environment has it
  std::string manifest;              ///< file for the list of outputs; empty: none
  Results results = Results::table;
  Errors errors = Errors::and_warnings;
  int verbosity = 0;  ///< -v: 1, -vv: 2
  bool only_summary = false;
  RowOrder order = RowOrder::input;
  ColourWhen colour = ColourWhen::automatic;
  ProgressWhen progress = ProgressWhen::automatic;
};

}  // namespace whittle::cli
