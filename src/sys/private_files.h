#pragma once
// Files that are nobody else's: a directory of which the user is the owner and which only he can write, and in it files
// with mode 0600. What stands there is not made durable: who reads it checks it.

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

/// Opens the directory `path`, and makes it with 0700 (and what leads there) if it is not there. Errors:
/// permission-denied, also for a directory of somebody else's or one that others can write; and what mkdir says.
Result<Directory> open_private_directory(const std::string& path, Missing missing);
/// The same for the directory `name` in `parent`.
Result<Directory> open_private_below(const Directory& parent, const std::string& name, Missing missing);

/// The bytes of the regular file `name` of the user's own, of at most `most` bytes; links are not followed. `used` sets
/// its modification time to now. Errors: as open_regular_at; permission-denied; too-large.
enum class Touch { no, yes };
Result<Bytes> read_private(const Directory& directory, const std::string& name, std::uint64_t most, Touch touch);
/// Puts `bytes` there in one step, in place of what there is.
Status write_private(const Directory& directory, const std::string& name, ByteView bytes);
Status remove_private(const Directory& directory, const std::string& name);
Status remove_directory(const Directory& parent, const std::string& name);

/// A file to whose end records of one size are added, by several processes at once. What one that was killed has
/// written of a record is cut off before the next.
class RecordFile {
 public:
  /// Makes it with `head` if it is not there; one with another beginning is made anew. Without the right to write there
  /// it can only be read.
  static Result<RecordFile> open(const Directory& directory, const std::string& name, ByteView head,
                                 std::size_t record);

  /// Whole records, as many as there are.
  Result<Bytes> read(std::uint64_t most) const;
  /// Errors: no-space, read-only, and collision while another process holds it for long.
  Status append(ByteView records);

 private:
  RecordFile(Fd fd, std::size_t head, std::size_t record, bool writable)
      : fd_(std::move(fd)), head_(head), record_(record), writable_(writable) {}

  Fd fd_;
  std::size_t head_, record_;
  bool writable_;
};

std::int64_t now_ns();  ///< by the clock that file times are taken from
void wait_ns(std::int64_t time);

/// Which system this is, in all that device numbers mean something for; empty when nothing tells.
std::string machine_id();

}  // namespace whittle::sys
