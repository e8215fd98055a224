#include <algorithm>
#include <utility>

#include "base/text.h"
#include "container/payload/xml.h"
#include "container/payload/xmp.h"

namespace whittle::container {
namespace {

constexpr std::string_view kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
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

}  // namespace

std::optional<XmpPacket> read_xmp(std::string_view packet) {
  return Reader(packet).run();
}

}  // namespace whittle::container
