#pragma once
// What is remembered, and how it looks on disk (table.h). All numbers are little-endian.

#include <cstdint>
#include <optional>

#include "base/content.h"
#include "cache/table.h"
#include "sys/file.h"
#include "whittle/error.h"
#include "whittle/format.h"

namespace whittle::cache {

/// What an answer depends on, as one number: a file's content and what was asked of it. The build is the name of the
/// directory.
using Key = Content;
/// `asked`: of the text that says it.
Key key_of(const Content& content, std::uint64_t size, const Content& asked);

/// What a file contained when it was `identity`.
struct Seen {
  Content content;
  Format format = Format::unknown;
};

/// Nothing is to be done for an input with this content: the row that says so.
struct Done {
  std::uint32_t width = 0, height = 0, frames = 0;
  std::uint32_t width_out = 0, height_out = 0;
  Format format = Format::unknown;
  Reason reason = Reason::none;
};

/// What an encoder made.
struct Answer {
  Content bytes;  ///< that it made
  std::uint64_t size = 0;
  std::optional<int> quality;
  std::optional<double> score;
  int encodes = 1;
  std::uint32_t output_index = 0;
  bool verified = false, recoloured = false, has_position = false;
  bool is_stored = false;  ///< the bytes are among the results; not where they were not worth writing
};

/// seen     device and inode (8 bytes each); size, mtime, ctime (8 each), content (32), format (1), 7 of 0
/// done     key (32); width, height, frames, width_out, height_out (4 each), format, reason (1 each), 2 of 0
/// answers  key (32); bytes (32), size (8), score (8, a double), encodes (4), output_index (4), quality (2), flags (2):
///          1 quality, 2 score, 4 verified, 8 recoloured, 16 position, 32 stored
inline constexpr Shape kSeenShape{16, 64}, kDoneShape{32, 24}, kAnswerShape{32, 60};

Bytes seen_key(const sys::FileIdentity& identity);
Bytes pack(const sys::FileIdentity& identity, const Seen& seen);
Bytes pack(const Done& done);
Bytes pack(const Answer& answer);

/// nullopt: of another version of the file.
std::optional<Seen> unpack_seen(ByteView value, const sys::FileIdentity& identity);
/// nullopt: no values that we write.
std::optional<Done> unpack_done(ByteView value);
std::optional<Answer> unpack_answer(ByteView value);

}  // namespace whittle::cache
