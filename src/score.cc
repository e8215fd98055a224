#include "whittle/score.h"

#include <utility>

#include "base/result.h"
#include "engine/score.h"
#include "sys/file.h"

namespace whittle {
namespace {

Result<Bytes> read_file(const std::string& path) {
  TRY_ASSIGN(const sys::OpenFile file, sys::open_regular(path));
  return sys::read_all(file.fd, file.stat.identity.size, path);
}

Result<engine::FileScorer> open_reference(const std::string& path, std::optional<Colour> background) {
  TRY_ASSIGN(const Bytes bytes, read_file(path));
  return engine::FileScorer::of(bytes, background);
}

Result<double> score_one(const engine::FileScorer& reference, const std::string& path) {
  TRY_ASSIGN(const Bytes bytes, read_file(path));
  return reference.score(bytes);
}

Error about(Error error, const std::string& path) {
  if (error.path.empty()) error.path = path;
  return error;
}

}  // namespace

std::variant<std::vector<ScoredFile>, Error> score(const std::string& reference, const std::vector<std::string>& paths,
                                                   std::optional<Colour> background) {
  Result<engine::FileScorer> opened = open_reference(reference, background);
  if (!opened.ok()) return about(std::move(opened).error(), reference);
  std::vector<ScoredFile> files;
  files.reserve(paths.size());
  for (const std::string& path : paths) {
    ScoredFile& file = files.emplace_back();
    file.path = path;
    Result<double> score = score_one(*opened, path);
    if (score.ok()) {
      file.score = *score;
    } else {
      file.error = about(std::move(score).error(), path);
    }
  }
  return files;
}

}  // namespace whittle
