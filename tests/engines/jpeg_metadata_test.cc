// What surrounds the coefficients of a JPEG when it is repacked without loss: segments, trailers, the list of pictures
// behind the first.

#include "container/jpeg/metadata.h"
#include "tests/support/catch.h"
#include "tests/support/jpeg_files.h"
#include "tests/support/test_images.h"

using namespace whittle;
using namespace std::string_view_literals;
using test::lossless;
using test::Order;

namespace {

engine::Settings stripping(MetadataSet strip) {
  engine::Settings settings = lossless(Format::jpeg);
  settings.strip = strip;
  return settings;
}

Result<engine::Candidate> repack(ByteView file, MetadataSet strip = 0, bool gain_map = false) {
  container::Header facts = test::facts_of(file, Format::jpeg);
  if (gain_map) facts.extras |= bit(container::Extra::gain_map);
  return test::run(file, facts, stripping(strip));
}

Bytes must(Result<engine::Candidate> result) {
  if (!result.ok()) FAIL(result.error().message);
  CHECK(result->verified);
  return std::move(result->bytes);
}

Bytes plain_jpeg() {
  return test::write_jpeg_file({.width = 200, .height = 150});
}

/// An MPF segment for a first picture of `size` bytes and a second one of `second` bytes, `gap` bytes behind it, when
/// the segment stands at `at` in the file.
Bytes mpf_segment(Order order, std::size_t at, std::size_t size, std::size_t second, std::size_t gap = 0) {
  test::Writer w;
  const auto u16 = [&](unsigned v) { order == Order::big ? w.be16(v) : w.le16(v); };
  const auto u32 = [&](std::uint64_t v) { order == Order::big ? w.be32(v) : w.le32(v); };
  const std::size_t base = at + 8;
  w.text("MPF"sv).u8(0).text(order == Order::big ? "MM"sv : "II"sv);
  u16(42);
  u32(8);
  u16(3);
  u16(0xB000), u16(7), u32(4), w.text("0100"sv);
  u16(0xB001), u16(4), u32(1), u32(2);
  u16(0xB002), u16(7), u32(32), u32(50);
  u32(0);
  u32(0x030000), u32(size), u32(0), u16(0), u16(0);
  u32(0), u32(second), u32(size + gap - base), u16(0), u16(0);
  return test::jpeg_segment(0xE2u, w.done());
}

struct TwoPictures {
  Bytes file, second;
};
TwoPictures two_pictures(Order order, const Bytes& more_segments = {}, std::size_t gap = 0, std::size_t lie = 0) {
  const Bytes first = test::insert_jpeg_segments(plain_jpeg(), more_segments);
  const Bytes second = test::write_jpeg_file({.width = 50, .height = 40});
  constexpr std::size_t at = 20;  // behind SOI and JFIF
  const std::size_t size = first.size() + mpf_segment(order, at, 0, 0).size();
  const Bytes listed = test::insert_jpeg_segments(first, mpf_segment(order, at, size, second.size(), gap + lie));
  return {test::concat({listed, Bytes(gap), second}), second};
}

/// The picture that the list of `file` says is its second.
Bytes second_picture(ByteView file) {
  const auto payloads = test::jpeg_payloads(file, 0xE2, "MPF\0"sv);
  REQUIRE(payloads.size() == 1);
  const ByteView mpf = payloads[0];
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  const std::size_t base = text.find("MPF\0"sv) + 4;
  const bool big = test::contains(mpf.first(2), "MM");
  const auto u32 = [&](std::size_t at) { return big ? be32(mpf, at) : le32(mpf, at); };
  const std::size_t first_size = u32(50 + 4), size = u32(66 + 4), position = base + u32(66 + 8);
  REQUIRE(position + size <= file.size());
  CHECK(first_size <= position);
  CHECK(be16(file, first_size - 2) == 0xFFD9);
  const ByteView picture = file.subspan(position, size);
  return {picture.begin(), picture.end()};
}

}  // namespace

