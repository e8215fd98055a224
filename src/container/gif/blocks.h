#pragma once
// The blocks of a GIF, in order: extensions and images up to the trailer, pixels stepped over.

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "container/ground.h"
#include "container/window.h"

namespace whittle::container {

namespace gif {
inline constexpr std::uint8_t kExtension = 0x21, kImage = 0x2C, kTrailer = 0x3B;  ///< introducers
/// Labels of extensions.
inline constexpr std::uint8_t kGraphicControl = 0xF9, kComment = 0xFE, kApplication = 0xFF;
}  // namespace gif

/// Where a table of colours stands, three bytes each.
struct GifTable {
  std::uint64_t offset = 0;
  std::uint32_t colours = 0;  ///< 0: there is none
};

struct GifScreen {
  std::uint16_t width = 0, height = 0;
  GifTable table = {};
};

/// What a graphic control extension says of the image behind it.
struct GifControl {
  std::uint32_t delay = 0;  ///< milliseconds
  Disposal disposal = Disposal::keep;
  std::optional<std::uint8_t> transparent = {};  ///< the index that is not painted
};

struct GifBlock {
  enum class Kind { image, extension, trailer };
  Kind kind = Kind::trailer;
  std::uint64_t offset = 0, end = 0;  ///< from the introducer to behind the last sub-block
  // extension
  std::uint8_t label = 0;                   ///< gif::kComment, ...
  GifControl control = {};                  ///< graphic control
  std::optional<std::uint32_t> plays = {};  ///< application, looping: see Timing
  bool credentials = false;                 ///< application: C2PA's
  // image
  std::uint16_t left = 0, top = 0, width = 0, height = 0;
  bool interlaced = false;
  GifTable table = {};           ///< of its own
  std::uint8_t code_size = 0;    ///< LZW minimum code size
  std::uint64_t data = 0;        ///< offset of the first sub-block
  std::uint64_t data_bytes = 0;  ///< in the sub-blocks
};

class GifBlocks {
 public:
  explicit GifBlocks(Window& file) : file_(file) {}

  /// The logical screen; first call. Errors: corrupt, truncated.
  Result<GifScreen> screen();
  /// Every block, the trailer last, then nullopt. Errors: an unknown introducer (corrupt), the end of the file
  /// (truncated).
  Result<std::optional<GifBlock>> next();

 private:
  Status read_image(GifBlock& block);
  Status read_extension(GifBlock& block);
  Status read_control(GifBlock& block, std::uint8_t size);
  Status read_application(GifBlock& block, std::uint8_t size);
  Result<std::uint64_t> skip_sub_blocks(std::string_view what);

  Window& file_;
  std::uint64_t at_ = 0;
  std::uint64_t sub_blocks_ = 0;
  bool ended_ = false;
};

}  // namespace whittle::container
