#include "cli/baseline_file.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <optional>
#include <set>

#include "base/bytes.h"
#include "base/path.h"
#include "cli/numbers.h"
#include "report/rows.h"
#include "sys/whole_file.h"

namespace whittle::cli {
namespace {

/// Some million lines. What is longer was not written by us.
constexpr std::uint64_t kMostBytes = std::uint64_t{256} << 20;

bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '%';
}

std::string escaped(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (needs_escape(c))
      text += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      text += c;
  }
  return text;
}

template <typename T>
std::optional<T> number(std::string_view text, int base) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string name;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
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

std::string absolute(const std::string& directory, const std::string& path) {
  const std::string whole = path.starts_with('/') ? path : join(directory, path);
  return std::filesystem::path(whole).lexically_normal().string();
}

}  // namespace

Result<BaselineSizes> parse_baseline(std::string_view text, const std::string& directory) {
  if (!text.starts_with(kBaselineHead)) return usage_error("is not a baseline of this whittle");
  text.remove_prefix(kBaselineHead.size());
  BaselineSizes sizes;
  for (std::size_t line = 2; !text.empty(); ++line) {
    const std::string_view row = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), row.size() + 1));
    if (row.empty()) continue;
    const std::size_t tab = row.find('\t');
    const auto name = unescaped(row.substr(0, tab));
    const auto bytes = tab == row.npos ? std::nullopt : number<std::uint64_t>(row.substr(tab + 1), 10);
    if (!name || name->empty() || !bytes) return usage_error(fmt::format("line {} is not NAME<TAB>BYTES", line));
    const auto [entry, is_new] = sizes.emplace(absolute(directory, *name), *bytes);
    if (!is_new) entry->second = std::min(entry->second, *bytes);
  }
  return sizes;
}

std::string render_baseline(const BaselineSizes& sizes, const std::string& directory) {
  std::set<std::string> lines;
  for (const auto& [path, bytes] : sizes) {
    const std::string name = std::filesystem::path(path).lexically_relative(directory).string();
    lines.insert(fmt::format("{}\t{}\n", escaped(name), bytes));
  }
  std::string text(kBaselineHead);
  for (const std::string& line : lines) text += line;
  return text;
}

Result<BaselineSizes> read_baseline(const std::string& path, Baseline needed) {
  const auto fails = [&](const Error& error, const char* hint = "") {
    return usage_error("--baseline-file " + path + ": " + error.message + hint);
  };
  const Result<Bytes> text = sys::read_file(path, kMostBytes);
  if (!text.ok() && text.error().reason == Reason::not_found) {
    if (needed == Baseline::may_be_missing) return BaselineSizes();
    return fails(text.error(), ": --update-baseline makes it");
  }
  if (!text.ok()) return fails(text.error());
  const Result<std::string> directory = sys::real_directory_of(path);
  if (!directory.ok()) return fails(directory.error());
  Result<BaselineSizes> sizes = parse_baseline(as_text(*text), *directory);
  return sizes.ok() ? std::move(sizes) : Result<BaselineSizes>(fails(sizes.error()));
}

BaselineSizes updated_baseline(const BaselineSizes& before, const RunReport& report) {
  const std::string here = std::filesystem::current_path().string();
  BaselineSizes sizes;
  std::set<std::string> looked_at;
  for (const FileResult& result : report.files) {
    if (result.input == "-" || result.outcome == Outcome::failed || report::is_undone(result)) continue;
    const std::string path = absolute(here, result.input);
    looked_at.insert(path);
    if (report::would_shrink(result) || report::is_over_budget(result)) sizes[path] = result.bytes_in;
  }
  for (const auto& [path, bytes] : before) {
    if (looked_at.count(path) == 0 && sys::exists(path)) sizes.emplace(path, bytes);
  }
  return sizes;
}

Status write_baseline(const std::string& path, const BaselineSizes& sizes) {
  TRY_ASSIGN(const std::string directory, sys::real_directory_of(path));
  return sys::replace_file(path, kBaselineHead, as_bytes(render_baseline(sizes, directory)));
}

}  // namespace whittle::cli
