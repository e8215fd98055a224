#pragma once
// The directory structure that TIFF files and EXIF blocks share, read with every access checked. Classic TIFF only.

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace whittle::container {

struct IfdEntry {
  std::uint16_t tag = 0, type = 0;
  std::uint32_t count = 0;
  std::size_t at = 0;    ///< of the 12-byte entry
  std::size_t data = 0;  ///< of the values: inside the entry when they fit into 4 bytes
  std::size_t size = 0;  ///< bytes of the values; 0 when type or place is invalid
};

struct Ifd {
  std::vector<IfdEntry> entries;
  std::size_t at = 0;       ///< of the entry count
  std::size_t next_at = 0;  ///< of the offset of the next directory
  std::uint32_t next = 0;   ///< 0: last

  const IfdEntry* find(std::uint16_t tag) const;
};

/// A TIFF structure ("II*\0" or "MM\0*" first). Holds a view; cheap to copy.
class TiffView {
 public:
  static std::optional<TiffView> open(ByteView bytes);

  bool big_endian() const { return big_endian_; }
  std::uint32_t first() const { return u32(4); }
  /// The directory at `offset`, or nullopt when it does not lie inside the bytes. Invalid entries are listed with size
  /// 0.
  std::optional<Ifd> read(std::uint32_t offset) const;
  /// Value `index` of a BYTE, SHORT or LONG entry; `fallback` when there is no such value.
  std::uint32_t value(const IfdEntry& entry, std::size_t index, std::uint32_t fallback) const;
  std::uint32_t value(const Ifd& ifd, std::uint16_t tag, std::uint32_t fallback) const;

  std::uint16_t u16(std::size_t at) const { return big_endian_ ? be16(bytes_, at) : le16(bytes_, at); }
  std::uint32_t u32(std::size_t at) const { return big_endian_ ? be32(bytes_, at) : le32(bytes_, at); }
  ByteView bytes() const { return bytes_; }

 private:
  TiffView(ByteView bytes, bool big_endian) : bytes_(bytes), big_endian_(big_endian) {}
  ByteView bytes_;
  bool big_endian_;
};

/// Bytes of one value of a TIFF field type, 0 for a type that TIFF 6 does not define.
std::size_t ifd_type_size(std::uint16_t type);

}  // namespace whittle::container
