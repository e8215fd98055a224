#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace whittle {
namespace {

struct Decoded {
  char32_t character = 0;
  std::size_t bytes = 0;  ///< 0: no valid sequence starts here
};

/// The character at the front of `text` (RFC 3629: shortest form, no surrogates, at most U+10FFFF).
Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                             : first >= 0xE0 && first <= 0xEF ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4
                                                              : 0;
  if (length == 0 || length > text.size()) return {};
  char32_t character = first & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    character = character << 6 | (byte(i) & 0x3Fu);
  }
  const bool overlong = (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
  const bool surrogate = character >= 0xD800 && character < 0xE000;
  return overlong || surrogate || character > 0x10FFFF ? Decoded{} : Decoded{character, length};
}

/// Calls `each(Decoded, bytes)` for every character or stray byte.
template <typename Each>
void for_each_character(std::string_view text, Each each) {
  while (!text.empty()) {
    const Decoded decoded = decode(text);
    const std::size_t length = std::max<std::size_t>(1, decoded.bytes);
    each(decoded, text.substr(0, length));
    text.remove_prefix(length);
  }
}

using Range = std::pair<char32_t, char32_t>;

template <std::size_t N>
bool in_any(char32_t c, const Range (&ranges)[N]) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [c](const Range& range) { return c >= range.first && c <= range.second; });
}

/// C1 controls, bidirectional controls, line and paragraph separators, byte order mark.
constexpr Range kUnsafe[] = {{0x80, 0x9F},     {0x61C, 0x61C},   {0x200B, 0x200F}, {0x2028, 0x202E},
                             {0x2066, 0x2069}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}};
// Unicode's East Asian Width W and F, blocks with few others as a whole, and the larger blocks of combining marks. What
// is wrong is too wide, so that a line that is cut to a width never has more. U+FE0F makes a wide emoji of a narrow
// character: it counts as the second column.
constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23F3},   {0x25FD, 0x25FE},
    {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},   {0x2693, 0x2693},   {0x26A1, 0x26A1},
    {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},   {0x26CE, 0x26CE},   {0x26D4, 0x26D4},
    {0x26EA, 0x26EA},   {0x26F2, 0x26F5},   {0x26FA, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},
    {0x2728, 0x2728},   {0x274C, 0x274E},   {0x2753, 0x2757},   {0x2795, 0x2797},   {0x27B0, 0x27BF},
    {0x2B1B, 0x2B1C},   {0x2B50, 0x2B55},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x16FE0, 0x18CFF}, {0x1AFF0, 0x1B2FF}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF},
    {0x1F18E, 0x1F19A}, {0x1F200, 0x1FAFF}, {0x20000, 0x3FFFD}};
constexpr Range kZeroWidth[] = {{0x0, 0x1F}, {0x300, 0x36F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0E}};
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

int width_of(const Decoded& decoded) {
  if (decoded.bytes == 0) return 1;
  if (in_any(decoded.character, kZeroWidth)) return 0;
  return in_any(decoded.character, kWide) ? 2 : 1;
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) {
  bool valid = true;
  for_each_character(bytes, [&](const Decoded& decoded, std::string_view) { valid = valid && decoded.bytes > 0; });
  return valid;
}

std::string from_latin1(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) out += static_cast<char>(0xC0 | byte >> 6);
    out += static_cast<char>(byte >= 0x80 ? 0x80 | (byte & 63) : byte);
  }
  return out;
}

std::string to_utf8_lossy(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for_each_character(bytes, [&](const Decoded& decoded, std::string_view part) {
    text += decoded.bytes > 0 ? part : std::string_view("\xEF\xBF\xBD");
  });
  return text;
}

std::string sanitize(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for_each_character(bytes, [&](const Decoded& decoded, std::string_view part) {
    if (decoded.bytes == 0 || decoded.character < 0x20 || decoded.character == 0x7F) {
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(part[0]));
    } else if (in_any(decoded.character, kUnsafe)) {
      text += fmt::format("\\u{:04x}", static_cast<unsigned>(decoded.character));
    } else {
      text += part;
    }
  });
  return text;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) text += k <= count ? kDigits[group >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

int display_width(std::string_view utf8) {
  int width = 0;
  for_each_character(utf8, [&](const Decoded& decoded, std::string_view) { width += width_of(decoded); });
  return width;
}

std::string ellipsize_middle(std::string_view utf8, int width) {
  const int all = display_width(utf8);
  if (all <= width) return std::string(utf8);
  if (width < 1) return {};
  const int head_room = (width - 1) / 2, tail_room = width - 1 - head_room;
  std::string head, tail;
  int before = 0;  // columns before the character at hand
  bool in_head = true, in_tail = false;
  for_each_character(utf8, [&](const Decoded& decoded, std::string_view part) {
    const int columns = width_of(decoded);
    in_head = in_head && before + columns <= head_room;
    if (in_head) head += part;
    // What has no width belongs to the character before it.
    in_tail = in_tail || (columns > 0 && before >= all - tail_room);
    if (in_tail) tail += part;
    before += columns;
  });
  return head.append(kEllipsis).append(tail);
}

std::string ellipsize_end(std::string_view utf8, int width) {
  if (display_width(utf8) <= width) return std::string(utf8);
  if (width < 1) return {};
  std::string head;
  int used = 0;
  bool fits = true;
  for_each_character(utf8, [&](const Decoded& decoded, std::string_view part) {
    used += width_of(decoded);
    fits = fits && used <= width - 1;
    if (fits) head += part;
  });
  return head.append(kEllipsis);
}

}  // namespace whittle
