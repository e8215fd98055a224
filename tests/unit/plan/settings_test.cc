#include "plan/settings.h"

#include "tests/support/catch.h"

using namespace whittle;

namespace {

/// What `resolve` says against `options`, or "" when nothing.
std::string refusal(const Options& options) {
  const Result<plan::Settings> settings = plan::resolve(options);
  if (settings.ok()) return {};
  CHECK(settings.error().category == Category::usage);
  return settings.error().message;
}

Options options(Destination destination, std::vector<std::string> paths = {"a.png"}) {
  Options made;
  made.destination = std::move(destination);
  made.paths = std::move(paths);
  return made;
}

}  // namespace

TEST_CASE("what writes has a destination, what only looks needs none") {
  Options none = options({});
  CHECK(refusal(none) == "where to? -i replaces the files, -o PATH writes elsewhere, --check and --dry-run only look");
  for (const Mode mode : {Mode::check, Mode::dry_run, Mode::list}) {
    none.mode = mode;
    CHECK(refusal(none).empty());
  }
}

TEST_CASE("options that need another destination are refused") {
  Options backup = options(OutputPath{"out"});
  backup.backup_dir = "old";
  CHECK(refusal(backup) == "--backup goes with -i only: -o leaves the originals alone");
  backup.destination = InPlace{};
  CHECK(refusal(backup).empty());

  Options several = options(InPlace{});
  several.formats = {Format::webp, Format::png};
  CHECK(refusal(several) == "-i takes one output format: use -o DIRECTORY for several");
  several.destination = OutputPath{"out"};
  CHECK(refusal(several).empty());

  Options named = options(InPlace{});
  named.name_template = "{stem}-small.{ext}";
  CHECK(refusal(named) == "--name goes with -o DIRECTORY only");
}

TEST_CASE("stdin and stdout serve one purpose each") {
  Options both = options(OutputPath{"out"}, {"-"});
  both.files_from = "-";
  CHECK(refusal(both) == "stdin cannot be both the image (-) and the list (--files-from -)");
  CHECK(refusal(options(InPlace{}, {"-"})) == "stdin cannot be replaced in place: use -o FILE or -o -");

  Options one = options(OutputPath{"-"});
  CHECK(refusal(one).empty());
  one.paths = {"a.png", "b.png"};
  CHECK(refusal(one) == "stdout takes one image: name one input file");
  one.paths = {};
  one.files_from = "list";
  CHECK(refusal(one) == "stdout takes one image: name one input file");
}

TEST_CASE("to name the format that an input has is no consent to loss") {
  Options jpeg = options(OutputPath{"out/"});
  jpeg.formats = {Format::jpeg};
  const Result<plan::Settings> settings = plan::resolve(jpeg);
  REQUIRE(settings.ok());
  CHECK(settings->of(Format::jpeg, Format::png)->fidelity == engine::Fidelity::lossy);
  CHECK(settings->of(Format::jpeg, Format::jpeg)->fidelity == engine::Fidelity::lossless);
}
