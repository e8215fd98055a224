#include "container/webp/webp.h"

#include "tests/support/catch.h"
#include "tests/support/rich_files.h"

using namespace whittle;
using test::as_string;
using test::concat;
using test::strip;
using test::text;

TEST_CASE("a WebP without metadata stays bare, one with unknown chunks keeps them") {
  const Bytes encoded = test::encode_webp_lossless(test::make_image(8, 8, 3, test::Pattern::noise).get());
  const Bytes bare = *container::webp_with_metadata(encoded, {{}, {}}, {});
  CHECK(as_string(bare).substr(12, 4) == "VP8L");
  CHECK(*container::webp_with_metadata(bare, {{}, {}}, {}) == bare);
  Bytes unknown = concat({bare, as_bytes(std::string_view("ABCD\4\0\0\0data", 12))});
  store_number(unknown, 4, unknown.size() - 8, 4, std::endian::little);
  const auto out = container::webp_with_metadata(bare, {unknown, {}}, {});
  REQUIRE(out.ok());
  CHECK(test::webp_chunk(*out, "ABCD") == text("data"));
  CHECK(*container::webp_with_metadata(bare, {unknown, {}}, strip(bit(Metadata::comment))) == bare);
}
