#include "container/payload/ifd.h"

#include "container/defect.h"

namespace whittle::container {

std::size_t tiff_type_size(std::uint16_t type) {
  switch (type) {
    case 1:    // BYTE
    case 2:    // ASCII
    case 6:    // SBYTE
    case 7:    // UNDEFINED
    case 129:  // UTF-8 (EXIF 3.0)
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

const TiffEntry* TiffDirectory::find(std::uint16_t tag) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const TiffEntry& e) { return e.tag == tag; });
  return found == entries.end() ? nullptr : &*found;
}

Result<TiffBlock> TiffBlock::open(Window& file, std::uint64_t base, std::uint64_t size) {
  TiffBlock block(file, base, size);
  TRY_ASSIGN(ByteView head, block.need(0, 8, "the TIFF header"));
  if (has_text(head, 0, "II")) block.order_ = std::endian::little;
  if (!block.little() && !has_text(head, 0, "MM")) return corrupt("no TIFF byte order mark", base);
  const std::uint16_t version = block.u16(head, 2);
  if (version == 42) {
    block.first_ifd_ = block.u32(head, 4);
  } else if (version == 43) {
    block.big_tiff_ = true;
    if (block.u16(head, 4) != 8 || block.u16(head, 6) != 0) return corrupt("BigTIFF with unknown offset size", base);
    TRY_ASSIGN(head, block.need(8, 8, "the BigTIFF header"));
    block.first_ifd_ = block.u64(head, 0);
  } else {
    return corrupt("unknown TIFF version", base);
  }
  return block;
}

Result<TiffIfd> TiffBlock::ifd(std::uint64_t at) const {
  if (big_tiff_) {
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
  entry.at = at;
  entry.tag = u16(bytes, 0);
  entry.type = u16(bytes, 2);
  entry.count = big_tiff_ ? u64(bytes, 4) : u32(bytes, 4);
  const std::size_t field = big_tiff_ ? 12 : 8, room = big_tiff_ ? 8 : 4;
  const std::size_t each = tiff_type_size(entry.type);
  if (each != 0 && entry.count <= room / each) {
    entry.data = at + field;
  } else {
    entry.data = big_tiff_ ? u64(bytes, field) : u32(bytes, field);
  }
  if (each != 0 && entry.data <= size_ && entry.count <= (size_ - entry.data) / each) entry.size = entry.count * each;
  return entry;
}

Result<std::uint64_t> TiffBlock::next(const TiffIfd& ifd) const {
  TRY_ASSIGN(const ByteView bytes, need(end_of_entries(ifd), big_tiff_ ? 8 : 4, "a TIFF directory"));
  return big_tiff_ ? u64(bytes, 0) : u32(bytes, 0);
}

Result<std::uint64_t> TiffBlock::value(const TiffEntry& entry, std::uint64_t index) const {
  const std::size_t each = tiff_type_size(entry.type);
  const bool is_signed = entry.type == 6 || entry.type == 8 || entry.type == 9 || entry.type == 17;
  const bool integer = is_signed || entry.type == 1 || entry.type == 3 || entry.type == 4 || entry.type == 13 ||
                       entry.type == 16 || entry.type == 18;
  if (!integer || index >= entry.count) {
    return corrupt("TIFF tag " + std::to_string(entry.tag) + " of wrong type or count",
                   base_ + std::min(entry.data, size_));
  }
  if (entry.data > size_ || index > (size_ - entry.data) / each) {
    return truncated("the values of TIFF tag " + std::to_string(entry.tag), base_ + std::min(entry.data, size_));
  }
  TRY_ASSIGN(const ByteView bytes, need(entry.data + index * each, each, "TIFF values"));
  const std::uint64_t value = each == 1   ? u8(bytes, 0)
                              : each == 2 ? u16(bytes, 0)
                              : each == 4 ? u32(bytes, 0)
                                          : u64(bytes, 0);
  if (is_signed && value >> (8 * each - 1) != 0) {
    return corrupt("negative value of TIFF tag " + std::to_string(entry.tag), base_ + entry.data);
  }
  return value;
}

Result<TiffEntry> TiffBlock::find(const TiffIfd& ifd, std::uint16_t tag) const {
  for (std::uint32_t i = 0; i < ifd.count; ++i) {
    TRY_ASSIGN(const TiffEntry found, entry(ifd, i));
    if (found.tag == tag) return found;
  }
  return TiffEntry{};
}

Result<TiffDirectory> TiffBlock::read(std::uint64_t at) const {
  if (at < 8) return corrupt("TIFF directory inside the header", base_ + at);
  TRY_ASSIGN(const TiffIfd found, ifd(at));
  TiffDirectory directory{{}, at, end_of_entries(found), 0};
  TRY_ASSIGN(directory.next, next(found));  // the end first, so that nothing is reserved for entries that are not there
  directory.entries.reserve(found.count);
  for (std::uint32_t i = 0; i < found.count; ++i) {
    TRY_ASSIGN(const TiffEntry one, entry(found, i));
    directory.entries.push_back(one);
  }
  return directory;
}

std::uint64_t TiffBlock::value_or(const TiffEntry& entry, std::uint64_t index, std::uint64_t fallback) const {
  const Result<std::uint64_t> found = value(entry, index);
  return entry.size > 0 && found.ok() ? *found : fallback;
}

std::uint64_t TiffBlock::value_or(const TiffDirectory& directory, std::uint16_t tag, std::uint64_t fallback) const {
  const TiffEntry* const entry = directory.find(tag);
  return entry == nullptr ? fallback : value_or(*entry, 0, fallback);
}

}  // namespace whittle::container
