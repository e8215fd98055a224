#include "container/payload/xmp.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "container/payload/xml.h"

namespace whittle::container {
namespace {

constexpr std::string_view kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
                           kDc = "http://purl.org/dc/elements/1.1/", kRights = "http://ns.adobe.com/xap/1.0/rights/",
                           kPhotoshop = "http://ns.adobe.com/photoshop/1.0/", kNote = "http://ns.adobe.com/xmp/note/",
                           kXml = "http://www.w3.org/XML/1998/namespace";

// Far above what editors write, and enough to bound the work on hostile packets.
constexpr std::size_t kMaxPacket = 256u << 20, kMaxDepth = 64, kMaxDeclarations = 128, kMaxTags = 1u << 20,
                      kMaxProperties = 10'000, kMaxNodes = 1000;

class Reader {
 public:
  explicit Reader(std::string_view packet) : packet_(packet), tokens_(packet) {}

  std::optional<XmpPacket> run() {
    if (packet_.size() > kMaxPacket || !is_valid_utf8(packet_)) return std::nullopt;
    while (const std::optional<XmlToken> token = tokens_.next()) {
      if (!take(*token)) return std::nullopt;
    }
    if (tokens_.failed() || !stack_.empty() || !seen_rdf_) return std::nullopt;
    return std::move(found_);
  }

 private:
  struct Element {
    std::string_view name;
    std::size_t declared = 0;  ///< namespaces before it
    bool text = false;         ///< a property, an array's item, rdf:value: its text counts
  };
  struct Declaration {
    std::string_view prefix, uri, whole;
  };

  bool take(const XmlToken& token) {
    switch (token.kind) {
      case XmlToken::Kind::text:
        if (!stack_.empty() && stack_.back().text) {
          text_ += token.literal ? std::string(token.text) : xml_decoded(token.text);
        }
        return true;
      case XmlToken::Kind::end:
        return !stack_.empty() && stack_.back().name == token.name && close(token);
      case XmlToken::Kind::start:
      case XmlToken::Kind::empty:
        if (++tags_ > kMaxTags || !open(token)) return false;
        return token.kind == XmlToken::Kind::start || close(token);
    }
    return false;
  }

  bool open(const XmlToken& tag) {
    if (stack_.size() == kMaxDepth) return false;
    const std::size_t declared = declarations_.size();
    for (const XmlAttribute& a : tag.attributes) {
      if (a.name != "xmlns" && !a.name.starts_with("xmlns:")) continue;
      const std::string_view prefix = a.name.size() > 6 ? a.name.substr(6) : std::string_view{};
      declarations_.push_back({prefix, a.value, packet_.substr(a.begin, a.end - a.begin)});
    }
    if (declarations_.size() > kMaxDeclarations) return false;
    stack_.push_back({tag.name, declared});
    const std::size_t level = rdf_ == 0 ? 0 : stack_.size() - rdf_;  // 1: a node, 2: a property
    if (rdf_ == 0) {
      if (is_rdf(tag.name, "RDF")) {
        rdf_ = stack_.size();
        seen_rdf_ = true;
      }
    } else if (level == 1) {
      return open_node(tag);
    } else if (level == 2) {
      return open_property(tag);
    } else if (is_rdf(tag.name, "li") || is_rdf(tag.name, "value")) {
      stack_.back().text = true;
      if (is_rdf(tag.name, "li")) language_ = xml_decoded(tag.attribute("xml:lang"));
      text_.clear();
    }
    return true;
  }

  bool open_node(const XmlToken& tag) {
    XmpPacket::Node node{tag.begin, tag.begin + 1 + tag.name.size(), 0, {}};
    for (std::size_t i = 0; i < stack_.back().declared; ++i) {
      // Where an inner one has the same prefix it wins, and an attribute stands once.
      const std::string_view prefix = declarations_[i].prefix;
      const bool hidden = std::any_of(declarations_.begin() + static_cast<std::ptrdiff_t>(i) + 1, declarations_.end(),
                                      [&](const Declaration& d) { return d.prefix == prefix; });
      if (!hidden) node.declarations.push_back(declarations_[i].whole);
    }
    found_.nodes.push_back(std::move(node));
    if (found_.nodes.size() > kMaxNodes) return false;
    for (const XmlAttribute& a : tag.attributes) {
      const auto [ns, name] = resolved(a.name);
      if (ns.empty() || ns == kRdf || ns == kXml || a.name.starts_with("xmlns")) continue;
      if (!add({ns, name, a.begin, a.end, {{{}, xml_decoded(a.value)}}})) return false;
    }
    return true;
  }

