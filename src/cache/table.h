#pragma once
// A table on disk: records of one size, each with its own checksum, added at the end and never changed.
//
// Why not a database: a whole table is read in one piece at the start of a run, for a run over 100,000 files asks
// 100,000 questions; nothing in it may be believed without a checksum anyway; and a file that is cut off or overwritten
// while it is read costs records, where a mapped database ends the program with SIGBUS.
//
//   "whittle-cache 1\n", then records: key, value, and 8 bytes of XXH3 of both, little-endian
//
// Of records with equal keys the last one counts. A record whose checksum is wrong is none, and the next one follows at
// its place as if it were right: damage costs what it hits.

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "sys/private_files.h"

namespace whittle::cache {

struct Shape {
  std::size_t key = 0, value = 0;  ///< bytes
  std::size_t record() const { return key + value + 8; }
};

class Table {
 public:
  static constexpr std::string_view kHead = "whittle-cache 1\n";

  /// Reads the table `name` of at most `most` bytes; what is behind them is not seen. Errors: it can be neither read
  /// nor made.
  static Result<Table> open(const sys::Directory& directory, std::string name, Shape shape, std::uint64_t most);

  /// The value of the last record with `key`, as it was when the table was opened. Thread-safe.
  std::optional<ByteView> find(ByteView key) const;
  const std::string& name() const { return name_; }
  const Shape& shape() const { return shape_; }
  std::size_t size() const { return live_; }  ///< keys
  std::size_t bytes() const { return records_.size(); }
  std::size_t damaged() const { return damaged_; }
  /// `visit(key, value)` for each key.
  template <typename Visit>
  void each(Visit visit) const {
    for (const std::uint32_t slot : slots_) {
      if (slot != 0) visit(key_of(slot - 1), value_of(slot - 1));
    }
  }

  /// Adds a record, which `flush` writes. Not thread-safe.
  void add(ByteView key, ByteView value);
  std::size_t waiting() const { return added_.size(); }
  Status flush();

  /// Writes the table anew with the records of which `keeps(key, value)` holds, where that makes it much shorter or
  /// `always`. Records that another process adds meanwhile are lost. Call `flush` before.
  enum class Rewrite { if_shorter, always };
  template <typename Keeps>
  Status rewrite(const sys::Directory& directory, Rewrite when, Keeps keeps);

 private:
  Table(sys::RecordFile file, std::string name, Shape shape, Bytes records);
  ByteView key_of(std::size_t record) const { return view(record).first(shape_.key); }
  ByteView value_of(std::size_t record) const { return view(record).subspan(shape_.key, shape_.value); }
  ByteView view(std::size_t record) const {
    return ByteView(records_).subspan(record * shape_.record(), shape_.record());
  }
  std::uint64_t checksum(ByteView record) const;
  std::size_t slot_for(ByteView key) const;
  void index();

  sys::RecordFile file_;
  std::string name_;
  Shape shape_;
  Bytes records_;
  std::vector<std::uint32_t> slots_;  ///< by the hash of a key: number of a record and 1, or 0
  std::size_t live_ = 0, damaged_ = 0;
  Bytes added_;
};

template <typename Keeps>
Status Table::rewrite(const sys::Directory& directory, Rewrite when, Keeps keeps) {
  Bytes kept(as_bytes(kHead).begin(), as_bytes(kHead).end());
  for (const std::uint32_t slot : slots_) {
    if (slot != 0 && keeps(key_of(slot - 1), value_of(slot - 1))) append(kept, view(slot - 1));
  }
  constexpr std::size_t kFew = 1 << 20;
  if (when == Rewrite::if_shorter && (records_.size() < kFew || kept.size() > records_.size() / 2)) return {};
  return sys::write_private(directory, name_, kept);
}

}  // namespace whittle::cache
