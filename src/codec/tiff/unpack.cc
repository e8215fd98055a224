#include "codec/tiff/unpack.h"

#include <array>

#include "codec/tiff/codes.h"

namespace whittle::tiff {
namespace {

using container::TiffPage;
using namespace container::tiff;

std::uint16_t turned(std::uint16_t value) {
  return __builtin_bswap16(value);
}
std::uint32_t turned(std::uint32_t value) {
  return __builtin_bswap32(value);
}

// Samples stay in the order of bytes that the file has.
template <typename Sample>
void add_up(std::span<std::byte> row, std::size_t stride, std::endian order) {
  const bool turn = order != std::endian::native;
  const std::size_t count = row.size() / sizeof(Sample);
  const auto get = [&](std::size_t i) {
    Sample value;
    std::memcpy(&value, row.data() + i * sizeof(Sample), sizeof value);
    return turn ? turned(value) : value;
  };
  for (std::size_t i = stride; i < count; ++i) {
    const auto sum = static_cast<Sample>(get(i) + get(i - stride));
    const Sample stored = turn ? turned(sum) : sum;
    std::memcpy(row.data() + i * sizeof(Sample), &stored, sizeof stored);
  }
}

template <>
void add_up<std::uint8_t>(std::span<std::byte> row, std::size_t stride, std::endian) {
  for (std::size_t i = stride; i < row.size(); ++i) {
    row[i] = static_cast<std::byte>(std::to_integer<unsigned>(row[i]) + std::to_integer<unsigned>(row[i - stride]));
  }
}

// Adobe's Photoshop TIFF Technical Note 3: differences of bytes, and all bytes of one significance together, the
// highest first.
void add_up_floats(std::span<std::byte> row, std::size_t stride, std::endian order) {
  constexpr std::size_t kSize = 4;
  add_up<std::uint8_t>(row, stride, order);
  const Bytes apart(row.begin(), row.end());
  const std::size_t count = row.size() / kSize;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t byte = 0; byte < kSize; ++byte) {
      row[i * kSize + (order == std::endian::big ? byte : kSize - 1 - byte)] = apart[byte * count + i];
    }
  }
}

void undo_predictor(const TiffPage& page, std::span<std::byte> row, std::size_t stride, std::endian order) {
  if (page.predictor == kFloatingPoint) return add_up_floats(row, stride, order);
  if (page.bits == 8) return add_up<std::uint8_t>(row, stride, order);
  if (page.bits == 16) return add_up<std::uint16_t>(row, stride, order);
  add_up<std::uint32_t>(row, stride, order);
}

bool predicts(const TiffPage& page) {
  const bool knows = page.compression == kLzw || page.compression == kDeflate || page.compression == kOldDeflate;
  return knows && page.predictor != kNoPredictor;
}

Bytes turned_bits(ByteView coded) {
  static constexpr auto kTurned = [] {
    std::array<std::uint8_t, 256> table{};
    for (unsigned i = 0; i < 256; ++i) {
      for (unsigned bit = 0; bit < 8; ++bit) table[i] = static_cast<std::uint8_t>(table[i] << 1 | (i >> bit & 1));
    }
    return table;
  }();
  Bytes out(coded.begin(), coded.end());
  for (std::byte& byte : out) byte = std::byte{kTurned[std::to_integer<std::uint8_t>(byte)]};
  return out;
}

Unpacked decode(const TiffPage& page, ByteView coded, std::span<std::byte> out) {
  const auto verdict = [](bool good) { return good ? Unpacked::yes : Unpacked::damaged; };
  switch (page.compression) {
    case kUncompressed:
      if (coded.size() < out.size()) return Unpacked::damaged;
      std::copy_n(coded.begin(), out.size(), out.begin());
      return Unpacked::yes;
    case kPackBits:
      return verdict(unpack_bits(coded, out));
    case kLzw:
      return is_old_lzw(coded) ? Unpacked::unknown : verdict(unpack_lzw(coded, out));
    default:
      return verdict(unpack_deflate(coded, out));
  }
}

}  // namespace

bool can_unpack(const TiffPage& page) {
  constexpr std::uint16_t kCodes[] = {kUncompressed, kPackBits, kLzw, kDeflate, kOldDeflate};
  if (std::find(std::begin(kCodes), std::end(kCodes), page.compression) == std::end(kCodes)) return false;
  if (!predicts(page)) return true;
  if (page.predictor == kHorizontal) return page.bits == 8 || page.bits == 16 || page.bits == 32;
  return page.predictor == kFloatingPoint && page.bits == 32 && page.sample_format == kFloat;
}

Unpacked unpack(const TiffPage& page, ByteView coded, std::endian order, std::size_t row_samples, std::size_t stride,
                std::span<std::byte> out) {
  const Bytes turned = page.fill_order == 2 ? turned_bits(coded) : Bytes{};
  const Unpacked result = decode(page, page.fill_order == 2 ? ByteView(turned) : coded, out);
  if (result != Unpacked::yes || !predicts(page)) return result;
  const std::size_t row_bytes = row_samples * page.bits / 8;
  for (std::size_t at = 0; at + row_bytes <= out.size(); at += row_bytes) {
    undo_predictor(page, out.subspan(at, row_bytes), stride, order);
  }
  return result;
}

}  // namespace whittle::tiff
