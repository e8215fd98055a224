#include "report/json.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/words.h"
#include "tests/support/catch.h"
#include "tests/support/reports.h"

namespace whittle::report {
namespace {

using namespace whittle::test;
using nlohmann::json;

TEST_CASE("a document reads back as its parts") {
  std::vector<FileResult> files = all_outcomes();
  for (FileResult& file : hostile_rows()) files.push_back(file);
  const RunReport report = report_of(Mode::write, files);
  BuildInfo build;
  build.version = "1.2.3";
  build.components = {{"libvips", "8.18"}};

  const json document = json::parse(render_json(report, build));
  CHECK(document["schema"] == kSchema);
  CHECK(document["summary"]["schema"] == kSchema);
  CHECK(document["tool"]["components"]["libvips"] == "8.18");
  REQUIRE(document["files"].size() == files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    CHECK(document["files"][i] == json::parse(render_ndjson(report.files[i])));
    CHECK(document["files"][i] == json(file_object(report.files[i])));
  }
  CHECK(document["summary"] == json::parse(render_ndjson(report)));
  CHECK(document["summary"]["type"] == "summary");
  CHECK(document["summary"]["saved"] == report.summary.saved());
}

TEST_CASE("fields of a file in the order of the contract") {
  FileResult result = row("a.png", Outcome::converted, Reason::none, 9120, 3011, Format::png, Format::webp);
  result.output = "out/a.webp";
  result.quality = 82;
  result.encoder_quality = 87;
  result.score = 81.2;
  result.target = 80;
  result.ms = 12.4;
  CHECK(
      render_ndjson(result) ==
      R"({"type":"file","input":"a.png","output":"out/a.webp","outcome":"converted","reason":null,"bytes_in":9120,)"
      R"("bytes_out":3011,"saved":6109,"format_in":"png","format_out":"webp","width":640,"height":480,"frames":1,)"
      R"("quality":82,"encoder_quality":87,"lossless":false,"score":81.2,"target":80.0,"verified":true,"position":false,"attempts":1,"ms":12.4,"rule":null,)"
      R"("budget":null,"over_budget":false,"baseline":null,"error":null,"detail":null})"
      "\n");
}

TEST_CASE("lossless: compared and without a quality; of what was not made nothing is said") {
  const auto said = [](const FileResult& result) { return json::parse(render_ndjson(result))["lossless"]; };
  FileResult result = row("a.png", Outcome::optimized, Reason::none, 20, 10);
  CHECK(said(result) == true);
  result.quality = 80;
  CHECK(said(result) == false);
  result.quality.reset();
  result.verified = false;
  CHECK(said(result) == false);
  CHECK(said(row("a.png", Outcome::kept, Reason::not_smaller, 20, 20)) == true);
  CHECK(said(skipped("a.png", Reason::gain_map)).is_null());
  CHECK(said(failure("a.png", Category::io, Reason::io_error, "read")).is_null());
  result.attempts = 0;  // in a list
  CHECK(said(result).is_null());
}

TEST_CASE("every line of NDJSON is one line, whatever the names are") {
  for (const FileResult& file : hostile_rows()) {
    const std::string line = render_ndjson(file);
    CHECK(line.find('\n') == line.size() - 1);
    CHECK(is_valid_utf8(line));
    CHECK(json::accept(line));
  }
}

TEST_CASE("names that are not UTF-8 keep their bytes in base64, others have no such field") {
  FileResult result = row("in\xff", Outcome::converted, Reason::none, 2, 1);
  result.output = "out\xfe";
  const json object = json::parse(render_ndjson(result));
  CHECK(object["input_b64"] == base64("in\xff"));
  CHECK(object["output_b64"] == base64("out\xfe"));
  CHECK(is_valid_utf8(object["input"].get<std::string>()));
  result.input = "\xe5\x9b\xbe\n\x1b";
  result.output.clear();
  const json plain = json::parse(render_ndjson(result));
  CHECK(plain["input"] == result.input);
  CHECK_FALSE(plain.contains("input_b64"));
  CHECK_FALSE(plain.contains("output_b64"));
  CHECK(plain["output"].is_null());
}

TEST_CASE("a skip says what it is about the file, and has no error") {
  FileResult result = failure("a", Category::validation, Reason::unsupported, "is a lossy WebP: add -q");
  result.outcome = Outcome::skipped;
  const json object = json::parse(render_ndjson(result));
  CHECK(object["error"].is_null());
  CHECK(object["detail"] == "is a lossy WebP: add -q");
}

TEST_CASE("what cannot be said in JSON becomes null or is repaired") {
  FileResult result = failure("a", Category::processing, Reason::crashed, "bad \xff\xfe bytes");
  result.ms = std::nan("");
  result.score = std::numeric_limits<double>::infinity();
  const json object = json::parse(render_ndjson(result));
  CHECK(object["ms"].is_null());
  CHECK(object["score"].is_null());
  CHECK(object["format_in"].is_null());
  CHECK(object["reason"] == "crashed");
  CHECK(object["error"]["category"] == "processing");
  CHECK(object["error"]["message"].get<std::string>().starts_with("bad "));

  BuildInfo build;
  build.version = "\xff";
  build.components = {{"na\xffme", "\xff"}};
  CHECK(json::accept(render_json(report_of(Mode::write, {}), build)));
}

TEST_CASE("numbers are rounded and exact") {
  FileResult result = row("a", Outcome::converted, Reason::none, 1, (1ULL << 53) + 1);
  result.ms = 12.3456;
  result.score = 81.23456;
  const json object = json::parse(render_ndjson(result));
  CHECK(object["ms"] == 12.3);
  CHECK(object["score"] == 81.23);
  CHECK(object["bytes_out"].get<std::uint64_t>() == (1ULL << 53) + 1);
  CHECK(object["saved"].get<std::int64_t>() == -(1LL << 53));
  CHECK(render_ndjson(result).find("12.3,") != std::string::npos);
}

TEST_CASE("SCHEMA.md explains every code and every field") {
  std::ifstream file(WHITTLE_SOURCE_DIR "/src/report/SCHEMA.md");
  const std::string schema{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto explains = [&schema](std::string_view word) {
    return schema.find("`" + std::string(word) + "`") != std::string::npos;
  };
  for (int i = 1; i <= static_cast<int>(Reason::cancelled); ++i) CHECK(explains(to_string(static_cast<Reason>(i))));
  for (int i = 0; i <= static_cast<int>(Category::limit); ++i) CHECK(explains(to_string(static_cast<Category>(i))));
  const nlohmann::ordered_json object = file_object(hostile_rows()[10]);
  for (const auto& field : object.items()) {
    INFO(field.key());
    CHECK(explains(field.key()));
  }
  const nlohmann::ordered_json summary = summary_object(report_of(Mode::write, {}));
  for (const auto& field : summary.items()) {
    INFO(field.key());
    const bool outcome = std::any_of(kOutcomes.begin(), kOutcomes.end(),
                                     [&field](Outcome one) { return to_string(one) == field.key(); });
    CHECK((outcome || explains(field.key())));
  }
}

TEST_CASE("summary") {
  RunReport report = report_of(Mode::check, all_outcomes(), 1.23456);
  report.interrupted_by = 2;
  const json summary = json::parse(render_ndjson(report));
  CHECK(summary["mode"] == "check");
  CHECK(summary["inputs"] == 9);
  CHECK(summary["outputs"] == 5);
  CHECK(summary["converted"] == 1);
  CHECK(summary["bytes_in"] == 1'234'567 + 9120 + 812 + 4000);
  CHECK(summary["bytes_out"] == 812'000 + 3011 + 9876 + 812 + 4000);
  CHECK(summary["seconds"] == 1.235);
  CHECK(summary["interrupted"] == "SIGINT");
  const json& formats = summary["formats"];
  REQUIRE(formats.size() == 4);
  CHECK(formats[0] == json::parse(R"({"format_in":"jpeg","format_out":"webp","inputs":1,"outputs":1,"changed":1,)"
                                  R"("bytes_in":9120,"bytes_out":3011})"));
}

TEST_CASE("the version as JSON") {
  BuildInfo build;
  build.version = "1.2.3";
  build.components = {{"libvips", "8.18"}};
  build.readable = {Format::jpeg, Format::png};
  build.writable = {Format::png};
  build.notes = {"jxl is not built in"};
  CHECK(json::parse(render_version_json(build, "workers")) ==
        json::parse(R"({"schema":2,"tool":{"name":"whittle","version":"1.2.3","components":{"libvips":"8.18"}},)"
                    R"("reads":["jpeg","png"],"writes":["png"],"sandbox":"workers","notes":["jxl is not built in"]})"));
}

}  // namespace
}  // namespace whittle::report
