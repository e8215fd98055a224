#include "cache/cache.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "base/path.h"
#include "sys/debris.h"
#include "sys/private_files.h"

namespace whittle::cache {
namespace {

constexpr std::size_t kMostWaiting = 64 << 10;    ///< bytes of a table
constexpr std::uint64_t kMostTable = 256 << 20;   ///< three million files
constexpr std::uint64_t kMostLookedAt = 1 << 30;  ///< bytes of young files
constexpr std::int64_t kMillisecond = 1'000'000;

/// Two changes of a file that are so near may have one time: a tick of the kernel, or a second or two where the file
/// system counts those.
std::int64_t tick_of(const sys::FileIdentity& identity) {
  const bool counts_seconds = identity.ctime_ns % (1000 * kMillisecond) == 0;
  return (counts_seconds ? 2100 : 20) * kMillisecond;
}

/// Whether a file may have been changed since `began_ns` without another ctime (git's "racy" entries).
bool is_young(const sys::FileIdentity& identity, std::int64_t began_ns) {
  return began_ns - identity.ctime_ns < tick_of(identity);
}

}  // namespace

Result<std::unique_ptr<Cache>> Cache::open(const Setup& setup) {
  constexpr std::size_t kDigits = 16;
  const std::string build = hex(content_of(as_bytes(setup.build))).substr(0, kDigits);
  const std::string machine = hex(content_of(as_bytes(sys::machine_id()))).substr(0, kDigits);
  TRY_ASSIGN(const sys::Directory place, open_place(setup.path, sys::Missing::make));
  TRY_ASSIGN(Results results, Results::open(place, sys::Missing::make));
  TRY_ASSIGN(sys::Directory tables, sys::open_private_below(place, build, sys::Missing::make));
  TRY_ASSIGN(Table seen, Table::open(tables, "seen-" + machine, kSeenShape, kMostTable));
  TRY_ASSIGN(Table done, Table::open(tables, "done", kDoneShape, kMostTable));
  TRY_ASSIGN(Table answers, Table::open(tables, "answers", kAnswerShape, kMostTable));
  if (const std::size_t damaged = seen.damaged() + done.damaged() + answers.damaged(); damaged > 0)
    log::debug("cache: {} records are damaged", damaged);
  return std::unique_ptr<Cache>(
      new Cache(setup, std::move(tables), std::move(results), std::move(seen), std::move(done), std::move(answers)));
}

Cache::Cache(const Setup& setup, sys::Directory tables, Results results, Table seen, Table done, Table answers)
    : most_bytes_(setup.most_bytes),
      tables_(std::move(tables)),
      results_(std::move(results)),
      seen_(std::move(seen)),
      done_(std::move(done)),
      answers_(std::move(answers)) {}

Cache::~Cache() {
  close([] { return true; });
}

std::optional<Seen> Cache::seen(const sys::FileIdentity& identity) const {
  const std::optional<ByteView> value = seen_.find(seen_key(identity));
  return value ? unpack_seen(*value, identity) : std::nullopt;
}

std::optional<Done> Cache::done(const Key& key) const {
  const std::optional<ByteView> value = done_.find(key.hash);
  return value ? unpack_done(*value) : std::nullopt;
}

std::optional<Answer> Cache::answer(const Key& key) const {
  const std::optional<ByteView> value = answers_.find(key.hash);
  return value ? unpack_answer(*value) : std::nullopt;
}

void Cache::saw(Where where, const sys::FileIdentity& identity, const Seen& seen, std::int64_t began_ns) {
  const std::scoped_lock lock(mutex_);
  if (is_young(identity, began_ns))
    young_.push_back({std::move(where), identity, seen});
  else
    add(seen_, seen_key(identity), pack(identity, seen));
}

void Cache::remember(const Key& key, const Done& done) {
  if (this->done(key)) return;
  const std::scoped_lock lock(mutex_);
  add(done_, key.hash, pack(done));
}

void Cache::remember(const Key& key, const Answer& answer, ByteView bytes) {
  {
    const std::scoped_lock lock(mutex_);
    if (is_full_) return;
  }
  if (answer.is_stored) {
    const Status stored = results_.write(answer.bytes, bytes);
    const std::scoped_lock lock(mutex_);
    if (!stored.ok()) {
      log::debug("cache: {}", stored.error().message);
      is_full_ = true;
      return;
    }
    stored_ += bytes.size();
  }
  const std::scoped_lock lock(mutex_);
  add(answers_, key.hash, pack(answer));
}

void Cache::add(Table& table, ByteView key, ByteView value) {
  if (is_full_) return;
  is_changed_ = true;
  table.add(key, value);
  if (table.waiting() >= kMostWaiting) flush_all();
}

void Cache::flush_all() {
  for (Table* const table : {&answers_, &done_, &seen_}) {
    const Status written = table->flush();
    if (written.ok()) continue;
    log::debug("cache: {}", written.error().message);
    is_full_ = is_full_ || written.error().reason != Reason::collision;
  }
}

void Cache::close(const std::function<bool()>& stopped) {
  const std::scoped_lock lock(mutex_);
  if (std::exchange(is_closed_, true)) return;
  flush_all();
  settle(stopped);
  flush_all();
  if (!stopped()) shorten();
}

/// What has been made or changed by this run, or just before it, is read once more now that its time is over: else the
/// next run would have to.
void Cache::settle(const std::function<bool()>& stopped) {
  std::uint64_t bytes = 0;
  std::optional<sys::Directory> directory;
  for (const Young& young : young_) {
    if (stopped() || is_full_) break;
    const std::int64_t age = sys::now_ns() - young.identity.ctime_ns, tick = tick_of(young.identity);
    if (age < tick && tick < 100 * kMillisecond && age >= 0) sys::wait_ns(tick - age);
    const std::int64_t began = sys::now_ns();
    bytes += young.identity.size;
    if (is_young(young.identity, began) || bytes > kMostLookedAt) continue;
    if (!directory || directory->id() != young.where.directory) {
      auto opened = sys::Directory::open_again(std::string(directory_of(young.where.path)), young.where.directory);
      directory.reset();
      if (!opened.ok()) continue;
      directory = std::move(*opened);
    }
    const std::string name(file_name(young.where.path));
    const auto file = sys::open_regular_at(directory->fd(), name.c_str(), sys::Links::keep, young.where.path);
    if (!file.ok() || file->stat.identity != young.identity) continue;
    const auto there = sys::read_all(file->fd, young.identity.size, young.where.path);
    if (!there.ok() || content_of(*there) != young.seen.content) continue;
    add(seen_, seen_key(young.identity), pack(young.identity, young.seen));
  }
  young_.clear();
}

void Cache::shorten() {
  if (!is_changed_) return;
  const auto all = [](ByteView, ByteView) { return true; };
  std::uint64_t bytes = stored_;
  answers_.each([&](ByteView, ByteView value) {
    const std::optional<Answer> answer = unpack_answer(value);
    if (answer && answer->is_stored) bytes += answer->size;
  });
  const bool is_too_much = stored_ > 0 && bytes > most_bytes_;
  Status status;
  (void)sys::sweep_debris(tables_);
  if (is_too_much) {
    const std::size_t removed = evict(results_, most_bytes_ - most_bytes_ / 10);
    log::debug("cache: {} results are removed", removed);
  }
  for (Table* const table : {&seen_, &done_, &answers_}) {
    auto now = Table::open(tables_, table->name(), table->shape(), kMostTable);  // with what was added
    if (!now.ok()) continue;
    if (now->bytes() + kMostWaiting > kMostTable) {  // what comes later would not be seen: from the beginning
      status = now->rewrite(tables_, Table::Rewrite::always, [](ByteView, ByteView) { return false; });
      continue;
    }
    if (table == &answers_ && is_too_much) {
      status = now->rewrite(tables_, Table::Rewrite::always, [&](ByteView, ByteView value) {
        const std::optional<Answer> answer = unpack_answer(value);
        return answer && (!answer->is_stored || results_.has(answer->bytes));
      });
    } else {
      status = now->rewrite(tables_, Table::Rewrite::if_shorter, all);
    }
    if (!status.ok()) log::debug("cache: {}", status.error().message);
  }
}

}  // namespace whittle::cache
