#include "engine/formats.h"

#include <set>

#include "tests/support/catch.h"

using namespace whittle;
using engine::Can;

TEST_CASE("every format that can be asked for has one row, which says how it is read and written") {
  std::set<Format> seen;
  for (const engine::FormatRow& row : engine::all_rows()) CHECK(seen.insert(row.format).second);
  for (const Format format : kTargetFormats) {
    const engine::FormatRow& row = engine::row_of(format);
    CAPTURE(row.name);
    CHECK(row.format == format);
    CHECK(row.loader != nullptr);
    CHECK(row.max_side > 0);
    CHECK(row.cost != nullptr);
    CHECK((row.saver != nullptr) == (row.variants != nullptr));
    CHECK((row.variants != nullptr) != (row.encoder != nullptr));
    const bool common_search = row.lossy == Can::yes && !row.own_loss;
    CHECK((row.curves != nullptr) == common_search);
    CHECK((row.reach_score == Can::no || row.lossy == Can::yes));
    CHECK((row.lossless == Can::yes || row.lossy == Can::yes));
    CHECK((row.after_save == nullptr || row.saver != nullptr));
  }
}

TEST_CASE("what has no row, or a name alone, can neither be read nor written") {
  for (const Format format : {Format::unknown, Format::heic, Format::svg}) {
    const engine::FormatRow& row = engine::row_of(format);
    CHECK_FALSE(engine::can_read(row));
    CHECK_FALSE(engine::can_write(row));
    CHECK_FALSE(engine::can_search(format));
    CHECK_FALSE(engine::is_always_lossy(format));
    engine::Settings settings;
    settings.format = format;
    CHECK(engine::pixel_cost(settings).bytes > 0);
  }
}

TEST_CASE("formats that are offered hold what they are offered for, and the first is offered for both") {
  const auto with = engine::offered_formats(engine::Fidelity::lossy),
             without = engine::offered_formats(engine::Fidelity::lossless);
  REQUIRE_FALSE(with.empty());
  REQUIRE_FALSE(without.empty());
  CHECK(with.front() == without.front());
  for (const Format format : with) CHECK(engine::row_of(format).lossy == Can::yes);
  for (const Format format : without) CHECK(engine::row_of(format).lossless == Can::yes);
}

TEST_CASE("what this build lacks is said, a line each") {
  const std::vector<std::string> notes = engine::build_notes();
  CHECK_FALSE(notes.empty());
  for (const std::string& note : notes) CHECK(note.find('\n') == std::string::npos);
}
