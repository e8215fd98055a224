#include "cli/help.h"

#include <fmt/format.h>

#include "cli/numbers.h"

namespace whittle::cli {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kHelpColumn = 31;  // the longest names of one option with their value, and a gap

constexpr std::string_view kHead =
    "Makes image files smaller, in batches, without making them worse.\n"
    "\n"
    "Usage: whittle [OPTIONS] PATH...\n"
    "       PATH is a file, a directory (walked), or - (one image on stdin).\n"
    "\n"
    "Nothing is written unless a destination is named. Nothing is replaced unless\n"
    "the new file is verified and better. Nothing lossy happens unless -q or a lossy\n"
    "format asks for it.\n";

constexpr std::string_view kTail =
    "\n"
    "Exit codes: 0 done, 1 --check found work, 2 usage error, 3 some inputs failed.\n"
    "\n"
    "Examples:\n"
    "  whittle -i assets/                          lossless, in place\n"
    "  whittle -q 80 -f webp,avif -o dist src/img  two formats, tree mirrored\n"
    "  whittle --check --min-savings 5% assets/    a CI gate: writes nothing\n"
    "\n"
    "More: man whittle\n";

/// "  -q, --quality N"; long options are aligned whether or not there is a short one.
std::string left_column(const OptionInfo& option) {
  std::string names = option.names.front().starts_with("--") ? "    " : "";
  for (std::size_t i = 0; i < option.names.size(); ++i) names += (i > 0 ? ", " : "") + option.names[i];
  return "  " + names + (option.value.name.empty() ? "" : " " + option.value.name);
}

/// `text` after `line`, from kHelpColumn on, broken between words.
std::string with_help(std::string line, std::string_view text) {
  if (line.size() + 2 > kHelpColumn)
    line += '\n' + std::string(kHelpColumn, ' ');
  else
    line.resize(kHelpColumn, ' ');
  std::size_t column = kHelpColumn;
  for (const std::string_view word : split(text, ' ')) {
    if (column > kHelpColumn && column + 1 + word.size() > kColumns) {
      line += '\n' + std::string(kHelpColumn, ' ');
      column = kHelpColumn;
    }
    if (column > kHelpColumn) {
      line += ' ';
      ++column;
    }
    line += word;
    column += word.size();
  }
  return line + '\n';
}

std::string format_list(const std::vector<Format>& formats) {
  std::string text;
  for (const Format format : formats) text += fmt::format(" {}", to_string(format));
  return text;
}

}  // namespace

std::string render_help(const std::vector<OptionInfo>& options) {
  std::string text(kHead);
  std::string_view group;
  for (const OptionInfo& option : options) {
    if (option.group != group) text += fmt::format("\n{}:\n", option.group);
    group = option.group;
    text += with_help(left_column(option), option.help);
  }
  return text.append(kTail);
}

std::string render_version(const BuildInfo& build, const std::string& sandbox) {
  std::string text = fmt::format("whittle {}\n", build.version);
  for (const Component& component : build.components)
    text += fmt::format("  {} {}\n", component.name, component.version);
  text += fmt::format("reads:{}\nwrites:{}\n", format_list(build.readable), format_list(build.writable));
  text += fmt::format("sandbox: {}\n", sandbox);
  for (const std::string& note : build.notes) text += fmt::format("note: {}\n", note);
  return text;
}

}  // namespace whittle::cli
