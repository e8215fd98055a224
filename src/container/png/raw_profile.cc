#include "container/png/raw_profile.h"

#include "container/defect.h"
#include "container/payload/exif.h"
#include "container/payload/inflate.h"

namespace whittle::container {
namespace {

constexpr std::string_view kExifKeyword("Raw profile type exif\0", 22), kApp1Keyword("Raw profile type APP1\0", 22);

int hex_digit(std::byte byte) {
  const char c = static_cast<char>(byte);
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// What stands behind the keyword, inflated where it has to be; at most `limit` bytes.
Bytes text_of(std::uint32_t type, ByteView data, std::size_t limit) {
  data = data.subspan(kRawKeyword);
  bool compressed = type == fourcc("zTXt");
  if (compressed) {
    if (data.empty() || u8(data, 0) != 0) return {};
    data = data.subspan(1);
  } else if (type == fourcc("iTXt")) {
    if (data.size() < 2 || u8(data, 1) != 0) return {};
    compressed = u8(data, 0) == 1;
    data = data.subspan(2);
    for (int skipped = 0; skipped < 2; ++skipped) {  // language, translated keyword
      const auto end = std::find(data.begin(), data.end(), std::byte{0});
      if (end == data.end()) return {};
      data = data.subspan(static_cast<std::size_t>(end - data.begin()) + 1);
    }
  }
  if (compressed) return inflate_start(data, limit);
  data = data.first(std::min(data.size(), limit));
  return {data.begin(), data.end()};
}

/// `text` behind its next line feed.
ByteView after_line(ByteView text) {
  const auto end = std::find(text.begin(), text.end(), std::byte{'\n'});
  return end == text.end() ? ByteView{} : text.subspan(static_cast<std::size_t>(end - text.begin()) + 1);
}

}  // namespace

bool is_raw_exif(ByteView data) {
  return has_text(data, 0, kExifKeyword) || has_text(data, 0, kApp1Keyword);
}

Bytes raw_exif(std::uint32_t type, ByteView data, std::size_t limit) {
  if (!is_raw_exif(data)) return {};
  const Bytes text = text_of(type, data, limit);
  ByteView rest = text;
  while (!rest.empty() && rest.front() == std::byte{'\n'}) rest = rest.subspan(1);
  rest = after_line(rest);  // the name
  std::size_t length = 0;
  for (; !rest.empty() && rest.front() != std::byte{'\n'}; rest = rest.subspan(1)) {
    const int digit = hex_digit(rest.front());
    if (digit > 9 || length > SIZE_MAX / 10 - 1) return {};
    if (digit >= 0) length = 10 * length + static_cast<std::size_t>(digit);
  }
  Bytes block;
  int high = -1;
  for (const std::byte byte : rest) {
    const int digit = hex_digit(byte);
    if (digit < 0) continue;
    if (high < 0) {
      high = digit;
    } else {
      if (block.size() == length) break;
      block.push_back(static_cast<std::byte>(high << 4 | digit));
      high = -1;
    }
  }
  const ByteView body = exif_body(block);
  const bool is_block = has_text(body, 0, "II*") || has_text(body, 0, std::string_view("MM\0*", 4));
  return is_block ? Bytes(body.begin(), body.end()) : Bytes{};
}

}  // namespace whittle::container
