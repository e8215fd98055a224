#pragma once
// Text of an option to a number: the whole text, within its range, or an error that says what was expected.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace whittle::cli {

/// An Error of Category::usage.
Error usage_error(std::string message);

/// "12". Errors: not a whole number; "101 is not between 1 and 100".
Result<std::int64_t> parse_integer(std::string_view text, std::int64_t least, std::int64_t most);

/// "12" or "12.5", at least `least`, or above it with Bound::exclusive.
enum class Bound { inclusive, exclusive };
Result<double> parse_decimal(std::string_view text, double least, Bound bound, double most);

/// Bytes: "512", "200kB", "1.5MiB"; k, M, G, T are powers of 1000, Ki, Mi, Gi, Ti of 1024; the B and the letter case do
/// not matter.
Result<std::uint64_t> parse_size(std::string_view text);

/// A count with an optional k, M or G: "268M".
Result<std::uint64_t> parse_count(std::string_view text);

/// "a, b or c".
std::string any_of(const std::vector<std::string>& words);
/// The parts of "a,b,c"; an empty part stays.
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace whittle::cli
