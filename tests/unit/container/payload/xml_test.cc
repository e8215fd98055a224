#include "container/payload/xml.h"

#include "tests/support/catch.h"

using namespace whittle::container;
using Kind = XmlToken::Kind;

namespace {

struct Read {
  std::string all;  ///< "<name", ">name" and texts, joined
  bool failed = false;
};

Read read(std::string_view document) {
  Read out;
  XmlTokens tokens(document);
  while (const auto token = tokens.next()) {
    if (token->kind == Kind::text) out.all += "'" + std::string(token->text) + "'";
    if (token->kind == Kind::start) out.all += "<" + std::string(token->name);
    if (token->kind == Kind::empty) out.all += "<>" + std::string(token->name);
    if (token->kind == Kind::end) out.all += ">" + std::string(token->name);
    CHECK(token->begin < token->end);
    CHECK(token->end <= document.size());
    for (const XmlAttribute& a : token->attributes) {
      out.all += " " + std::string(a.name) + "=" + std::string(a.value);
      CHECK(document.substr(a.begin, a.end - a.begin).find(a.name) != std::string_view::npos);
    }
  }
  out.failed = tokens.failed();
  return out;
}

}  // namespace

TEST_CASE("XML: tags, attributes and texts in their order") {
  const Read r = read("<?xpacket begin=''?><a:b c = 'd>' e=\"'f'\">t<!-- <no> --><g/><![CDATA[<h>]]></a:b >");
  CHECK(r.all == "<a:b c=d> e='f''t'<>g'<h>'>a:b");
  CHECK_FALSE(r.failed);
}

TEST_CASE("XML: what is none ends the reading") {
  for (const std::string_view bad : {"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "<a", "<a b>", "<a b=c>", "<a b='c>", "< a>",
                                     "<>", "<a><!-- ", "<a><?b", "</a/>", "<![CDATA[", "<a/ b='c'>", "<"}) {
    INFO(bad);
    CHECK(read(bad).failed);
  }
}

TEST_CASE("XML: entities both ways") {
  CHECK(xml_decoded("&lt;a&gt; &amp;&quot;&apos;&#65;&#x42;&#xE9;&#x1F600;") == "<a> &\"'AB\xC3\xA9\xF0\x9F\x98\x80");
  for (const std::string_view none : {"&b;", "&", "&#;", "&#x;", "&#xD800;", "&#x110000;", "&#0;", "&#65", "a;"}) {
    CHECK(xml_decoded(none) == none);
  }
  CHECK(xml_encoded("a<b>&\"c'\n\1") == "a&lt;b&gt;&amp;&quot;c'\n");
  CHECK(xml_decoded(xml_encoded("<&>\"\xC3\xA9")) == "<&>\"\xC3\xA9");
}
