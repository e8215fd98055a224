#pragma once
// Entropy-coded bits of a JPEG: highest bit first, a zero byte stuffed after each byte of ones.

#include <cstdint>
#include <cstring>

#include "base/bytes.h"

namespace whittle::jpeg {

class BitWriter {
 public:
  /// Appends to `out`, which must not be touched until `finish`. `expected` bytes are made room for.
  BitWriter(Bytes& out, std::size_t expected) : out_(out), size_(out.size()) { out_.resize(size_ + expected + kSlack); }

  /// The lowest `count` bits of `bits`, count 0 to 32; higher bits must be 0.
  void put(std::uint32_t bits, int count) {
    held_ = held_ << count | bits;
    count_ += count;
    if (count_ >= 32) drain();
  }

  /// Fills the last byte with ones and cuts `out` to what was written.
  void finish() {
    const int padding = -count_ & 7;
    put((1u << padding) - 1, padding);
    while (count_ > 0) put_byte(static_cast<std::uint8_t>(held_ >> (count_ -= 8)));
    out_.resize(size_);
  }

 private:
  static constexpr std::size_t kSlack = 16;

  void drain() {
    if (out_.size() - size_ < kSlack) out_.resize(out_.size() * 2 + kSlack);
    count_ -= 32;
    const std::uint32_t word = static_cast<std::uint32_t>(held_ >> count_);
    const std::uint32_t ones = ~word;  // a byte of ones has become a zero byte
    if (((ones - 0x01010101u) & ~ones & 0x80808080u) == 0) {
      std::byte* to = out_.data() + size_;
      for (int i = 0; i < 4; ++i) to[i] = static_cast<std::byte>(word >> (24 - 8 * i));
      size_ += 4;
      return;
    }
    for (int shift = 24; shift >= 0; shift -= 8) put_byte(static_cast<std::uint8_t>(word >> shift));
  }

  void put_byte(std::uint8_t byte) {
    out_[size_++] = std::byte{byte};
    if (byte == 0xFF) out_[size_++] = std::byte{0};
  }

  Bytes& out_;
  std::size_t size_;
  std::uint64_t held_ = 0;  ///< the lowest count_ bits are to be written
  int count_ = 0;
};

}  // namespace whittle::jpeg
