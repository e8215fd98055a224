#include "manifest/manifest.h"

#include <filesystem>
#include <fstream>

#include "manifest/store.h"
#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

using namespace whittle;
using manifest::Entries;
using manifest::Made;

namespace {

const std::string kHash = "0123456789abcdef0123456789abcdef";

Entries parsed(const std::string& lines) {
  const auto entries = manifest::parse(as_bytes("whittle-manifest 1\n" + lines), "/home/me/out");
  REQUIRE(entries.ok());
  return *entries;
}

std::size_t accepted(const std::string& output) {
  return parsed(output + "\t../a.png\t1\t" + kHash + "\tff\n").size();
}

sys::Location place(const std::string& directory) {
  auto opened = sys::Directory::open(directory, sys::Links::follow);
  REQUIRE(opened.ok());
  return {std::make_shared<const sys::Directory>(std::move(*opened)), std::string(manifest::kFileName),
          directory + "/.whittle-manifest"};
}

Made made(std::uint64_t bytes) {
  return {"/in/a.png", bytes, {1, 2}, 3};
}

}  // namespace

TEST_CASE("a manifest reads what it writes, whatever names there are") {
  Entries entries;
  entries["a.webp"] = {"/home/me/src/a.png", 3011, {0x0123456789abcdef, 5}, 0xfedcba9876543210};
  entries["sub/50%\tof\n\x7F\xFFthem.png"] = {"/home/me/out/..odd/\x01.png", 0, {}, 0};
  entries["stdin.png"] = {"", 7, {}, 1};
  entries["original.png"] = {"/home/me/original.png", 7, {}, 1, 1'700'000'000'123'456'789};
  const std::string text = manifest::render(entries, "/home/me/out");
  CHECK(text.starts_with("whittle-manifest 1\na.webp\t../src/a.png\t3011\t0123456789abcdef0000000000000005\tfedc"));
  const auto again = manifest::parse(as_bytes(text), "/home/me/out");
  REQUIRE(again.ok());
  CHECK(*again == entries);
}

TEST_CASE("a manifest moves with its tree") {
  Entries entries;
  entries["a.webp"] = {"/old/src/a.png", 1, {}, 0};
  const auto moved = manifest::parse(as_bytes(manifest::render(entries, "/old/out")), "/new/place/out");
  REQUIRE(moved.ok());
  CHECK(moved->at("a.webp").input == "/new/place/src/a.png");
}

TEST_CASE("a manifest cannot name what is not below its directory") {
  CHECK(accepted("a.png") == 1);
  CHECK(accepted("..a/b..png") == 1);
  for (const char* output : {"", "/etc/passwd", "../a.png", "a/../b.png", "a/..", "./a.png", "a//b.png", "a/",
                             "%2e%2e/a", "..%2Fa.png", "a%00.png", "a%2", "a%zz.png", ".whittle-manifest"}) {
    INFO(output);
    CHECK(accepted(output) == 0);
  }
}

TEST_CASE("lines that say nothing possible are left out, the others stay") {
  const std::string good = "a.png\t../a.png\t1\t" + kHash + "\tff\n";
  CHECK(parsed(good + "\n\t\t\t\t\nb.png\t../b.png\t-1\t" + kHash + "\tff\nc.png\tx\t1\t123\tff\n" + good).size() == 1);
  CHECK(parsed("a.png\t../a.png\t1\t" + kHash + "\tff\textra\n").empty());
  CHECK(parsed("a.png\t../a.png\t1\t" + kHash + "\tff\t12\t13\n").empty());
  CHECK(parsed("a.png\t../a.png\t1\t" + kHash + "\tff").empty());  // cut off
}

TEST_CASE("what does not begin like a manifest is none") {
  for (const char* text : {"", "whittle-manifest 1", "whittle-manifest 2\n", "notes\n", "\nwhittle-manifest 1\n"}) {
    INFO(text);
    CHECK(!manifest::parse(as_bytes(text), "/out").ok());
  }
}

TEST_CASE("each run changes its own part of a list") {
  const test::TempDir dir;
  const sys::Location at = place(dir.path());
  REQUIRE(manifest::change(at, {{{"a.png", made(1)}, {"b.png", made(2)}}, {}}).ok());
  REQUIRE(manifest::change(at, {{{"c.png", made(3)}}, {{"a.png", made(1)}, {"b.png", made(99)}}}).ok());
  const auto entries = manifest::read(at);
  REQUIRE(entries.ok());
  CHECK(*entries == Entries{{"b.png", made(2)}, {"c.png", made(3)}});  // b was made anew by somebody else
}

TEST_CASE("what is no manifest is neither believed nor written over") {
  const test::TempDir dir;
  const sys::Location at = place(dir.path());
  std::filesystem::create_symlink("elsewhere", at.path);
  std::ofstream(dir.path() + "/elsewhere") << "whittle-manifest 1\n";
  CHECK(!manifest::read(at).ok());
  CHECK(!manifest::change(at, {{{"a.png", made(1)}}, {}}).ok());
  CHECK(std::filesystem::is_symlink(at.path));
  std::filesystem::remove(at.path);
  std::ofstream(at.path) << "my notes\n";
  CHECK(!manifest::change(at, {{{"a.png", made(1)}}, {}}).ok());
  CHECK(std::filesystem::file_size(at.path) == 9);
}
