#pragma once
// What the parsers say about files that are not whole: one wording, always with the place.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace whittle::container {

/// "ends inside WHAT at offset N".
Error truncated(std::string_view what, std::uint64_t offset);
/// "WHAT at offset N".
Error corrupt(std::string_view what, std::uint64_t offset);
/// An image, and not known to be damaged, but of a kind that whittle leaves alone.
Error unsupported(std::string_view what);

/// What was made of an image shows something else: "the encoded image is not the original: HOW".
Error not_the_original(std::string_view how);

/// The four characters of a chunk or box type as one number, first character in the highest byte.
constexpr std::uint32_t fourcc(const char (&text)[5]) {
  std::uint32_t code = 0;
  for (int i = 0; i < 4; ++i) code = code << 8 | static_cast<unsigned char>(text[i]);
  return code;
}
/// "IDAT"; bytes that do not print become '?'.
std::string fourcc_text(std::uint32_t code);

/// No honest file has more chunks, boxes or segments than this; a hostile one is dropped before it costs a second.
inline constexpr std::uint32_t kMaxSteps = 1u << 20;

}  // namespace whittle::container
