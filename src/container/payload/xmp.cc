#include "container/payload/xmp.h"

#include <algorithm>
#include <tuple>

#include "container/payload/xml.h"

namespace whittle::container {
namespace {

constexpr std::string_view kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
                           kDc = "http://purl.org/dc/elements/1.1/", kRights = "http://ns.adobe.com/xap/1.0/rights/",
                           kPhotoshop = "http://ns.adobe.com/photoshop/1.0/", kNote = "http://ns.adobe.com/xmp/note/";

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
      "http://ns.google.com/photos/dd/1.0/"};
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

std::string_view local_name(std::string_view name) {
  return name.substr(name.find(':') + 1);  // all of it where there is no prefix
}

/// GPSLatitude of EXIF, GpsLatitude of drones.
bool is_position_name(std::string_view name) {
  return name.starts_with("GPS") || name.starts_with("Gps");
}

bool names_extension(const XmpProperty& property) {
  return property.is(kNote, "HasExtendedXMP");
}

/// `packet`, which has been read or is empty, with another node.
std::string joined(std::string_view packet, const std::optional<XmpPacket>& read, const NodeWriter& more) {
  if (more.empty()) return std::string(packet);
  if (!read || read->rdf_end == 0) return wrapped(more.node());
  return std::string(packet.substr(0, read->rdf_end)) + more.node() + std::string(packet.substr(read->rdf_end));
}

/// The node of `packet`, able to stand in another.
std::string detached(std::string_view packet, const XmpPacket::Node& node) {
  std::string out(packet.substr(node.begin, node.tag_end - node.begin));
  for (const std::string_view declaration : node.declarations) out += declaration;
  return out + std::string(packet.substr(node.tag_end, node.end - node.tag_end));
}

}  // namespace

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

bool is_place_property(const XmpProperty& property) {
  constexpr std::string_view kGeo = "http://www.w3.org/2003/01/geo/wgs84_pos#",
                             kCore = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
                             kExtension = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
  constexpr std::pair<std::string_view, std::string_view> kPlaces[] = {
      {kPhotoshop, "City"},   {kPhotoshop, "State"},           {kPhotoshop, "Country"},      {kCore, "Location"},
      {kCore, "CountryCode"}, {kExtension, "LocationCreated"}, {kExtension, "LocationShown"}};
  const bool named = std::any_of(std::begin(kPlaces), std::end(kPlaces),
                                 [&](const auto& place) { return property.is(place.first, place.second); });
  return named || property.ns == kGeo || is_position_name(property.name);
}

bool xmp_names_place(std::string_view packet) {
  XmlTokens tokens(packet);
  while (const std::optional<XmlToken> token = tokens.next()) {
    if (is_position_name(local_name(token->name))) return true;
    for (const XmlAttribute& a : token->attributes) {
      if (!a.name.starts_with("xmlns") && is_position_name(local_name(a.name))) return true;
    }
  }
  return tokens.failed() && packet.find("GPS") != std::string_view::npos;
}

bool xmp_tells_position(std::string_view packet) {
  constexpr std::string_view kNames[] = {"GPSLatitude", "GPSLongitude", "GPSDestLatitude", "GPSDestLongitude"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&](std::string_view name) { return packet.find(name) != std::string_view::npos; });
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

std::string xmp_with(std::string_view packet, const std::vector<XmpField>& fields) {
  const std::optional<XmpPacket> read = read_xmp(packet);
  if (!read && !packet.empty()) return std::string(packet);
  NodeWriter more;
  for (const XmpField& field : fields) {
    if (has_property(read, field.prefix == "dc" ? kDc : kPhotoshop, field.name)) continue;
    if (field.kind == XmpField::Kind::simple) {
      more.simple(field.prefix, field.name, field.values.front().text);
    } else {
      more.array(field.prefix, field.name, field.kind == XmpField::Kind::bag ? "Bag" : "Alt", field.values);
    }
  }
  return joined(packet, read, more);
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
  return joined(packet, read, more);
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
