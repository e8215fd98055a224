#pragma once
// The pages of a TIFF file: what each directory says about its picture and where the picture's bytes are.

#include <bitset>
#include <cstdint>
#include <optional>
#include <unordered_set>

#include "base/result.h"
#include "container/payload/ifd.h"

namespace whittle::container {

namespace tiff {
enum Compression : std::uint16_t {
  kUncompressed = 1,
  kCcittRle = 2,
  kCcittFax3 = 3,
  kCcittFax4 = 4,
  kLzw = 5,
  kOldJpeg = 6,
  kJpeg = 7,
  kDeflate = 8,
  kPackBits = 32773,
  kOldDeflate = 32946,
  kJbig = 34661,
  kLzma = 34925,
  kZstd = 50000,
  kWebp = 50001
};
enum Photometric : std::uint16_t {
  kWhiteIsZero = 0,
  kBlackIsZero = 1,
  kRgb = 2,
  kPalette = 3,
  kMask = 4,
  kSeparated = 5,
  kYcbcr = 6,
  kCieLab = 8,
  kIccLab = 9,
  kItuLab = 10,
  kColourFilterArray = 32803,
  kLogL = 32844,
  kLogLuv = 32845,
  kLinearRaw = 34892,
  kUnstated = 65535
};
enum SampleFormat : std::uint16_t { kUnsigned = 1, kSigned = 2, kFloat = 3, kVoid = 4 };
enum ExtraSample : std::uint16_t { kUnspecified = 0, kPremultiplied = 1, kAlpha = 2 };
enum Predictor : std::uint16_t { kNoPredictor = 1, kHorizontal = 2, kFloatingPoint = 3 };
}  // namespace tiff

inline constexpr std::uint32_t kMaxTiffPages = 65535;  ///< as libtiff

/// A page as its tags describe it; what a tag does not say is what TIFF 6.0 gives as default.
struct TiffPage {
  std::uint64_t at = 0;       ///< of the directory
  std::uint16_t outside = 0;  ///< a tag whose values lie beyond the end of the file; 0: there is none
  std::uint32_t width = 0, height = 0;
  std::uint32_t bits = 1;     ///< the widest sample
  std::uint32_t samples = 1;  ///< a pixel
  std::uint16_t compression = tiff::kUncompressed, photometric = tiff::kUnstated, sample_format = tiff::kUnsigned;
  std::uint16_t predictor = tiff::kNoPredictor;
  std::uint16_t fill_order = 1;  ///< 2: the first pixel is in the lowest bit of a byte
  std::uint16_t ink_set = 1;     ///< 1: CMYK
  std::uint8_t orientation = 1;
  bool separate_planes = false;
  bool bits_differ = false, formats_differ = false;  ///< between samples of a pixel
  std::uint32_t extra_samples = 0;                   ///< that ExtraSamples has a value for
  std::uint16_t extra_kind = tiff::kUnspecified;     ///< of the first one
  bool marked_alpha = false;                         ///< ExtraSamples names an alpha channel
  bool reduced = false;                              ///< a thumbnail or pyramid level
  bool sub_images = false;                           ///< SubIFDs
  bool camera_raw = false;                           ///< DNG and relatives
  bool credentials = false;                          ///< a C2PA manifest
  std::uint32_t rows_per_strip = UINT32_MAX;
  std::uint32_t tile_width = 0, tile_height = 0;  ///< 0: strips
  TiffEntry offsets, counts;                      ///< of strips or tiles
  TiffEntry colour_map;
  TiffEntry profile;  ///< ICC

  /// Strips or tiles that the picture needs.
  std::uint64_t segments() const;
  bool tiled() const { return tile_width > 0 && tile_height > 0; }
  bool grey() const { return photometric == tiff::kWhiteIsZero || photometric == tiff::kBlackIsZero; }
  /// Samples that carry colour; 0 when this is not known of its photometric interpretation.
  std::uint32_t colour_samples() const;
};

/// Where the directories of the pages are. A chain that comes back to where it has been ends there, as for libtiff.
class TiffChain {
 public:
  explicit TiffChain(const TiffBlock& block) { go_on(block.first_ifd()); }

  std::uint64_t at() const { return at_; }  ///< 0: there are no more
  void go_on(std::uint64_t next) { at_ = visited_.insert(next).second ? next : 0; }
  /// Of directories met, this one too. Who follows a chain stops at kMaxTiffPages.
  std::size_t count() const { return visited_.size(); }

 private:
  std::uint64_t at_ = 0;
  std::unordered_set<std::uint64_t> visited_;
};

/// Follows the chain of directories.
class TiffPages {
 public:
  explicit TiffPages(const TiffBlock& block) : block_(block), chain_(block) {}

  /// Every page, then nullopt. Errors: a chain that is endless, tags of the wrong type, width or
  /// height zero or missing (corrupt); truncated.
  Result<std::optional<TiffPage>> next();

 private:
  Status take(TiffPage& page, const TiffEntry& entry);
  Status take_flag(TiffPage& page, const TiffEntry& entry);
  Status take_list(TiffPage& page, const TiffEntry& entry);
  Result<std::uint32_t> number(const TiffEntry& entry) const;

  const TiffBlock& block_;
  TiffChain chain_;
  std::uint64_t entries_ = 0;  ///< seen in all directories
  std::bitset<65536> seen_;    ///< tags of this directory
};

/// Whether the colours that its tags speak of are those that decoders take its samples for. `block` is one over all of
/// `file`. Errors: unsupported, naming what is not so.
Status check_tiff_colour_tags(ByteView file, const TiffBlock& block, const TiffPage& page);

}  // namespace whittle::container
