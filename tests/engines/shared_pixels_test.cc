// Outputs of one input that are made of the same decoded pixels.

#include "engine/engine.h"
#include "tests/support/catch.h"
#include "tests/support/image_builders.h"

using namespace whittle;

namespace {

container::Header facts_of(const Bytes& file) {
  MemorySource source(file);
  const auto facts = container::read_header(source, Format::png);
  REQUIRE(facts.ok());
  return *facts;
}

engine::Settings webp(std::uint32_t width) {
  engine::Settings settings;
  settings.format = Format::webp;
  settings.fidelity = engine::Fidelity::lossy;
  settings.resize = Resize{.width = width};
  return settings;
}

}  // namespace

TEST_CASE("a job uses the pixels that one before has left, and makes the same file of them") {
  const Bytes file = test::make_png({.width = 64, .height = 48});
  const Bytes other = test::make_png({.width = 64, .height = 48, .colour = 0});
  const container::Header facts = facts_of(file);
  const engine::Settings large = webp(40), small = webp(20);
  const auto alone = engine::run({file, facts, small});
  REQUIRE(alone.ok());
  engine::Kept kept;
  REQUIRE(engine::run({file, facts, large, {}, 1, &kept}).ok());
  REQUIRE(kept.decoded);
  // Whatever the input says now.
  const auto second = engine::run({other, facts, small, {}, 1, &kept});
  REQUIRE(second.ok());
  CHECK(second->bytes == alone->bytes);
}

TEST_CASE("pixels that were decoded at another size are not used") {
  const Bytes file = test::make_png({.width = 64, .height = 48});
  const container::Header facts = facts_of(file);
  engine::Kept kept;
  const engine::Settings settings = webp(20);
  REQUIRE(engine::run({file, facts, settings, {}, 1, &kept}).ok());
  const auto before = kept.decoded;
  CHECK_FALSE(engine::run({Bytes(file.begin(), file.begin() + 40), facts, settings, {}, 2, &kept}).ok());
  CHECK(kept.decoded == before);
}
