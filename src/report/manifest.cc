// The manifest for template engines: for every picture its outputs, which is what an <img> with srcset is made of. The
// format is written down in SCHEMA.md.
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "base/text.h"
#include "report/json.h"
#include "whittle/report.h"

namespace whittle {
namespace {

using Json = nlohmann::ordered_json;

/// What a row has left in the output directory, of this run or an earlier one.
std::optional<Standing> standing(const FileResult& row) {
  if (row.standing) return *row.standing;
  if (row.output.empty()) return std::nullopt;
  return Standing{row.output, row.format_out, row.width_out, row.height_out, row.bytes_out};
}

std::string_view below(std::string_view directory, std::string_view path) {
  if (!path.starts_with(directory) || path == directory) return path;  // one file was named
  path.remove_prefix(directory.size());
  while (path.starts_with('/')) path.remove_prefix(1);
  return path;
}

Json output_object(const Standing& output, std::string_view directory) {
  Json object = Json::object();
  report::put_name(object, "path", below(directory, output.path));
  object["format"] = to_string(output.format);
  object["width"] = output.width;
  object["height"] = output.height;
  object["bytes"] = output.bytes;
  return object;
}

}  // namespace

std::string render_manifest(const RunReport& report, std::string_view directory) {
  std::string text(kManifestHead);
  std::string_view separator = "\n";
  std::set<std::string_view> listed;  // an input may have been named again
  for (std::size_t at = 0; at < report.files.size();) {
    const std::string& input = report.files[at].input;
    const bool is_image = report.files[at].format_in != Format::unknown;
    Json outputs = Json::array();
    for (; at < report.files.size() && report.files[at].input == input; ++at) {
      if (const auto output = standing(report.files[at])) outputs.push_back(output_object(*output, directory));
    }
    if (!is_image || !listed.insert(input).second) continue;
    text.append(separator).append(report::dump_line(Json(to_utf8_lossy(input)))).append(":{\"outputs\":[");
    std::string_view between = "\n ";
    for (const Json& output : outputs) {
      text.append(between).append(report::dump_line(output));
      between = ",\n ";
    }
    text.append("]}");
    separator = ",\n";
  }
  return text.append("}}\n");
}

}  // namespace whittle
