#include "container/png/png.h"

#include "tests/support/catch.h"
#include "tests/support/rich_files.h"

using namespace whittle;
using container::MetadataEdit;
using test::contains;
using test::kXmp;
using test::rich_png;
using test::small_png;
using test::strip;

namespace {

Bytes carry_png(const MetadataEdit& edit) {
  const Bytes source = rich_png();
  auto out = container::png_with_metadata(small_png(), {source, {}}, edit);
  REQUIRE(out.ok());
  CHECK(test::decode_png(*out) == test::decode_png(source));
  return std::move(out).value();
}

bool has(const Bytes& png, std::string_view type) {
  return !test::png_chunk_data(png, type).empty();
}

}  // namespace

TEST_CASE("PNG chunks are carried as they are, at legal places") {
  const Bytes out = carry_png({});
  CHECK(test::png_chunk_types(out) == std::vector<std::string>{"IHDR", "gAMA", "sBIT", "pHYs", "tEXt", "tEXt", "iTXt",
                                                               "eXIf", "vpAg", "IDAT", "tIME", "IEND"});
  CHECK(test::png_chunk_data(out, "eXIf") == test::make_exif(6));
  CHECK(contains(out, kXmp));
}

TEST_CASE("chunks that hang on the coding are dropped when it changes") {
  const Bytes source = rich_png();
  const Bytes grey = test::encode_png(test::make_image(24, 24, 1, test::Pattern::gradient).get());
  const auto out = container::png_with_metadata(grey, {source, {}}, {});
  REQUIRE(out.ok());
  CHECK_FALSE(has(*out, "sBIT"));
  CHECK(has(*out, "gAMA"));
}

TEST_CASE("each kind of PNG metadata is stripped by itself") {
  CHECK_FALSE(contains(carry_png(strip(bit(Metadata::exif))), "TestMaker"));
  CHECK(contains(carry_png(strip(bit(Metadata::exif))), "(c) Somebody"));
  CHECK_FALSE(contains(carry_png(strip(bit(Metadata::xmp))), "xmpmeta"));
  CHECK_FALSE(contains(carry_png(strip(bit(Metadata::thumb))), "THUMBNAIL"));
  const Bytes no_copyright = carry_png(strip(bit(Metadata::copyright)));
  CHECK_FALSE(contains(no_copyright, "Somebody"));
  CHECK_FALSE(contains(no_copyright, std::string_view("Copyright\0me", 12)));
  CHECK(contains(no_copyright, "a title"));
  const Bytes no_comment = carry_png(strip(bit(Metadata::comment)));
  CHECK_FALSE(contains(no_comment, "a title"));
  CHECK_FALSE(has(no_comment, "tIME"));
  CHECK_FALSE(has(no_comment, "vpAg"));
  CHECK(contains(no_comment, std::string_view("Copyright\0me", 12)));
}

TEST_CASE("a safe strip of a PNG leaves orientation, copyright and what decides how it looks") {
  const Bytes out = carry_png(strip(kSafeStrip));
  CHECK(test::png_chunk_types(out) ==
        std::vector<std::string>{"IHDR", "gAMA", "sBIT", "pHYs", "tEXt", "eXIf", "IDAT", "IEND"});
  CHECK(contains(out, std::string_view("Copyright\0me", 12)));
  CHECK(contains(out, "(c) Somebody"));
  CHECK_FALSE(contains(out, "TestMaker"));
  CHECK(carry_png(strip(kAllMetadata)).size() < out.size());
  CHECK(test::png_chunk_types(carry_png(strip(kAllMetadata))) ==
        std::vector<std::string>{"IHDR", "eXIf", "IDAT", "IEND"});  // gAMA said no more than sRGB
}

TEST_CASE("when the pixels have been turned, EXIF and XMP say so") {
  MetadataEdit edit;
  edit.orientation = std::uint8_t{1};
  edit.new_size = container::ExifEdit::Size{48, 64};
  const Bytes out = carry_png(edit);
  CHECK(contains(out, "tiff:Orientation=\"1\""));
  CHECK(u8(test::png_chunk_data(out, "eXIf"), 8 + 2 + 12 + 8) == 1);
  CHECK_FALSE(contains(out, "THUMBNAIL"));
}
