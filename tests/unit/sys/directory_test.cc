#include "sys/directory.h"

#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

using namespace whittle;
using sys::Directory;
using sys::Links;
using sys::Missing;
namespace fs = std::filesystem;

TEST_CASE("a directory beneath another is reached a step at a time") {
  const test::TempDir dir;
  fs::create_directories(dir.path() + "/a/b");
  const auto top = Directory::open(dir.path(), Links::keep);
  REQUIRE(top.ok());
  CHECK(top->open_beneath("", Missing::fail)->id() == top->id());
  CHECK(top->open_beneath("a//b/", Missing::fail)->id() == Directory::open(dir.path() + "/a/b", Links::keep)->id());
  CHECK(top->open_beneath("a/c", Missing::fail).error().reason == Reason::not_found);
  CHECK(top->open_beneath("a/c/d", Missing::make).ok());
  CHECK(fs::is_directory(dir.path() + "/a/c/d"));
  std::ofstream(dir.path() + "/file") << "x";
  const auto through_file = top->open_beneath("file/d", Missing::make);
  CHECK(through_file.error().path == "file");
}

TEST_CASE("of a directory that is not there the deepest that is, is opened, and what is missing below it") {
  const test::TempDir dir;
  fs::create_directories(dir.path() + "/a/b");
  fs::create_directory_symlink("a", dir.path() + "/link");
  const sys::DirectoryId a = Directory::open(dir.path() + "/a", Links::keep)->id();
  const auto check = [&](const std::string& path, const sys::DirectoryId& id, const std::string& missing) {
    INFO(path);
    const auto deepest = Directory::open_deepest(path);
    REQUIRE(deepest.ok());
    CHECK(deepest->directory.id() == id);
    CHECK(deepest->missing == missing);
  };
  check(dir.path() + "//a/./", a, "");
  check(dir.path() + "/link", a, "");  // which the user named
  check(dir.path() + "/link/b/..", a, "");
  check(dir.path() + "/a/c//./d/", a, "c/d");
  check(dir.path() + "/a/c/../d", a, "d");
  check(dir.path() + "/a/b/../c/d/../../e/..", a, "");
  check("", Directory::open(".", Links::keep)->id(), "");
  check("no-such-place/x", Directory::open(".", Links::keep)->id(), "no-such-place/x");

  std::ofstream(dir.path() + "/file") << "x";
  const auto through_file = Directory::open_deepest(dir.path() + "/file/sub");
  REQUIRE_FALSE(through_file.ok());
  CHECK(through_file.error().path == dir.path() + "/file");
  CHECK(through_file.error().message.find("not a directory") != std::string::npos);
}

TEST_CASE("the way to a directory beneath another leads through no link and never up") {
  const test::TempDir dir;
  fs::create_directories(dir.path() + "/in/real");
  fs::create_directories(dir.path() + "/outside");
  fs::create_directory_symlink("../outside", dir.path() + "/in/away");
  fs::create_directory_symlink("real", dir.path() + "/in/inside");
  const auto top = Directory::open(dir.path() + "/in", Links::keep);
  REQUIRE(top.ok());
  for (const char* below : {"away", "away/x", "inside", "..", "real/../../outside"}) {
    INFO(below);
    CHECK_FALSE(top->open_beneath(below, Missing::make).ok());
  }
  CHECK(top->open_beneath("away", Missing::make).error().message == "is a symbolic link, which is not followed here");
  CHECK(fs::is_empty(dir.path() + "/outside"));
}

TEST_CASE("a directory that was replaced is not opened again") {
  const test::TempDir dir;
  const std::string path = dir.path() + "/in";
  fs::create_directories(path);
  fs::create_directories(dir.path() + "/outside");
  const sys::DirectoryId id = Directory::open(path, Links::keep)->id();
  CHECK(Directory::open_again(path, id).ok());
  fs::rename(path, path + "2");
  fs::create_directory_symlink("outside", path);
  CHECK(Directory::open_again(path, id).error().reason == Reason::changed_during_run);
  fs::remove(path);
  fs::create_directory_symlink("in2", path);  // by another way, but the same
  CHECK(Directory::open_again(path, id).ok());
}
