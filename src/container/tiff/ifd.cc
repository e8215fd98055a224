#include "container/tiff/ifd.h"

#include "container/defect.h"

namespace whittle::container {

std::size_t tiff_type_size(std::uint16_t type) {
  switch (type) {
    case 1:  // BYTE
    case 2:  // ASCII
    case 6:  // SBYTE
    case 7:  // UNDEFINED
      return 1;
    case 3:  // SHORT
    case 8:  // SSHORT
      return 2;
    case 4:   // LONG
    case 9:   // SLONG
    case 11:  // FLOAT
    case 13:  // IFD
      return 4;
    case 5:   // RATIONAL
    case 10:  // SRATIONAL
    case 12:  // DOUBLE
    case 16:  // LONG8
    case 17:  // SLONG8
    case 18:  // IFD8
      return 8;
    default:
      return 0;
  }
}

Result<ByteView> TiffBlock::need(std::uint64_t at, std::size_t count, std::string_view what) const {
  if (at > size_ || count > size_ - at) return truncated(what, base_ + std::min(at, size_));
  return file_->need(base_ + at, count, what);
}

std::uint64_t TiffBlock::u64(ByteView bytes, std::size_t at) const {
  if (!little_) return be64(bytes, at);
  return std::uint64_t{le32(bytes, at + 4)} << 32 | le32(bytes, at);
}

Result<TiffBlock> TiffBlock::open(Window& file, std::uint64_t base, std::uint64_t size) {
  TiffBlock block(file, base, size);
  TRY_ASSIGN(ByteView head, block.need(0, 8, "the TIFF header"));
  block.little_ = has_text(head, 0, "II");
  if (!block.little_ && !has_text(head, 0, "MM")) return corrupt("no TIFF byte order mark", base);
  const std::uint16_t version = block.u16(head, 2);
  if (version == 42) {
    block.first_ifd_ = block.u32(head, 4);
  } else if (version == 43) {
    block.big_ = true;
    if (block.u16(head, 4) != 8 || block.u16(head, 6) != 0) return corrupt("BigTIFF with unknown offset size", base);
    TRY_ASSIGN(head, block.need(8, 8, "the BigTIFF header"));
    block.first_ifd_ = block.u64(head, 0);
  } else {
    return corrupt("unknown TIFF version", base);
  }
  return block;
}

Result<TiffIfd> TiffBlock::ifd(std::uint64_t at) const {
  if (big_) {
    TRY_ASSIGN(const ByteView head, need(at, 8, "a TIFF directory"));
    const std::uint64_t count = u64(head, 0);
    if (count > 65535) return corrupt("TIFF directory with too many entries", base_ + at);
    return TiffIfd{at, at + 8, static_cast<std::uint32_t>(count)};
  }
  TRY_ASSIGN(const ByteView head, need(at, 2, "a TIFF directory"));
  return TiffIfd{at, at + 2, u16(head, 0)};
}

Result<TiffEntry> TiffBlock::entry(const TiffIfd& ifd, std::uint32_t index) const {
  const std::uint64_t at = ifd.entries + std::uint64_t{index} * entry_size();
  TRY_ASSIGN(const ByteView bytes, need(at, entry_size(), "a TIFF directory"));
  TiffEntry entry;
  entry.tag = u16(bytes, 0);
  entry.type = u16(bytes, 2);
  entry.count = big_ ? u64(bytes, 4) : u32(bytes, 4);
  const std::size_t field = big_ ? 12 : 8, room = big_ ? 8 : 4;
  const std::size_t each = tiff_type_size(entry.type);
  if (each != 0 && entry.count <= room / each) {
    entry.at = at + field;
  } else {
    entry.at = big_ ? u64(bytes, field) : u32(bytes, field);
  }
  return entry;
}

Result<std::uint64_t> TiffBlock::next(const TiffIfd& ifd) const {
  const std::uint64_t at = ifd.entries + std::uint64_t{ifd.count} * entry_size();
  TRY_ASSIGN(const ByteView bytes, need(at, big_ ? 8 : 4, "a TIFF directory"));
  return big_ ? u64(bytes, 0) : u32(bytes, 0);
}

Result<std::uint64_t> TiffBlock::value(const TiffEntry& entry, std::uint64_t index) const {
  const std::size_t each = tiff_type_size(entry.type);
  const bool integer =
      entry.type == 1 || entry.type == 3 || entry.type == 4 || entry.type == 13 || entry.type == 16 || entry.type == 18;
  if (!integer || index >= entry.count) {
    return corrupt("TIFF tag " + std::to_string(entry.tag) + " of wrong type or count",
                   base_ + std::min(entry.at, size_));
  }
  if (entry.at > size_ || index > (size_ - entry.at) / each) {
    return truncated("the values of TIFF tag " + std::to_string(entry.tag), base_ + std::min(entry.at, size_));
  }
  TRY_ASSIGN(const ByteView bytes, need(entry.at + index * each, each, "TIFF values"));
  switch (each) {
    case 1:
      return std::uint64_t{u8(bytes, 0)};
    case 2:
      return std::uint64_t{u16(bytes, 0)};
    case 4:
      return std::uint64_t{u32(bytes, 0)};
    default:
      return u64(bytes, 0);
  }
}

Result<TiffEntry> TiffBlock::find(const TiffIfd& ifd, std::uint16_t tag) const {
  for (std::uint32_t i = 0; i < ifd.count; ++i) {
    TRY_ASSIGN(const TiffEntry found, entry(ifd, i));
    if (found.tag == tag) return found;
  }
  return TiffEntry{};
}

namespace {

/// 0 when none is stated.
Result<std::uint64_t> stated_orientation(Window& file, std::uint64_t base, std::uint64_t size) {
  constexpr std::uint16_t kOrientation = 0x0112;
  TRY_ASSIGN(const TiffBlock exif, TiffBlock::open(file, base, size));
  if (exif.first_ifd() == 0) return std::uint64_t{0};
  TRY_ASSIGN(const TiffIfd ifd, exif.ifd(exif.first_ifd()));
  TRY_ASSIGN(const TiffEntry entry, exif.find(ifd, kOrientation));
  if (entry.count == 0) return std::uint64_t{0};
  return exif.value(entry, 0);
}

}  // namespace

Result<std::uint8_t> exif_orientation(Window& file, std::uint64_t base, std::uint64_t size) {
  const Result<std::uint64_t> stated = stated_orientation(file, base, size);
  if (!stated.ok() && stated.error().category != Category::corrupt) return stated.error();
  const bool valid = stated.ok() && *stated >= 1 && *stated <= 8;
  return valid ? static_cast<std::uint8_t>(*stated) : std::uint8_t{1};
}

}  // namespace whittle::container
