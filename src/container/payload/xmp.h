#pragma once
// XMP packets (ISO 16684-1): their properties, and packets with some of them or more of them. A packet that is not read
// to its end (damaged, not UTF-8, a document type, deeper or larger than any honest one) has no properties.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "container/payload/rights.h"

namespace whittle::container {

/// `packet` in UTF-8, as all functions here take it: from UTF-16 and UTF-32, else from ISO 8859-1 what is not UTF-8.
std::string xmp_in_utf8(ByteView packet);

struct XmpValue {
  std::string language;  ///< xml:lang, of an alternative
  std::string text;
  bool operator==(const XmpValue&) const = default;
};

/// A property of the picture itself, not of a structure in another.
struct XmpProperty {
  std::string_view ns, name;       ///< URI and local name
  std::size_t begin = 0, end = 0;  ///< in the packet: its element, or its attribute with the white space before it
  std::vector<XmpValue> values;    ///< texts in it, one or those of an array, nested ones too

  bool is(std::string_view uri, std::string_view local) const { return ns == uri && name == local; }
};

struct XmpPacket {
  std::vector<XmpProperty> properties;
  /// A piece of RDF that stands for itself: an rdf:Description, and the namespaces that are declared around it.
  struct Node {
    std::size_t begin = 0, tag_end = 0, end = 0;  ///< tag_end: behind the name in its first tag
    std::vector<std::string_view> declarations;   ///< xmlns:dc="..."
  };
  std::vector<Node> nodes;
  std::size_t rdf_end = 0;  ///< where another node can be put: before the end of rdf:RDF
};
/// The result refers to `packet`. nullopt when it cannot be read to its end, or has no rdf:RDF.
std::optional<XmpPacket> read_xmp(std::string_view packet);

/// `packet` without the properties that `unwanted` names; as it is when it cannot be read.
std::string xmp_without(std::string_view packet, bool (*unwanted)(const XmpProperty&));

/// `packet` without what announces or holds gain maps, films, depth maps, sounds and other pictures, down to the
/// declarations of their namespaces.
std::string xmp_without_extras(std::string_view packet);
/// Where the picture was taken, or what place it shows: positions, as EXIF and drones say them, and cities, countries
/// and the like, as IPTC does.
bool is_place_property(const XmpProperty& property);
/// Whether the packet names a place, at whatever depth; of one that cannot be read, in its text.
bool xmp_names_place(std::string_view packet);

/// Whether a place stands in the packet, at whatever depth.
bool xmp_tells_position(std::string_view packet);

/// See container/payload/rights.h.
bool is_rights_property(const XmpProperty& property);
/// A packet of the rights of `packet` alone, with their languages; empty when it has none.
std::string xmp_of_rights(std::string_view packet);
/// `packet` and what of `rights` it does not say; it may be empty.
std::string xmp_with_rights(std::string_view packet, const Rights& rights);

/// A property of Dublin Core ("dc") or Photoshop ("photoshop").
struct XmpField {
  enum class Kind { simple, alternative, bag };
  std::string_view prefix, name;
  Kind kind = Kind::simple;
  std::vector<XmpValue> values;
};
/// `packet` and what of `fields` it does not say; it may be empty.
std::string xmp_with(std::string_view packet, const std::vector<XmpField>& fields);

/// JPEG's way of storing packets above 64 KB (XMP part 3, 1.1.3.1): `packet` names the digest of another, its
/// extension. Empty when it names none.
std::string xmp_extension_name(std::string_view packet);
/// One packet of both; `packet` alone when the extension cannot be read.
std::string xmp_joined(std::string_view packet, std::string_view extension);
/// The packet that names an extension, and no more.
std::string xmp_with_extension_name(std::string_view name);

/// Whether both say the same, whatever the order and the way of writing it.
bool same_xmp(std::string_view a, std::string_view b);

}  // namespace whittle::container
