#include "container/gif/gif.h"

#include "tests/support/catch.h"
#include "tests/support/rich_files.h"

using namespace whittle;
using test::as_string;
using test::concat;
using test::contains;
using test::strip;

TEST_CASE("GIF comments and applications are carried, looping is not doubled") {
  const Bytes film = test::encode_gif(test::make_film(32, 32, {100, 200}, 3).get());
  const std::string_view comment("\x21\xFE\x05hello\0", 9);
  const std::string_view application("\x21\xFF\x0BTESTAPPL1.0\x03xyz\0", 19);
  Bytes source = film;
  source.pop_back();
  source = concat({source, as_bytes(comment), as_bytes(application), as_bytes(";")});
  const auto out = container::gif_with_metadata(film, {source, {}}, {});
  REQUIRE(out.ok());
  CHECK(contains(*out, comment));
  CHECK(contains(*out, application));
  CHECK(as_string(*out).find("NETSCAPE2.0") == as_string(*out).rfind("NETSCAPE2.0"));
  CHECK(test::all_pixels(*out, Format::gif) == test::all_pixels(film, Format::gif));
  CHECK(*container::gif_with_metadata(film, {source, {}}, strip(kSafeStrip)) == film);
}
