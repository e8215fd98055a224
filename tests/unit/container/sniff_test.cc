#include "container/sniff.h"

#include "tests/support/catch.h"
#include "tests/support/image_builders.h"

using namespace whittle;
using namespace whittle::test;

namespace {

Format sniff_text(std::string_view text) {
  return container::sniff(as_bytes(text));
}
Format sniff_bytes(const Bytes& bytes) {
  return container::sniff(ByteView(bytes).first(std::min(bytes.size(), container::kSniffBytes)));
}

}  // namespace

TEST_CASE("Every format is recognised by its first bytes") {
  CHECK(sniff_bytes(make_jpeg()) == Format::jpeg);
  CHECK(sniff_bytes(make_png()) == Format::png);
  CHECK(sniff_bytes(make_gif()) == Format::gif);
  CHECK(sniff_bytes(make_webp(WebpCoding::lossy)) == Format::webp);
  CHECK(sniff_bytes(make_webp(WebpCoding::lossless)) == Format::webp);
  CHECK(sniff_bytes(make_extended_webp()) == Format::webp);
  CHECK(sniff_bytes(make_jxl()) == Format::jxl);
  CHECK(sniff_bytes(make_jxl({.container = JxlSpec::Container::whole})) == Format::jxl);
  for (const Order order : {Order::little, Order::big}) {
    CHECK(sniff_bytes(make_tiff({.order = order})) == Format::tiff);
    CHECK(sniff_bytes(make_tiff({.order = order, .big_tiff = true})) == Format::tiff);
  }
}

TEST_CASE("Brands tell AVIF, HEIC and films apart") {
  CHECK(sniff_bytes(ftyp("avif", {})) == Format::avif);
  CHECK(sniff_bytes(ftyp("avis", {"msf1"})) == Format::avif);
  CHECK(sniff_bytes(ftyp("mif1", {"miaf", "avif"})) == Format::avif);
  CHECK(sniff_bytes(ftyp("heic", {"mif1"})) == Format::heic);
  CHECK(sniff_bytes(ftyp("hevc", {"msf1"})) == Format::heic);
  CHECK(sniff_bytes(ftyp("mif1", {"heic"})) == Format::heic);
  CHECK(sniff_bytes(ftyp("isom", {"mp42"})) == Format::unknown);
  CHECK(sniff_bytes(ftyp("crx ", {"isom"})) == Format::unknown);  // a camera raw file
  CHECK(sniff_bytes(ftyp("jxl ", {})) == Format::unknown);
}

TEST_CASE("SVG may open with a byte order mark, a prolog, comments and a doctype") {
  CHECK(sniff_text("<svg xmlns=\"http://www.w3.org/2000/svg\"/>") == Format::svg);
  CHECK(sniff_text("<svg>") == Format::svg);
  CHECK(sniff_text("<svg/>") == Format::svg);
  CHECK(sniff_text("<svg:svg xmlns:svg=\"x\">") == Format::svg);
  CHECK(sniff_text("\xEF\xBB\xBF\n <?xml version=\"1.0\"?>\r\n<!-- a > b --><?pi x?>\n<svg\n>") == Format::svg);
  CHECK(sniff_text("<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x\" [ <!ENTITY a \"b\"> ]><svg>") ==
        Format::svg);
  CHECK(sniff_text("<!DOCTYPE svg PUBLIC \"cut off by the end of the prefix") == Format::svg);
}

TEST_CASE("XML that is not SVG is not an image") {
  for (const std::string_view text :
       {"<SVG>", "<svgfoo>", "<svg", "<!DOCTYPE html><svg>", "<!DOCTYPEsvg>", "<html><svg></svg></html>",
        "<?xml version=\"1.0\"?>", "<!-- <svg> -->", "<!-- <svg>", "<?xml <svg>", "text <svg>", "", " ", "<",
        "<!DOCTYPE", "<!DOCTYPE svg"}) {
    INFO(text);
    CHECK(sniff_text(text) == Format::unknown);
  }
}

TEST_CASE("A text that begins like an image is a text") {
  for (const std::string_view text :
       {"GIF89a", "GIF89a is a file format of 1989.", "GIF87a\n", "GIF89a \xE2\x80\x94 a file format of 1989.",
        "RIFF....WEBP is how it starts\nand goes on", "II*", "MM", "BM", "\xFF\n", "\xFF\nplain text in Latin-1",
        "....ftypavif", "PNG", "JFIF", "1234ftypheic", "RIFFxxxxWEBP"}) {
    INFO(text);
    CHECK(sniff_text(text) == Format::unknown);
  }
}

TEST_CASE("No prefix of an image is taken for another format") {
  for (const Sample& sample : samples()) {
    INFO(sample.name);
    const Format whole = sniff_bytes(sample.bytes);
    CHECK(whole != Format::unknown);
    for (std::size_t size = 0; size < std::min<std::size_t>(sample.bytes.size(), 64); ++size) {
      const Format part = container::sniff(ByteView(sample.bytes).first(size));
      if (part != Format::unknown) CHECK(part == whole);
      if (size >= 40) CHECK(part == whole);
    }
  }
}
