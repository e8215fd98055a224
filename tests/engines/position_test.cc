// Whether a converted picture is said to tell where it was taken: compared with the bytes of the result, in which the
// seconds of the latitude, or the XMP, either stand or do not.

#include "tests/support/catch.h"
#include "tests/support/rich_files.h"

using namespace whittle;
using test::concat;

namespace {

constexpr std::string_view kSeconds("\xEE\xFF\xC0\x00", 4);  // of make_exif's latitude
constexpr std::string_view kPlace =
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    "<rdf:Description rdf:about='' xmlns:exif='http://ns.adobe.com/exif/1.0/' exif:GPSLatitude='52,31.2N' "
    "exif:GPSLongitude='13,24.5E'/></rdf:RDF></x:xmpmeta>";

Bytes jpeg_with(std::string_view name, ByteView payload) {
  return test::insert_jpeg_segments(test::small_jpeg(), test::jpeg_segment(0xE1, name, payload));
}
Bytes jpeg_with_exif() {
  return jpeg_with(std::string_view("Exif\0\0", 6), test::make_exif(1));
}
Bytes jpeg_with_xmp() {
  return jpeg_with(std::string_view("http://ns.adobe.com/xap/1.0/\0", 29), as_bytes(kPlace));
}
Bytes png_with_exif() {
  return test::insert_png_chunks(test::small_png(), "IDAT", test::png_chunk("eXIf", test::make_exif(1)));
}

engine::Candidate converted(const Bytes& file, Format from, Format to, MetadataSet strip = 0) {
  engine::Settings settings = test::lossless(to);
  settings.fidelity = engine::Fidelity::lossy;
  settings.strip = strip;
  Result<engine::Candidate> made = test::run(file, from, settings);
  if (!made.ok()) FAIL(made.error().message);
  return std::move(*made);
}

std::vector<Format> targets() {
  std::vector<Format> formats = engine::writable_formats();
  std::erase(formats, Format::jxl);  // whose boxes are compressed
  return formats;
}

}  // namespace

TEST_CASE("a position in EXIF is told of wherever the output has it, and gone with -s") {
  for (const Format to : targets()) {
    INFO(to_string(to));
    for (const auto& [file, from] : {std::pair{jpeg_with_exif(), Format::jpeg}, {png_with_exif(), Format::png}}) {
      if (to == from) continue;
      const engine::Candidate made = converted(file, from, to);
      CHECK(made.has_position == test::contains(made.bytes, kSeconds));
      CHECK(made.has_position == (to != Format::gif));  // which has no EXIF
      for (const MetadataSet strip : {kSafeStrip, bit(Metadata::gps), bit(Metadata::exif)}) {
        const engine::Candidate stripped = converted(file, from, to, strip);
        CHECK_FALSE(stripped.has_position);
        CHECK_FALSE(test::contains(stripped.bytes, kSeconds));
      }
    }
  }
}

TEST_CASE("a position in XMP, too") {
  for (const Format to : targets()) {
    if (to == Format::jpeg) continue;
    INFO(to_string(to));
    const engine::Candidate made = converted(jpeg_with_xmp(), Format::jpeg, to);
    CHECK(test::contains(made.bytes, "GPSLongitude"));
    CHECK(made.has_position);
    const engine::Candidate stripped = converted(jpeg_with_xmp(), Format::jpeg, to, bit(Metadata::gps));
    CHECK_FALSE(test::contains(stripped.bytes, "GPSLongitude"));
    CHECK_FALSE(stripped.has_position);
  }
}

TEST_CASE("only of conversions, and of what says a place") {
  CHECK_FALSE(converted(jpeg_with_exif(), Format::jpeg, Format::jpeg).has_position);
  CHECK_FALSE(converted(test::small_jpeg(), Format::jpeg, Format::webp).has_position);
  CHECK_FALSE(
      converted(test::rich_png(), Format::png, Format::webp, bit(Metadata::gps) | bit(Metadata::comment)).has_position);
}
