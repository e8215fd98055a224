#include "base/path.h"

#include "tests/support/catch.h"

using namespace whittle;

TEST_CASE("the parts of a path") {
  CHECK(file_name("a/b/c.png") == "c.png");
  CHECK(file_name("c.png") == "c.png");
  CHECK(file_name("a/") == "");
  CHECK(directory_of("a/b/c.png") == "a/b");
  CHECK(directory_of("c.png") == "");
  CHECK(directory_of("/c.png") == "/");
  CHECK(stem_of("c.tar.png") == "c.tar");
  CHECK(extension_of("c.tar.png") == "png");
  CHECK(extension_of("c") == "");
  CHECK(extension_of(".png") == "");
  CHECK(extension_of("c.") == "");
}

TEST_CASE("joining adds one slash") {
  CHECK(join("a", "b") == "a/b");
  CHECK(join("a/", "b") == "a/b");
  CHECK(join("", "b") == "b");
  CHECK(join("a", "") == "a");
}
