// Every string that a code stands for has been written before, and so has the pixel behind it: a code is a place in the
// output and a length.

#include "codec/gif/lzw.h"

#include <array>

namespace whittle::gif {
namespace {

constexpr unsigned kMaxWidth = 12, kCodes = 1u << kMaxWidth;

/// Codes of a growing number of bits, the lowest bit first.
class Codes {
 public:
  explicit Codes(ByteView in) : in_(in) {}
  /// False where the bytes end.
  bool next(unsigned width, unsigned& code) {
    while (count_ < width) {
      if (at_ == in_.size()) return false;
      bits_ |= std::uint32_t{u8(in_, at_++)} << count_;
      count_ += 8;
    }
    code = bits_ & ((1u << width) - 1);
    bits_ >>= width;
    count_ -= width;
    return true;
  }

 private:
  ByteView in_;
  std::size_t at_ = 0;
  std::uint32_t bits_ = 0;
  unsigned count_ = 0;
};

struct String {
  std::size_t at = 0, length = 0;
};

}  // namespace

std::size_t unpack_lzw(ByteView coded, unsigned code_size, std::span<std::uint8_t> out) {
  const unsigned clear = 1u << code_size, end = clear + 1;
  std::array<String, kCodes> strings;
  Codes codes(coded);
  String before;  // what the last code stood for; nothing behind a clear code
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
      before = {at, 1};
      out[at++] = static_cast<std::uint8_t>(code);
      continue;
    }
    if (code >= next) break;
    const String string = strings[code];
    const std::size_t length = std::min(string.length, out.size() - at);
    before = {at, string.length};
    // Pixel by pixel: the last one of the newest string is the first one written here.
    for (std::size_t i = 0; i < length; ++i) out[at + i] = out[string.at + i];
    at += length;
  }
  return at;
}

}  // namespace whittle::gif
