#include "container/payload/xmp.h"

#include "base/text.h"
#include "tests/support/catch.h"

using namespace whittle;
using namespace whittle::container;

namespace {

constexpr std::string_view kDc = "http://purl.org/dc/elements/1.1/", kRights = "http://ns.adobe.com/xap/1.0/rights/";

std::string packet(std::string_view properties, std::string_view attributes = "") {
  return "<?xpacket begin='\xEF\xBB\xBF' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
         "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:dc='http://purl.org/dc/elements/1.1/' "
         "xmlns:r='http://ns.adobe.com/xap/1.0/rights/' xmlns:exif='http://ns.adobe.com/exif/1.0/' "
         "xmlns:note='http://ns.adobe.com/xmp/note/' xmlns:ps='http://ns.adobe.com/photoshop/1.0/'>"
         "<rdf:Description rdf:about='' " +
         std::string(attributes) + ">" + std::string(properties) +
         "</rdf:Description></rdf:RDF></x:xmpmeta>\n   <?xpacket end='w'?>";
}

constexpr std::string_view kNotice =
    "<dc:rights><rdf:Alt><rdf:li xml:lang='x-default'>&#169; me &amp; you</rdf:li>"
    "<rdf:li xml:lang='fr'>\xC3\xA0 moi</rdf:li></rdf:Alt></dc:rights>";

std::vector<XmpValue> values(std::string_view xmp, std::string_view ns, std::string_view name) {
  const auto read = read_xmp(xmp);
  REQUIRE(read);
  for (const XmpProperty& p : read->properties) {
    if (p.is(ns, name)) return p.values;
  }
  return {};
}

}  // namespace

TEST_CASE("XMP: properties in each of their forms") {
  using Values = std::vector<XmpValue>;
  CHECK(values(packet(kNotice), kDc, "rights") == Values{{"x-default", "\xC2\xA9 me & you"}, {"fr", "\xC3\xA0 moi"}});
  CHECK(values(packet("", "dc:rights='&lt;me&gt;'"), kDc, "rights") == Values{{"", "<me>"}});
  CHECK(values(packet("<dc:rights>m<![CDATA[&e]]></dc:rights>"), kDc, "rights") == Values{{"", "m&e"}});
  CHECK(values(packet("<r:WebStatement rdf:resource='http://a/b'/>"), kRights, "WebStatement") ==
        Values{{"", "http://a/b"}});
  CHECK(values(packet("<dc:creator><rdf:Seq><rdf:li>A</rdf:li><rdf:li rdf:parseType='Resource'>"
                      "<rdf:value>B</rdf:value><r:Note>no</r:Note></rdf:li></rdf:Seq></dc:creator>"),
               kDc, "creator") == Values{{"", "A"}, {"", "B"}});
  // Another prefix means the same; the same prefix elsewhere may not.
  CHECK(values(packet("<q:rights xmlns:q='http://purl.org/dc/elements/1.1/'>me</q:rights>"), kDc, "rights").size() ==
        1);
  CHECK(values(packet("<dc:rights xmlns:dc='urn:other'>me</dc:rights>"), kDc, "rights").empty());
}

TEST_CASE("XMP: the copyright alone") {
  const std::string all = packet(std::string(kNotice) +
                                     "<dc:title>a title</dc:title><ps:City>Rome</ps:City>"
                                     "<ps:Credit>an agency</ps:Credit>"
                                     "<dc:creator><rdf:Seq><rdf:li>An Artist</rdf:li></rdf:Seq></dc:creator>",
                                 "r:Marked='True' exif:GPSLatitude='1,2N'");
  const std::string rights = xmp_of_rights(all);
  CHECK(values(rights, kDc, "rights") == values(all, kDc, "rights"));
  CHECK(values(rights, kDc, "creator") == values(all, kDc, "creator"));
  CHECK(values(rights, kRights, "Marked").front().text == "True");
  CHECK(rights.find("an agency") != std::string::npos);
  for (const std::string_view gone : {"a title", "GPS", "Rome", "xpacket"})
    CHECK(rights.find(gone) == std::string::npos);
  CHECK(read_xmp(rights)->properties.size() == 4);
  CHECK(same_xmp(xmp_of_rights(rights), rights));
  CHECK(xmp_of_rights(packet("<dc:title>a</dc:title>")).empty());

  const std::string others = xmp_without(all, is_rights_property);
  CHECK(values(others, kDc, "title").size() == 1);
  CHECK(values(others, kDc, "rights").empty());
  CHECK(others.find("Artist") == std::string::npos);
  CHECK(others.find("Marked") == std::string::npos);
  const std::string nowhere = xmp_without(all, is_place_property);
  for (const std::string_view gone : {"GPS", "Rome"}) CHECK(nowhere.find(gone) == std::string::npos);
  CHECK(values(nowhere, kDc, "title").size() == 1);
}

TEST_CASE("XMP: a place is named by tags, not in a text") {
  CHECK_FALSE(xmp_names_place(packet("<dc:title>a GPS receiver</dc:title>")));
  CHECK(xmp_names_place(packet("<dc:x rdf:parseType='Resource'><exif:GPSLongitude>1,2E</exif:GPSLongitude></dc:x>")));
  CHECK(xmp_names_place(packet("", "drone:GpsLatitude='1.5'")));
  CHECK(xmp_names_place("<x exif:GPSLatitude='1,2N'"));  // not read to its end
}

