#include "base/content.h"

#include <nettle/sha2.h>

namespace whittle {
namespace {

class Hasher {
 public:
  Hasher() { sha256_init(&state_); }
  void add(ByteView bytes) {
    sha256_update(&state_, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  }
  Content finish() {
    Content content;
    sha256_digest(&state_, content.hash.size(), reinterpret_cast<std::uint8_t*>(content.hash.data()));
    return content;
  }

 private:
  sha256_ctx state_;
};

}  // namespace

Content content_of(ByteView bytes) {
  Hasher hasher;
  hasher.add(bytes);
  return hasher.finish();
}

Result<Content> content_of(ByteSource& source) {
  Hasher hasher;
  for (std::uint64_t at = 0; at < source.size();) {
    TRY_ASSIGN(const ByteView piece, source.read(at, ByteSource::kMaxRead));
    if (piece.empty()) return make_error(Category::io, Reason::changed_during_run, "became shorter", {});
    hasher.add(piece);
    at += piece.size();
  }
  return hasher.finish();
}

std::string hex(const Content& content) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : content.hash) {
    text += kDigits[std::to_integer<unsigned>(byte) >> 4];
    text += kDigits[std::to_integer<unsigned>(byte) & 15];
  }
  return text;
}

}  // namespace whittle