  bool open_property(const XmlToken& tag) {
    const auto [ns, name] = resolved(tag.name);
    if (!add({ns, name, tag.begin, 0, {}})) return false;
    stack_.back().text = true;
    text_.clear();
    language_ = xml_decoded(tag.attribute("xml:lang"));
    for (const XmlAttribute& a : tag.attributes) {
      const auto [uri, local] = resolved(a.name);
      if (uri == kRdf && local == "resource") found_.properties.back().values.push_back({{}, xml_decoded(a.value)});
    }
    return true;
  }

  bool close(const XmlToken& tag) {
    const Element element = stack_.back();
    const std::size_t level = rdf_ == 0 ? 0 : stack_.size() - rdf_;
    if (rdf_ != 0 && level == 0) {
      if (tag.kind == XmlToken::Kind::end) found_.rdf_end = tag.begin;
      rdf_ = 0;
    } else if (rdf_ != 0 && level == 1) {
      found_.nodes.back().end = tag.end;
    } else if (rdf_ != 0 && level == 2) {
      add_value();
      found_.properties.back().end = tag.end;
    } else if (element.text) {
      add_value();
    }
    declarations_.resize(element.declared);
    stack_.pop_back();
    return true;
  }

  /// The text since the last tag, unless it is the space between tags.
  void add_value() {
    const bool blank = text_.find_first_not_of(" \t\r\n") == std::string::npos;
    if (!blank) found_.properties.back().values.push_back({std::exchange(language_, {}), text_});
    text_.clear();
  }

  bool add(XmpProperty property) {
    found_.properties.push_back(std::move(property));
    return found_.properties.size() <= kMaxProperties;
  }

  bool is_rdf(std::string_view name, std::string_view local) const {
    if (!name.ends_with(local)) return false;
    const auto [ns, own] = resolved(name);
    return ns == kRdf && own == local;
  }

  /// Namespace and local name. An attribute without a prefix has no namespace; neither has what is not declared.
  std::pair<std::string_view, std::string_view> resolved(std::string_view name) const {
    const std::size_t colon = name.find(':');
    const std::string_view prefix = colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon);
    const std::string_view local = colon == std::string_view::npos ? name : name.substr(colon + 1);
    if (prefix == "xml") return {kXml, local};
    for (auto d = declarations_.rbegin(); d != declarations_.rend(); ++d) {
      if (d->prefix == prefix) return {d->uri, local};
    }
    return {{}, local};
  }

  std::string_view packet_;
  XmlTokens tokens_;
  std::vector<Element> stack_;
  std::vector<Declaration> declarations_;
  std::size_t rdf_ = 0;  ///< depth of rdf:RDF; 0: outside
  bool seen_rdf_ = false;
  std::size_t tags_ = 0;
  std::string text_, language_;
  XmpPacket found_;
};

std::string wrapped(std::string_view node) {
  return "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"" + std::string(kRdf) + "\">" + std::string(node) +
         "</rdf:RDF></x:xmpmeta>";
}

/// Writes properties into one rdf:Description that declares what it uses.
class NodeWriter {
 public:
  void simple(std::string_view prefix, std::string_view name, std::string_view text) {
    body_ += "<" + tag(prefix, name) + ">" + xml_encoded(text) + "</" + tag(prefix, name) + ">";
  }

  void array(std::string_view prefix, std::string_view name, std::string_view kind,
             const std::vector<XmpValue>& values) {
    body_ += "<" + tag(prefix, name) + "><rdf:" + std::string(kind) + ">";
    for (const XmpValue& value : values) {
      const bool alternative = kind == "Alt";
      const std::string language = value.language.empty() ? "x-default" : xml_encoded(value.language);
      body_ +=
          (alternative ? "<rdf:li xml:lang=\"" + language + "\">" : "<rdf:li>") + xml_encoded(value.text) + "</rdf:li>";
    }
    body_ += "</rdf:" + std::string(kind) + "></" + tag(prefix, name) + ">";
  }

  bool empty() const { return body_.empty(); }

