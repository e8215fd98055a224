#pragma once
// The directories that a run reads from and writes to, each reached once and then by descriptor.
//
// Between the walk and the last rename anybody may swap a directory for a symbolic link to another place. An input's
// directory must therefore be the very one in which its name was found, and what lies below an output or backup
// directory is reached without following a link. Those two themselves were named by the user and are opened before the
// walk; what of their path does not exist then is made below what does, and only when something is written there.

#include <list>
#include <mutex>
#include <optional>
#include <string>

#include "plan/settings.h"
#include "plan/task.h"
#include "sys/directory.h"

namespace whittle::run {

/// Thread-safe. A few directories stay open between calls, and each as long as a Location has it. Errors carry the
/// path: changed-during-run, not-found, permission-denied, io-error (a symbolic link, ...).
class Folders {
 public:
  /// Opens the output and the backup directory, as far as they exist. To be called before anything is looked for.
  explicit Folders(const plan::Settings& settings);

  /// The input itself; where its name is a symbolic link, what that led to.
  Result<sys::Location> of_input(const plan::Task& task, const std::string& path);
  /// A name in the directory in which the input's name was found.
  Result<sys::Location> beside_input(const plan::Task& task, const std::string& path);
  /// Below the output directory, or the output file itself. Directories on the way are made, if they may be.
  Result<sys::Location> of_output(const std::string& path, sys::Missing missing);
  /// Of the file there, itself and not what a link leads to; nullopt where there is none, or none that can be asked.
  std::optional<sys::FileIdentity> identity_of_output(const std::string& path);
  /// Below the backup directory.
  Result<sys::Location> of_backup(const std::string& path, sys::Missing missing);

 private:
  using Handle = std::shared_ptr<const sys::Directory>;
  /// A directory that the user named.
  struct Root {
    std::string path;
    Handle directory;            ///< as much of it as exists
    std::string missing;         ///< the way from there to the root
    std::optional<Error> error;  ///< why it could not be opened
  };

  static Root open(std::string path);
  Result<Handle> known(const std::string& path, const sys::DirectoryId& id);
  Result<sys::Location> beneath(Root& root, const std::string& path, sys::Missing missing);
  /// `root`: that it was reached beneath; null for an input's.
  void remember(const Root* root, std::string path, Handle directory);
  Handle recall(const Root* root, const std::string& path);

  struct Known {
    const Root* root;
    std::string path;
    Handle directory;
  };

  const std::size_t most_recent_;
  std::mutex mutex_;
  // State below is protected by mutex_.
  Root output_, backup_;
  std::list<Known> recent_;  ///< most recently used first
};

}  // namespace whittle::run
