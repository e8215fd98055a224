#include "scan/list.h"

#include "sys/file.h"

namespace whittle::scan {

std::vector<std::string> parse_list(std::string_view text, ListFormat format) {
  const char separator = format == ListFormat::lines ? '\n' : '\0';
  std::vector<std::string> paths;
  while (!text.empty()) {
    const std::size_t end = text.find(separator);
    std::string_view path = text.substr(0, end);
    if (format == ListFormat::lines && path.ends_with('\r')) path.remove_suffix(1);
    if (!path.empty()) paths.emplace_back(path);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return paths;
}

Result<std::vector<std::string>> read_list(const std::string& name, ListFormat format,
                                           const std::function<bool()>& stopped) {
  constexpr std::uint64_t kLargest = std::uint64_t{1} << 30;
  Result<Bytes> bytes =
      name == "-" ? sys::read_stream(0, kLargest, "-", stopped) : sys::read_file_or_fifo(name, kLargest, stopped);
  if (!bytes.ok()) {
    Error error = std::move(bytes).error();
    if (error.reason == Reason::interrupted) return error;
    error.category = Category::usage;
    error.message = "--files-from: " + error.message;
    return error;
  }
  return parse_list(as_text(*bytes), format);
}

}  // namespace whittle::scan
