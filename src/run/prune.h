#pragma once
// --prune: outputs whose input is gone are removed.
//
// Only what is certain: the manifest lists the file with an input below a directory that this run has walked; nothing
// is at that input's path, neither before the run nor after it; this run makes nothing of that name, nor reads it; the
// output is reached without a link, is an image, and has the very bytes that are listed. What has others is somebody
// else's by now and is left alone and forgotten. The manifest may be anybody's work: at the worst an image below the
// output directory goes whose bytes its author knew.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "manifest/manifest.h"
#include "plan/settings.h"
#include "plan/task.h"
#include "run/folders.h"
#include "whittle/result.h"

namespace whittle::run {

/// The real paths of those of `paths` that are directories.
std::vector<std::string> walked_directories(const std::vector<std::string>& paths);

class Prune {
 public:
  /// `walked`: where `plan` has its inputs from; `listed`: in the manifest before the run.
  Prune(const plan::Plan& plan, std::vector<std::string> walked, const manifest::Entries& listed);

  /// To be called when all outputs are there, with what is `listed` then and all rows of the run. What was removed, or
  /// in modes that write nothing would be, or could not be, by output.
  std::vector<Pruned> run(const manifest::Entries& listed, const std::vector<FileResult>& rows, Folders& folders);
  /// What is no longer to be listed after that.
  manifest::Entries unlisted() const { return unlisted_; }

 private:
  void plan(const std::string& path);
  bool is_planned(const std::string& output, Folders& folders) const;
  /// Whether the output was, or would be, removed.
  Result<bool> remove(const std::string& output, const manifest::Made& made, Folders& folders);

  const std::vector<std::string> walked_;
  std::set<std::string, std::less<>> gone_;  ///< outputs whose input was not there before the run, either
  std::set<std::pair<std::uint64_t, std::uint64_t>> inputs_;  ///< device and inode
  const std::string directory_;
  const Mode mode_;
  std::map<std::string, std::vector<std::string>, std::less<>> planned_;  ///< names of outputs, by those in lower case
  manifest::Entries unlisted_;
};

}  // namespace whittle::run
