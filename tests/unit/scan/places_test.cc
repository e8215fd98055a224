#include "scan/places.h"

#include "tests/support/catch.h"

using namespace whittle;
using scan::Places;

namespace {

using Parts = std::vector<std::string>;

std::string below(Places& places, std::string_view path, Places::Kind kind) {
  const auto directories = places.below(path, kind);
  return directories ? *directories : "-";
}

}  // namespace

TEST_CASE("components are those of the absolute path, without what changes nothing") {
  CHECK(scan::components("a//b/./c.png", "/home/u") == Parts{"home", "u", "a", "b", "c.png"});
  CHECK(scan::components("../x/", "/home/u") == Parts{"home", "x"});
  CHECK(scan::components("/a/../../b", "/home/u") == Parts{"b"});
  CHECK(scan::components(".", "/") == Parts{});
}

TEST_CASE("one input has nothing before it") {
  Places places("/home/u");
  places.add("a/b");
  CHECK(below(places, "a/b", Places::Kind::walked) == "-");
  CHECK(below(places, "a/b", Places::Kind::file) == "-");
}

TEST_CASE("several inputs keep what is below the parent of all, by the letters of their paths") {
  Places places("/home/u");
  for (const char* path : {"a/b", "./a/c/x.png", "/home/u/a/y.png"}) places.add(path);
  CHECK(below(places, "a/b", Places::Kind::walked) == "b");
  CHECK(below(places, "./a/c/x.png", Places::Kind::file) == "c");
  CHECK(below(places, "/home/u/a/y.png", Places::Kind::file) == "-");
}

TEST_CASE("where inputs lie on both sides of the working directory, its name counts") {
  Places places("/home/u");
  for (const char* path : {"../x", "y", "."}) places.add(path);
  CHECK(below(places, "../x", Places::Kind::walked) == "x");
  CHECK(below(places, "y", Places::Kind::walked) == "u/y");
  CHECK(below(places, ".", Places::Kind::walked) == "u");
  const auto one = places.below("y/a.png", Places::Kind::file), other = places.below("y/b.png", Places::Kind::file);
  CHECK(one == other);
}
