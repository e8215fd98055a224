#include "run/commit.h"

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

#include "base/log.h"

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

Committer::Committer(std::size_t staged, Done done, NotDurable not_durable)
    : batch_(std::max<std::size_t>(1, staged / 2)), done_(std::move(done)), not_durable_(std::move(not_durable)) {
  if (staged < 2) return;
  try {
    thread_ = std::thread([this] { loop(); });
  } catch (const std::system_error& error) {
    log::debug("no thread commits: {}", error.what());
  }
}

Committer::~Committer() {
  close();
}

void Committer::add(Staged staged) {
  if (!thread_.joinable()) {
    std::vector<Staged> alone;
    alone.push_back(std::move(staged));
    return commit_batch(std::move(alone));
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !is_full(); });
  pending_bytes_ += staged.work->row.bytes_out;
  pending_.push_back(std::move(staged));
  if (is_full()) changed_.notify_all();
}

bool Committer::is_at_work() {
  const std::scoped_lock lock(mutex_);
  return !pending_.empty() || committing_ > 0;
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
    changed_.wait_for(lock, kMaxDelay, [&] { return closing_ || is_full(); });
    std::vector<Staged> batch = std::exchange(pending_, {});
    pending_bytes_ = 0;
    committing_ = batch.size();
    lock.unlock();
    changed_.notify_all();
    commit_batch(std::move(batch));
    lock.lock();
    committing_ = 0;
  }
}

void Committer::commit_batch(std::vector<Staged> batch) {
  std::vector<Item> items;
  items.reserve(batch.size());
  for (Staged& staged : batch) items.push_back({std::move(staged), {}});

  each(items, [this](Staged& s) { return s.backup ? make_durable(*s.backup) : Status(); });
  each(items, [this](Staged& s) { return make_durable(*s.file); });
  each(items, [](Staged& s) { return s.backup ? s.backup->commit(std::nullopt, sys::Existing::number) : Status(); });
  sync_directories(items, &Staged::backup_target);
  each(items, [](Staged& s) { return s.file->commit(s.expected, s.existing); });
  sync_directories(items, &Staged::target);
  each(items, [](Staged& s) { return s.remove ? sys::remove_unchanged(*s.remove, s.work->task.identity) : Status(); });
  for (Item& item : items) done_(std::move(item.staged.work), std::move(item.status));
}

Status Committer::make_durable(sys::AtomicFile& file) {
  TRY_ASSIGN(const sys::Durability durability, file.make_durable());
  if (durability == sys::Durability::unknown) std::call_once(said_not_durable_, not_durable_);
  return {};
}

}  // namespace whittle::run
