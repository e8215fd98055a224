#pragma once
// A small file that is written as a whole, by its path.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace whittle::sys {

/// Whether `path` can become a file that begins with `beginning`: nothing is there, or an empty file, or one that
/// begins alike (links to files are followed). Errors: not-regular-file, permission-denied; exists, when another file
/// would be lost.
Status check_replaceable(const std::string& path, std::string_view beginning);

/// Puts `bytes` there, in directories that are made if need be, so that a kill leaves the old file or the new one.
/// Errors as above and those of AtomicFile.
Status replace_file(const std::string& path, std::string_view beginning, ByteView bytes);

/// All bytes of a regular file of at most `most`. Errors: also too-large.
Result<Bytes> read_file(const std::string& path, std::uint64_t most);

/// The directory that holds `path`, absolute and without links; `path` itself need not exist.
Result<std::string> real_directory_of(const std::string& path);

/// Whether something stands at `path`.
bool exists(const std::string& path);

}  // namespace whittle::sys
