// JSON and NDJSON, the stable interface for programs (SCHEMA.md). Every value is built and escaped by nlohmann-json.
// Only the frame of the whole document is written here, a file a line, so that a report of a million files never exists
// twice: as a tree of JSON values it would take a kilobyte a file.
#include "report/json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/rows.h"
#include "report/words.h"

namespace whittle {
namespace report {

using Json = nlohmann::ordered_json;

namespace {

Json format_or_null(Format format) {
  return format == Format::unknown ? Json(nullptr) : Json(to_string(format));
}

}  // namespace

void put_name(Json& object, std::string_view key, std::string_view name) {
  object[std::string(key)] = to_utf8_lossy(name);
  if (!is_valid_utf8(name)) object[std::string(key) + "_b64"] = base64(name);
}

Json rounded(double value, double steps_per_unit) {
  if (!std::isfinite(value)) return nullptr;
  return std::round(value * steps_per_unit) / steps_per_unit;
}

Json error_or_null(const Error* error) {
  if (!error) return nullptr;
  return {{"category", to_string(error->category)}, {"message", to_utf8_lossy(error->message)}};
}

Json file_object(const FileResult& result) {
  Json object{{"type", "file"}};
  put_name(object, "input", result.input);
  if (result.output.empty()) {
    object["output"] = nullptr;
  } else {
    put_name(object, "output", result.output);
  }
  object["outcome"] = to_string(result.outcome);
  object["reason"] = result.reason == Reason::none ? Json(nullptr) : Json(to_string(result.reason));
  object["bytes_in"] = result.bytes_in;
  object["bytes_out"] = result.bytes_out;
  object["saved"] = saved_bytes(result);
  object["format_in"] = format_or_null(result.format_in);
  object["format_out"] = format_or_null(result.format_out);
  object["width"] = result.width;
  object["height"] = result.height;
  object["frames"] = result.frames;
  object["quality"] = result.quality ? Json(*result.quality) : Json(nullptr);
  object["encoder_quality"] = result.encoder_quality ? Json(*result.encoder_quality) : Json(nullptr);
  object["score"] = result.score ? rounded(*result.score, 100) : Json(nullptr);
  object["target"] = result.target ? rounded(*result.target, 100) : Json(nullptr);
  object["verified"] = result.verified;
  object["attempts"] = result.attempts;
  object["ms"] = rounded(result.ms, 10);
  const bool failed = result.outcome == Outcome::failed;
  object["error"] = error_or_null(failed ? result.error.get() : nullptr);
  object["detail"] = failed || !result.error ? Json(nullptr) : Json(to_utf8_lossy(result.error->message));
  return object;
}

Json summary_object(const RunReport& report) {
  const Summary& summary = report.summary;
  Json object{{"type", "summary"}, {"mode", mode_name(report.mode)}, {"files", summary.files}};
  for (const Outcome outcome : kOutcomes) object[std::string(to_string(outcome))] = count_of(summary, outcome);
  object["bytes_in"] = summary.bytes_in;
  object["bytes_out"] = summary.bytes_out;
  object["saved"] = summary.saved();
  object["seconds"] = rounded(summary.seconds, 1000);
  object["sandbox"] = report.sandbox.empty() ? Json(nullptr) : Json(report.sandbox);
  object["interrupted"] = report.interrupted_by == 0 ? Json(nullptr) : Json(signal_name(report.interrupted_by));
  return object;
}

std::string dump_line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace report

std::string render_json(const RunReport& report, const BuildInfo& build) {
  using namespace report;
  Json components = Json::object();
  for (const Component& component : build.components) components[component.name] = component.version;
  const Json tool{{"name", "whittle"}, {"version", build.version}, {"components", components}};

  std::string text;
  text.reserve(report.files.size() * 400 + 1024);
  text.append("{\"schema\":1,\"tool\":").append(dump_line(tool)).append(",\"files\":[");
  std::string_view separator = "\n";
  for (const FileResult& result : report.files) {
    text.append(separator).append(dump_line(file_object(result)));
    separator = ",\n";
  }
  return text.append("],\n\"summary\":").append(dump_line(summary_object(report))).append("}\n");
}

std::string render_ndjson(const FileResult& result) {
  return report::dump_line(report::file_object(result)) + '\n';
}

std::string render_ndjson(const RunReport& report) {
  return report::dump_line(report::summary_object(report)) + '\n';
}

}  // namespace whittle
