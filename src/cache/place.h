#pragma once
// The directory of a cache, told from all others by a CACHEDIR.TAG of ours: nothing is ever read, written or removed in
// one without it.
//
//   CACHEDIR.TAG                         backup programs know it (https://bford.info/cachedir/)
//   results/3f/09a2...                   what encoders made, by content
//   c411d07e5b3f09a2/seen-..., done, answers    tables of one build (records.h), files seen by machine

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/content.h"
#include "sys/directory.h"

namespace whittle::cache {

inline constexpr std::string_view kTagName = "CACHEDIR.TAG";
inline constexpr std::string_view kTag =
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This directory is a cache of whittle's, and may be deleted at any time.\n"
    "# For information about cache directory tags, see https://bford.info/cachedir/\n";

/// Opens the cache at `path`. With Missing::make it is made where nothing is, or an empty directory. Errors: not-found,
/// permission-denied (somebody else's, or open to others), exists (something else is there), and those of the system.
Result<sys::Directory> open_place(const std::string& path, sys::Missing missing);

/// One of the results that are stored.
struct Stored {
  std::string name;  ///< 64 digits
  std::uint64_t bytes = 0;
  std::int64_t used_ns = 0;
};

/// What encoders made, in files by content.
class Results {
 public:
  static Result<Results> open(const sys::Directory& place, sys::Missing missing);

  /// The bytes, if they are there and are what their name says; what is not goes.
  std::optional<Bytes> read(const Content& content, std::uint64_t size) const;
  /// Nothing is written where it is there already.
  Status write(const Content& content, ByteView bytes) const;
  bool has(const Content& content) const;
  /// Whether the file has the bytes that its name says.
  bool is_whole(const Stored& stored) const;
  void remove(const std::string& name) const;
  void remove_all() const;
  /// All, in no order; also removes what killed runs have left.
  std::vector<Stored> all() const;

 private:
  explicit Results(sys::Directory directory) : directory_(std::move(directory)) {}
  sys::Directory directory_;
};

/// Removes results, those first that were not used for longest, until no more than `most` bytes are left. How many
/// went.
std::size_t evict(const Results& results, std::uint64_t most);

/// Directories of tables: 16 hexadecimal digits.
std::vector<std::string> builds_in(const sys::Directory& place);

}  // namespace whittle::cache