TEST_CASE("pictures behind the first stay and are found by the list") {
  for (const Order order : {Order::little, Order::big}) {
    for (const std::size_t gap : {0u, 12u}) {
      const TwoPictures input = two_pictures(order, {}, gap);
      REQUIRE(second_picture(input.file) == input.second);
      for (const MetadataSet strip : {MetadataSet{0}, kSafeStrip, kAllMetadata}) {
        const Bytes output = must(repack(input.file, strip, true));
        CHECK(output.size() < input.file.size());
        CHECK(second_picture(output) == input.second);
        CHECK(test::read_jpeg_content(output) == test::read_jpeg_content(input.file));
      }
    }
  }
}

TEST_CASE("a list of pictures that does not fit is left alone") {
  const TwoPictures input = two_pictures(Order::big, {}, 0, 100'000);
  const auto refused = repack(input.file, 0, true);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().reason == Reason::gain_map);
}

TEST_CASE("XMP that announces pictures behind the first is not stripped") {
  constexpr std::string_view kAnnounces = "<x xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/'/>";
  const Bytes xmp = test::jpeg_xmp(kAnnounces);
  const TwoPictures input = two_pictures(Order::big, xmp);
  const Bytes output = must(repack(input.file, kAllMetadata, true));
  CHECK(test::contains(output, kAnnounces));
  CHECK(second_picture(output) == input.second);
  const Bytes alone = test::insert_jpeg_segments(plain_jpeg(), xmp);
  CHECK_FALSE(test::contains(must(repack(alone, kAllMetadata, true)), kAnnounces));

  constexpr std::string_view kPosition =
      "<x exif:GPSLatitude='1' xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/'/>";
  const Bytes film = test::concat({test::insert_jpeg_segments(plain_jpeg(), test::jpeg_xmp(kPosition)), input.second});
  CHECK(test::contains(must(repack(film, kAllMetadata & ~bit(Metadata::gps), true)), kPosition));
  const auto refused = repack(film, kAllMetadata, true);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().reason == Reason::gain_map);
}

TEST_CASE("what follows the picture stays, unless all is stripped and nothing announces it") {
  const Bytes rest = test::concat({as_bytes("some maker's notes")});
  const Bytes input = test::concat({plain_jpeg(), rest});
  for (const MetadataSet strip : {MetadataSet{0}, kSafeStrip}) {
    const Bytes output = must(repack(input, strip));
    CHECK(std::equal(rest.rbegin(), rest.rend(), output.rbegin()));
  }
  const Bytes bare = must(repack(input, kAllMetadata));
  CHECK(be16(bare, bare.size() - 2) == 0xFFD9);
  for (const std::string_view kept : {"\0\0\0\x18"
                                      "ftypmp42"sv,
                                      "\xFF\xD8\xFF\xE0"sv, "....SEFT"sv}) {
    const Bytes film = test::concat({plain_jpeg(), as_bytes(kept)});
    CHECK(test::contains(must(repack(film, kAllMetadata)), kept));
  }
}

TEST_CASE("JPEG metadata goes by kind") {
  const Bytes segments =
      test::concat({test::jpeg_segment(std::uint8_t{0xE1}, "Exif\0\0"sv, test::make_exif(6)),
                    test::jpeg_segment(std::uint8_t{0xE2}, "ICC_PROFILE\0\1\1"sv, test::make_rgb_profile()),
                    test::jpeg_segment(std::uint8_t{0xEB},
                                       "JP\0\1\0\0\0\1\0\0\0\x10"
                                       "RESI"sv,
                                       {}),
                    test::jpeg_segment(std::uint8_t{0xFE}, "a remark"sv, {})});
  const Bytes input = test::insert_jpeg_segments(plain_jpeg(), segments);

  const Bytes kept = must(repack(input));
  CHECK(test::jpeg_payloads(kept, 0xE1, "Exif\0\0"sv) == test::jpeg_payloads(input, 0xE1, "Exif\0\0"sv));
  CHECK(container::jpeg_profile(kept) == test::make_rgb_profile());
  CHECK(test::contains(kept, "a remark"));
  CHECK(test::contains(kept, "RESI"));
  CHECK(test::jpeg_payloads(kept, 0xE0, "JFIF\0"sv) == test::jpeg_payloads(input, 0xE0, "JFIF\0"sv));

  const Bytes small = must(repack(input, bit(Metadata::thumb)));
  const auto exif = test::jpeg_payloads(small, 0xE1, "Exif\0\0"sv);
  REQUIRE(exif.size() == 1);
  CHECK(exif[0].size() < test::make_exif(6).size());
  CHECK(test::contains(small, "a remark"));

  const Bytes stripped = must(repack(input, kAllMetadata));
  CHECK(test::facts_of(stripped, Format::jpeg).orientation == 6);
  CHECK(container::jpeg_profile(stripped) == test::make_rgb_profile());  // pixels mean something else without it
  CHECK_FALSE(test::contains(stripped, "a remark"));
  CHECK(test::read_jpeg_content(stripped) == test::read_jpeg_content(input));
}

