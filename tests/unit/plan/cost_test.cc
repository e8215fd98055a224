#include "plan/cost.h"

#include "tests/support/catch.h"

using namespace whittle;

namespace {

container::Header photograph(std::uint32_t width, std::uint32_t height) {
  container::Header facts;
  facts.format = Format::png;
  facts.width = width;
  facts.height = height;
  facts.depth = 8;
  facts.frames = 1;
  return facts;
}

engine::Settings lossy(Format format) {
  engine::Settings settings;
  settings.format = format;
  settings.fidelity = engine::Fidelity::lossy;
  settings.quality = 80;
  settings.effort = 5;
  return settings;
}

}  // namespace

TEST_CASE("cost grows with pixels, and deep pixels cost more") {
  const plan::Cost small = plan::estimate(photograph(1000, 1000), 1000, lossy(Format::webp));
  const plan::Cost large = plan::estimate(photograph(4000, 4000), 1000, lossy(Format::webp));
  CHECK(large.bytes > 5 * small.bytes);
  CHECK(large.ms > 10 * small.ms);
  container::Header deep = photograph(4000, 4000);
  deep.depth = 16;
  CHECK(plan::estimate(deep, 1000, lossy(Format::avif)).bytes >
        plan::estimate(photograph(4000, 4000), 1000, lossy(Format::avif)).bytes);
}

TEST_CASE("a search for a score is known to take more memory and time, with alpha most") {
  for (const Format format : {Format::jpeg, Format::webp, Format::avif}) {
    const container::Header facts = photograph(4000, 4000);
    engine::Settings searched = lossy(format);
    searched.target_score = 80;
    const plan::Cost once = plan::estimate(facts, 1000, lossy(format)), search = plan::estimate(facts, 1000, searched);
    CHECK(search.bytes > once.bytes + 30 * facts.pixels());
    CHECK(search.ms > 2 * once.ms);
    container::Header with_alpha = facts;
    with_alpha.alpha = container::Has::yes;
    CHECK(plan::estimate(with_alpha, 1000, searched).bytes > search.bytes);
  }
}

TEST_CASE("what may be a drawing needs memory for being tried without loss") {
  const container::Header drawing = photograph(4000, 4000);
  container::Header photo = drawing;
  photo.format = Format::jpeg;
  const auto bytes = [](const container::Header& facts, Format format) {
    return plan::estimate(facts, 1000, lossy(format)).bytes;
  };
  CHECK(bytes(drawing, Format::webp) > bytes(photo, Format::webp) + 20 * drawing.pixels());
  CHECK(bytes(drawing, Format::avif) == bytes(photo, Format::avif));
}
