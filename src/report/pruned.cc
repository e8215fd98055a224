#include "report/pruned.h"

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/units.h"
#include "report/json.h"

namespace whittle::report {

std::string pruned_lines(const RunReport& report, const TableStyle& style) {
  const auto shown = [&](const std::string& name) { return style.names == Names::sanitized ? sanitize(name) : name; };
  const std::string_view verb = report.mode == Mode::write ? "removed" : "would remove";
  std::string text;
  std::size_t removed = 0, failed = 0;
  std::uint64_t bytes = 0;
  for (const Pruned& one : report.pruned) {
    if (one.error) {
      ++failed;
      continue;  // is said with the other failures
    }
    ++removed;
    bytes += one.bytes;
    fmt::format_to(std::back_inserter(text), "{} {}: {} is gone\n", verb, shown(one.output), shown(one.input));
  }
  if (removed > 0)
    text += fmt::format("pruned: {} {}, {}\n", removed, removed == 1 ? "file" : "files", format_bytes(bytes));
  if (failed > 0) text += fmt::format("not pruned: {} {}\n", failed, failed == 1 ? "file" : "files");
  return text;
}

nlohmann::ordered_json pruned_object(const RunReport& report, const Pruned& pruned) {
  nlohmann::ordered_json object{{"type", "pruned"}};
  put_name(object, "output", pruned.output);
  put_name(object, "input", pruned.input);
  object["bytes"] = pruned.bytes;
  object["removed"] = report.mode == Mode::write && !pruned.error;
  object["error"] = error_or_null(pruned.error.get());
  return object;
}

}  // namespace whittle::report
