#include "run/commit.h"

#include <set>
#include <utility>

namespace whittle::run {
namespace {

/// Steps of a batch that the file goes through as long as it has not failed.
struct Item {
  Staged staged;
  Status status;
};

template <typename Step>
void each(std::vector<Item>& items, Step step) {
  for (Item& item : items) {
    if (item.status.ok()) item.status = step(item.staged);
  }
}

void sync_directories(const std::vector<Item>& items, std::optional<sys::Location> Staged::*place) {
  std::set<std::shared_ptr<const sys::Directory>> directories;
  for (const Item& item : items) {
    const std::optional<sys::Location>& where = item.staged.*place;
    if (item.status.ok() && where) directories.insert(where->directory);
  }
  // Not every file system can; the files themselves are synced.
  for (const auto& directory : directories) (void)directory->sync();
}

}  // namespace

Committer::Committer(Done done) : done_(std::move(done)), thread_([this] { loop(); }) {}

Committer::~Committer() {
  close();
}

void Committer::add(Staged staged) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return pending_.size() < kMaxFiles && pending_bytes_ < kMaxBytes; });
  pending_bytes_ += staged.work->row.bytes_out;
  pending_.push_back(std::move(staged));
  if (pending_.size() >= kMaxFiles || pending_bytes_ >= kMaxBytes) changed_.notify_all();
}

void Committer::close() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Committer::loop() {
  std::unique_lock lock(mutex_);
  while (!closing_ || !pending_.empty()) {
    changed_.wait_for(lock, kMaxDelay,
                      [&] { return closing_ || pending_.size() >= kMaxFiles || pending_bytes_ >= kMaxBytes; });
    std::vector<Staged> batch = std::exchange(pending_, {});
    pending_bytes_ = 0;
    lock.unlock();
    changed_.notify_all();
    commit_batch(std::move(batch));
    lock.lock();
  }
}

void Committer::commit_batch(std::vector<Staged> batch) {
  std::vector<Item> items;
  items.reserve(batch.size());
  for (Staged& staged : batch) items.push_back({std::move(staged), {}});

  each(items, [](Staged& s) { return s.backup ? s.backup->make_durable() : Status(); });
  each(items, [](Staged& s) { return s.file->make_durable(); });
  each(items, [](Staged& s) { return s.backup ? s.backup->commit(std::nullopt, sys::Existing::keep) : Status(); });
  sync_directories(items, &Staged::backup_target);
  each(items, [](Staged& s) { return s.file->commit(s.expected, s.existing); });
  sync_directories(items, &Staged::target);
  each(items, [](Staged& s) { return s.remove ? sys::remove_unchanged(*s.remove, s.work->task.identity) : Status(); });
  for (Item& item : items) done_(std::move(item.staged.work), std::move(item.status));
}

}  // namespace whittle::run
