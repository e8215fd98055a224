#include "container/payload/exif.h"

#include "container/payload/ifd.h"
#include "tests/support/catch.h"
#include "tests/support/test_images.h"

using namespace whittle;
using container::edit_exif;
using container::ExifEdit;

namespace {

constexpr std::uint16_t kOrientation = 0x0112;

container::TiffDirectory directory_at(ByteView exif, std::uint64_t offset) {
  container::Window window(exif);
  const auto block = container::TiffBlock::open(window);
  REQUIRE(block.ok());
  const auto directory = block->read(offset == 0 ? block->first_ifd() : offset);
  REQUIRE(directory.ok());
  return *directory;
}

container::TiffDirectory first_directory(ByteView exif) {
  return directory_at(exif, 0);
}

std::uint64_t value(ByteView exif, const container::TiffDirectory& directory, std::uint16_t tag) {
  container::Window window(exif);
  return container::TiffBlock::open(window)->value_or(directory, tag, 0);
}

std::uint64_t stated(ByteView exif, std::uint16_t tag) {
  return value(exif, first_directory(exif), tag);
}

}  // namespace

TEST_CASE("an EXIF block without edits stays as it is, prefix apart") {
  const Bytes exif = test::make_exif(6);
  CHECK(edit_exif(exif, {}) == exif);
  CHECK(edit_exif(test::concat({as_bytes(std::string_view("Exif\0\0", 6)), exif}), {}) == exif);
  const Bytes nonsense = test::concat({as_bytes("this is no TIFF structure")});
  CHECK(edit_exif(nonsense, {}) == nonsense);
}

TEST_CASE("the orientation of an EXIF block is set in place") {
  const Bytes edited = edit_exif(test::make_exif(6), {.orientation = std::uint8_t{1}});
  CHECK(edited == test::make_exif(1));
}

TEST_CASE("an orientation is set where it can be read, whatever integer it is") {
  for (const std::uint8_t type : {std::uint8_t{1}, std::uint8_t{4}, std::uint8_t{8}, std::uint8_t{9}}) {
    Bytes exif = test::make_exif(6);
    const std::uint64_t entry = first_directory(exif).find(kOrientation)->at;
    exif[entry + 2] = std::byte{type};
    REQUIRE(stated(exif, kOrientation) == 6);
    CHECK(stated(edit_exif(exif, {.orientation = std::uint8_t{1}}), kOrientation) == 1);
  }
}

TEST_CASE("GPS goes from an EXIF block with its values, and nothing moves") {
  const Bytes exif = test::make_exif(6);
  const Bytes edited = edit_exif(exif, {.remove_gps = true});
  CHECK(first_directory(edited).find(0x8825) == nullptr);
  CHECK_FALSE(test::contains(edited, std::string_view("\xEE\xFF\xC0\x00", 4)));  // the longitude's seconds
  CHECK(test::contains(edited, "TestMaker"));
  CHECK(test::contains(edited, "THUMBNAIL-BYTES-HERE"));
  CHECK(stated(edited, 0x0112) == 6);
  CHECK(edited.size() == exif.size());
}

TEST_CASE("an EXIF block tells a position where its GPS directory has a place") {
  using container::exif_tells_position;
  const Bytes exif = test::make_exif(6);
  CHECK(exif_tells_position(exif));
  CHECK(exif_tells_position(test::concat({as_bytes(std::string_view("Exif\0\0", 6)), exif})));
  CHECK_FALSE(exif_tells_position(edit_exif(exif, {.remove_gps = true})));
  CHECK_FALSE(exif_tells_position({}));
  CHECK_FALSE(exif_tells_position(as_bytes("no EXIF at all")));
  // Cameras without reception write the version alone.
  Bytes version = exif;
  const std::uint64_t gps = value(exif, first_directory(exif), 0x8825);
  version[gps + 2 + 12] = std::byte{0};  // the tag of the latitude
  CHECK_FALSE(exif_tells_position(version));
}

TEST_CASE("a thumbnail goes from an EXIF block, and its bytes with it") {
  const Bytes exif = test::make_exif(6);
  const Bytes edited = edit_exif(exif, {.remove_thumbnail = true});
  CHECK_FALSE(test::contains(edited, "THUMBNAIL"));
  CHECK(edited.size() < exif.size() - 20);
  CHECK(first_directory(edited).next == 0);
  CHECK(test::contains(edited, "TestMaker"));
}

TEST_CASE("artist and copyright go from an EXIF block alone") {
  const Bytes edited = edit_exif(test::make_exif(3), {.remove_copyright = true});
  CHECK_FALSE(test::contains(edited, "A Name"));
  CHECK_FALSE(test::contains(edited, "Somebody"));
  CHECK(first_directory(edited).entries.size() == 4);
  CHECK(stated(edited, 0x0112) == 3);
  CHECK(test::contains(edited, "TestMaker"));
}

TEST_CASE("the essentials of an EXIF block are orientation, artist and copyright") {
  ExifEdit edit{.keep = ExifEdit::Keep::essentials};
  const Bytes edited = edit_exif(test::make_exif(6), edit);
  CHECK(first_directory(edited).entries.size() == 3);
  CHECK(stated(edited, 0x0112) == 6);
  CHECK(test::contains(edited, "A Name"));
  CHECK(test::contains(edited, "(c) Somebody"));
  CHECK_FALSE(test::contains(edited, "TestMaker"));
  CHECK_FALSE(test::contains(edited, "THUMB"));

  edit.remove_copyright = true;
  const Bytes orientation_only = edit_exif(test::make_exif(6), edit);
  CHECK(first_directory(orientation_only).entries.size() == 1);
  CHECK(orientation_only.size() == 26);

  edit.orientation = std::uint8_t{1};
  CHECK(edit_exif(test::make_exif(6), edit).empty());
}

TEST_CASE("pixel dimensions in an EXIF block follow a resize") {
  const Bytes edited = edit_exif(test::make_exif(1), {.pixel_size = ExifEdit::Size{320, 240}});
  const auto exif = directory_at(edited, stated(edited, 0x8769));
  CHECK(value(edited, exif, 0xA002) == 320);
  CHECK(value(edited, exif, 0xA003) == 240);
}

TEST_CASE("a damaged EXIF block that needs an edit is dropped, and never read beyond its end") {
  const Bytes exif = test::make_exif(6);
  const ExifEdit all{.remove_gps = true,
                     .remove_thumbnail = true,
                     .remove_copyright = true,
                     .orientation = std::uint8_t{1},
                     .pixel_size = ExifEdit::Size{1, 1}};
  CHECK(edit_exif(as_bytes("no TIFF structure at all"), all).empty());
  for (std::size_t size = 0; size < exif.size(); ++size) {
    (void)edit_exif(ByteView(exif).first(size), all);
    (void)edit_exif(ByteView(exif).first(size), {.keep = ExifEdit::Keep::essentials});
  }
  for (std::size_t at = 0; at < exif.size(); ++at) {
    for (const unsigned value : {0u, 1u, 8u, 0x7Fu, 0xFFu}) {
      Bytes flipped = exif;
      flipped[at] = std::byte(value);
      CHECK(edit_exif(flipped, all).size() <= exif.size());
      (void)edit_exif(flipped, {.keep = ExifEdit::Keep::essentials});
    }
  }
}
