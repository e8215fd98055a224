#include <nlohmann/json.hpp>
#include <string>

#include "tests/golden/golden.h"
#include "tests/support/reports.h"
#include "whittle/report.h"

namespace whittle::test {
namespace {

BuildInfo build() {
  BuildInfo info;
  info.version = "1.2.3";
  info.components = {{"libvips", "8.18.7"}, {"libjpeg-turbo", "2.1.5"}};
  return info;
}

TEST_CASE("JSON document of every outcome") {
  RunReport report = report_of(Mode::write, all_outcomes());
  report.interrupted_by = 15;
  check_golden("json_document", render_json(report, build()));
}

TEST_CASE("JSON document without files") {
  check_golden("json_empty", render_json(report_of(Mode::check, {}, 0), {}));
}

TEST_CASE("NDJSON of every outcome and of hostile names") {
  const auto stream = [](const RunReport& report) {
    std::string text;
    for (const FileResult& file : report.files) text += render_ndjson(file);
    return text + render_ndjson(report);
  };
  check_golden("ndjson", stream(report_of(Mode::dry_run, all_outcomes())));
  check_golden("ndjson_hostile", stream(report_of(Mode::write, hostile_rows())));
}

}  // namespace
}  // namespace whittle::test
