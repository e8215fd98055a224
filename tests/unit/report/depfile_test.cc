#include "tests/support/catch.h"
#include "whittle/configuration.h"
#include "whittle/report.h"

using namespace whittle;

namespace {

FileResult row(std::size_t index, const std::string& input, const std::string& output) {
  FileResult result;
  result.index = index;
  result.input = input;
  result.output = output;
  result.outcome = Outcome::converted;
  return result;
}

std::string depfile(std::vector<FileResult> rows, const std::string& manifest = "",
                    const std::vector<std::string>& roots = {"src"}) {
  RunReport report;
  report.files = std::move(rows);
  const auto text = render_depfile(report, roots, manifest);
  REQUIRE(std::holds_alternative<std::string>(text));
  return std::get<std::string>(text);
}

}  // namespace

TEST_CASE("a rule for each input with all its outputs, and each input alone") {
  CHECK(depfile({row(0, "src/a.png", "out/a.webp"), row(1, "src/a.png", "out/a.avif"),
                 row(2, "src/b.png", "out/b.webp")}) ==
        "out/a.webp out/a.avif: src/a.png\nout/b.webp: src/b.png\nsrc/a.png:\nsrc/b.png:\n");
  CHECK(depfile({}) == "");
}

TEST_CASE("configurations are what outputs are made of") {
  FileResult one = row(0, "src/a.png", "out/a.webp");
  one.configured = std::make_shared<const Configured>(Configured{{}, {"w.toml", "src/w.toml"}, ""});
  CHECK(depfile({one}) == "out/a.webp: src/a.png w.toml src/w.toml\nsrc/a.png:\nsrc/w.toml:\nw.toml:\n");
}

TEST_CASE("what stands already counts, what failed or has no output does not") {
  FileResult standing = row(0, "src/a.png", ""), failed = row(1, "src/b.png", "out/b.webp");
  standing.outcome = Outcome::skipped;
  standing.standing = std::make_shared<const Standing>(Standing{"out/a.webp", Format::webp, 1, 1, 1});
  failed.outcome = Outcome::failed;
  CHECK(depfile({standing, failed, row(2, "src/c.png", "")}) == "out/a.webp: src/a.png\nsrc/a.png:\n");
}

TEST_CASE("names are escaped") {
  CHECK(depfile({row(0, "src/a b#c$d:e%f.png", "o")}) ==
        "o: src/a\\ b\\#c$$d\\:e%f.png\nsrc/a\\ b\\#c$$d\\:e%f.png:\n");
  CHECK(depfile({row(0, "a\\b", "a\\ b")}) == "a\\\\\\ b: a\\b\na\\b:\n");
  RunReport report;
  report.files = {row(0, "src/a\nb.png", "out/a.png")};
  const auto text = render_depfile(report, {"src"}, "");
  REQUIRE(std::holds_alternative<Error>(text));
  CHECK(std::get<Error>(text).path == "src/a\nb.png");
}

TEST_CASE("a manifest stands for all outputs, and depends on the directories too") {
  CHECK(depfile({row(0, "src/x/y/a.png", "out/a.webp"), row(1, "src/b.png", "out/b.webp"),
                 row(2, "one.png", "out/one.webp")},
                "m.json", {"src/", "one.png"}) ==
        "m.json: one.png src src/b.png src/x src/x/y src/x/y/a.png\n"
        "one.png:\nsrc:\nsrc/b.png:\nsrc/x:\nsrc/x/y:\nsrc/x/y/a.png:\n");
}
