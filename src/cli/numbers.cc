#include "cli/numbers.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

namespace whittle::cli {
namespace {

/// Smaller sizes are hardly ever meant in bytes by who leaves the unit out.
constexpr std::uint64_t kLeastWithoutUnit = 1000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lowered;
}

/// Plain decimals only: std::from_chars would also take "inf" and "nan".
std::optional<double> decimal(std::string_view text) {
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped_at, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (error != std::errc() || stopped_at != end) return std::nullopt;
  return value;
}

/// The factor that a unit stands for: "", "b", "k", "kb", "ki", "kib", ...
std::optional<double> unit_factor(std::string unit) {
  if (unit.ends_with('b')) unit.pop_back();
  if (unit.empty()) return 1;
  const std::size_t power = std::string_view("kmgt").find(unit.front());
  if (power == std::string_view::npos) return std::nullopt;
  if (unit.size() == 1) return std::pow(1000, power + 1);
  if (unit.substr(1) == "i") return std::pow(1024, power + 1);
  return std::nullopt;
}

/// A number and its unit; nullopt when it is neither or does not fit 63 bits.
std::optional<std::uint64_t> scaled(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && (is_digit(text[digits]) || text[digits] == '.')) ++digits;
  const std::optional<double> number = decimal(text.substr(0, digits));
  const std::optional<double> factor = unit_factor(lower(text.substr(digits)));
  if (!number || !factor) return std::nullopt;
  const double value = std::round(*number * *factor);
  if (value >= 9.2e18) return std::nullopt;
  return static_cast<std::uint64_t>(value);
}

}  // namespace

Error usage_error(std::string message) {
  return make_error(Category::usage, Reason::none, std::move(message));
}

Result<std::int64_t> parse_integer(std::string_view text, std::int64_t least, std::int64_t most) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped_at, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || stopped_at != end || error == std::errc::invalid_argument) {
    return usage_error(fmt::format("'{}' is not a whole number from {} to {}", text, least, most));
  }
  if (error != std::errc() || value < least || value > most) {
    return usage_error(fmt::format("{} is not between {} and {}", text, least, most));
  }
  return value;
}

Result<double> parse_decimal(std::string_view text, double least, Bound bound, double most) {
  const std::optional<double> value = decimal(text);
  if (!value) return usage_error(fmt::format("'{}' is not a number", text));
  const bool too_small = bound == Bound::exclusive ? *value <= least : *value < least;
  if (!too_small && *value <= most) return *value;
  if (bound == Bound::exclusive)
    return usage_error(fmt::format("{} is not above {} and at most {}", text, least, most));
  return usage_error(fmt::format("{} is not between {} and {}", text, least, most));
}

Result<std::uint64_t> parse_size(std::string_view text) {
  const std::optional<std::uint64_t> size = scaled(text);
  if (!size) return usage_error(fmt::format("'{}' is not a size such as 4096, 200kB or 1.5MiB", text));
  const bool has_unit = !text.empty() && !is_digit(text.back()) && text.back() != '.';
  if (!has_unit && *size > 0 && *size < kLeastWithoutUnit)
    return usage_error(fmt::format("{0} what? Write {0}B for bytes or {0}kB for kilobytes", text));
  return *size;
}

Result<std::uint64_t> parse_count(std::string_view text) {
  const std::optional<std::uint64_t> count = text.ends_with('b') || text.ends_with('B') ? std::nullopt : scaled(text);
  if (!count || *count == 0) return usage_error(fmt::format("'{}' is not a count such as 50000000 or 268M", text));
  return *count;
}

std::string any_of(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

}  // namespace whittle::cli
