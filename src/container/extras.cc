#include "container/extras.h"

#include <optional>

#include "container/formats.h"

namespace whittle::container {
namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// Whether `xmp` sets the property `name` to a positive number, as attribute or element.
bool sets(std::string_view xmp, std::string_view name) {
  for (std::size_t at = xmp.find(name); at != std::string_view::npos; at = xmp.find(name, at + 1)) {
    const std::size_t value = xmp.find_first_not_of(" \t\r\n=>\"'", at + name.size());
    if (value == std::string_view::npos) return false;
    if (xmp[value] >= '1' && xmp[value] <= '9') return true;
  }
  return false;
}

/// Whether an item of a Container directory has a meaning that begins with `meaning`.
bool has_item(std::string_view xmp, std::string_view meaning) {
  constexpr std::string_view kName = "Item:Semantic";
  for (std::size_t at = xmp.find(kName); at != std::string_view::npos; at = xmp.find(kName, at + 1)) {
    const std::size_t value = xmp.find_first_not_of(" \t\r\n=>\"'", at + kName.size());
    if (value == std::string_view::npos) return false;
    if (xmp.substr(value).starts_with(meaning)) return true;
  }
  return false;
}

bool speaks_of_gain_map(std::string_view text) {
  return has(text, "/hdr-gain-map/") || has(text, "/HDRGainMap/") || has(text, "urn:iso:std:iso:ts:21496:-1");
}

/// By the numbers that Samsung's directory gives to its parts; most are remarks of a few bytes.
Extras extras_of_samsung(std::uint16_t type) {
  switch (type) {
    case 0x0001:  // the other lens, or the picture before an effect
    case 0x0a20:
      return bit(Extra::picture);
    case 0x0100:  // Sound & Shot
      return bit(Extra::audio);
    case 0x0201:  // a panorama that moves
    case 0x0a30:  // motion photo
      return bit(Extra::film);
    case 0x0ab1:
    case 0x0b41:
      return bit(Extra::depth);
    default:
      return 0;
  }
}

/// Samsung's directory at the end of a file: "SEFH", version, a count, a row for each part (2 bytes, type, distance
/// back from SEFH, size); then how many bytes all that is, and "SEFT".
struct Samsung {
  std::size_t begin = 0;  ///< of the first part
  Extras extras = 0;
};

std::optional<Samsung> read_samsung(ByteView rest) {
  constexpr std::size_t kTail = 8, kHead = 12, kRow = 12;
  if (rest.size() < kTail + kHead || !has_text(rest, rest.size() - 4, "SEFT")) return std::nullopt;
  const std::size_t size = le32(rest, rest.size() - kTail);
  if (size < kHead || size > rest.size() - kTail) return std::nullopt;
  Samsung found{rest.size() - kTail - size, 0};
  const std::size_t at = found.begin;
  if (!has_text(rest, at, "SEFH")) return std::nullopt;
  const std::size_t rows = std::min<std::size_t>(le32(rest, at + 8), (size - kHead) / kRow);
  for (std::size_t i = 0; i < rows; ++i) {
    const ByteView row = rest.subspan(at + kHead + i * kRow, kRow);
    found.extras |= extras_of_samsung(le16(row, 2));
    found.begin = std::min(found.begin, at - std::min<std::size_t>(at, le32(row, 4)));
  }
  return found;
}

/// Where a film without "ftyp" has its index, the box `moov`; npos when there is none that fits.
std::size_t find_index_of_film(ByteView rest) {
  constexpr std::size_t kLeast = 16;  // a box with another in it
  const std::string_view text = as_text(rest);
  for (std::size_t at = text.find("moov"); at != text.npos; at = text.find("moov", at + 1)) {
    if (at < 4) continue;
    const std::size_t size = be32(rest, at - 4);
    if (size >= kLeast && size <= rest.size() - (at - 4)) return at;
  }
  return text.npos;
}

/// Of other kinds, which are told by how they begin.
Extras by_first_bytes(ByteView rest) {
  if (has_text(rest, 0, "\x1A\x45\xDF\xA3")) return bit(Extra::film);  // Matroska, WebM
  const auto begins = [&](std::string_view text) { return has_text(rest, 0, text); };
  if (begins("ID3") || begins("OggS") || begins("fLaC") || begins("#!AMR")) return bit(Extra::audio);
  if (begins("\x89PNG\r\n") || begins("GIF8") || (begins("RIFF") && has_text(rest, 8, "WEBP"))) {
    return bit(Extra::picture);
  }
  return 0;
}

/// Of the first JPEG among other bytes; nothing when there is none with a header.
Extras picture_among(ByteView bytes) {
  constexpr int kTries = 64;
  constexpr std::size_t kSeen = 65536;  ///< of the picture, for what it says of itself
  const std::string_view text = as_text(bytes);
  std::size_t at = text.find("\xFF\xD8\xFF");
  for (int i = 0; i < kTries && at != std::string_view::npos; ++i, at = text.find("\xFF\xD8\xFF", at + 1)) {
    Window picture(bytes.subspan(at));
    if (!find_parsers(Format::jpeg)->read_header(picture).ok()) continue;
    return bit(speaks_of_gain_map(text.substr(at, kSeen)) ? Extra::gain_map : Extra::picture);
  }
  return 0;
}

}  // namespace

