#include "whittle/result.h"

namespace whittle {

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::optimized:
      return "optimized";
    case Outcome::converted:
      return "converted";
    case Outcome::kept:
      return "kept";
    case Outcome::skipped:
      return "skipped";
    case Outcome::failed:
      return "failed";
  }
  return "failed";
}

Summary summarize(const std::vector<FileResult>& files, double seconds) {
  Summary summary;
  summary.files = files.size();
  summary.seconds = seconds;
  for (const FileResult& file : files) {
    switch (file.outcome) {
      case Outcome::optimized:
        ++summary.optimized;
        break;
      case Outcome::converted:
        ++summary.converted;
        break;
      case Outcome::kept:
        ++summary.kept;
        break;
      case Outcome::skipped:
        ++summary.skipped;
        continue;
      case Outcome::failed:
        ++summary.failed;
        continue;
    }
    summary.bytes_in += file.bytes_in;
    summary.bytes_out += file.bytes_out;
  }
  return summary;
}

}  // namespace whittle
