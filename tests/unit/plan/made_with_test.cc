#include "plan/made_with.h"

#include <filesystem>
#include <fstream>

#include "base/hash.h"
#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

using namespace whittle;

namespace {

plan::Task task_with(const engine::Settings& settings) {
  plan::Task task;
  task.outputs.push_back({std::make_shared<engine::Settings>(settings), {"out/a.webp"}});
  return task;
}

std::uint64_t options_of(const engine::Settings& settings) {
  return plan::options_of({}, task_with(settings));
}

engine::Settings lossy() {
  engine::Settings settings;
  settings.format = Format::webp;
  settings.fidelity = engine::Fidelity::lossy;
  return settings;
}

}  // namespace

TEST_CASE("every option that changes bytes changes the number of the options, and no other does") {
  const engine::Settings base = lossy();
  const auto changes = [&](auto member, auto value) {
    return options_of(engine::with(base, member, value)) != options_of(base);
  };
  using S = engine::Settings;
  CHECK(changes(&S::format, Format::avif));
  CHECK(changes(&S::fidelity, engine::Fidelity::lossless));
  CHECK(changes(&S::quality, 79));
  CHECK(changes(&S::target_score, 80.0));
  CHECK(changes(&S::max_bytes, std::uint64_t{1000}));
  CHECK(changes(&S::min_quality, 30));
  CHECK(changes(&S::mark, engine::Mark::no));
  CHECK(changes(&S::effort, 6));
  CHECK(changes(&S::strip, MetadataSet{1}));
  CHECK(changes(&S::icc, IccPolicy::srgb));
  CHECK(changes(&S::baseline, true));
  CHECK(changes(&S::resize, Resize{.width = 9}));
  CHECK(changes(&S::background, Colour{1, 2, 3}));
  CHECK_FALSE(changes(&S::max_pixels, std::uint64_t{5}));

  engine::Settings lossless = base;
  lossless.fidelity = engine::Fidelity::lossless;
  CHECK(options_of(engine::with(lossless, &S::quality, 5)) == options_of(lossless));
  plan::Settings savings;
  savings.min_savings = MinSavings{MinSavings::Unit::percent, 5};
  CHECK(plan::options_of(savings, task_with(base)) != options_of(base));
}

TEST_CASE("only what is still the listed file was made with other options") {
  const test::TempDir dir;
  const std::string path = dir.path() + "/a.webp", bytes = "the bytes";
  std::ofstream(path) << bytes;
  const plan::Task task = task_with(lossy());
  manifest::Made made{"/in/a.png", bytes.size(), hash128(as_bytes(bytes)), plan::options_of({}, task)};
  const auto differs = [&] { return plan::made_with_other_options({}, task, path, &made); };
  CHECK_FALSE(differs());
  ++made.options;
  CHECK(differs());
  std::ofstream(path) << "own bytes";  // of the same length
  CHECK_FALSE(differs());
  std::filesystem::remove(path);
  CHECK_FALSE(differs());
  CHECK_FALSE(plan::made_with_other_options({}, task, path, nullptr));
}
