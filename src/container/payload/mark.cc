#include "container/payload/mark.h"

#include <fmt/format.h>

#include <charconv>

namespace whittle::container {

std::string to_text(const Mark& mark) {
  std::string text = fmt::format("{}q{}", kMarkPrefix, mark.quality);
  if (mark.score) text += fmt::format(",s{:.2f}", *mark.score);
  return text;
}

bool is_mark(ByteView comment) {
  return has_text(comment, 0, kMarkPrefix) && comment.size() <= kMaxMarkBytes;
}

std::optional<Mark> parse_mark(ByteView comment) {
  if (!is_mark(comment)) return std::nullopt;
  const std::string_view text = as_text(comment).substr(kMarkPrefix.size());
  const char* const end = text.data() + text.size();
  Mark mark;
  if (!text.starts_with('q')) return std::nullopt;
  const auto quality = std::from_chars(text.data() + 1, end, mark.quality);
  if (quality.ec != std::errc() || mark.quality < 1 || mark.quality > 100) return std::nullopt;
  if (end - quality.ptr >= 2 && quality.ptr[0] == ',' && quality.ptr[1] == 's') {
    double score = 0;
    if (std::from_chars(quality.ptr + 2, end, score).ec == std::errc()) mark.score = score;
  }
  return mark;
}

}  // namespace whittle::container
