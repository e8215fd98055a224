#pragma once
// Last step of writing: staged files become durable and visible, in batches.
//
// A sync a file would make every small file wait for the disk. Files are staged complete and their write-back is
// started at once; a thread of its own then syncs and renames them, a batch, kMaxBytes or kMaxDelay at a time. Backups
// of a batch are visible and durable before any original of it is replaced. A kill at any moment leaves each file old
// or new. A staged file holds descriptors, so their number is bounded; where there is room for hardly one, or for no
// thread, each is committed by whoever brings it.

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
  std::optional<sys::Location> backup_target;  ///< where it becomes visible, or beside that with a number
  std::optional<sys::Location> remove;  ///< the input of an in-place conversion: removed once `target` is visible
};

class Committer {
 public:
  static constexpr std::size_t kMaxBytes = 64 << 20;
  static constexpr std::chrono::milliseconds kMaxDelay{1000};

  /// Called once a file is visible, or with the error that it is not; from the committer's thread or inside `add`.
  using Done = std::function<void(std::shared_ptr<Work>, Status)>;
  /// Called once, when the system has no way to make files durable.
  using NotDurable = std::function<void()>;

  /// `staged`: files that may be pending or being committed.
  Committer(std::size_t staged, Done done, NotDurable not_durable);
  ~Committer();  ///< commits what is left

  /// Takes over a staged file. Waits while a whole batch is pending already. Thread-safe.
  void add(Staged staged);
  /// Whether something will become visible by itself: then descriptors will be free again. Thread-safe.
  bool is_at_work();
  /// Commits everything and ends the thread. Idempotent; nothing may be added afterwards.
  void close();

 private:
  void loop();
  bool is_full() const { return pending_.size() >= batch_ || pending_bytes_ >= kMaxBytes; }
  void commit_batch(std::vector<Staged> batch);
  Status make_durable(sys::AtomicFile& file);

  const std::size_t batch_;
  const Done done_;
  const NotDurable not_durable_;
  std::once_flag said_not_durable_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // State below is protected by mutex_.
  std::vector<Staged> pending_;
  std::size_t pending_bytes_ = 0;
  std::size_t committing_ = 0;
  bool closing_ = false;

  std::thread thread_;  // last: starts when everything else is there; none where none can be had
};

}  // namespace whittle::run
