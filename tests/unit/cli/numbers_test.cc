#include "cli/numbers.h"

#include "tests/support/catch.h"

using namespace whittle;
using namespace whittle::cli;

namespace {

template <typename T>
std::string message(const Result<T>& result) {
  return result.ok() ? "" : result.error().message;
}

}  // namespace

TEST_CASE("a whole number is the whole text and within its range") {
  CHECK(*parse_integer("1", 1, 100) == 1);
  CHECK(*parse_integer("100", 1, 100) == 100);
  CHECK(message(parse_integer("0", 1, 100)) == "0 is not between 1 and 100");
  CHECK(message(parse_integer("101", 1, 100)) == "101 is not between 1 and 100");
  CHECK(message(parse_integer("-5", 1, 100)) == "-5 is not between 1 and 100");
  CHECK(message(parse_integer("99999999999999999999", 1, 100)) == "99999999999999999999 is not between 1 and 100");
  for (const char* text : {"", " 5", "5 ", "+5", "5x", "0x5", "5.0", "abc", "-"}) {
    INFO(text);
    CHECK(message(parse_integer(text, 1, 100)) == "'" + std::string(text) + "' is not a whole number from 1 to 100");
  }
}

TEST_CASE("usage errors are of the usage category") {
  CHECK(parse_integer("x", 0, 9).error().category == Category::usage);
  CHECK(parse_size("x").error().category == Category::usage);
}

TEST_CASE("a decimal is plain digits") {
  CHECK(*parse_decimal("12.5", 0, Bound::exclusive, 100) == 12.5);
  CHECK(*parse_decimal("0", 0, Bound::inclusive, 100) == 0);
  CHECK_FALSE(parse_decimal("0", 0, Bound::exclusive, 100).ok());
  CHECK(message(parse_decimal("101", 0, Bound::inclusive, 100)) == "101 is not between 0 and 100");
  for (const char* text : {"", "inf", "nan", "1e3", "-1", ".5", "1,5", "1.5.2", " 1"}) {
    INFO(text);
    CHECK_FALSE(parse_decimal(text, 0, Bound::inclusive, 100).ok());
  }
}

TEST_CASE("sizes know decimal and binary units in any letter case") {
  CHECK(*parse_size("0") == 0);
  CHECK(*parse_size("4096") == 4096);
  CHECK(*parse_size("12B") == 12);
  CHECK(*parse_size("200kB") == 200'000);
  CHECK(*parse_size("200k") == 200'000);
  CHECK(*parse_size("200KB") == 200'000);
  CHECK(*parse_size("1MiB") == 1'048'576);
  CHECK(*parse_size("1.5mib") == 1'572'864);
  CHECK(*parse_size("2G") == 2'000'000'000);
  CHECK(*parse_size("1TiB") == 1'099'511'627'776);
}

TEST_CASE("what is no size is refused") {
  for (const char* text : {"", "k", "1 kB", "1kk", "1kiBB", "1i", "1x", "-1", "1e3", "99999999999T", "1.2.3", "5%"}) {
    INFO(text);
    CHECK_FALSE(parse_size(text).ok());
  }
  CHECK(message(parse_size("big")) == "'big' is not a size such as 4096, 200kB or 1.5MiB");
}

TEST_CASE("counts take a unit but no bytes") {
  CHECK(*parse_count("268M") == 268'000'000);
  CHECK(*parse_count("1000") == 1000);
  CHECK_FALSE(parse_count("0").ok());
  CHECK_FALSE(parse_count("1MB").ok());
  CHECK_FALSE(parse_count("").ok());
}

TEST_CASE("lists are joined for people") {
  CHECK(any_of({"a"}) == "a");
  CHECK(any_of({"a", "b"}) == "a or b");
  CHECK(any_of({"a", "b", "c"}) == "a, b or c");
}

TEST_CASE("splitting keeps empty parts") {
  CHECK(split("a,b", ',') == std::vector<std::string_view>{"a", "b"});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(split(",a,", ',') == std::vector<std::string_view>{"", "a", ""});
}
