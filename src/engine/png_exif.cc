#include "engine/png_exif.h"

#include <algorithm>
#include <array>
#include <optional>

namespace whittle::engine::png {
namespace {

constexpr std::uint16_t kOrientationTag = 0x0112, kGpsTag = 0x8825;

/// A TIFF directory: a count, entries of 12 bytes, the offset of the next directory.
struct Directory {
  std::size_t at = 0;
  std::size_t entries = 0;
};

class Tiff {
 public:
  explicit Tiff(ByteView data) : data_(data), little_(has_text(data, 0, "II")) {}

  std::uint32_t get16(std::size_t at) const { return little_ ? le16(data_, at) : be16(data_, at); }
  std::uint32_t get32(std::size_t at) const { return little_ ? le32(data_, at) : be32(data_, at); }

  std::optional<Directory> first() const {
    if (data_.size() < 8 || !(little_ || has_text(data_, 0, "MM")) || get16(2) != 42) return {};
    return directory(get32(4));
  }

  std::optional<Directory> directory(std::size_t at) const {
    if (at > data_.size() || data_.size() - at < 2) return {};
    const std::size_t entries = get16(at);
    if (data_.size() - at - 2 < entries * 12) return {};
    return Directory{at, entries};
  }

  /// Offset of the entry with `tag`; 0: none.
  std::size_t find(const Directory& directory, std::uint16_t tag) const {
    for (std::size_t i = 0; i < directory.entries; ++i) {
      const std::size_t at = directory.at + 2 + 12 * i;
      if (get16(at) == tag) return at;
    }
    return 0;
  }

  /// Bytes of an entry's value.
  std::uint64_t value_size(std::size_t entry) const {
    constexpr std::array<std::uint8_t, 13> kSizes = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};
    const std::uint32_t type = get16(entry + 2);
    return type < kSizes.size() ? std::uint64_t{kSizes[type]} * get32(entry + 4) : 0;
  }

  bool little() const { return little_; }

 private:
  ByteView data_;
  bool little_;
};

}  // namespace

unsigned exif_orientation(ByteView exif) {
  const Tiff tiff(exif);
  const auto directory = tiff.first();
  if (!directory) return 1;
  const std::size_t entry = tiff.find(*directory, kOrientationTag);
  if (entry == 0 || tiff.get16(entry + 2) != 3) return 1;
  const std::uint32_t value = tiff.get16(entry + 8);
  return value >= 1 && value <= 8 ? value : 1;
}

Bytes orientation_exif(unsigned orientation) {
  // Header, one directory with one entry (SHORT, count 1), no next directory.
  const std::array<std::uint8_t, 26> block = {'M',  'M',  0, 42, 0, 0, 0, 8, 0, 1,
                                              0x01, 0x12, 0, 3,  0, 0, 0, 1, 0, static_cast<std::uint8_t>(orientation),
                                              0,    0,    0, 0,  0, 0};
  Bytes out(block.size());
  std::transform(block.begin(), block.end(), out.begin(), [](std::uint8_t value) { return std::byte{value}; });
  return out;
}

void remove_gps(Bytes& exif) {
  const Tiff tiff(exif);
  const auto directory = tiff.first();
  if (!directory) return;
  const std::size_t entry = tiff.find(*directory, kGpsTag);
  if (entry == 0) return;
  const auto clear = [&](std::size_t at, std::uint64_t count) {
    if (at > exif.size() || exif.size() - at < count) return;
    std::fill_n(exif.begin() + static_cast<std::ptrdiff_t>(at), count, std::byte{0});
  };
  if (const auto gps = tiff.directory(tiff.get32(entry + 8))) {
    for (std::size_t i = 0; i < gps->entries; ++i) {
      const std::size_t at = gps->at + 2 + 12 * i;
      const std::uint64_t size = tiff.value_size(at);
      if (size > 4) clear(tiff.get32(at + 8), size);
    }
    clear(gps->at + 2, gps->entries * 12);
    clear(gps->at, 2);
  }
  // The entries after it and the offset of the next directory move up.
  const std::size_t end = std::min(exif.size(), directory->at + 2 + 12 * directory->entries + 4);
  std::copy(exif.begin() + static_cast<std::ptrdiff_t>(entry + 12), exif.begin() + static_cast<std::ptrdiff_t>(end),
            exif.begin() + static_cast<std::ptrdiff_t>(entry));
  const std::size_t count = directory->entries - 1;
  exif[directory->at + (tiff.little() ? 0 : 1)] = static_cast<std::byte>(count);
  exif[directory->at + (tiff.little() ? 1 : 0)] = static_cast<std::byte>(count >> 8);
  clear(end - 12, std::min<std::size_t>(12, exif.size() - end + 12));
}

}  // namespace whittle::engine::png
