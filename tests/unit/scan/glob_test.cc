#include "scan/glob.h"

#include <string>

#include "tests/support/catch.h"

using whittle::scan::Glob;
using whittle::scan::PathKind;

namespace {
bool matches(std::string_view pattern, std::string_view path, PathKind kind = PathKind::file) {
  const auto glob = Glob::parse(pattern);
  return glob && glob->matches(path, kind);
}
bool matches_component(std::string_view pattern, std::string_view name) {
  return matches(pattern, name);
}
}  // namespace

TEST_CASE("wildcards in one component") {
  CHECK(matches_component("*.png", "a.png"));
  CHECK(!matches_component("*.png", "a.pn"));
  CHECK(matches_component("a?c", "abc"));
  CHECK(!matches_component("a?c", "ac"));
  CHECK(matches_component("[a-c]x", "bx"));
  CHECK(!matches_component("[!a-c]x", "bx"));
  CHECK(matches_component("[^a-c]x", "dx"));
  CHECK(matches_component("[]]", "]"));
  CHECK(matches_component("[a\\]]", "]"));
  CHECK(matches_component("[[:digit:]][[:alpha:]]", "7z"));
  CHECK(!matches_component("[[:digit:]]", "z"));
  CHECK(!matches_component("[ab", "a"));
  CHECK(matches_component("\\*", "*"));
  CHECK(!matches_component("\\*", "a"));
  CHECK(!matches_component("a\\", "a\\"));
}

TEST_CASE("slashes and double stars") {
  CHECK(matches("*.png", "deep/down/a.png"));
  CHECK(!matches("/*.png", "deep/a.png"));
  CHECK(matches("/*.png", "a.png"));
  CHECK(matches("deep/*.png", "deep/a.png"));
  CHECK(!matches("deep/*.png", "very/deep/a.png"));
  CHECK(matches("**/deep/*.png", "very/deep/a.png"));
  CHECK(matches("**/deep/*.png", "deep/a.png"));
  CHECK(matches("a/**", "a/b/c"));
  CHECK(!matches("a/**", "a"));
  CHECK(matches("a/**/z", "a/z"));
  CHECK(matches("a/**/z", "a/b/c/z"));
  CHECK(!matches("a/**/z", "a/b/c/y"));
  CHECK(matches("**", "anything/at/all"));
}

TEST_CASE("directories only, comments, escapes, blanks") {
  CHECK(matches("build/", "build", PathKind::directory));
  CHECK(!matches("build/", "build", PathKind::file));
  CHECK(matches("build/", "a/build", PathKind::directory));
  CHECK(!Glob::parse(""));
  CHECK(!Glob::parse("# note"));
  CHECK(!Glob::parse("   "));
  CHECK(!Glob::parse("/"));
  CHECK(matches("\\#a", "#a"));
  CHECK(matches("\\!a", "!a"));
  CHECK(matches("a.png   ", "a.png"));
  CHECK(matches("a.png\r", "a.png"));
  CHECK(matches("a\\ ", "a "));
  CHECK(Glob::parse("!a")->is_negated());
}

TEST_CASE("patterns made to run away end at once") {
  const std::string name(5000, 'a');
  CHECK(!matches_component("*a*a*a*a*a*a*a*a*a*a*a*b", name));
  std::string path;
  for (int i = 0; i < 500; ++i) path += "a/";
  CHECK(!matches("**/a/**/a/**/a/**/a/**/b", path + "c"));
}