TEST_CASE("an sRGB profile may go, another one cannot be converted without loss") {
  const auto with = [](const Bytes& profile) {
    return test::insert_jpeg_segments(plain_jpeg(),
                                      test::jpeg_segment(std::uint8_t{0xE2}, "ICC_PROFILE\0\1\1"sv, profile));
  };
  const Bytes srgb = with(test::make_srgb_profile());
  CHECK_FALSE(container::jpeg_profile(must(repack(srgb))).empty());
  CHECK(container::jpeg_profile(must(repack(srgb, bit(Metadata::icc)))).empty());
  engine::Settings settings = lossless(Format::jpeg);
  settings.icc = IccPolicy::srgb;
  CHECK(container::jpeg_profile(must(test::run(srgb, Format::jpeg, settings))).empty());
  const auto refused = test::run(with(test::make_rgb_profile()), Format::jpeg, settings);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().reason == Reason::unsupported);
}

TEST_CASE("Adobe's marker stays where colours depend on it") {
  using test::JpegColour;
  for (const JpegColour colour : {JpegColour::rgb, JpegColour::cmyk, JpegColour::ycck}) {
    const Bytes input = test::write_jpeg_file({.colour = colour});
    const Bytes output = must(repack(input, kAllMetadata));
    CHECK(test::jpeg_payloads(output, 0xEE, "Adobe"sv) == test::jpeg_payloads(input, 0xEE, "Adobe"sv));
    CHECK(test::decode_jpeg(output).samples == test::decode_jpeg(input).samples);
  }
  const auto adobe = [](char transform) {
    const char payload[] = {0, 100, 0, 0, 0, 0, transform};
    return test::jpeg_segment(std::uint8_t{0xEE}, "Adobe"sv, as_bytes(std::string_view(payload, sizeof payload)));
  };
  const Bytes redundant = test::insert_jpeg_segments(test::write_jpeg_file({}), adobe(1));
  CHECK(test::jpeg_payloads(must(repack(redundant)), 0xEE, "Adobe"sv).empty());
  // JFIF says YCbCr and Adobe says RGB: decoders differ, so both stay.
  const Bytes contradiction = test::insert_jpeg_segments(test::write_jpeg_file({}), adobe(0));
  const Bytes output = must(repack(contradiction, kAllMetadata));
  CHECK(test::jpeg_payloads(output, 0xEE, "Adobe"sv).size() == 1);
  CHECK(test::jpeg_payloads(output, 0xE0, "JFIF\0"sv).size() == 1);
}

TEST_CASE("metadata can be stripped from a file that cannot be coded better") {
  const Bytes best = must(repack(plain_jpeg()));
  const Bytes remark = test::jpeg_segment(std::uint8_t{0xFE}, "a remark"sv, {});
  CHECK(must(repack(test::insert_jpeg_segments(best, remark), kAllMetadata)).size() <= best.size());
}

TEST_CASE("a signed file is left alone until its credentials are given up") {
  const Bytes box = test::jpeg_segment(std::uint8_t{0xEB},
                                       "JP\0\1\0\0\0\1\0\0\0\x10"
                                       "jumb"sv,
                                       {});
  const Bytes input = test::insert_jpeg_segments(plain_jpeg(), box);
  for (const MetadataSet strip : {MetadataSet{0}, kSafeStrip, bit(Metadata::comment)}) {
    const auto refused = repack(input, strip);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().reason == Reason::is_signed);
  }
  CHECK_FALSE(test::contains(must(repack(input, bit(Metadata::credentials))), "jumb"));
  CHECK_FALSE(test::contains(must(repack(input, kAllMetadata)), "jumb"));
}

