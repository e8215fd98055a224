// What --score prints.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/json.h"
#include "whittle/score.h"

namespace whittle {

std::string render_scores(const std::vector<ScoredFile>& files, Names names) {
  std::vector<const ScoredFile*> order;
  for (const ScoredFile& file : files) {
    if (file.score) order.push_back(&file);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const ScoredFile* a, const ScoredFile* b) { return *a->score > *b->score; });
  std::string text;
  for (const ScoredFile* file : order) {
    const std::string name = names == Names::sanitized ? sanitize(file->path) : file->path;
    fmt::format_to(std::back_inserter(text), "{:8.3f}  {}\n", *file->score, name);
  }
  return text;
}

std::string render_scores_json(const std::string& reference, const std::vector<ScoredFile>& files) {
  using namespace report;
  nlohmann::ordered_json document{{"schema", 1}};
  put_name(document, "reference", reference);
  document["scores"] = nlohmann::ordered_json::array();
  for (const ScoredFile& file : files) {
    nlohmann::ordered_json row = nlohmann::ordered_json::object();
    put_name(row, "input", file.path);
    row["score"] = file.score ? rounded(*file.score, 1000) : nlohmann::ordered_json(nullptr);
    row["error"] = error_or_null(file.error ? &*file.error : nullptr);
    document["scores"].push_back(std::move(row));
  }
  return dump_line(document) + '\n';
}

}  // namespace whittle
