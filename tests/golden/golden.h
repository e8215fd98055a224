#pragma once
// Golden files: what a renderer prints, kept in tests/golden/expected/NAME.txt and read by people in reviews.
// WHITTLE_UPDATE_GOLDEN=1 records them anew.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "base/text.h"
#include "tests/support/catch.h"

namespace whittle::test {

/// Text in which every byte can be seen: control characters as pictures (ESC is U+241B), bytes that are not UTF-8 as
/// <ff>, bidi controls as <202e>. Newlines stay; a NUL ends a line.
inline std::string visible(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::string_view three = text.substr(i, 3);
    if (byte == '\n') {
      out.push_back('\n');
    } else if (byte < 0x20 || byte == 0x7f) {
      out.append("\xe2\x90").push_back(static_cast<char>(byte == 0x7f ? 0xa1 : 0x80 + byte));
      if (byte == 0) out.push_back('\n');
    } else if (three == "\xe2\x80\xae" || three == "\xe2\x81\xa6") {
      out.append(three == "\xe2\x80\xae" ? "<202e>" : "<2066>");
      i += 2;
    } else if (byte < 0x80) {
      out.push_back(static_cast<char>(byte));
    } else {
      std::size_t length = 4;
      while (length > 0 && !(i + length <= text.size() && is_valid_utf8(text.substr(i, length)))) --length;
      if (length == 0) {
        out.append({'<', kHex[byte >> 4], kHex[byte & 15], '>'});
      } else {
        // A longer valid string may hold several characters; the lead byte says how long the first one is.
        length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
        out.append(text.substr(i, length));
        i += length - 1;
      }
    }
  }
  return out;
}

inline void check_golden(const std::string& name, std::string_view actual) {
  const std::filesystem::path path =
      std::filesystem::path(WHITTLE_SOURCE_DIR) / "tests/golden/expected" / (name + ".txt");
  const std::string shown = visible(actual);
  const char* update = std::getenv("WHITTLE_UPDATE_GOLDEN");
  if (update != nullptr && std::string_view(update) == "1") {
    std::ofstream(path, std::ios::binary) << shown;
    SUCCEED("recorded " << path);
    return;
  }
  std::ifstream file(path, std::ios::binary);
  INFO(path << (file ? "" : " is missing; WHITTLE_UPDATE_GOLDEN=1 records it"));
  const std::string expected{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  CHECK(shown == expected);
}

}  // namespace whittle::test
