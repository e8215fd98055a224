// What a JPEG holds in several segments, because one holds 64 KB: joined, kept, edited as one, and taken over by other
// formats.

#include "container/bmff/bmff.h"
#include "tests/support/catch.h"
#include "tests/support/jpeg_files.h"
#include "tests/support/test_images.h"

using namespace whittle;
using namespace std::string_view_literals;

namespace {

Bytes must(Result<engine::Candidate> result) {
  if (!result.ok()) FAIL(result.error().message);
  return std::move(result->bytes);
}

Bytes repack(ByteView file, MetadataSet strip = 0) {
  engine::Settings settings = test::lossless(Format::jpeg);
  settings.strip = strip;
  return must(test::run(file, Format::jpeg, settings));
}

Bytes plain_jpeg() {
  return test::write_jpeg_file({.width = 200, .height = 150});
}

/// 70,000 bytes of one text in a block that no single segment holds.
Bytes large_exif() {
  test::Writer w;
  w.text("MM").be16(42).be32(8).be16(2);
  w.be16(0x0112).be16(3).be32(1).be16(1).be16(0);
  w.be16(0x9286).be16(7).be32(70'000).be32(38).be32(0);
  return w.fill(70'000, 'x').done();
}

Bytes exif_segments(ByteView block, std::size_t part) {
  Bytes out;
  for (; !block.empty(); block = block.subspan(std::min(part, block.size()))) {
    append(out, test::jpeg_segment(std::uint8_t{0xE1}, "Exif\0\0"sv, block.first(std::min(part, block.size()))));
  }
  return out;
}

Bytes joined_exif(ByteView jpeg) {
  Bytes out;
  for (const Bytes& part : test::jpeg_payloads(jpeg, 0xE1, "Exif\0\0"sv)) append(out, part);
  return out;
}

/// As Photoshop and phones write XMP above 64 KB: a packet, and one in parts that it names.
Bytes extended_xmp(std::string_view extension) {
  constexpr std::string_view kName = "0123456789ABCDEF0123456789ABCDEF";
  constexpr std::string_view kMain =
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
      "<rdf:Description rdf:about='' xmlns:n='http://ns.adobe.com/xmp/note/' "
      "n:HasExtendedXMP='0123456789ABCDEF0123456789ABCDEF' xmlns:dc='http://purl.org/dc/elements/1.1/' "
      "dc:title='a title'/></rdf:RDF></x:xmpmeta>";
  Bytes out = test::jpeg_segment(std::uint8_t{0xE1}, "http://ns.adobe.com/xap/1.0/\0"sv, as_bytes(kMain));
  std::vector<Bytes> parts;
  for (std::size_t at = 0; at < extension.size(); at += 60'000) {
    const Bytes part =
        test::Writer().text(kName).be32(extension.size()).be32(at).text(extension.substr(at, 60'000)).done();
    parts.push_back(test::jpeg_segment(std::uint8_t{0xE1}, "http://ns.adobe.com/xmp/extension/\0"sv, part));
  }
  std::reverse(parts.begin(), parts.end());  // in any order
  for (const Bytes& part : parts) append(out, part);
  return out;
}

std::string large_packet() {
  return "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
         "<rdf:Description rdf:about='' xmlns:u='urn:u' xmlns:dc='http://purl.org/dc/elements/1.1/'><u:large>" +
         std::string(150'000, 'v') + "</u:large><dc:rights>me</dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>";
}

Bytes iptc_segments() {
  const Bytes records = test::concat({as_bytes("\x1C\2\x19\0\7keyword\x1C\2\x74\0\6(c) me"sv)});
  const Bytes irb = test::Writer()
                        .text("8BIM")
                        .be16(0x0FA0)
                        .be16(0)
                        .be32(80'000)
                        .fill(80'000, 'p')
                        .text("8BIM")
                        .be16(0x0404)
                        .be16(0)
                        .be32(records.size())
                        .bytes(records)
                        .done();
  const ByteView whole = irb;
  return test::concat({test::jpeg_segment(std::uint8_t{0xED}, "Photoshop 3.0\0"sv, whole.first(65'000)),
                       test::jpeg_segment(std::uint8_t{0xED}, "Photoshop 3.0\0"sv, whole.subspan(65'000))});
}

}  // namespace

TEST_CASE("EXIF of several segments is one block, kept and edited as one") {
  const Bytes block = large_exif();
  for (const std::size_t part : {65'527u, 40'000u}) {
    const Bytes input = test::insert_jpeg_segments(plain_jpeg(), exif_segments(block, part));
    CHECK(joined_exif(repack(input)) == block);
    const Bytes lossy = must(test::run(input, Format::jpeg, test::lossy(Format::jpeg)));
    CHECK(joined_exif(lossy) == block);
    const Bytes webp = must(test::run(input, Format::jpeg, test::lossy(Format::webp)));
    CHECK(test::webp_chunk(webp, "EXIF") == block);
    const Bytes back = must(test::run(webp, Format::webp, test::lossy(Format::jpeg)));
    CHECK(joined_exif(back) == block);
    const auto avif = test::run(input, Format::jpeg, test::lossy(Format::avif));
#if VIPS_MAJOR_VERSION > 8 || VIPS_MINOR_VERSION >= 15
    CHECK(container::avif_exif(must(avif)) == block);
#else
    CHECK((!avif.ok() && avif.error().reason == Reason::unsupported));  // would cut it off
#endif
  }
  const Bytes two = test::insert_jpeg_segments(
      plain_jpeg(), test::concat({exif_segments(test::make_exif(6), 65'527), exif_segments(block, 65'527)}));
  CHECK(joined_exif(repack(two)) == test::concat({test::make_exif(6), block}));
}

TEST_CASE("XMP above 64 KB is kept, joined where a format holds it in one piece, and taken apart for JPEG") {
  const std::string extension = large_packet();
  const Bytes input = test::insert_jpeg_segments(plain_jpeg(), extended_xmp(extension));
  const Bytes kept = repack(input);
  CHECK(test::jpeg_payloads(kept, 0xE1, "http"sv) == test::jpeg_payloads(input, 0xE1, "http"sv));
  const Bytes webp = must(test::run(input, Format::jpeg, test::lossy(Format::webp)));
  const Bytes packet = test::webp_chunk(webp, "XMP ");
  CHECK(test::contains(packet, "a title"));
  CHECK(test::contains(packet, std::string(150'000, 'v')));
  CHECK_FALSE(test::contains(packet, "HasExtended"));
  const Bytes back = must(test::run(webp, Format::webp, test::lossy(Format::jpeg)));
  CHECK(test::jpeg_payloads(back, 0xE1, "http://ns.adobe.com/xmp/extension/"sv).size() == 3);
  const Bytes safe = repack(input, kSafeStrip);
  CHECK(test::contains(safe, ">me<"));
  CHECK_FALSE(test::contains(safe, "a title"));
  CHECK_FALSE(test::contains(safe, "vvvv"));
  CHECK_FALSE(test::contains(repack(input, kAllMetadata), "xmpmeta"));
}

TEST_CASE("IPTC of several segments: all of it, its copyright, nothing") {
  const Bytes input = test::insert_jpeg_segments(plain_jpeg(), iptc_segments());
  CHECK(test::jpeg_payloads(repack(input), 0xED, ""sv) == test::jpeg_payloads(input, 0xED, ""sv));
  const Bytes safe = repack(input, kSafeStrip);
  CHECK(test::contains(safe, "(c) me"));
  CHECK_FALSE(test::contains(safe, "keyword"));
  CHECK_FALSE(test::contains(safe, "pppp"));
  const Bytes free = repack(input, bit(Metadata::copyright));
  CHECK_FALSE(test::contains(free, "(c) me"));
  CHECK(test::contains(free, "keyword"));
  CHECK(test::jpeg_payloads(repack(input, kAllMetadata), 0xED, ""sv).empty());
  for (const Format format : {Format::webp, Format::png}) {
    engine::Settings settings = test::lossy(format);
    settings.strip = kSafeStrip;
    const Bytes converted = must(test::run(input, Format::jpeg, settings));
    CHECK(test::contains(converted, "(c) me"));
    CHECK_FALSE(test::contains(converted, "keyword"));
  }
}
