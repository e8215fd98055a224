#include "container/png/text.h"

#include <libdeflate.h>

#include <memory>

#include "base/text.h"
#include "container/payload/iptc.h"

namespace whittle::container {
namespace {

constexpr std::uint32_t kText = fourcc("tEXt"), kCompressedText = fourcc("zTXt"), kUnicodeText = fourcc("iTXt");

std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<std::string> inflated(ByteView stream) {
  constexpr std::size_t kLargest = 64u << 20, kBestRatio = 1032;
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> inflater(
      libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  if (!inflater) return std::nullopt;
  std::string text(std::min(kLargest, stream.size() * kBestRatio + 64), '\0');
  std::size_t size = 0;
  if (libdeflate_zlib_decompress(inflater.get(), stream.data(), stream.size(), text.data(), text.size(), &size) !=
      LIBDEFLATE_SUCCESS) {
    return std::nullopt;
  }
  text.resize(size);
  return text;
}

/// iTXt: keyword, compression flag and method, language, translated keyword, text.
std::optional<std::string> unicode_text(ByteView data, std::size_t key_end) {
  const std::string_view all = as_text(data);
  if (key_end + 3 > data.size()) return std::nullopt;
  const bool compressed = u8(data, key_end + 1) == 1;
  const std::size_t language = all.find('\0', key_end + 3);
  const std::size_t keyword = language == all.npos ? all.npos : all.find('\0', language + 1);
  if (keyword == all.npos) return std::nullopt;
  if (compressed) return inflated(data.subspan(keyword + 1));
  return std::string(all.substr(keyword + 1));
}

void append_text(Bytes& out, std::string_view keyword, const std::string& text) {
  if (text.empty()) return;
  Bytes data;
  append(data, as_bytes(keyword));
  data.resize(data.size() + 5);  // not compressed, method 0, no language, no translated keyword
  append(data, as_bytes(text));
  append_png_chunk(out, kUnicodeText, data);
}

}  // namespace

std::optional<PngText> read_png_text(const PngChunk& chunk) {
  const std::size_t key_end = as_text(chunk.data).find('\0');
  if (key_end == std::string_view::npos) return std::nullopt;
  PngText out{std::string(as_text(chunk.data).substr(0, key_end)), {}};
  std::optional<std::string> text;
  if (chunk.type == kText) {
    text = from_latin1(as_text(chunk.data).substr(key_end + 1));
  } else if (chunk.type == kCompressedText && key_end + 2 <= chunk.data.size()) {
    text = inflated(chunk.data.subspan(key_end + 2));
    if (text) text = from_latin1(*text);
  } else if (chunk.type == kUnicodeText) {
    text = unicode_text(chunk.data, key_end);
  }
  if (!text) return std::nullopt;
  out.text = std::move(*text);
  return out;
}

std::optional<Bytes> raw_profile(std::string_view text) {
  const std::size_t name = text.find_first_not_of('\n');
  const std::size_t name_end = name == text.npos ? text.npos : text.find('\n', name);
  if (name_end == text.npos) return std::nullopt;
  const std::size_t length = text.find_first_not_of(" \n", name_end);
  const std::size_t length_end = length == text.npos ? text.npos : text.find('\n', length);
  if (length_end == text.npos) return std::nullopt;
  Bytes out;
  int high = -1;
  for (const char c : text.substr(length_end)) {
    if (c == '\n' || c == ' ' || c == '\r' || c == '\0') continue;
    const std::size_t digit =
        std::string_view("0123456789abcdef").find(static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c));
    if (digit == std::string_view::npos) return std::nullopt;
    if (high >= 0) append_u8(out, static_cast<std::size_t>(high) * 16 + digit);
    high = high >= 0 ? -1 : static_cast<int>(digit);
  }
  return out;
}

Rights rights_in_png_text(const PngText& text) {
  Rights rights;
  if (text.keyword == "Copyright") rights.notice = text.text;
  if (text.keyword == "Author" && !text.text.empty()) rights.creators = {text.text};
  if (text.keyword == "Raw profile type iptc" || text.keyword == "Raw profile type 8bim") {
    if (const auto irb = raw_profile(text.text)) rights = rights_in_irb(*irb);
  }
  return rights;
}

void append_png_rights(Bytes& out, const Rights& rights) {
  append_text(out, "Copyright", rights.notice);
  for (const std::string& creator : rights.creators) append_text(out, "Author", creator);
  append_text(out, "Source", rights.credit);
}

}  // namespace whittle::container
