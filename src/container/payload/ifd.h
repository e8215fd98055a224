#pragma once
// The directory structure that TIFF files, EXIF and MPF blocks share: a header, directories (IFDs) of tagged entries,
// and values elsewhere. Offsets are relative to the block's start. Every access is checked against the block's size.

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "container/window.h"

namespace whittle::container {

struct TiffEntry {
  std::uint16_t tag = 0, type = 0;
  std::uint64_t count = 0;  ///< of values
  std::uint64_t at = 0;     ///< of the entry
  std::uint64_t data = 0;   ///< where the values are: inside the entry or elsewhere; not yet checked
  std::uint64_t size = 0;   ///< bytes of the values; 0 when their type is unknown or they reach out of the block
};

struct TiffIfd {
  std::uint64_t at = 0;       ///< of the directory
  std::uint64_t entries = 0;  ///< of the first entry
  std::uint32_t count = 0;
};

/// A directory, read as a whole.
struct TiffDirectory {
  std::vector<TiffEntry> entries;
  std::uint64_t at = 0;       ///< of the entry count
  std::uint64_t next_at = 0;  ///< of the offset of the next directory
  std::uint64_t next = 0;     ///< 0: last

  const TiffEntry* find(std::uint16_t tag) const;
};

class TiffBlock {
 public:
  /// The block of `size` bytes at `base`; `file` must outlive it. Errors: no TIFF header, truncated.
  static Result<TiffBlock> open(Window& file, std::uint64_t base, std::uint64_t size);
  static Result<TiffBlock> open(Window& file) { return open(file, 0, file.size()); }

  std::endian order() const { return order_; }
  bool is_big_tiff() const { return big_tiff_; }          ///< offsets and counts of 8 bytes
  std::uint64_t first_ifd() const { return first_ifd_; }  ///< 0: there is none

  Result<TiffIfd> ifd(std::uint64_t at) const;
  /// All entries lie inside the block's bounds only if this succeeds for each.
  Result<TiffEntry> entry(const TiffIfd& ifd, std::uint32_t index) const;
  /// Offset of the next directory, 0 at the last.
  Result<std::uint64_t> next(const TiffIfd& ifd) const;
  /// Value `index` of an entry of integers. Other types, and what is negative, are corrupt.
  Result<std::uint64_t> value(const TiffEntry& entry, std::uint64_t index) const;
  /// Entry of `ifd` with `tag`; count 0 when there is none.
  Result<TiffEntry> find(const TiffIfd& ifd, std::uint16_t tag) const;

  /// The directory at `at`; takes memory by the number of entries, at most 3 MB. Errors: no place for a directory
  /// (corrupt), truncated.
  Result<TiffDirectory> read(std::uint64_t at) const;
  /// Value `index` of an entry, or `fallback` when it has no such integer or not all values lie inside the block.
  std::uint64_t value_or(const TiffEntry& entry, std::uint64_t index, std::uint64_t fallback) const;
  /// The first value of `tag`.
  std::uint64_t value_or(const TiffDirectory& directory, std::uint16_t tag, std::uint64_t fallback) const;

  /// A number in the block's byte order.
  std::uint32_t u32(ByteView bytes, std::size_t at) const { return little() ? le32(bytes, at) : be32(bytes, at); }

 private:
  TiffBlock(Window& file, std::uint64_t base, std::uint64_t size) : file_(&file), base_(base), size_(size) {}
  Result<ByteView> need(std::uint64_t at, std::size_t count, std::string_view what) const;
  bool little() const { return order_ == std::endian::little; }
  std::uint16_t u16(ByteView bytes, std::size_t at) const { return little() ? le16(bytes, at) : be16(bytes, at); }
  std::uint64_t u64(ByteView bytes, std::size_t at) const { return little() ? le64(bytes, at) : be64(bytes, at); }
  std::size_t entry_size() const { return big_tiff_ ? 20 : 12; }
  std::uint64_t end_of_entries(const TiffIfd& ifd) const {
    return ifd.entries + std::uint64_t{ifd.count} * entry_size();
  }

  Window* file_;
  std::uint64_t base_, size_;
  std::uint64_t first_ifd_ = 0;
  std::endian order_ = std::endian::big;
  bool big_tiff_ = false;
};

/// Bytes of one value of a TIFF type, 0 for an unknown type.
std::size_t tiff_type_size(std::uint16_t type);

}  // namespace whittle::container
