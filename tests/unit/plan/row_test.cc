#include "plan/row.h"

#include "base/result.h"
#include "tests/support/catch.h"

using namespace whittle;

namespace {

/// As a finished conversion leaves it.
FileResult converted() {
  FileResult row;
  row.input = "a.png";
  row.output = "a.webp";
  row.outcome = Outcome::converted;
  row.bytes_in = 100;
  row.bytes_out = 60;
  row.format_in = Format::png;
  row.format_out = Format::webp;
  row.quality = 80;
  row.score = 81.5;
  row.target = 80;
  row.verified = true;
  return row;
}

}  // namespace

TEST_CASE("a row of a file that stays has nothing of what was tried") {
  FileResult row = converted();
  plan::leave_as_it_is(row, Outcome::kept, Reason::not_smaller);
  CHECK(row.outcome == Outcome::kept);
  CHECK(row.reason == Reason::not_smaller);
  CHECK(row.output.empty());
  CHECK(row.bytes_out == 100);
  CHECK(row.format_out == Format::png);
  CHECK_FALSE(row.quality);
  CHECK_FALSE(row.score);
  CHECK_FALSE(row.target);
  CHECK_FALSE(row.verified);
  CHECK_FALSE(row.error);
}

TEST_CASE("a row has an error when it failed, or when its reason alone does not say why it was skipped") {
  FileResult row = converted();
  plan::leave_as_it_is(row, make_error(Category::io, Reason::no_space, "no space left"));
  CHECK(row.outcome == Outcome::failed);
  REQUIRE(row.error);
  CHECK(row.error->path == "a.png");
  plan::leave_as_it_is(row, make_error(Category::io, Reason::no_space, "no space left", "out/a.webp"));
  CHECK(row.error->path == "out/a.webp");
  plan::leave_as_it_is(row, make_error(Category::batch, Reason::interrupted, "interrupted"));
  CHECK(row.outcome == Outcome::skipped);
  CHECK_FALSE(row.error);
  plan::leave_as_it_is(row, make_error(Category::validation, Reason::unsupported, "has a third eye"));
  CHECK(row.outcome == Outcome::skipped);
  REQUIRE(row.error);
  CHECK(row.error->message == "has a third eye");
}
