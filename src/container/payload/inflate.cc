#include "container/payload/inflate.h"

#include <array>

namespace whittle::container {
namespace {

constexpr std::size_t kMaxCodes = 288;
constexpr unsigned kMaxLength = 15;  ///< bits of a code
constexpr int kNoSymbol = -1;

constexpr std::array<std::uint16_t, 29> kLengthBase = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                                       31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
constexpr std::array<std::uint8_t, 29> kLengthBits = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                      2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
constexpr std::array<std::uint16_t, 30> kDistanceBase = {1,    2,    3,    4,    5,    7,    9,    13,    17,    25,
                                                         33,   49,   65,   97,   129,  193,  257,  385,   513,   769,
                                                         1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};

/// A canonical Huffman code: how many symbols have each length, and the symbols in the order of their codes.
struct Code {
  std::array<std::uint16_t, kMaxLength + 1> count{};
  std::array<std::uint16_t, kMaxCodes> symbol{};

  /// Whether the lengths make a code at all; one with gaps does.
  bool set(const std::uint8_t* lengths, std::size_t size) {
    count = {};
    for (std::size_t i = 0; i < size; ++i) ++count[lengths[i]];
    std::array<std::uint16_t, kMaxLength + 2> place{};
    int left = 1;
    for (unsigned length = 1; length <= kMaxLength; ++length) {
      left = 2 * left - count[length];
      if (left < 0) return false;
      place[length + 1] = static_cast<std::uint16_t>(place[length] + count[length]);
    }
    for (std::size_t i = 0; i < size; ++i) {
      if (lengths[i] != 0) symbol[place[lengths[i]]++] = static_cast<std::uint16_t>(i);
    }
    return true;
  }
};

class Inflater {
 public:
  Inflater(ByteView deflated, std::size_t limit) : in_(deflated), limit_(limit) {}

  Bytes run() {
    for (bool last = false; !last && out_.size() < limit_;) {
      last = bits(1) == 1;
      if (!block(bits(2)) || failed_) return {};
    }
    return std::move(out_);
  }

 private:
  /// 0 past the end, which `failed_` tells.
  unsigned bits(unsigned count) {
    while (held_ < count) {
      if (at_ == in_.size()) {
        failed_ = true;
        return 0;
      }
      hold_ |= std::uint32_t{u8(in_, at_++)} << held_;
      held_ += 8;
    }
    const unsigned value = hold_ & ((1U << count) - 1);
    hold_ >>= count;
    held_ -= count;
    return value;
  }

  int symbol(const Code& code) {
    int value = 0, first = 0, index = 0;
    for (unsigned length = 1; length <= kMaxLength && !failed_; ++length) {
      value |= static_cast<int>(bits(1));
      const int count = code.count[length];
      if (value - count < first) return code.symbol[static_cast<std::size_t>(index + value - first)];
      index += count;
      first = (first + count) << 1;
      value <<= 1;
    }
    return kNoSymbol;
  }

  bool block(unsigned kind) {
    switch (kind) {
      case 0:
        return stored();
      case 1:
        return fixed() && coded();
      case 2:
        return dynamic() && coded();
      default:
        return false;
    }
  }

  bool stored() {
    hold_ = held_ = 0;  // up to the next byte
    if (in_.size() - at_ < 4) return false;
    const std::size_t size = le16(in_, at_);
    if ((size ^ le16(in_, at_ + 2)) != 0xFFFF) return false;
    at_ += 4;
    const std::size_t taken = std::min(size, limit_ - out_.size());
    if (in_.size() - at_ < taken) return false;
    append(out_, in_.subspan(at_, taken));
    at_ += std::min(size, in_.size() - at_);
    return true;
  }

  bool fixed() {
    std::array<std::uint8_t, kMaxCodes> lengths;
    for (std::size_t i = 0; i < kMaxCodes; ++i) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    std::array<std::uint8_t, 30> distances;
    distances.fill(5);
    return literals_.set(lengths.data(), lengths.size()) && distances_.set(distances.data(), distances.size());
  }

  bool dynamic() {
    constexpr std::array<std::uint8_t, 19> kOrder = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    const std::size_t literals = bits(5) + 257, distances = bits(5) + 1, codes = bits(4) + 4;
    if (literals > 286 || distances > 30) return false;
    std::array<std::uint8_t, 19> own{};
    for (std::size_t i = 0; i < codes; ++i) own[kOrder[i]] = static_cast<std::uint8_t>(bits(3));
    Code lengths_code;
    if (!lengths_code.set(own.data(), own.size())) return false;
    std::array<std::uint8_t, 286 + 30> lengths{};
    for (std::size_t i = 0; i < literals + distances;) {
      const int next = symbol(lengths_code);
      if (next == kNoSymbol) return false;
      if (next < 16) {
        lengths[i++] = static_cast<std::uint8_t>(next);
        continue;
      }
      if (next == 16 && i == 0) return false;
      const std::uint8_t repeated = next == 16 ? lengths[i - 1] : std::uint8_t{0};
      const std::size_t times = next == 16 ? 3 + bits(2) : next == 17 ? 3 + bits(3) : 11 + bits(7);
      if (times > literals + distances - i) return false;
      std::fill_n(lengths.begin() + static_cast<std::ptrdiff_t>(i), times, repeated);
      i += times;
    }
    return literals_.set(lengths.data(), literals) && distances_.set(lengths.data() + literals, distances);
  }

  bool coded() {
    constexpr int kEnd = 256;
    while (out_.size() < limit_) {
      const int next = symbol(literals_);
      if (next == kNoSymbol || failed_) return false;
      if (next == kEnd) return true;
      if (next < kEnd) {
        out_.push_back(static_cast<std::byte>(next));
      } else if (!copy(static_cast<std::size_t>(next - kEnd - 1))) {
        return false;
      }
    }
    return true;
  }

  /// The match whose length has the symbol 257 + `code`.
  bool copy(std::size_t code) {
    if (code >= kLengthBase.size()) return false;
    const std::size_t length = kLengthBase[code] + bits(kLengthBits[code]);
    const int next = symbol(distances_);
    if (next == kNoSymbol || next >= static_cast<int>(kDistanceBase.size())) return false;
    const unsigned extra = next < 2 ? 0 : static_cast<unsigned>(next) / 2 - 1;
    const std::size_t distance = kDistanceBase[static_cast<std::size_t>(next)] + bits(extra);
    if (failed_ || distance > out_.size()) return false;
    for (std::size_t i = 0; i < length && out_.size() < limit_; ++i) out_.push_back(out_[out_.size() - distance]);
    return true;
  }

  ByteView in_;
  std::size_t limit_, at_ = 0;
  std::uint32_t hold_ = 0;
  unsigned held_ = 0;  ///< bits in hold_
  bool failed_ = false;
  Code literals_, distances_;
  Bytes out_;
};

}  // namespace

Bytes inflate_start(ByteView zlib, std::size_t limit) {
  if (zlib.size() < 2 || (u8(zlib, 0) & 15) != 8 || be16(zlib, 0) % 31 != 0 || (u8(zlib, 1) & 0x20) != 0) return {};
  return Inflater(zlib.subspan(2), limit).run();
}

}  // namespace whittle::container
