#pragma once
// Keeps the manifest of the output directory while outputs become visible.
//
// An output is listed after it is there, a few seconds later at most: a killed run leaves no name in the list without
// its file, and few files without their name, which the next run lists or nobody ever removes.

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "manifest/manifest.h"
#include "plan/settings.h"
#include "run/folders.h"
#include "run/work.h"

namespace whittle::run {

/// Thread-safe.
class MadeFiles {
 public:
  /// Without a directory of outputs, and in modes that write nothing, it keeps none.
  MadeFiles(const plan::Settings& settings, Folders& folders);

  /// What is to be said of `bytes`, written for `work` to `path`, once they are visible.
  std::shared_ptr<const manifest::Made> describe(const Work& work, ByteView bytes) const;
  /// They are.
  void add(const std::string& path, const std::string& input, manifest::Made made);
  /// Lists what is not listed yet and unlists `gone`. Errors are about the manifest.
  Status save(manifest::Entries gone);

 private:
  std::string input_of(const std::string& path);
  Status save_now();

  const bool keeps_;
  const plan::Settings settings_;
  Folders& folders_;
  std::mutex mutex_;
  // State below is protected by mutex_.
  std::map<std::string, std::string, std::less<>> real_directories_;  ///< by how inputs name them
  manifest::Entries made_;                                            ///< and not yet listed
  std::chrono::steady_clock::time_point saved_;
  std::chrono::steady_clock::duration pause_;
};

/// Where the manifest of `settings` is. Errors: not-found while there is no such directory.
Result<sys::Location> manifest_of(const plan::Settings& settings, Folders& folders);
/// What is listed there: nothing where there is no manifest, and without a directory of outputs.
Result<manifest::Entries> listed_outputs(const plan::Settings& settings, Folders& folders);

}  // namespace whittle::run
