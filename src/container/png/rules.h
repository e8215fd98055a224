#pragma once
// Which chunks of a PNG count. Files from the wild have chunks at the wrong place, twice or of a wrong length, and
// decoders pass over them: a gAMA behind the pixels changes nothing. A rewrite that put it where it belongs would
// switch it on. The rules are those of libpng 1.6 (its table read_chunks since 1.6.45, the handlers before), which
// browsers follow.

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "container/png/chunks.h"

namespace whittle::container {

namespace png {
/// Whether it is known on what the chunk depends, so that its letters need not be asked.
bool is_known(std::uint32_t type);
bool is_text(std::uint32_t type);
/// Whether the data of an eXIf chunk that begin with `start` are taken for EXIF.
bool is_exif(ByteView start);
}  // namespace png

/// Follows the chunks of a file, in order, from the first behind IHDR on.
class PngRules {
 public:
  enum class Verdict {
    counts,
    ignored,   ///< all versions pass over it
    disputed,  ///< versions disagree about it or about what follows
    broken     ///< all versions give the file up
  };

  explicit PngRules(const PngHeader& ihdr) : ihdr_(ihdr) {}

  /// Of the next chunk, of which `start` has all data or the first kLooksAt bytes. What libpng knows nothing about
  /// counts.
  Verdict next(std::uint32_t type, std::uint64_t size, ByteView start);
  static constexpr std::size_t kLooksAt = 6;

  /// Entries of the palette that count; 0 before PLTE. A longer one is cut off at what the depth allows.
  std::size_t palette() const { return palette_; }

 private:
  enum class Pixels { ahead, here, behind };

  Verdict judge(std::uint32_t type, std::uint64_t size, ByteView start);
  Verdict judge_animation(std::uint32_t type, std::uint64_t size, ByteView start);
  Verdict judge_palette(std::uint64_t size);
  bool fits_colours(std::uint32_t type, std::uint64_t size, ByteView start) const;
  bool had(std::uint32_t type) const;

  PngHeader ihdr_;
  Pixels pixels_ = Pixels::ahead;
  bool had_palette_ = false;          ///< whether it counted or not
  bool had_actl_ = false;             ///< before the pixels; whether it counted or not
  std::size_t palette_ = 0;           ///< entries
  std::vector<std::uint32_t> taken_;  ///< types of which one is enough
};

}  // namespace whittle::container
