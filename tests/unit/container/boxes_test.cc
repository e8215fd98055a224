#include "container/boxes.h"

#include "container/defect.h"
#include "tests/support/catch.h"
#include "tests/support/image_builders.h"
#include "tests/support/strict_source.h"

using namespace whittle::container;
using namespace whittle::test;
using namespace whittle;

TEST_CASE("Boxes: long sizes, boxes up to the end, boxes too long") {
  const Bytes longer = joined({Writer().be32(1).text("long").be64(20).fill(4).done(),
                               box("next", Writer().fill(3).done()), Writer().be32(0).text("rest").fill(9).done()});
  StrictSource source(longer);
  Window window(source);
  Boxes boxes(window, 0, longer.size());
  auto found = boxes.next();
  REQUIRE(found.ok());
  CHECK((*found)->size() == 4);
  CHECK((*found)->body == 16);
  found = boxes.next();
  REQUIRE(found.ok());
  CHECK((*found)->size() == 3);
  found = boxes.next();
  REQUIRE(found.ok());
  CHECK((*found)->type == fourcc("rest"));
  CHECK((*found)->size() == 9);
  found = boxes.next();
  REQUIRE(found.ok());
  CHECK_FALSE(found->has_value());

  for (const Bytes& bad :
       {Writer().be32(9).text("long").done(), Writer().be32(7).text("tiny").done(),
        Writer().be32(1).text("huge").be64(UINT64_MAX).done(), Writer().be32(1).text("tiny").be64(15).done()}) {
    StrictSource bad_source(bad);
    Window bad_window(bad_source);
    CHECK_FALSE(Boxes(bad_window, 0, bad.size()).next().ok());
  }
}