namespace {

/// Samsung's trailer: a part with its name, the directory of parts, its length.
Bytes samsung_film() {
  const Bytes part = test::Writer().be16(0).le16(0x0A30).le32(6).text("a name").be32(16).text("ftypmp42film").done();
  const Bytes directory =
      test::Writer().text("SEFH").le32(106).le32(1).le16(0).le16(0x0A30).le32(part.size()).le32(part.size()).done();
  return test::concat({part, directory, test::Writer().le32(directory.size()).text("SEFT").done()});
}

bool ends_with(ByteView file, ByteView end) {
  return file.size() > end.size() && std::equal(end.rbegin(), end.rend(), file.rbegin());
}

}  // namespace

TEST_CASE("a film stays behind a JPEG that is coded anew, and keeps other formats away") {
  const Bytes input = test::concat({plain_jpeg(), samsung_film()});
  CHECK(ends_with(must(repack(input)), samsung_film()));
  const auto lossy = test::run(input, Format::jpeg, test::lossy(Format::jpeg, 50));
  REQUIRE(lossy.ok());
  CHECK(ends_with(lossy->bytes, samsung_film()));
  CHECK(lossy->bytes.size() < input.size());
  CHECK(test::contains(lossy->bytes, "whittle:q50"));
  const std::string_view text(reinterpret_cast<const char*>(lossy->bytes.data()), lossy->bytes.size());
  CHECK(text.find("SEFT") == text.rfind("SEFT"));  // once
  engine::Settings settings = test::lossy(Format::webp);
  const auto refused = test::run(input, Format::jpeg, settings);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().reason == Reason::extras);
  CHECK(refused.error().message.find("a film") != std::string::npos);
  settings.strip = bit(Metadata::extras);
  CHECK(test::run(input, Format::jpeg, settings).ok());
  CHECK_FALSE(test::contains(must(repack(input, bit(Metadata::extras))), "film"));
}

TEST_CASE("a list of previews is no reason to leave a file alone") {
  TwoPictures input = two_pictures(Order::big);
  const std::string_view text(reinterpret_cast<const char*>(input.file.data()), input.file.size());
  input.file[text.find("MPF\0"sv) + 4 + 66 + 1] = std::byte{1};  // the second picture's type: 0x010002
  input.file[text.find("MPF\0"sv) + 4 + 66 + 3] = std::byte{2};
  CHECK(second_picture(must(repack(input.file))) == input.second);
  const auto lossy = test::run(input.file, Format::jpeg, test::lossy(Format::jpeg, 50));
  REQUIRE(lossy.ok());
  CHECK(second_picture(lossy->bytes) == input.second);
  CHECK(test::run(input.file, Format::jpeg, test::lossy(Format::webp)).ok());
  for (const MetadataSet strip : {bit(Metadata::thumb), kAllMetadata}) {
    const Bytes without = must(repack(input.file, strip));
    CHECK(test::jpeg_payloads(without, 0xE2, "MPF"sv).empty());
    CHECK(without.size() + input.second.size() < input.file.size());
  }
  engine::Settings smaller = test::lossy(Format::jpeg);
  smaller.resize = Resize{.kind = Resize::Kind::percent, .value = 50};
  const auto resized = test::run(input.file, Format::jpeg, smaller);
  REQUIRE(resized.ok());
  CHECK(test::jpeg_payloads(resized->bytes, 0xE2, "MPF"sv).empty());
}

TEST_CASE("extras that are given up go with what announces them") {
  const Bytes xmp = test::jpeg_xmp(
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
      "<rdf:Description xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/' hdrgm:Version='1.0' "
      "xmlns:dc='http://purl.org/dc/elements/1.1/' dc:title='a title'/></rdf:RDF></x:xmpmeta>");
  const TwoPictures input = two_pictures(Order::big, xmp);
  const Bytes output = must(repack(input.file, bit(Metadata::extras)));
  CHECK(test::facts_of(output, Format::jpeg).extras == 0);
  CHECK(test::contains(output, "a title"));
  CHECK(output.size() + input.second.size() < input.file.size());
}