  std::string node() const {
    std::string out = "<rdf:Description rdf:about=\"\" xmlns:rdf=\"" + std::string(kRdf) + "\"";
    for (const auto& [prefix, uri] : kPrefixes) {
      if (body_.find("<" + std::string(prefix) + ":") == std::string::npos) continue;
      out += " xmlns:" + std::string(prefix) + "=\"" + std::string(uri) + "\"";
    }
    return out + ">" + body_ + "</rdf:Description>";
  }

 private:
  static constexpr std::pair<std::string_view, std::string_view> kPrefixes[] = {
      {"dc", kDc}, {"xmpRights", kRights}, {"photoshop", kPhotoshop}, {"xmpNote", kNote}};

  static std::string tag(std::string_view prefix, std::string_view name) {
    return std::string(prefix) + ":" + std::string(name);
  }

  std::string body_;
};

bool is_namespace_of_extras(std::string_view ns) {
  constexpr std::string_view kNamespaces[] = {
      "http://ns.adobe.com/hdr-gain-map/",          "http://ns.apple.com/HDRGainMap/",
      "http://ns.google.com/photos/1.0/container/", "http://ns.google.com/photos/1.0/depthmap/",
      "http://ns.google.com/photos/1.0/image/",     "http://ns.google.com/photos/1.0/audio/",
      "http://ns.google.com/photos/dd/1.0/device/"};
  return std::any_of(std::begin(kNamespaces), std::end(kNamespaces),
                     [&](std::string_view known) { return ns.starts_with(known); });
}

bool is_extra(const XmpProperty& property) {
  const bool film = property.name.starts_with("MotionPhoto") || property.name.starts_with("MicroVideo");
  return is_namespace_of_extras(property.ns) || (property.ns == "http://ns.google.com/photos/1.0/camera/" && film);
}

void write_right(NodeWriter& out, const XmpProperty& property) {
  if (property.values.empty()) return;
  if (property.is(kDc, "rights")) return out.array("dc", "rights", "Alt", property.values);
  if (property.is(kDc, "creator")) return out.array("dc", "creator", "Seq", property.values);
  if (property.is(kPhotoshop, "Credit")) return out.simple("photoshop", "Credit", property.values.front().text);
  if (property.name == "UsageTerms") return out.array("xmpRights", "UsageTerms", "Alt", property.values);
  if (property.name == "Owner") return out.array("xmpRights", "Owner", "Bag", property.values);
  for (const std::string_view name : {"Certificate", "Marked", "WebStatement"}) {
    if (property.name == name) out.simple("xmpRights", name, property.values.front().text);
  }
}

bool has_property(const std::optional<XmpPacket>& packet, std::string_view ns, std::string_view name) {
  return packet && std::any_of(packet->properties.begin(), packet->properties.end(),
                               [&](const XmpProperty& p) { return p.is(ns, name) && !p.values.empty(); });
}

bool names_extension(const XmpProperty& property) {
  return property.is(kNote, "HasExtendedXMP");
}

/// The node of `packet`, able to stand in another.
std::string detached(std::string_view packet, const XmpPacket::Node& node) {
  std::string out(packet.substr(node.begin, node.tag_end - node.begin));
  for (const std::string_view declaration : node.declarations) out += declaration;
  return out + std::string(packet.substr(node.tag_end, node.end - node.tag_end));
}

}  // namespace

std::optional<XmpPacket> read_xmp(std::string_view packet) {
  return Reader(packet).run();
}

std::string xmp_without(std::string_view packet, bool (*unwanted)(const XmpProperty&)) {
  const std::optional<XmpPacket> read = read_xmp(packet);
  std::string out;
  std::size_t at = 0;
  if (read) {
    for (const XmpProperty& property : read->properties) {  // in the order of the packet
      if (!unwanted(property)) continue;
      out += packet.substr(at, property.begin - at);
      at = property.end;
    }
  }
  return out + std::string(packet.substr(at));
}

bool is_position_property(const XmpProperty& property) {
  return property.ns == "http://ns.adobe.com/exif/1.0/" && property.name.starts_with("GPS");
}

