#include "container/meta/ifd.h"

namespace whittle::container {

std::size_t ifd_type_size(std::uint16_t type) {
  constexpr std::size_t kSizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
  return type < std::size(kSizes) ? kSizes[type] : 0;
}

const IfdEntry* Ifd::find(std::uint16_t tag) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const IfdEntry& e) { return e.tag == tag; });
  return found == entries.end() ? nullptr : &*found;
}

std::optional<TiffView> TiffView::open(ByteView bytes) {
  if (bytes.size() < 8) return std::nullopt;
  const bool big = has_text(bytes, 0, "MM");
  if (!big && !has_text(bytes, 0, "II")) return std::nullopt;
  const TiffView view(bytes, big);
  if (view.u16(2) != 42) return std::nullopt;
  return view;
}

std::optional<Ifd> TiffView::read(std::uint32_t offset) const {
  if (offset < 8 || offset > bytes_.size() - 2) return std::nullopt;
  const std::size_t count = u16(offset);
  const std::size_t end = offset + 2 + 12 * count;
  if (end + 4 > bytes_.size()) return std::nullopt;
  Ifd ifd;
  ifd.at = offset;
  ifd.next_at = end;
  ifd.next = u32(end);
  ifd.entries.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    IfdEntry entry;
    entry.at = offset + 2 + 12 * i;
    entry.tag = u16(entry.at);
    entry.type = u16(entry.at + 2);
    entry.count = u32(entry.at + 4);
    const std::uint64_t size = std::uint64_t{entry.count} * ifd_type_size(entry.type);
    entry.data = size <= 4 ? entry.at + 8 : u32(entry.at + 8);
    if (entry.data <= bytes_.size() && size <= bytes_.size() - entry.data) entry.size = static_cast<std::size_t>(size);
    ifd.entries.push_back(entry);
  }
  return ifd;
}

std::uint32_t TiffView::value(const IfdEntry& entry, std::size_t index, std::uint32_t fallback) const {
  const std::size_t unit = ifd_type_size(entry.type);
  if (index >= entry.count || entry.size == 0) return fallback;
  const std::size_t at = entry.data + unit * index;
  switch (entry.type) {
    case 1:
      return u8(bytes_, at);
    case 3:
      return u16(at);
    case 4:
    case 13:
      return u32(at);
    default:
      return fallback;
  }
}

std::uint32_t TiffView::value(const Ifd& ifd, std::uint16_t tag, std::uint32_t fallback) const {
  const IfdEntry* entry = ifd.find(tag);
  return entry == nullptr ? fallback : value(*entry, 0, fallback);
}

}  // namespace whittle::container
