#include "container/payload/xml.h"

#include <charconv>

namespace whittle::container {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::size_t kMaxAttributes = 1000;  ///< of a tag

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6), put(0x80 | (code & 63));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 63)), put(0x80 | (code & 63));
  } else {
    put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 63)), put(0x80 | (code >> 6 & 63)), put(0x80 | (code & 63));
  }
}

/// Whether `name`, between & and ;, is an entity; then it is appended.
bool append_entity(std::string& out, std::string_view name) {
  constexpr std::pair<std::string_view, char> kNamed[] = {
      {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  for (const auto& [entity, character] : kNamed) {
    if (name != entity) continue;
    out += character;
    return true;
  }
  if (name.size() < 2 || name[0] != '#') return false;
  const bool hexadecimal = name[1] == 'x';
  const std::string_view digits = name.substr(hexadecimal ? 2 : 1);
  std::uint32_t code = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, hexadecimal ? 16 : 10);
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  if (error != std::errc() || stop != digits.data() + digits.size() || surrogate || code == 0 || code > 0x10FFFF) {
    return false;
  }
  append_utf8(out, code);
  return true;
}

}  // namespace

std::string_view XmlToken::attribute(std::string_view wanted) const {
  for (const XmlAttribute& a : attributes) {
    if (a.name == wanted) return a.value;
  }
  return {};
}

std::optional<XmlToken> XmlTokens::fail() {
  failed_ = true;
  at_ = document_.size();
  return std::nullopt;
}

bool XmlTokens::skip_to(std::string_view end) {
  const std::size_t found = document_.find(end, at_);
  if (found == std::string_view::npos) return false;
  at_ = found + end.size();
  return true;
}

void XmlTokens::skip_space() {
  at_ = std::min(document_.find_first_not_of(kSpace, at_), document_.size());
}

std::optional<XmlToken> XmlTokens::next() {
  constexpr std::string_view kCdata = "<![CDATA[";
  while (at_ < document_.size()) {
    const std::string_view rest = document_.substr(at_);
    XmlToken token;
    token.begin = at_;
    if (rest[0] != '<') {
      at_ = std::min(document_.find('<', at_), document_.size());
      token.text = document_.substr(token.begin, at_ - token.begin);
    } else if (rest.starts_with(kCdata)) {
      at_ += kCdata.size();
      const std::size_t begin = at_;
      if (!skip_to("]]>")) return fail();
      token.text = document_.substr(begin, at_ - 3 - begin);
      token.literal = true;
    } else if (rest.starts_with("<!--")) {
      at_ += 4;
      if (!skip_to("-->")) return fail();
      continue;
    } else if (rest.starts_with("<?")) {
      if (!skip_to("?>")) return fail();
      continue;
    } else {
      return read_tag();
    }
    token.end = at_;
    return token;
  }
  return std::nullopt;
}

std::optional<XmlToken> XmlTokens::read_tag() {
  XmlToken tag;
  tag.begin = at_++;
  tag.kind = XmlToken::Kind::start;
  if (document_.substr(at_).starts_with('/')) {
    tag.kind = XmlToken::Kind::end;
    ++at_;
  }
  const std::size_t name_end = document_.find_first_of(" \t\r\n/>=<\"'!", at_);
  if (name_end == std::string_view::npos || name_end == at_) return fail();
  tag.name = document_.substr(at_, name_end - at_);
  at_ = name_end;
  while (read_attribute(tag)) {
    if (tag.attributes.size() > kMaxAttributes) return fail();
  }
  if (failed_) return fail();
  if (document_.substr(at_).starts_with('/')) {
    if (tag.kind != XmlToken::Kind::start) return fail();
    tag.kind = XmlToken::Kind::empty;
    ++at_;
  }
  if (!document_.substr(at_).starts_with('>')) return fail();
  tag.end = ++at_;
  return tag;
}

/// False at the end of the tag, and where there is no attribute (then `failed_`).
bool XmlTokens::read_attribute(XmlToken& tag) {
  XmlAttribute attribute;
  attribute.begin = at_;
  skip_space();
  if (at_ >= document_.size() || document_[at_] == '>' || document_[at_] == '/') return false;
  failed_ = true;
  const std::size_t name = at_;
  at_ = document_.find_first_of(" \t\r\n=><\"'/", at_);
  if (at_ == std::string_view::npos || at_ == name) return false;
  attribute.name = document_.substr(name, at_ - name);
  skip_space();
  if (at_ >= document_.size() || document_[at_] != '=') return false;
  ++at_;
  skip_space();
  if (at_ >= document_.size() || (document_[at_] != '"' && document_[at_] != '\'')) return false;
  const std::size_t value = at_ + 1;
  const std::size_t close = document_.find(document_[at_], value);
  if (close == std::string_view::npos) return false;
  attribute.value = document_.substr(value, close - value);
  attribute.end = at_ = close + 1;
  tag.attributes.push_back(attribute);
  failed_ = false;
  return true;
}

std::string xml_decoded(std::string_view raw) {
  constexpr std::size_t kLongest = 10;  // "#1114111", "#x0010FFFF"
  std::string out;
  for (std::size_t at = 0; at < raw.size(); ++at) {
    if (raw[at] == '&') {
      const std::size_t end = raw.substr(at, kLongest + 2).find(';');
      if (end != std::string_view::npos && append_entity(out, raw.substr(at + 1, end - 1))) {
        at += end;
        continue;
      }
    }
    out += raw[at];
  }
  return out;
}

std::string xml_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool unknown = static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    if (unknown) continue;
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace whittle::container
