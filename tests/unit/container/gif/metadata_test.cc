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

TEST_CASE("XMP of a GIF: whole, its copyright, into other formats") {
  const Bytes still = test::encode_gif(test::make_film(16, 16, {100}, 0).get());
  const std::string packet =
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
      "<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' dc:title='a title' dc:rights='mine'/>"
      "</rdf:RDF></x:xmpmeta>";
  Bytes end = concat({as_bytes("\1")});
  for (int value = 255; value >= 0; --value) end.push_back(static_cast<std::byte>(value));
  end.push_back(std::byte{0});
  const Bytes block = concat({as_bytes("\x21\xFF\x0BXMP DataXMP"), as_bytes(packet), end});
  Bytes source = still;
  source.pop_back();
  source = concat({source, block, as_bytes(";")});
  const Bytes kept = *container::gif_with_metadata(still, {source, {}}, {});
  CHECK(contains(kept, as_string(block)));
  const Bytes safe = *container::gif_with_metadata(still, {source, {}}, strip(kSafeStrip));
  CHECK(contains(safe, ">mine<"));
  CHECK_FALSE(contains(safe, "a title"));
  CHECK(test::all_pixels(safe, Format::gif) == test::all_pixels(still, Format::gif));
  container::MetadataBlobs blobs;
  container::complete_gif_blobs(source, blobs);
  CHECK(as_string(blobs.xmp) == packet);
}
