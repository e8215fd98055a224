// What GitHub Actions shows beside the files of a pull request: workflow commands, a line each, which its runner reads
// from either stream of a step ("Workflow commands for GitHub Actions: setting a warning message").
#include <fmt/format.h>

#include "base/path.h"
#include "base/text.h"
#include "base/units.h"
#include "report/rows.h"
#include "report/words.h"
#include "whittle/report.h"

namespace whittle {
namespace {

enum class Part { property, message };

/// The runner's escapes; in properties colons and commas end the value.
std::string escaped(std::string_view text, Part part) {
  std::string made;
  for (const char c : text) {
    const bool special = c == '%' || c == '\r' || c == '\n' || (part == Part::property && (c == ':' || c == ','));
    if (special)
      made += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      made += c;
  }
  return made;
}

std::string command(std::string_view kind, std::string_view path, std::string_view message) {
  return fmt::format("::{} file={},title=whittle::{}\n", kind, escaped(sanitize(path), Part::property),
                     escaped(sanitize(message), Part::message));
}

/// `path` as it is called from the directory `top`, if it lies there.
std::string below(const Checkout& checkout, const std::string& path) {
  const std::string whole = path.starts_with('/') ? path : join(checkout.working_directory, path);
  const std::string top = join(checkout.workspace, "/");
  return top != "/" && whole.starts_with(top) ? whole.substr(top.size()) : path;
}

}  // namespace

std::string render_annotations(const RunReport& report, const Checkout& checkout) {
  std::string text, last;
  const std::vector<std::size_t> offenders = report::offenders_of(report.files);
  auto offender = offenders.begin();
  for (std::size_t i = 0; i < report.files.size(); ++i) {
    const FileResult& result = report.files[i];
    const std::string path = below(checkout, result.input);
    if (result.outcome == Outcome::failed) {
      std::string line = command("error", path, report::explanation(result));
      if (line != last) text += line;  // outputs of one input may fail for one cause
      last = std::move(line);
    } else if (offender != offenders.end() && *offender == i) {
      ++offender;
      if (const std::string budget = report::budget_text(result); !budget.empty())
        text += command("error", path, budget);
      if (!report::would_shrink(result)) continue;
      const std::string share = format_percent(report::saved_fraction(result.bytes_in, result.bytes_out));
      text +=
          command("warning", path, fmt::format("would shrink by {} ({})", report::signed_bytes(result.saved()), share));
    }
  }
  return text;
}

}  // namespace whittle
