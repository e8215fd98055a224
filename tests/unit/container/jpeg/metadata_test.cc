#include "container/jpeg/jpeg.h"

#include "tests/support/catch.h"
#include "tests/support/rich_files.h"

using namespace whittle;
using container::MetadataEdit;
using test::contains;
using test::rich_jpeg;
using test::small_jpeg;
using test::strip;

namespace {

Bytes carry_jpeg(const MetadataEdit& edit) {
  const Bytes source = rich_jpeg();
  auto out = container::jpeg_with_metadata(small_jpeg(), {source, {}}, edit);
  REQUIRE(out.ok());
  CHECK(test::decode_jpeg(*out).samples == test::decode_jpeg(source).samples);
  return std::move(out).value();
}

}  // namespace

TEST_CASE("JPEG segments are carried in order, but not those that describe the old bytes") {
  const Bytes out = carry_jpeg({});
  CHECK(test::jpeg_payloads(out, 0xE1, std::string_view("Exif\0\0", 6)) == std::vector<Bytes>{test::make_exif(6)});
  CHECK(test::jpeg_payloads(out, 0xE1, "http://ns.adobe.com/xap/1.0/").size() == 1);
  CHECK(test::jpeg_payloads(out, 0xE2, std::string_view("ICC_PROFILE\0\1\1", 14)) ==
        std::vector<Bytes>{test::make_rgb_profile()});
  CHECK(test::jpeg_payloads(out, 0xED, "Photoshop").size() == 1);
  CHECK(test::jpeg_payloads(out, 0xEC, "Ducky").size() == 1);
  CHECK(test::jpeg_payloads(out, 0xEB, "").empty());
  CHECK(test::jpeg_payloads(out, 0xFE, "a comment").size() == 1);
  CHECK(test::jpeg_payloads(out, 0xE0, "JFIF").size() == 1);
}

TEST_CASE("each kind of JPEG metadata is stripped by itself") {
  CHECK_FALSE(contains(carry_jpeg(strip(bit(Metadata::xmp))), "xmpmeta"));
  CHECK_FALSE(contains(carry_jpeg(strip(bit(Metadata::iptc))), "8BIM"));
  CHECK_FALSE(contains(carry_jpeg(strip(bit(Metadata::comment))), "a comment"));
  CHECK_FALSE(contains(carry_jpeg(strip(bit(Metadata::comment))), "Ducky"));
  CHECK(contains(carry_jpeg(strip(bit(Metadata::icc))), "ICC_PROFILE"));  // only MetadataEdit::profile decides
  MetadataEdit dropped;
  dropped.profile = MetadataEdit::Profile::drop;
  CHECK_FALSE(contains(carry_jpeg(dropped), "ICC_PROFILE"));
  const Bytes safe = carry_jpeg(strip(kSafeStrip));
  CHECK(contains(safe, "ICC_PROFILE"));
  CHECK(contains(safe, "(c) Somebody"));
  for (const std::string_view gone : {"TestMaker", "xmpmeta", "8BIM", "a comment", "Ducky", "THUMB"})
    CHECK_FALSE(contains(safe, gone));
}

TEST_CASE("pixel density survives in JFIF, where the coding allows JFIF") {
  const Bytes out = carry_jpeg({});
  CHECK(contains(ByteView(out).first(20), std::string_view("JFIF\0\1\1\2\0\x76\0\x3B\0\0", 14)));
  const Bytes cmyk = test::encode_jpeg(test::make_cmyk(16, 16).get());
  const auto carried = container::jpeg_with_metadata(cmyk, {rich_jpeg(), {}}, {});
  REQUIRE(carried.ok());
  CHECK(test::jpeg_payloads(*carried, 0xE0, "JFIF").empty());
  CHECK(test::jpeg_payloads(*carried, 0xEE, "Adobe").size() == 1);
}

TEST_CASE("a big profile is split over JPEG segments") {
  container::MetadataBlobs blobs;
  blobs.icc.assign(150'000, std::byte{7});
  const auto jpeg = container::jpeg_with_metadata(small_jpeg(), {{}, blobs}, {});
  REQUIRE(jpeg.ok());
  const auto parts = test::jpeg_payloads(*jpeg, 0xE2, std::string_view("ICC_PROFILE\0", 12));
  REQUIRE(parts.size() == 3);
  std::size_t total = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(u8(parts[i], 0) == i + 1);
    CHECK(u8(parts[i], 1) == 3);
    total += parts[i].size() - 2;
  }
  CHECK(total == 150'000);
}
