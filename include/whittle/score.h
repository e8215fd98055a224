#pragma once
// Comparing pictures: SSIMULACRA2 of files against a reference.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "whittle/error.h"
#include "whittle/options.h"
#include "whittle/report.h"

namespace whittle {

/// One compared file: a score, or why there is none.
struct ScoredFile {
  std::string path;
  std::optional<double>
      score;  ///< 100 is identical, 90 hard to tell apart, 70 high, 50 medium quality; may be negative
  std::optional<Error> error;
};

/// The score of each of `paths` against `reference`, in the order given. All are turned upright first; animations are
/// judged by their worst frame; with `background`, whatever has alpha is laid on it, else alpha is judged too (on a
/// dark and a bright ground). Fails as a whole when the reference cannot be decoded. Never throws.
std::variant<std::vector<ScoredFile>, Error> score(const std::string& reference, const std::vector<std::string>& paths,
                                                   std::optional<Colour> background = {});

/// Best first, a line each: score and path; then nothing of those without a score (their errors belong on stderr).
std::string render_scores(const std::vector<ScoredFile>& files, Names names);
/// {"schema":1,"reference":...,"scores":[...]}, newline at the end.
std::string render_scores_json(const std::string& reference, const std::vector<ScoredFile>& files);

}  // namespace whittle
