#include "container/webp/chunks.h"

#include "tests/support/catch.h"
#include "tests/support/image_builders.h"
#include "tests/support/strict_source.h"

using namespace whittle::container;
using namespace whittle::test;
using namespace whittle;

TEST_CASE("RIFF chunks are padded; the last padding byte may be missing") {
  const Bytes file =
      joined({Bytes(100), riff_chunk("ABCD", Writer().fill(3).done()), riff_chunk("EFGH", Writer().fill(1).done())});
  for (const std::size_t cut : {0u, 1u}) {
    RiffChunks walk(file, 100, file.size() - cut);
    const auto first = walk.next();
    REQUIRE(first.ok());
    CHECK((*first)->offset == 100);
    CHECK((*first)->data.size() == 3);
    CHECK((*first)->end == 112);
    const auto second = walk.next();
    REQUIRE(second.ok());
    CHECK((*second)->type == fourcc("EFGH"));
    CHECK((*second)->end == file.size() - cut);
    const auto end = walk.next();
    REQUIRE(end.ok());
    CHECK_FALSE(end->has_value());
  }
  RiffChunks walk(file, 100, file.size() - 2);
  CHECK(walk.next().ok());
  CHECK_FALSE(walk.next().ok());
}
