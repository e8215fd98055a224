#pragma once
// Last step of writing: staged files become durable and visible, in batches.
//
// A sync a file would make every small file wait for the disk. Files are staged complete and their write-back is
// started at once; a thread of its own then syncs and renames them, kMaxFiles, kMaxBytes or kMaxDelay at a time.
// Backups of a batch are visible and durable before any original of it is replaced. A kill at any moment leaves each
// file old or new.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "run/work.h"
#include "sys/atomic_file.h"

namespace whittle::run {

/// One output, staged.
struct Staged {
  std::shared_ptr<Work> work;
  std::optional<sys::AtomicFile> file;
  std::optional<sys::Location> target;        ///< where it becomes visible
  std::optional<sys::FileIdentity> expected;  ///< what must still stand there
  sys::Existing existing = sys::Existing::replace;
  std::optional<sys::AtomicFile> backup;
  std::optional<sys::Location> backup_target;
  std::optional<sys::Location> remove;  ///< the input of an in-place conversion: removed once `target` is visible
};

class Committer {
 public:
  static constexpr std::size_t kMaxFiles = 64;
  static constexpr std::size_t kMaxBytes = 64 << 20;
  static constexpr std::chrono::milliseconds kMaxDelay{1000};

  /// Called from the committer's thread once a file is visible, or with the error that it is not.
  using Done = std::function<void(std::shared_ptr<Work>, Status)>;

  explicit Committer(Done done);
  ~Committer();  ///< commits what is left

  /// Takes over a staged file. Waits while a whole batch is pending already. Thread-safe.
  void add(Staged staged);
  /// Commits everything and ends the thread. Idempotent; nothing may be added afterwards.
  void close();

 private:
  void loop();
  void commit_batch(std::vector<Staged> batch);

  const Done done_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // State below is protected by mutex_.
  std::vector<Staged> pending_;
  std::size_t pending_bytes_ = 0;
  bool closing_ = false;

  std::thread thread_;  // last: starts when everything else is there
};

}  // namespace whittle::run
