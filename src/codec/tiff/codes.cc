#include "codec/tiff/codes.h"

#include <libdeflate.h>

#include <array>
#include <memory>

namespace whittle::tiff {
namespace {

constexpr unsigned kClear = 256, kEnd = 257, kFirstFree = 258, kCodes = 4096;

/// The strings that LZW codes stand for, each as the code of all but its last byte.
class Strings {
 public:
  Strings() {
    for (unsigned i = 0; i < 256; ++i) entries_[i] = {0, 1, std::byte(i), std::byte(i)};
  }
  void clear() { next_ = kFirstFree; }
  unsigned next() const { return next_; }
  bool has(unsigned code) const { return code < 256 || (code >= kFirstFree && code < next_); }
  std::byte first(unsigned code) const { return entries_[code].first; }
  void add(unsigned prefix, std::byte last) {
    if (next_ == kCodes) return;
    const Entry& before = entries_[prefix];
    entries_[next_++] = {static_cast<std::uint16_t>(prefix), before.length + 1, before.first, last};
  }
  /// Writes the string of `code` at `at`, as much of it as there is room for; returns where it ends.
  std::size_t write(unsigned code, std::span<std::byte> out, std::size_t at) const {
    const std::size_t end = at + entries_[code].length;
    for (std::size_t place = end; place-- > at; code = entries_[code].prefix) {
      if (place < out.size()) out[place] = entries_[code].last;
    }
    return std::min(end, out.size());
  }

 private:
  struct Entry {
    std::uint16_t prefix;
    std::uint32_t length;
    std::byte first, last;
  };
  std::array<Entry, kCodes> entries_{};
  unsigned next_ = kFirstFree;
};

/// Codes of a growing number of bits, the highest bit first.
class Codes {
 public:
  explicit Codes(ByteView in) : in_(in) {}
  /// kEnd where the bytes end.
  unsigned next(unsigned width) {
    while (count_ < width) {
      if (at_ == in_.size()) return kEnd;
      bits_ = bits_ << 8 | u8(in_, at_++);
      count_ += 8;
    }
    count_ -= width;
    return bits_ >> count_ & ((1u << width) - 1);
  }

 private:
  ByteView in_;
  std::size_t at_ = 0;
  std::uint32_t bits_ = 0;
  unsigned count_ = 0;
};

}  // namespace

bool unpack_bits(ByteView coded, std::span<std::byte> out) {
  std::size_t in = 0, at = 0;
  while (at < out.size()) {
    if (in == coded.size()) return false;
    const unsigned head = u8(coded, in++);
    if (head == 128) continue;
    const std::size_t count = std::min<std::size_t>(head < 128 ? head + 1 : 257 - head, out.size() - at);
    if (coded.size() - in < (head < 128 ? count : 1)) return false;
    if (head < 128) {
      std::copy_n(coded.begin() + static_cast<std::ptrdiff_t>(in), count,
                  out.begin() + static_cast<std::ptrdiff_t>(at));
      in += count;
    } else {
      std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(at), count, coded[in++]);
    }
    at += count;
  }
  return true;
}

bool unpack_lzw(ByteView coded, std::span<std::byte> out) {
  Strings strings;
  Codes codes(coded);
  unsigned before = kEnd;  // the code before this one; none behind kClear
  std::size_t at = 0;
  while (at < out.size()) {
    unsigned width = 9;
    while (width < 12 && strings.next() + 1 >= 1u << width) ++width;  // one code early, as libtiff and Adobe have it
    const unsigned code = codes.next(width);
    if (code == kEnd) return false;
    if (code == kClear) {
      strings.clear();
      before = kEnd;
      continue;
    }
    if (before == kEnd) {
      if (code > 255) return false;
    } else if (strings.has(code)) {
      strings.add(before, strings.first(code));
    } else if (code == strings.next()) {
      strings.add(before, strings.first(before));
    }
    if (!strings.has(code)) return false;
    at = strings.write(code, out, at);
    before = code;
  }
  return true;
}

bool is_old_lzw(ByteView coded) {
  return coded.size() >= 2 && u8(coded, 0) == 0 && (u8(coded, 1) & 1) != 0;
}

bool unpack_deflate(ByteView coded, std::span<std::byte> out) {
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> inflater(
      libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  if (!inflater) throw std::bad_alloc();
  std::size_t size = 0;
  const auto result =
      libdeflate_zlib_decompress(inflater.get(), coded.data(), coded.size(), out.data(), out.size(), &size);
  if (result == LIBDEFLATE_SUCCESS) return size == out.size();
  if (result != LIBDEFLATE_INSUFFICIENT_SPACE) return false;
  // Some writers code a last strip as if it had all its rows; 8 times as much is more than any needs.
  Bytes whole;
  for (unsigned factor = 2; factor <= 8; factor *= 2) {
    whole.resize(out.size() * factor);
    if (libdeflate_zlib_decompress(inflater.get(), coded.data(), coded.size(), whole.data(), whole.size(), &size) ==
        LIBDEFLATE_SUCCESS) {
      std::copy_n(whole.begin(), out.size(), out.begin());
      return true;
    }
  }
  return false;
}

}  // namespace whittle::tiff
