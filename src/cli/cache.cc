#include "cli/cache.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/units.h"
#include "whittle/cache.h"

namespace whittle::cli {
namespace {

constexpr std::string_view kOff = "off";

std::string lines_of(const std::string& directory, const CacheStats& stats) {
  return fmt::format(
      "cache: {}\n"
      "{} results, {}\n"
      "{} files seen, {} contents done, {} answers, {} builds, {}\n",
      sanitize(directory), stats.results, format_bytes(stats.result_bytes), stats.files, stats.done, stats.answers,
      stats.builds, format_bytes(stats.table_bytes));
}

}  // namespace

std::optional<std::string> cache_directory(const std::optional<std::string>& said,
                                           const std::function<std::string(const char*)>& environment) {
  const auto chosen = [](const std::string& text) { return text == kOff ? std::nullopt : std::optional(text); };
  if (said) return chosen(*said);
  if (const std::string wanted = environment("WHITTLE_CACHE"); !wanted.empty()) return chosen(wanted);
  return std::nullopt;
}

ExitCode run_cache(Request request, const std::optional<std::string>& directory, Output& output) {
  if (!directory) {
    complain("there is no cache: name it with --cache DIR or WHITTLE_CACHE");
    return ExitCode::usage;
  }
  const auto result = request == Request::cache_clear    ? clear_cache(*directory)
                      : request == Request::cache_verify ? verify_cache(*directory)
                                                         : cache_stats(*directory);
  if (const Error* const error = std::get_if<Error>(&result)) {
    if (error->reason == Reason::not_found) {
      output.write(fmt::format("cache: {}\nnothing is there\n", sanitize(*directory)));
      return ExitCode::done;
    }
    complain(sanitize(*directory) + ": " + error->message);
    return ExitCode::failed;
  }
  const CacheStats& stats = std::get<CacheStats>(result);
  output.write(lines_of(*directory, stats));
  if (request == Request::cache_clear) output.write("all of this is removed\n");
  if (request == Request::cache_verify) output.write(fmt::format("{} were damaged and are removed\n", stats.damaged));
  return request == Request::cache_verify && stats.damaged > 0 ? ExitCode::work_found : ExitCode::done;
}

}  // namespace whittle::cli
