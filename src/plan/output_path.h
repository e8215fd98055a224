#pragma once
// Where the outputs of an input go.

#include <string>

#include "container/header.h"
#include "plan/settings.h"
#include "scan/found.h"

namespace whittle::plan {

/// The path for `found` written as `format`, by Settings::target and the name template. The input's own extension is
/// kept when the format does not change ("a.jpeg" stays so). {hash8} stays in the path: see `with_hash`. Empty when
/// nothing is written.
std::string output_path(const Settings& settings, const scan::Found& found, const container::Header& facts,
                        Format format);

/// Where the unchanged original of `found` is delivered: like an output in its own format. Empty in place, and for a
/// file or stdout that was asked for in another format.
std::string original_path(const Settings& settings, const scan::Found& found, const container::Header& facts);

/// Whether `path` still has {hash8}.
bool awaits_hash(std::string_view path);

/// `path` with {hash8} replaced by the first 8 hex digits of the hash of `bytes`.
std::string with_hash(std::string path, ByteView bytes);

/// Where the backup of `found` goes.
std::string backup_path(const Settings& settings, const scan::Found& found);

}  // namespace whittle::plan
