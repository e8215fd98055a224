#pragma once
// The directory structure that TIFF files, EXIF and MPF blocks share: a header, directories (IFDs) of tagged entries,
// and values elsewhere. Offsets are relative to the block's start. Every access is checked against the block's size.

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "container/window.h"

namespace whittle::container {

struct TiffEntry {
  std::uint16_t tag = 0, type = 0;
  std::uint64_t count = 0;  ///< of values
  std::uint64_t at = 0;     ///< where the values are: inside the entry or elsewhere; not yet checked
};

struct TiffIfd {
  std::uint64_t at = 0;       ///< of the directory
  std::uint64_t entries = 0;  ///< of the first entry
  std::uint32_t count = 0;
};

class TiffBlock {
 public:
  /// The block of `size` bytes at `base`; `file` must outlive it. Errors: no TIFF header, truncated.
  static Result<TiffBlock> open(Window& file, std::uint64_t base, std::uint64_t size);

  std::uint64_t first_ifd() const { return first_ifd_; }  ///< 0: there is none
  std::uint64_t size() const { return size_; }

  Result<TiffIfd> ifd(std::uint64_t at) const;
  /// All entries lie inside the block's bounds only if this succeeds for each.
  Result<TiffEntry> entry(const TiffIfd& ifd, std::uint32_t index) const;
  /// Offset of the next directory, 0 at the last.
  Result<std::uint64_t> next(const TiffIfd& ifd) const;
  /// Value `index` of an entry of unsigned integers (BYTE, SHORT, LONG, IFD, LONG8). Other types are corrupt.
  Result<std::uint64_t> value(const TiffEntry& entry, std::uint64_t index) const;
  /// Entry of `ifd` with `tag`; count 0 when there is none.
  Result<TiffEntry> find(const TiffIfd& ifd, std::uint16_t tag) const;

 private:
  TiffBlock(Window& file, std::uint64_t base, std::uint64_t size) : file_(&file), base_(base), size_(size) {}
  Result<ByteView> need(std::uint64_t at, std::size_t count, std::string_view what) const;
  std::uint16_t u16(ByteView bytes, std::size_t at) const { return little_ ? le16(bytes, at) : be16(bytes, at); }
  std::uint32_t u32(ByteView bytes, std::size_t at) const { return little_ ? le32(bytes, at) : be32(bytes, at); }
  std::uint64_t u64(ByteView bytes, std::size_t at) const;
  std::size_t entry_size() const { return big_ ? 20 : 12; }

  Window* file_;
  std::uint64_t base_, size_;
  std::uint64_t first_ifd_ = 0;
  bool little_ = false, big_ = false;
};

/// Bytes of one value of a TIFF type, 0 for an unknown type.
std::size_t tiff_type_size(std::uint16_t type);

/// The orientation (1-8) that an EXIF block ("II*\0..." or "MM\0*...") states; 1 when it states none or is malformed:
/// that is no defect of the picture. Errors: only those of the source.
Result<std::uint8_t> exif_orientation(Window& file, std::uint64_t base, std::uint64_t size);

}  // namespace whittle::container
