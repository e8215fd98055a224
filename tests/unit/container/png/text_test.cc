#include "container/png/text.h"

#include "container/png/png.h"
#include "tests/support/catch.h"
#include "tests/support/rich_files.h"

using namespace whittle;
using namespace std::string_view_literals;
using container::PngText;

namespace {

/// The texts of a PNG with these chunks before its pixels.
std::vector<PngText> texts_of(const Bytes& chunks) {
  const Bytes png = test::insert_png_chunks(test::small_png(), "IDAT", chunks);
  std::vector<PngText> texts;
  container::PngChunks walk(png);
  for (;;) {
    const auto chunk = walk.next();
    REQUIRE(chunk.ok());
    if (!*chunk) return texts;
    if (const auto text = container::read_png_text(**chunk)) texts.push_back(*text);
  }
}

Bytes compressed(std::string_view text) {
  return test::zlib_stored(as_bytes(text));
}

constexpr std::string_view kIrbInHex =
    "\niptc\n      24\n3842494d04040000000000\n0b1c0274000628632920"
    "6d6500\n";

std::string xmp_of(const Bytes& chunks) {
  container::MetadataBlobs blobs;
  container::complete_png_blobs(test::insert_png_chunks(test::small_png(), "IDAT", chunks), blobs);
  return test::as_string(blobs.xmp);
}

}  // namespace

TEST_CASE("PNG text in each of its codings") {
  const auto one = [](std::string_view type, const Bytes& data) {
    const auto texts = texts_of(test::png_chunk(type, data));
    return texts.size() == 1 ? texts[0].keyword + "=" + texts[0].text : "none";
  };
  using test::concat;
  CHECK(one("tEXt", test::text("Author\0M\xE9"sv)) == "Author=M\xC3\xA9");
  CHECK(one("zTXt", concat({as_bytes("Author\0\0"sv), compressed("M\xE9")})) == "Author=M\xC3\xA9");
  CHECK(one("iTXt", test::text("Author\0\0\0fr\0Auteur\0M\xC3\xA9"sv)) == "Author=M\xC3\xA9");
  CHECK(one("iTXt", concat({as_bytes("Author\0\1\0\0\0"sv), compressed("M")})) == "Author=M");
  for (const std::string_view bad : {"Author"sv, "Author\0\0\0"sv, "Author\0\1\0\0\0x"sv}) {
    CHECK(one("iTXt", test::text(bad)) == "none");
  }
  CHECK(one("zTXt", test::text("Author\0\0no stream"sv)) == "none");
}

TEST_CASE("raw profiles are hexadecimal") {
  CHECK(container::raw_profile("\nexif\n       3\n4142\n43\n") == test::text("ABC"));
  CHECK(container::raw_profile("exif\n\n2\n4a 4B 43") == test::text("JK"));
  CHECK(container::raw_profile("\nexif\n 3\n4142") == test::text("AB"));
  for (const std::string_view bad : {"", "\n", "\nexif", "\nexif\n", "\nexif\n 3", "\nexif\n 1\n4g\n",
                                     "\nexif\n x1\n41", "\nexif\n 1f\n41", "\nexif\n 99999999999999999999999\n41"}) {
    INFO(bad);
    CHECK(container::raw_profile(bad).empty());
  }
}

TEST_CASE("who made a PNG goes along into other formats") {
  const Bytes texts = test::concat({test::png_chunk("tEXt", test::text("Copyright\0(c) \xE9"sv)),
                                    test::png_chunk("tEXt", test::text("Author\0A & B"sv)),
                                    test::png_chunk("tEXt", test::text("Comment\0a remark"sv))});
  const std::string xmp = xmp_of(texts);
  CHECK(xmp.find("(c) \xC3\xA9") != std::string::npos);
  CHECK(xmp.find("A &amp; B") != std::string::npos);
  CHECK(xmp.find("remark") == std::string::npos);
  CHECK(xmp_of({}).empty());
  const Bytes raw = test::concat({as_bytes("Raw profile type iptc\0\0"sv), compressed(kIrbInHex)});
  CHECK(xmp_of(test::png_chunk("zTXt", raw)).find("(c) me") != std::string::npos);
}

TEST_CASE("a safe strip of a PNG keeps the copyright of compressed XMP and of raw profiles") {
  const std::string packet =
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
      "<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' dc:title='a title' dc:rights='mine'/>"
      "</rdf:RDF></x:xmpmeta>";
  const Bytes xmp = test::concat({as_bytes("XML:com.adobe.xmp\0\1\0\0\0"sv), compressed(packet)});
  const Bytes raw = test::concat({as_bytes("Raw profile type iptc\0\0"sv), compressed(kIrbInHex)});
  const Bytes png = test::insert_png_chunks(test::small_png(), "IDAT",
                                            test::concat({test::png_chunk("iTXt", xmp), test::png_chunk("zTXt", raw)}));
  CHECK(test::contains(container::png_edited(png, {}), test::as_string(xmp)));
  const Bytes safe = container::png_edited(png, test::strip(kSafeStrip));
  CHECK(test::contains(safe, ">mine<"));
  CHECK(test::contains(safe, "(c) me"));
  CHECK_FALSE(test::contains(safe, "a title"));
  CHECK_FALSE(test::contains(container::png_edited(png, test::strip(kAllMetadata)), "mine"));
}

TEST_CASE("raw profiles of IPTC lose their rights alone, or all else, as an image resource and as bare records") {
  constexpr std::string_view kBoth = "1c02190003666f6f1c02740006286329206d65";
  const std::string irb = "\niptc\n      32\n3842494d0404000000000013" + std::string(kBoth) + "00\n";
  const std::string bare = "\niptc\n      19\n" + std::string(kBoth) + "\n";
  for (const std::string& hex : {irb, bare}) {
    INFO(hex);
    const Bytes raw = test::concat({as_bytes("Raw profile type iptc\0\0"sv), compressed(hex)});
    const Bytes png = test::insert_png_chunks(test::small_png(), "IDAT", test::png_chunk("zTXt", raw));
    const Bytes anonymous = container::png_edited(png, test::strip(bit(Metadata::copyright)));
    CHECK(test::contains(anonymous, "Raw profile type iptc"));
    CHECK(test::contains(anonymous, "1c02190003666f6f"));
    CHECK_FALSE(test::contains(anonymous, "286329206d65"));
    CHECK(test::contains(container::png_edited(png, test::strip(bit(Metadata::iptc))), "(c) me"));
    CHECK_FALSE(test::contains(container::png_edited(png, test::strip(bit(Metadata::iptc) | bit(Metadata::copyright))),
                               "Raw profile"));
    CHECK(xmp_of(test::png_chunk("zTXt", raw)).find("(c) me") != std::string::npos);
  }
}