TEST_CASE("XMP: what is not said yet is added") {
  const Rights rights{"(c) <me>", {"A", "B"}, "C"};
  for (const std::string& xmp : {std::string(), packet("<dc:title>a</dc:title>")}) {
    const std::string more = xmp_with_rights(xmp, rights);
    CHECK(values(more, kDc, "rights") == std::vector<XmpValue>{{"x-default", "(c) <me>"}});
    CHECK(values(more, kDc, "creator") == std::vector<XmpValue>{{"", "A"}, {"", "B"}});
    CHECK(xmp_with_rights(more, {"(c) another", {}, ""}) == more);
  }
  CHECK(values(xmp_with_rights(packet("<dc:title>a</dc:title>"), rights), kDc, "title").size() == 1);
  CHECK(xmp_with_rights("no XMP", rights) == "no XMP");
  CHECK(xmp_with_rights({}, {}).empty());
}

TEST_CASE("XMP: a packet and its extension become one") {
  const std::string main = packet("<dc:title>a</dc:title>", "note:HasExtendedXMP='0123456789ABCDEF0123456789ABCDEF'");
  CHECK(xmp_extension_name(main) == "0123456789ABCDEF0123456789ABCDEF");
  CHECK(xmp_extension_name(packet("")).empty());
  const std::string extension =
      "<e:xmpmeta xmlns:e='adobe:ns:meta/'><R:RDF xmlns:R='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
      "xmlns:d='http://purl.org/dc/elements/1.1/'><R:Description R:about=''><d:rights>me</d:rights>"
      "</R:Description></R:RDF></e:xmpmeta>";
  const std::string joined = xmp_joined(main, extension);
  CHECK(values(joined, kDc, "title").size() == 1);
  CHECK(values(joined, kDc, "rights") == std::vector<XmpValue>{{"", "me"}});
  CHECK(xmp_extension_name(joined).empty());
  CHECK(xmp_joined(main, "<broken") == main);
}

TEST_CASE("XMP: extras go with the declarations of their namespaces") {
  const std::string map = packet("<dc:title>a</dc:title>",
                                 "xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/' "
                                 "hdrgm:Version='1.0'");
  const std::string without = xmp_without_extras(map);
  CHECK(without.find("hdr") == std::string::npos);
  CHECK(values(without, kDc, "title").size() == 1);
  const std::string film = packet("<c:MotionPhoto>1</c:MotionPhoto><c:SpecialTypeID>x</c:SpecialTypeID>",
                                  "xmlns:c='http://ns.google.com/photos/1.0/camera/'");
  CHECK(xmp_without_extras(film).find("MotionPhoto") == std::string::npos);
  CHECK(xmp_without_extras(film).find("SpecialTypeID") != std::string::npos);
}

TEST_CASE("XMP: hostile packets are not read, and quickly") {
  const std::string good = packet(kNotice);
  for (std::size_t size = 0; size < good.size(); ++size) {
    const std::string cut = good.substr(0, size);
    (void)xmp_of_rights(cut);
    (void)xmp_with_rights(cut, {"me", {}, ""});
    if (!read_xmp(cut)) CHECK(xmp_without(cut, is_rights_property) == cut);
  }
  std::string deep, wide, nodes;
  for (int i = 0; i < 1000; ++i) deep += "<a>";
  for (int i = 0; i < 20'000; ++i) wide += "<dc:title/>";
  for (int i = 0; i < 2'000; ++i) nodes += "</rdf:Description><rdf:Description>";
  CHECK_FALSE(read_xmp(deep));
  CHECK_FALSE(read_xmp(packet(deep)));
  CHECK_FALSE(read_xmp(packet(wide)));
  CHECK_FALSE(read_xmp(packet(nodes)));
  CHECK_FALSE(read_xmp("<!DOCTYPE a [<!ENTITY b 'c'>]>" + good));
  CHECK_FALSE(read_xmp(packet("<dc:rights>\xFF\xFE</dc:rights>")));
  CHECK_FALSE(read_xmp(packet("<dc:rights></dc:title>")));
}

TEST_CASE("XMP: other encodings become UTF-8") {
  const std::u16string wide = u"<a>\u00C4\u20AC\U0001F600</a>";
  const std::string utf8 = "<a>\xC3\x84\xE2\x82\xAC\xF0\x9F\x98\x80</a>";
  const auto coded = [](const auto& text, unsigned unit, std::endian order, bool mark) {
    Bytes out;
    if (mark) append_number(out, 0xFEFF, unit, order);
    for (const auto c : text) append_number(out, c, unit, order);
    return out;
  };
  const std::u32string wider = U"<a>\u00C4\u20AC\U0001F600</a>";
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    for (const bool mark : {false, true}) {
      CHECK(xmp_in_utf8(coded(wide, 2, order, mark)) == utf8);
      CHECK(xmp_in_utf8(coded(wider, 4, order, mark)) == utf8);
    }
  }
  CHECK(xmp_in_utf8(as_bytes(utf8)) == utf8);
  CHECK(xmp_in_utf8(as_bytes("<a>\xC4</a>")) == "<a>\xC3\x84</a>");  // ISO 8859-1
  CHECK(xmp_in_utf8({}).empty());
  CHECK_FALSE(is_valid_utf8(xmp_in_utf8(as_bytes(std::string_view("<\0\0\xD8<\0", 6)))));  // half a pair: not read
}

TEST_CASE("XMP: a position is told of at any depth, the version of GPS is none") {
  CHECK(xmp_tells_position(packet("", "exif:GPSLatitude='1,2N'")));
  CHECK(
      xmp_tells_position(packet("<dc:x rdf:parseType='Resource'><exif:GPSLongitude>1,2E</exif:GPSLongitude></dc:x>")));
  CHECK_FALSE(xmp_tells_position(packet("", "exif:GPSVersionID='2.3.0.0'")));
  CHECK_FALSE(xmp_tells_position(""));
}