std::string xmp_without_extras(std::string_view packet) {
  std::string text = xmp_without(packet, is_extra);
  std::string out;
  std::size_t at = 0;
  XmlTokens tokens(text);
  while (const std::optional<XmlToken> token = tokens.next()) {
    for (const XmlAttribute& a : token->attributes) {
      const bool unused = a.name.starts_with("xmlns:") && is_namespace_of_extras(a.value) &&
                          text.find(std::string(a.name.substr(6)) + ":") == std::string::npos;
      if (!unused) continue;
      out += text.substr(at, a.begin - at);
      at = a.end;
    }
  }
  return out + text.substr(at);
}

bool is_rights_property(const XmpProperty& p) {
  return p.ns == kRights || p.is(kDc, "rights") || p.is(kDc, "creator") || p.is(kPhotoshop, "Credit");
}

std::string xmp_of_rights(std::string_view packet) {
  const std::optional<XmpPacket> read = read_xmp(packet);
  if (!read) return {};
  NodeWriter out;
  std::vector<std::string> written;
  for (const XmpProperty& property : read->properties) {
    if (!is_rights_property(property)) continue;
    const std::string name = std::string(property.ns) + std::string(property.name);
    if (std::find(written.begin(), written.end(), name) != written.end()) continue;
    written.push_back(name);
    write_right(out, property);
  }
  return out.empty() ? std::string{} : wrapped(out.node());
}

std::string xmp_with_rights(std::string_view packet, const Rights& rights) {
  const std::optional<XmpPacket> read = read_xmp(packet);
  if (!read && !packet.empty()) return std::string(packet);
  NodeWriter more;
  if (!rights.notice.empty() && !has_property(read, kDc, "rights")) {
    more.array("dc", "rights", "Alt", {{"x-default", rights.notice}});
  }
  if (!rights.creators.empty() && !has_property(read, kDc, "creator")) {
    std::vector<XmpValue> names;
    for (const std::string& creator : rights.creators) names.push_back({{}, creator});
    more.array("dc", "creator", "Seq", names);
  }
  if (!rights.credit.empty() && !has_property(read, kPhotoshop, "Credit"))
    more.simple("photoshop", "Credit", rights.credit);
  if (more.empty()) return std::string(packet);
  if (!read || read->rdf_end == 0) return wrapped(more.node());
  return std::string(packet.substr(0, read->rdf_end)) + more.node() + std::string(packet.substr(read->rdf_end));
}

std::string xmp_extension_name(std::string_view packet) {
  if (packet.find("HasExtendedXMP") == std::string_view::npos) return {};
  const std::optional<XmpPacket> read = read_xmp(packet);
  if (!read) return {};
  for (const XmpProperty& property : read->properties) {
    if (names_extension(property) && !property.values.empty()) return property.values.front().text;
  }
  return {};
}

std::string xmp_joined(std::string_view packet, std::string_view extension) {
  const std::optional<XmpPacket> more = read_xmp(extension);
  if (!more) return std::string(packet);
  const std::string alone = xmp_without(packet, names_extension);
  const std::optional<XmpPacket> read = read_xmp(alone);
  if (!read || read->rdf_end == 0) return std::string(packet);
  std::string out = alone.substr(0, read->rdf_end);
  const std::size_t limit = 2 * (packet.size() + extension.size()) + (1u << 20);  // declarations repeat
  for (const XmpPacket::Node& node : more->nodes) {
    out += detached(extension, node);
    if (out.size() > limit) return std::string(packet);
  }
  return out + alone.substr(read->rdf_end);
}

std::string xmp_with_extension_name(std::string_view name) {
  NodeWriter out;
  out.simple("xmpNote", "HasExtendedXMP", name);
  return wrapped(out.node());
}

bool same_xmp(std::string_view a, std::string_view b) {
  if (a == b) return true;
  std::optional<XmpPacket> left = read_xmp(a), right = read_xmp(b);
  if (!left || !right) return false;
  const auto less = [](const XmpProperty& x, const XmpProperty& y) {
    return std::tie(x.ns, x.name) < std::tie(y.ns, y.name);
  };
  for (auto* packet : {&*left, &*right}) {
    std::erase_if(packet->properties, names_extension);
    std::stable_sort(packet->properties.begin(), packet->properties.end(), less);
  }
  return std::equal(left->properties.begin(), left->properties.end(), right->properties.begin(),
                    right->properties.end(), [](const XmpProperty& x, const XmpProperty& y) {
                      return x.ns == y.ns && x.name == y.name && x.values == y.values;
                    });
}

}  // namespace whittle::container
