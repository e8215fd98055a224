#include "container/png/text.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"
#include "container/payload/exif.h"
#include "container/payload/inflate.h"
#include "container/payload/iptc.h"

namespace whittle::container {
namespace {

constexpr std::uint32_t kText = fourcc("tEXt"), kCompressedText = fourcc("zTXt"), kUnicodeText = fourcc("iTXt");
constexpr std::string_view kExifKeyword("Raw profile type exif\0", 22), kApp1Keyword("Raw profile type APP1\0", 22);

/// A text chunk taken apart.
struct Stored {
  std::string_view keyword;
  ByteView text;
  bool compressed = false;
};

/// iTXt behind its keyword: compression flag and method, language, translated keyword, text.
std::optional<Stored> take_unicode_apart(std::string_view keyword, ByteView rest) {
  if (rest.size() < 2 || u8(rest, 0) > 1 || (u8(rest, 0) == 1 && u8(rest, 1) != 0)) return std::nullopt;
  const std::string_view all = as_text(rest);
  const std::size_t language = all.find('\0', 2);
  const std::size_t translated = language == all.npos ? all.npos : all.find('\0', language + 1);
  if (translated == all.npos) return std::nullopt;
  return Stored{keyword, rest.subspan(translated + 1), u8(rest, 0) == 1};
}

std::optional<Stored> take_apart(std::uint32_t type, ByteView data) {
  const std::size_t key_end = as_text(data).find('\0');
  if (key_end == std::string_view::npos) return std::nullopt;
  const std::string_view keyword = as_text(data).substr(0, key_end);
  const ByteView rest = data.subspan(key_end + 1);
  if (type == kText) return Stored{keyword, rest};
  if (type == kUnicodeText) return take_unicode_apart(keyword, rest);
  if (type != kCompressedText || rest.empty() || u8(rest, 0) != 0) return std::nullopt;
  return Stored{keyword, rest.subspan(1), true};
}

/// At most `limit` bytes of a compressed text; empty when it is damaged.
Bytes start_of(const Stored& stored, std::size_t limit) {
  if (stored.compressed) return inflate_start(stored.text, limit);
  return {stored.text.begin(), stored.text.end()};
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

std::optional<PngText> read_png_text(const PngChunk& chunk) {
  const std::optional<Stored> stored = take_apart(chunk.type, chunk.data);
  if (!stored) return std::nullopt;
  const Bytes text = start_of(*stored, kMaxPngText + 1);
  if (stored->compressed && (text.empty() || text.size() > kMaxPngText)) return std::nullopt;
  const bool unicode = chunk.type == kUnicodeText;
  return PngText{std::string(stored->keyword), unicode ? std::string(as_text(text)) : from_latin1(as_text(text))};
}

Bytes raw_profile(std::string_view text) {
  const auto drop = [&](std::size_t end) { text.remove_prefix(std::min(end, text.size())); };
  drop(text.find_first_not_of('\n'));
  drop(text.find('\n'));  // the name
  drop(text.find_first_not_of(" \n"));
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  drop(static_cast<std::size_t>(end - text.data()));
  if (error != std::errc{} || text.empty() || (text.front() != '\n' && text.front() != ' ')) return {};
  Bytes bytes;
  int high = -1;
  for (const char c : text) {
    const int digit = hex_digit(c);
    if (digit < 0) continue;
    if (bytes.size() == length) break;
    if (high >= 0) bytes.push_back(static_cast<std::byte>(high << 4 | digit));
    high = high < 0 ? digit : -1;
  }
  return bytes;
}

void append_raw_profile(Bytes& out, std::string_view keyword, ByteView bytes) {
  constexpr std::size_t kLine = 36;  // bytes, as ImageMagick has it
  std::string text = fmt::format("\n{}\n{:8}", keyword.substr(keyword.rfind(' ') + 1), bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text += fmt::format("{}{:02x}", i % kLine == 0 ? "\n" : "", static_cast<unsigned>(bytes[i]));
  }
  text += '\n';
  Bytes data;
  append(data, as_bytes(keyword));
  append_u8(data, 0);
  append(data, as_bytes(text));
  append_png_chunk(out, kText, data);
}

bool is_raw_exif(ByteView data) {
  return has_text(data, 0, kExifKeyword) || has_text(data, 0, kApp1Keyword);
}

Bytes raw_exif(std::uint32_t type, ByteView data, std::size_t limit) {
  const std::optional<Stored> stored = is_raw_exif(data) ? take_apart(type, data) : std::nullopt;
  if (!stored) return {};
  const Bytes text = start_of(*stored, limit);
  const Bytes block = raw_profile(as_text(text));
  const ByteView body = exif_body(block);
  const bool is_block = has_text(body, 0, "II*") || has_text(body, 0, std::string_view("MM\0*", 4));
  return is_block ? Bytes(body.begin(), body.end()) : Bytes{};
}

Rights rights_in_png_text(const PngText& text) {
  Rights rights;
  if (text.keyword == "Copyright") rights.notice = text.text;
  if (text.keyword == "Author" && !text.text.empty()) rights.creators = {text.text};
  if (text.keyword == "Raw profile type iptc" || text.keyword == "Raw profile type 8bim") {
    rights = rights_in_irb(raw_profile(text.text));
  }
  return rights;
}

void append_png_text(Bytes& out, std::string_view keyword, std::string_view text) {
  if (text.empty()) return;
  Bytes data;
  append(data, as_bytes(keyword));
  data.resize(data.size() + 5);  // not compressed, method 0, no language, no translated keyword
  append(data, as_bytes(text));
  append_png_chunk(out, kUnicodeText, data);
}

void append_png_rights(Bytes& out, const Rights& rights) {
  append_png_text(out, "Copyright", rights.notice);
  for (const std::string& creator : rights.creators) append_png_text(out, "Author", creator);
  append_png_text(out, "Source", rights.credit);
}

}  // namespace whittle::container
