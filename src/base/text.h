#pragma once
// Names are bytes; these make text of them.

#include <string>
#include <string_view>

namespace whittle {

bool is_valid_utf8(std::string_view bytes);
/// Each byte that is not part of valid UTF-8 becomes U+FFFD.
std::string to_utf8_lossy(std::string_view bytes);
/// ISO 8859-1 in UTF-8.
std::string from_latin1(std::string_view bytes);
/// For terminals: control characters, bidirectional controls and bytes that are not UTF-8 as \x1b or \u202e, so that a
/// file name can neither move the cursor nor reorder a line.
std::string sanitize(std::string_view bytes);
std::string base64(std::string_view bytes);

/// Columns that a terminal uses: 2 for wide East Asian characters and emoji, 0 for combining marks.
int display_width(std::string_view utf8);
/// `utf8` in at most `width` columns: where it has more, an ellipsis stands for its middle.
std::string ellipsize_middle(std::string_view utf8, int width);
/// The same with its end cut off.
std::string ellipsize_end(std::string_view utf8, int width);

}  // namespace whittle
