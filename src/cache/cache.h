#pragma once
// What runs have found out, so that no run does it again: what files contain, what is done, what encoders made.
//
// Everything here may be lost or damaged at any time: whoever asks gets what was remembered, or nothing. Tables are
// read once, at the start; what is remembered later is for other runs. Nothing is made durable, because everything is
// checked when it is read.

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "cache/place.h"
#include "cache/records.h"
#include "cache/table.h"
#include "sys/directory.h"

namespace whittle::cache {

struct Setup {
  std::string path;
  std::string build;             ///< all that decides what is made of a file, but the file and what is asked
  std::uint64_t most_bytes = 0;  ///< of results; they are removed at the end of a run that goes beyond
};

/// Where a file is: as it can be opened again.
struct Where {
  std::string path;
  sys::DirectoryId directory;
};

/// Thread-safe but for `close`.
class Cache {
 public:
  /// Errors: why there is none.
  static Result<std::unique_ptr<Cache>> open(const Setup& setup);
  ~Cache();
  Cache(const Cache&) = delete;
  Cache& operator=(const Cache&) = delete;

  /// Whether no file was ever seen: then nothing can be known of one without reading it.
  bool is_new() const { return seen_.size() == 0; }
  std::optional<Seen> seen(const sys::FileIdentity& identity) const;
  std::optional<Done> done(const Key& key) const;
  std::optional<Answer> answer(const Key& key) const;
  /// The bytes of an answer, if they are there and right.
  std::optional<Bytes> result(const Answer& answer) const { return results_.read(answer.bytes, answer.size); }

  /// A file was read from `began_ns` on (sys::now_ns) and found to be `seen`.
  void saw(Where where, const sys::FileIdentity& identity, const Seen& seen, std::int64_t began_ns);
  void remember(const Key& key, const Done& done);
  /// `bytes`: stored if `answer.is_stored`.
  void remember(const Key& key, const Answer& answer, ByteView bytes);

  /// Writes what is not written, looks again at files that were too young, removes what is too much. `stopped`: do only
  /// the first.
  void close(const std::function<bool()>& stopped);

 private:
  struct Young {
    Where where;
    sys::FileIdentity identity;
    Seen seen;
  };

  Cache(const Setup& setup, sys::Directory tables, Results results, Table seen, Table done, Table answers);
  void add(Table& table, ByteView key, ByteView value);
  void flush_all();
  void settle(const std::function<bool()>& stopped);
  void shorten();

  const std::uint64_t most_bytes_;
  const sys::Directory tables_;
  const Results results_;
  std::mutex mutex_;
  // Protected by mutex_: what is added to the tables, and:
  Table seen_, done_, answers_;
  std::vector<Young> young_;
  std::uint64_t stored_ = 0;  ///< bytes, in this run
  bool is_full_ = false;      ///< something could not be written: nothing more is
  bool is_changed_ = false;
  bool is_closed_ = false;
};

}  // namespace whittle::cache
