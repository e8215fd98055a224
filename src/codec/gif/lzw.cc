// Every string that a code stands for has been written before, and so has the pixel behind it: a code is a place in the
// output and a length.

#include "codec/gif/lzw.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace whittle::gif {
namespace {

constexpr unsigned kMaxWidth = 12, kCodes = 1u << kMaxWidth;

/// Codes of a growing number of bits, the lowest bit first.
class Codes {
 public:
  explicit Codes(ByteView in) : in_(in) {}
  /// False where the bytes end.
  bool next(unsigned width, unsigned& code) {
    if (count_ < width) {
      while (count_ <= 56 && at_ < in_.size()) {
        bits_ |= std::uint64_t{u8(in_, at_++)} << count_;
        count_ += 8;
      }
      if (count_ < width) return false;
    }
    code = static_cast<unsigned>(bits_) & ((1u << width) - 1);
    bits_ >>= width;
    count_ -= width;
    return true;
  }

 private:
  ByteView in_;
  std::size_t at_ = 0;
  std::uint64_t bits_ = 0;
  unsigned count_ = 0;
};

struct String {
  std::uint32_t at, length;
};

/// Copies what has been written at `from` to `at`. The last pixel of the newest string is the first one written here.
void repeat(std::span<std::uint8_t> out, std::size_t from, std::size_t at, std::size_t length) {
  constexpr std::size_t kStep = 8;
  std::size_t i = 0;
  if (at - from >= kStep) {
    for (; i + kStep <= length; i += kStep) std::memcpy(out.data() + at + i, out.data() + from + i, kStep);
  }
  for (; i < length; ++i) out[at + i] = out[from + i];
}

}  // namespace

std::size_t most_pixels(ByteView coded, unsigned code_size) {
  const std::size_t codes = coded.size() * 8 / (code_size + 1);
  return codes * std::min<std::size_t>(codes, kCodes);
}

std::size_t unpack_lzw(ByteView coded, unsigned code_size, std::span<std::uint8_t> out) {
  const unsigned clear = 1u << code_size, end = clear + 1;
  std::array<String, kCodes> strings;  // those up to `next` are set
  Codes codes(coded);
  String before{};  // what the last code stood for; nothing behind a clear code
  unsigned next = end + 1, width = code_size + 1, code = 0;
  std::size_t at = 0;
  while (at < out.size() && codes.next(width, code) && code != end) {
    if (code == clear) {
      next = end + 1;
      width = code_size + 1;
      before = {};
      continue;
    }
    if (before.length > 0 && next < kCodes) strings[next++] = {before.at, before.length + 1};
    if (next >= 1u << width && width < kMaxWidth) ++width;  // after the first code already where pixels have one bit
    if (code < clear) {
      before = {static_cast<std::uint32_t>(at), 1};
      out[at++] = static_cast<std::uint8_t>(code);
      continue;
    }
    if (code >= next) break;
    const String string = strings[code];
    const std::size_t length = std::min<std::size_t>(string.length, out.size() - at);
    before = {static_cast<std::uint32_t>(at), string.length};
    repeat(out, string.at, at, length);
    at += length;
  }
  return at;
}

}  // namespace whittle::gif
