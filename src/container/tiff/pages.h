#pragma once
// The pages of a TIFF file: what each directory says about its picture and where the picture's bytes are.

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "container/payload/ifd.h"

namespace whittle::container {

namespace tiff {
enum Compression : std::uint16_t { kUncompressed = 1, kOldJpeg = 6, kJpeg = 7, kWebp = 50001 };
enum Photometric : std::uint16_t {
  kWhiteIsZero = 0,
  kBlackIsZero = 1,
  kRgb = 2,
  kPalette = 3,
  kSeparated = 5,
  kYcbcr = 6,
  kColourFilterArray = 32803,
  kLinearRaw = 34892,
  kUnstated = 65535
};
inline constexpr std::uint16_t kUnsigned = 1, kVoid = 4;  ///< sample formats
}  // namespace tiff

struct TiffPage {
  std::uint64_t at = 0;          ///< of the directory
  std::uint64_t values_end = 0;  ///< behind the last value that an entry points to; may lie outside of the file
  std::uint32_t width = 0, height = 0;
  std::uint32_t bits = 1;     ///< the widest sample
  std::uint32_t samples = 1;  ///< a pixel
  std::uint16_t compression = tiff::kUncompressed, photometric = tiff::kUnstated, sample_format = tiff::kUnsigned;
  std::uint8_t orientation = 1;
  bool separate_planes = false;
  bool bits_differ = false;   ///< between samples of a pixel
  bool marked_alpha = false;  ///< ExtraSamples names an alpha channel
  bool reduced = false;       ///< a thumbnail or pyramid level
  bool sub_images = false;    ///< SubIFDs
  bool camera_raw = false;    ///< DNG and relatives
  bool credentials = false;   ///< a C2PA manifest
  std::uint32_t rows_per_strip = UINT32_MAX;
  std::uint32_t tile_width = 0, tile_height = 0;  ///< 0: strips
  TiffEntry offsets, counts;                      ///< of strips or tiles

  /// Strips or tiles that the picture needs.
  std::uint64_t segments() const;
};

/// Follows the chain of directories.
class TiffPages {
 public:
  explicit TiffPages(const TiffBlock& block) : block_(block), next_(block.first_ifd()) {}

  /// Every page, then nullopt. Errors: a chain that runs in a circle or is endless, tags of the wrong type, width or
  /// height zero or missing (corrupt); truncated.
  Result<std::optional<TiffPage>> next();

 private:
  Status take(TiffPage& page, const TiffEntry& entry);
  Result<std::uint32_t> number(const TiffEntry& entry) const;

  const TiffBlock& block_;
  std::uint64_t next_;
  std::uint64_t marked_ = 0;  ///< a directory met before; moved on at powers of two (Brent)
  std::uint32_t pages_ = 0;
  std::uint64_t entries_ = 0;  ///< seen in all directories
};

}  // namespace whittle::container
