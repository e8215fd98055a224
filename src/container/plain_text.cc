#include "container/plain_text.h"

namespace whittle::container {

bool is_plain_text(ByteView bytes, std::size_t at) {
  std::size_t following = 0;  // continuation bytes still to come
  for (; at < bytes.size(); ++at) {
    const std::uint8_t c = u8(bytes, at);
    if (following > 0) {
      if ((c & 0xC0) != 0x80) return false;
      --following;
    } else if (c >= 0xC2 && c <= 0xF4) {
      following = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
    } else if (c >= 0x7F || (c < 0x20 && (c < 0x09 || c > 0x0D))) {
      return false;
    }
  }
  return true;
}

}  // namespace whittle::container
