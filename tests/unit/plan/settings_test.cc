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

TEST_CASE("several sizes have settings and names of their own, in a directory") {
  Options sized = options(OutputPath{"out"});
  sized.resizes = {Resize{.width = 400}, Resize{.width = 800}};
  const auto name_of = [&](const std::string& name_template) {
    sized.name_template = name_template;
    return plan::resolve(sized)->name_template;
  };
  CHECK(name_of("{stem}.{ext}") == "{stem}-{w}.{ext}");
  CHECK(name_of("{dir}/v1.2/{name}.{ext}") == "{dir}/v1.2/{name}-{w}.{ext}");
  CHECK(name_of("v1.2/{stem}") == "v1.2/{stem}-{w}");
  for (const char* other : {"{w}/{stem}.{ext}", "{stem}@{h}.{ext}", "{hash8}.{ext}"}) CHECK(name_of(other) == other);
  const plan::Settings settings = *plan::resolve(sized);
  REQUIRE(settings.encoders->size() == 2);
  CHECK(settings.resize(1)->width == 800);
  CHECK(settings.of(Format::webp, Format::png, 1)->resize->width == 800);
  sized.resizes.pop_back();
  CHECK(name_of("{stem}.{ext}") == "{stem}.{ext}");

  sized.resizes.push_back(Resize{.width = 800});
  sized.name_template = "{stem}.{ext}";
  sized.destination = InPlace{};
  CHECK(refusal(sized) == "-i takes one size: use -o DIRECTORY for several");
  sized.destination = OutputPath{"-"};
  CHECK(refusal(sized) == "several sizes need a directory as output");
}

TEST_CASE("what is gone can be told of directories only") {
  Options prune = options(OutputPath{"out"}, {"."});
  prune.prune = true;
  CHECK(refusal(prune).empty());
  prune.mode = Mode::dry_run;
  CHECK(refusal(prune).empty());
  prune.mode = Mode::check;
  CHECK(refusal(prune) == "--prune goes with writing, or with -n to see what it would remove");
  prune.mode = Mode::write;
  prune.paths = {"a.png"};
  CHECK(refusal(prune) == "--prune looks for what is gone in directories that are walked: name one");
  prune.files_from = "list";
  CHECK(refusal(prune) == "--prune cannot tell what is gone from what --files-from leaves out: name directories");
  prune.destination = InPlace{};
  CHECK(refusal(prune) == "--prune removes what an earlier run left under -o DIRECTORY: add that");
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
