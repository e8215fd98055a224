// libFuzzer target: lists of --files-from and lines of ignore files, which anybody who hands over a directory writes.

#include <cstdlib>
#include <string>

#include "scan/ignore.h"
#include "scan/list.h"

using namespace whittle;

namespace {

// What a list means can be written as a list again.
void check_list(std::string_view text, scan::ListFormat format, char separator) {
  const std::vector<std::string> paths = scan::parse_list(text, format);
  std::string again;
  for (const std::string& path : paths) {
    if (path.empty() || path.find(separator) != std::string::npos) std::abort();
    again += path;
    // A CR of the name itself, at the end of a line, is only one when another follows.
    if (separator == '\n' && path.ends_with('\r')) again += '\r';
    again += separator;
  }
  if (scan::parse_list(again, format) != paths) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_list(text, scan::ListFormat::lines, '\n');
  check_list(text, scan::ListFormat::nul_separated, '\0');

  // The last line is the path that the lines before it judge.
  const std::size_t end = text.rfind('\n');
  if (end == std::string_view::npos) return 0;
  scan::PatternList patterns;
  scan::PatternBudget budget;
  patterns.add_lines(text.substr(0, end), budget);
  const std::string_view path = text.substr(end + 1);
  const scan::Verdict verdict = patterns.judge(path, scan::PathKind::file);
  if (verdict == scan::Verdict::excluded && !patterns.excludes(path, scan::PathKind::file)) std::abort();
  if (patterns.empty() && verdict != scan::Verdict::undecided) std::abort();
  return 0;
}
