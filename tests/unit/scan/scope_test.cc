#include "scan/scope.h"

#include "tests/support/catch.h"

using namespace whittle;
using namespace whittle::scan;

namespace {

ConfigRule rule(std::vector<std::string> match, std::vector<Setting> settings, bool lock = false) {
  return {std::move(match), lock, 1, std::move(settings)};
}

Scope::Pointer made(Scope::Pointer parent, const std::string& directory, std::vector<ConfigRule> rules) {
  auto scope = Scope::make(std::move(parent), {directory + "/whittle.toml", std::move(rules)}, directory);
  INFO((scope.ok() ? "" : scope.error().message));
  REQUIRE(scope.ok());
  return *scope;
}

/// "effort=3 quality=80": what holds for `path`.
std::string held(const Scope::Pointer& scope, const std::string& path) {
  std::string text;
  for (const Held& one : scope->settings(scope->matching(path)).settings)
    text += (text.empty() ? "" : " ") + one.setting.key + "=" + one.setting.text;
  return text;
}

}  // namespace

TEST_CASE("the nearest file wins key by key, and in a file the later rule") {
  const auto outer =
      made(nullptr, "/p", {rule({}, {{"effort", "1"}, {"quality", "50"}}), rule({"*.png"}, {{"effort", "2"}})});
  const auto inner = made(outer, "/p/img", {rule({}, {{"quality", "60"}}), rule({"icons/**"}, {{"quality", "70"}})});
  CHECK(held(outer, "/p/a.jpg") == "effort=1 quality=50");
  CHECK(held(outer, "/p/a.png") == "effort=2 quality=50");
  CHECK(held(inner, "/p/img/a.png") == "effort=2 quality=60");
  CHECK(held(inner, "/p/img/icons/deep/a.jpg") == "effort=1 quality=70");
  CHECK(inner->settings(inner->matching("/p/img/a.png")).files ==
        std::vector<std::string>{"/p/whittle.toml", "/p/img/whittle.toml"});
}

TEST_CASE("patterns start at the directory of their file") {
  const auto scope = made(nullptr, "/p/img",
                          {rule({"/a.png"}, {{"effort", "1"}}), rule({"x/*.gif"}, {{"effort", "2"}}),
                           rule({"thumbs/", "!thumbs/keep.png"}, {{"effort", "3"}})});
  CHECK(held(scope, "/p/img/a.png") == "effort=1");
  CHECK(held(scope, "/p/img/b/a.png").empty());
  CHECK(held(scope, "/p/img/x/a.gif") == "effort=2");
  CHECK(held(scope, "/p/img/thumbs/b/c.png") == "effort=3");
  CHECK(held(scope, "/p/imgs/a.png").empty());
  const auto top = made(nullptr, "/", {rule({"/p/*.png"}, {{"effort", "1"}})});
  CHECK(held(top, "/p/a.png") == "effort=1");
}

TEST_CASE("an exception in a list of patterns takes files out again") {
  const auto scope = made(nullptr, "/p", {rule({"*.png", "!a.png"}, {{"effort", "1"}})});
  CHECK(held(scope, "/p/b.png") == "effort=1");
  CHECK(held(scope, "/p/a.png").empty());
}

TEST_CASE("what an outer file has locked stays, what its own file says later does not") {
  const auto outer = made(nullptr, "/p", {rule({}, {{"quality", "90"}}, true), rule({"x/**"}, {{"quality", "95"}})});
  const auto inner = made(outer, "/p/x", {rule({}, {{"quality", "10"}})});
  const auto other = made(outer, "/p/y", {rule({}, {{"quality", "10"}})});
  CHECK(held(other, "/p/y/a.png") == "quality=90");
  CHECK(held(inner, "/p/x/a.png") == "quality=10");  // the rule that is not locked took its place
}

TEST_CASE("what is stripped and what is kept of it are locked together") {
  const auto outer = made(nullptr, "/p", {rule({}, {{"strip", "gps"}}, true)});
  const auto inner = made(outer, "/p/x", {rule({}, {{"keep", "gps"}, {"quality", "10"}})});
  CHECK(held(inner, "/p/x/a.png") == "quality=10 strip=gps");
}

TEST_CASE("a pattern that cannot match, and too many rules or files, are errors") {
  for (const char* pattern : {"", "#", "[ab", "a\nb"}) {
    const auto scope = Scope::make(nullptr, {"w", {rule({pattern}, {})}}, "/p");
    INFO(pattern);
    REQUIRE(!scope.ok());
    CHECK(scope.error().category == Category::usage);
    CHECK(scope.error().path == "w:1");
  }
  CHECK(Scope::make(nullptr, {"w", std::vector<ConfigRule>(kMostConfigRules, rule({"a"}, {}))}, "/p").ok());
  CHECK(!Scope::make(nullptr, {"w", std::vector<ConfigRule>(kMostConfigRules + 1, rule({"a"}, {}))}, "/p").ok());
  const std::vector<std::string> many(kMostConfigRules + 1, "a");
  CHECK(!Scope::make(nullptr, {"w", {rule(many, {})}}, "/p").ok());
  Scope::Pointer scope;
  for (std::size_t i = 0; i < kMostConfigFiles; ++i) scope = made(scope, "/p", {});
  CHECK(!Scope::make(scope, {"w", {}}, "/p").ok());
}

TEST_CASE("files of which the same is said share one object") {
  const auto scope = made(nullptr, "/p", {rule({"*.png"}, {{"effort", "1"}})});
  ConfiguredFiles files;
  CHECK(files.of(scope, "/p/a.png") == files.of(scope, "/p/b.png"));
  CHECK(files.of(scope, "/p/a.png") != files.of(scope, "/p/a.gif"));
  CHECK(files.of(nullptr, "/p/a.png") == nullptr);
}
