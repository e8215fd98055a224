#pragma once
// Putting a file in place so that a kill, a full disk or a power cut leaves the old file or the new one, never a
// mixture.
//
// stage: O_TMPFILE in the target's directory (or a named temp where the file system has none) -> lock -> fallocate ->
// write -> mode, owner, xattrs, ACLs -> start write-back. commit: durable -> link to a temp name -> original re-checked
// -> rename. Destruction discards.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "sys/directory.h"
#include "sys/fd.h"
#include "sys/file.h"

namespace whittle::sys {

/// What commit does when the target exists: replace it, fail with Reason::exists, or take the next free one of
/// NAME.~1~, NAME.~2~, ..., as other tools name backups.
enum class Existing { replace, keep, number };

enum class Durability { on_disk, unknown };

/// In nanoseconds since the epoch.
struct Times {
  std::int64_t access = 0, modification = 0;
};

/// How the staged file gets mode, owner, xattrs and ACLs, and its times.
struct Attributes {
  const Fd* copy_from = nullptr;  ///< an open file whose attributes are copied; null: 0666 less the umask, nothing else
  std::optional<Times> times = {};  ///< unset: now
};

/// A complete, not yet visible file next to its target. Move-only; not thread-safe.
class AtomicFile {
 public:
  /// Stages `bytes` for `target`. Errors carry the target's path: no-space,
  /// permission-denied, read-only, io-error. Nothing is left behind on error.
  static Result<AtomicFile> stage(const Location& target, ByteView bytes, const Attributes& attributes);

  AtomicFile(AtomicFile&&) noexcept;
  AtomicFile& operator=(AtomicFile&&) noexcept;
  ~AtomicFile();  ///< discards what was not committed

  /// Waits until the staged bytes are on disk (fdatasync). `unknown`: the system has no way to.
  Result<Durability> make_durable();

  /// Makes the file visible under its target's name. With `expected`, the target must still be that file, else
  /// changed-during-run and nothing happens. Only `Existing::replace` ever replaces anything, whoever else writes here;
  /// `Existing::number` does not go with `expected`.
  Status commit(const std::optional<FileIdentity>& expected, Existing existing);

 private:
  struct State;
  explicit AtomicFile(std::unique_ptr<State> state);
  Status commit_numbered();
  std::unique_ptr<State> state_;
};

/// Removes a file, or a symbolic link to it, if it is still the file that `expected` describes. Errors:
/// changed-during-run, permission-denied, io-error.
Status remove_unchanged(const Location& file, const FileIdentity& expected);

}  // namespace whittle::sys
