// JSON and NDJSON, the stable interface for programs (SCHEMA.md). Every value is built and escaped by nlohmann-json.
// Only the frame of the whole document is written here, a file a line, so that a report of a million files never exists
// twice: as a tree of JSON values it would take a kilobyte a file.
#include "report/json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/pruned.h"
#include "report/rows.h"
#include "report/words.h"
#include "whittle/configuration.h"

namespace whittle {
namespace report {

using Json = nlohmann::ordered_json;

namespace {

Json format_or_null(Format format) {
  return format == Format::unknown ? Json(nullptr) : Json(to_string(format));
}

/// What was made is exact when all of it was compared and no quality given up; of what was left alone nothing is lost.
Json lossless_or_null(const FileResult& result) {
  if (result.outcome == Outcome::kept) return true;
  const bool made = in_totals(result) && result.attempts > 0;
  return made ? Json(result.verified && !result.quality) : Json(nullptr);
}

Json rule_or_null(const FileResult& result) {
  if (!result.configured || result.configured->rule.empty()) return nullptr;
  return to_utf8_lossy(result.configured->rule);
}

Json format_object(const FormatTotals& row) {
  return {{"format_in", format_or_null(row.in)},
          {"format_out", format_or_null(row.out)},
          {"inputs", row.inputs},
          {"outputs", row.outputs},
          {"changed", row.changed},
          {"bytes_in", row.bytes_in},
          {"bytes_out", row.bytes_out}};
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
  object["outcome"] = outcome_code(result);
  if (result.cached) object["original_outcome"] = to_string(result.outcome);
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
  object["lossless"] = lossless_or_null(result);
  object["score"] = result.score ? rounded(*result.score, 100) : Json(nullptr);
  object["target"] = result.target ? rounded(*result.target, 100) : Json(nullptr);
  object["verified"] = result.verified;
  object["position"] = result.has_position;
  object["attempts"] = result.attempts;
  object["ms"] = rounded(result.ms, 10);
  object["rule"] = rule_or_null(result);
  object["budget"] = result.budget ? Json(*result.budget) : Json(nullptr);
  object["over_budget"] = is_over_budget(result);
  object["baseline"] = result.known_bytes ? Json(*result.known_bytes) : Json(nullptr);
  const bool failed = result.outcome == Outcome::failed;
  object["error"] = error_or_null(failed ? result.error.get() : nullptr);
  object["detail"] = failed || !result.error ? Json(nullptr) : Json(to_utf8_lossy(result.error->message));
  return object;
}

Json summary_object(const RunReport& report) {
  const Summary& summary = report.summary;
  Json object{{"type", "summary"},
              {"schema", kSchema},
              {"mode", mode_name(report.mode)},
              {"inputs", summary.inputs},
              {"outputs", summary.outputs}};
  for (const Outcome outcome : kOutcomes) object[std::string(to_string(outcome))] = count_of(summary, outcome);
  object["cached"] = summary.cached;
  object["bytes_in"] = summary.bytes_in;
  object["bytes_out"] = summary.bytes_out;
  object["saved"] = summary.saved();
  object["formats"] = Json::array();
  for (const FormatTotals& row : totals_by_format(report)) object["formats"].push_back(format_object(row));
  object["seconds"] = rounded(summary.seconds, 1000);
  object["sandbox"] = report.sandbox.empty() ? Json(nullptr) : Json(report.sandbox);
  object["interrupted"] = report.interrupted_by == 0 ? Json(nullptr) : Json(signal_name(report.interrupted_by));
  return object;
}

std::string dump_line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace report

namespace {

report::Json tool_object(const BuildInfo& build) {
  report::Json components = report::Json::object();
  for (const Component& component : build.components) components[component.name] = component.version;
  return {{"name", "whittle"}, {"version", build.version}, {"components", components}};
}

report::Json names_of(const std::vector<Format>& formats) {
  report::Json names = report::Json::array();
  for (const Format format : formats) names.push_back(to_string(format));
  return names;
}

}  // namespace

std::string render_version_json(const BuildInfo& build, const std::string& sandbox) {
  return report::dump_line({{"schema", report::kSchema},
                            {"tool", tool_object(build)},
                            {"reads", names_of(build.readable)},
                            {"writes", names_of(build.writable)},
                            {"sandbox", sandbox},
                            {"notes", build.notes}}) +
         '\n';
}

std::string render_json(const RunReport& report, const BuildInfo& build) {
  using namespace report;
  std::string text;
  text.reserve(report.files.size() * 400 + 1024);
  text.append("{\"schema\":")
      .append(std::to_string(kSchema))
      .append(",\"tool\":")
      .append(dump_line(tool_object(build)));
  text.append(",\"files\":[");
  std::string_view separator = "\n";
  for (const FileResult& result : report.files) {
    text.append(separator).append(dump_line(file_object(result)));
    separator = ",\n";
  }
  if (!report.pruned.empty()) {
    text.append("],\n\"pruned\":[");
    separator = "\n";
    for (const Pruned& pruned : report.pruned) {
      text.append(separator).append(dump_line(pruned_object(report, pruned)));
      separator = ",\n";
    }
  }
  return text.append("],\n\"summary\":").append(dump_line(summary_object(report))).append("}\n");
}

std::string render_ndjson(const FileResult& result) {
  return report::dump_line(report::file_object(result)) + '\n';
}

std::string render_ndjson(const RunReport& report) {
  std::string text;
  for (const Pruned& pruned : report.pruned) text += report::dump_line(report::pruned_object(report, pruned)) + '\n';
  return text + report::dump_line(report::summary_object(report)) + '\n';
}

}  // namespace whittle