const char* name_of(Extra extra) {
  switch (extra) {
    case Extra::gain_map:
      return "an HDR gain map";
    case Extra::depth:
      return "a depth map";
    case Extra::picture:
      return "another picture";
    case Extra::film:
      return "a film";
    case Extra::audio:
      return "a sound";
    case Extra::preview:
      return "a preview";
    case Extra::credentials:
      return "content credentials";
  }
  return "";
}

Extras extras_in_xmp(std::string_view xmp) {
  Extras found = 0;
  if (has(xmp, "GDepth:")) found |= bit(Extra::depth);
  if (has(xmp, "GImage:")) found |= bit(Extra::picture);
  if (has(xmp, "GAudio:")) found |= bit(Extra::audio);
  return found;
}

Extras extras_by_xmp(std::string_view xmp) {
  Extras found = extras_in_xmp(xmp);
  if (speaks_of_gain_map(xmp) || has_item(xmp, "GainMap")) found |= bit(Extra::gain_map);
  if (sets(xmp, ":MotionPhoto") || sets(xmp, ":MicroVideo") || has_item(xmp, "MotionPhoto")) {
    found |= bit(Extra::film);
  }
  if (has_item(xmp, "Depth") || has(xmp, "DepthMap:")) found |= bit(Extra::depth);
  if (has_item(xmp, "Original")) found |= bit(Extra::picture);
  return found;
}

Extras extras_by_content(ByteView rest) {
  Extras found = 0;
  if (const auto samsung = read_samsung(rest)) {
    found = samsung->extras;
    rest = rest.first(samsung->begin);
  }
  const std::size_t film = std::min(as_text(rest).find("ftyp"), find_index_of_film(rest));
  if (film != std::string_view::npos) {  // up to the end
    found |= bit(Extra::film);
    rest = rest.first(film);
  }
  const std::size_t riff = as_text(rest).find("RIFF");
  if (riff != std::string_view::npos && has_text(rest, riff + 8, "WAVE")) found |= bit(Extra::audio);
  if (riff != std::string_view::npos && has_text(rest, riff + 8, "AVI ")) found |= bit(Extra::film);
  return static_cast<Extras>(found | by_first_bytes(rest) | picture_among(rest));
}

bool is_gain_map(ByteView picture) {
  return speaks_of_gain_map(as_text(picture));
}

Extra extra_of_mpf_type(std::uint32_t type) {
  switch (type & 0xFF0000) {
    case 0x010000:
      return Extra::preview;
    case 0x050000:
      return Extra::gain_map;
    default:
      return Extra::picture;
  }
}

Extras find_extras(ByteView file, Format format) {
  Window window(file);
  const Parsers* const row = find_parsers(format);
  if (row == nullptr) return 0;
  const Result<Header> header = row->read_header(window);
  const Extras by_header = header.ok() ? header->extras : Extras{0};
  return static_cast<Extras>(by_header | (row->hidden_extras == nullptr ? 0 : row->hidden_extras(file)));
}

}  // namespace whittle::container
