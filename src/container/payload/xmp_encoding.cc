// XMP packets in other encodings than UTF-8 (XMP part 1, 7.1: UTF-16 and UTF-32 of both byte orders), and those that
// careless programs have written in ISO 8859-1.

#include "base/text.h"
#include "container/payload/xmp.h"

namespace whittle::container {
namespace {

struct Encoding {
  unsigned unit = 1;  ///< bytes
  std::endian order = std::endian::little;
};

/// By the byte order mark or, without one, by the "<" that a packet begins with.
Encoding encoding_of(ByteView packet) {
  const auto begins = [&](std::string_view bytes) { return has_text(packet, 0, bytes); };
  using namespace std::string_view_literals;
  if (begins("\xFF\xFE\0\0"sv) || begins("<\0\0\0"sv)) return {4, std::endian::little};
  if (begins("\0\0\xFE\xFF"sv) || begins("\0\0\0<"sv)) return {4, std::endian::big};
  if (begins("\xFF\xFE"sv) || begins("<\0"sv)) return {2, std::endian::little};
  if (begins("\xFE\xFF"sv) || begins("\0<"sv)) return {2, std::endian::big};
  return {};
}

void append_utf8(std::string& out, std::uint32_t c) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else {
    if (c < 0x10000) {
      put(0xE0 | c >> 12);
    } else {
      put(0xF0 | (c >> 18 & 7));
      put(0x80 | (c >> 12 & 0x3F));
    }
    put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

std::uint32_t unit_at(ByteView packet, std::size_t at, const Encoding& encoding) {
  const bool little = encoding.order == std::endian::little;
  if (encoding.unit == 2) return little ? le16(packet, at) : be16(packet, at);
  return little ? le32(packet, at) : be32(packet, at);
}

std::string from_wide(ByteView packet, const Encoding& encoding) {
  constexpr std::uint32_t kMark = 0xFEFF;
  std::string out;
  for (std::size_t at = 0; at + encoding.unit <= packet.size(); at += encoding.unit) {
    std::uint32_t c = unit_at(packet, at, encoding);
    if (c >= 0xD800 && c < 0xDC00 && encoding.unit == 2 && at + 4 <= packet.size()) {
      const std::uint32_t low = unit_at(packet, at + 2, encoding);
      if (low >= 0xDC00 && low < 0xE000) {
        at += 2;
        c = 0x10000 + ((c & 0x3FF) << 10) + (low & 0x3FF);
      }
    }
    if (c != kMark || at != 0) append_utf8(out, c);
  }
  return out;
}

}  // namespace

std::string xmp_in_utf8(ByteView packet) {
  const Encoding encoding = encoding_of(packet);
  if (encoding.unit > 1) return from_wide(packet, encoding);
  const std::string_view text = as_text(packet);
  return is_valid_utf8(text) ? std::string(text) : from_latin1(text);
}

}  // namespace whittle::container
