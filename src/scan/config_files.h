#pragma once
// Where whittle.toml is looked for, and whose is believed.
//
// From the directory of an input upwards, to the root of the repository it is in, or without one to the root of the
// file system. Each directory is asked once. What it says concerns single files only (cli/config_file.h), so that a
// tree that somebody sent can have its pictures made badly, and nothing else; and of files that others may have put
// above or among ours, not even that: a configuration counts when it belongs to who runs this, to root, or to the owner
// of the directory it is in, else it is passed over with a warning. One that counts and cannot be read is an error:
// what its author wanted is not known. Symbolic links are not followed, as in a walk.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scan/scope.h"
#include "sys/directory.h"

namespace whittle::scan {

inline constexpr std::string_view kConfigName = "whittle.toml";
inline constexpr std::size_t kMostConfigBytes = 64 * 1024;

class ConfigFiles {
 public:
  using Warning = std::function<void(const std::string& message)>;

  /// The configuration of `options`, which must outlive this.
  ConfigFiles(const Options& options, Warning warning);

  /// Whether there can be any.
  bool is_on() const { return options_.configuration != nullptr; }

  /// What a directory of a walk has beside its parent.
  struct Present {
    bool config = false, git = false;
  };
  /// `parent` with what `directory` adds; `path`: absolute.
  Result<Scope::Pointer> enter(Scope::Pointer parent, const sys::Directory& directory, std::string_view path,
                               Present present);
  /// What counts in the directory at the absolute `path`, from its own file upwards; and from its parent's.
  Result<Scope::Pointer> in(const std::string& path);
  Result<Scope::Pointer> above(const std::string& path);

  /// What is said of the file at the absolute `path` in a directory with `scope`.
  std::shared_ptr<const Configured> of(const Scope::Pointer& scope, std::string_view path) {
    return files_.of(scope, path);
  }

 private:
  Result<Scope::Pointer> add(Scope::Pointer parent, const sys::Directory& directory, const std::string& path);
  Result<Scope::Pointer> named();
  Result<Scope::Pointer> parsed(Scope::Pointer parent, ByteView text, const std::string& name, std::string directory);
  std::string shown(std::string_view directory) const;

  const Options& options_;
  Warning warning_;
  std::string working_directory_;
  ConfiguredFiles files_;
  std::map<std::string, Scope::Pointer, std::less<>> known_;  ///< by directory
  std::optional<Scope::Pointer> named_;                       ///< of --config
};

}  // namespace whittle::scan
