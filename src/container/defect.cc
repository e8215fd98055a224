#include "container/defect.h"

namespace whittle::container {

Error truncated(std::string_view what, std::uint64_t offset) {
  return make_error(Category::corrupt, Reason::truncated,
                    "ends inside " + std::string(what) + " at offset " + std::to_string(offset));
}

Error corrupt(std::string_view what, std::uint64_t offset) {
  return make_error(Category::corrupt, Reason::corrupt, std::string(what) + " at offset " + std::to_string(offset));
}

Error unsupported(std::string_view what) {
  return make_error(Category::validation, Reason::unsupported_format, std::string(what));
}

Error not_the_original(std::string_view how) {
  return make_error(Category::processing, Reason::verification_failed,
                    "the encoded image is not the original: " + std::string(how));
}

std::string fourcc_text(std::uint32_t code) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    const char c = static_cast<char>(code >> shift & 0xFF);
    text += c >= 0x20 && c < 0x7F ? c : '?';
  }
  return text;
}

}  // namespace whittle::container
