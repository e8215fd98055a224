#include "manifest/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>

namespace whittle::manifest {
namespace {

constexpr std::string_view kFirstLine = "whittle-manifest 1";
constexpr std::size_t kFields = 6;  ///< the last is of delivered originals only

bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '%';
}

std::string escaped(std::string_view name) {
  std::string text;
  text.reserve(name.size());
  for (const char c : name) {
    if (needs_escape(c))
      text += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      text += c;
  }
  return text;
}

/// All of `text` as a number.
template <typename T>
std::optional<T> number(std::string_view text, int base) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string name;
  name.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      if (needs_escape(text[at])) return std::nullopt;
      name += text[at];
      continue;
    }
    const auto byte = number<std::uint8_t>(text.substr(at + 1, 2), 16);
    if (!byte || *byte == 0 || text.size() - at < 3) return std::nullopt;
    name += static_cast<char>(*byte);
    at += 2;
  }
  return name;
}

std::optional<Hash128> hash_from(std::string_view digits) {
  if (digits.size() != 32) return std::nullopt;
  const auto high = number<std::uint64_t>(digits.substr(0, 16), 16), low = number<std::uint64_t>(digits.substr(16), 16);
  if (!high || !low) return std::nullopt;
  return Hash128{*high, *low};
}

/// The fields of a line, or none when there are more or fewer.
std::optional<std::array<std::string_view, kFields>> fields_of(std::string_view line) {
  const std::size_t tabs = static_cast<std::size_t>(std::count(line.begin(), line.end(), '\t'));
  if (tabs != kFields - 1 && tabs != kFields - 2) return std::nullopt;
  std::array<std::string_view, kFields> fields;
  for (std::string_view& field : fields) {
    field = line.substr(0, line.find('\t'));
    line.remove_prefix(std::min(line.size(), field.size() + 1));
  }
  return fields;
}

void add_line(Entries& entries, std::string_view line, const std::filesystem::path& root) {
  const auto fields = fields_of(line);
  if (!fields) return;
  const auto output = unescaped((*fields)[0]), input = unescaped((*fields)[1]);
  const auto bytes = number<std::uint64_t>((*fields)[2], 10), options = number<std::uint64_t>((*fields)[4], 16);
  const auto hash = hash_from((*fields)[3]);
  if (!output || !input || !bytes || !hash || !options || !is_below(*output)) return;
  Made made{{}, *bytes, *hash, *options, {}};
  const std::string_view ctime = (*fields)[5];
  made.original_ctime_ns = number<std::int64_t>(ctime, 10);
  if (!ctime.empty() && !made.original_ctime_ns) return;
  if (!input->empty()) made.input = (root / *input).lexically_normal().string();
  entries.insert_or_assign(*output, std::move(made));
}

}  // namespace

bool is_below(std::string_view output) {
  if (output == kFileName) return false;
  for (std::size_t at = 0;;) {
    const std::size_t end = std::min(output.find('/', at), output.size());
    const std::string_view part = output.substr(at, end - at);
    if (part.empty() || part == "." || part == "..") return false;
    if (end == output.size()) return true;
    at = end + 1;
  }
}

std::string name_below(std::string_view directory, std::string_view path) {
  path.remove_prefix(std::min(directory.size(), path.size()));
  while (path.starts_with('/')) path.remove_prefix(1);
  return std::filesystem::path(path).lexically_normal().string();
}

Result<Entries> parse(ByteView text, std::string_view root) {
  std::string_view rest = as_text(text);
  Entries entries;
  for (bool first = true; !rest.empty(); first = false) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    const bool whole = end != std::string_view::npos;  // a line without its end was cut off
    rest.remove_prefix(whole ? end + 1 : rest.size());
    if (first && (line != kFirstLine || !whole)) break;
    if (first) {
      if (rest.empty()) return entries;
      continue;
    }
    if (whole) add_line(entries, line, std::filesystem::path(root));
    if (rest.empty()) return entries;
  }
  return make_error(Category::validation, Reason::corrupt,
                    fmt::format("does not begin with \"{}\": it is not a list of this whittle", kFirstLine));
}

std::string render(const Entries& entries, std::string_view root) {
  const std::filesystem::path directory(root);
  std::string text(kFirstLine);
  text += '\n';
  for (const auto& [output, made] : entries) {
    const std::string input =
        made.input.empty() ? "" : std::filesystem::path(made.input).lexically_relative(directory).string();
    text += fmt::format("{}\t{}\t{}\t{}\t{:016x}", escaped(output), escaped(input), made.bytes, hex(made.hash),
                        made.options);
    if (made.original_ctime_ns) text += fmt::format("\t{}", *made.original_ctime_ns);
    text += '\n';
  }
  return text;
}

}  // namespace whittle::manifest
