#pragma once
// Where the outputs of an input go.

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "container/geometry.h"
#include "container/header.h"
#include "plan/settings.h"
#include "scan/found.h"

namespace whittle::plan {

/// Where an output goes. Expanded once, from the template: no part of it is looked at for placeholders again.
struct OutputPath {
  std::string text;                      ///< "{hash8}" stands where the hash of the bytes will; "-" is stdout
  std::vector<std::uint32_t> hash_at{};  ///< where those are

  bool empty() const { return text.empty(); }
  bool awaits_hash() const { return !hash_at.empty(); }
  /// With the first 8 hex digits of the hash of `bytes`.
  std::string with_hash(ByteView bytes) const;
};

/// The path for `found` written as `format`, by Settings::target and the name template. The input's own extension is
/// kept when the format does not change ("a.jpeg" stays so). Empty when nothing is written.
/// {w} and {h} are those of the picture as it is seen in `size`.
OutputPath output_path(const Settings& settings, const scan::Found& found, const container::Header& facts,
                       Format format, container::Size size);

/// Where the unchanged original of `found` is delivered: like an output in its own format. Empty in place, and for a
/// file or stdout that was asked for in another format.
OutputPath original_path(const Settings& settings, const scan::Found& found, const container::Header& facts);

/// Where the backup of `found` goes.
std::string backup_path(const Settings& settings, const scan::Found& found);

}  // namespace whittle::plan
