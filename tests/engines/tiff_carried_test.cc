// What a TIFF says beside its pixels: of each page by itself, whatever the types and the byte order of its tags.

#include "container/metadata.h"
#include "container/payload/xmp.h"
#include "container/tiff/fields.h"
#include "container/tiff/tiff.h"
#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
#include "tests/support/test_images.h"
#include "tests/support/tiff_files.h"

using namespace whittle;
using container::TiffEntry;
using test::build_tiff;
using test::lossless;
using test::Order;
using test::tiff_picture;
using test::TiffPicture;

namespace {

TiffPicture rgb(int seed = 0) {
  Bytes pixels;
  for (int i = 0; i < 40 * 30 * 3; ++i) append_u8(pixels, static_cast<unsigned>(i / 50 + seed));
  return tiff_picture(40, 30, 8, 3, 2, pixels);
}

Bytes repacked(const Bytes& file, MetadataSet strip = 0) {
  const auto output =
      test::run(file, Format::tiff, engine::with(lossless(Format::tiff), &engine::Settings::strip, strip));
  if (!output.ok()) FAIL(output.error().message);
  return output->bytes;
}

/// The bytes of a tag of a page; empty when there is none.
std::string said(const Bytes& file, std::size_t page, std::uint16_t tag) {
  container::Window window(file);
  const auto tiff = container::read_tiff(file, window);
  REQUIRE(tiff);
  const TiffEntry* const entry = tiff->pages.at(page).find(tag);
  return entry == nullptr ? std::string() : std::string(as_text(tiff->raw(*entry)));
}

/// A big-endian file whose first page's tag 34665 points at `directory`, entries of 12 bytes.
Bytes with_exif(std::string_view entries) {
  Bytes file = build_tiff({rgb().set(34665, {0}, 4)}, Order::big);
  container::Window window(file);
  const auto block = container::TiffBlock::open(window);
  const TiffEntry pointer = *block->read(block->first_ifd())->find(34665);
  if (file.size() % 2 != 0) append_u8(file, 0);
  store_number(file, pointer.data, file.size(), 4, std::endian::big);
  append_be16(file, entries.size() / 12);
  append(file, as_bytes(entries));
  append_be32(file, 0);
  return file;
}

void check_refused(const Bytes& file, std::string_view word, MetadataSet strip = 0) {
  const auto result =
      test::run(file, Format::tiff, engine::with(lossless(Format::tiff), &engine::Settings::strip, strip));
  REQUIRE_FALSE(result.ok());
  INFO(result.error().message);
  CHECK(result.error().reason == Reason::unsupported);
  CHECK(result.error().message.find(word) != std::string::npos);
}

}  // namespace

TEST_CASE("XMP, rights and resolution are those of each page") {
  const Bytes file =
      build_tiff({rgb(1).say(700, "packet one", 1).set(282, {300, 1}, 5).set(283, {300, 1}, 5),
                  rgb(2).say(700, "packet two", 1).say(33432, std::string_view("(c) two\0", 8)), rgb(3)});
  const Bytes output = repacked(file);
  CHECK(said(output, 0, 700) == "packet one");
  CHECK(said(output, 1, 700) == "packet two");
  CHECK(said(output, 2, 700).empty());
  CHECK(said(output, 0, 33432).empty());
  CHECK(said(output, 1, 33432) == std::string("(c) two\0", 8));
  CHECK_FALSE(said(output, 0, 282).empty());
  CHECK(said(output, 1, 282).empty());
  CHECK(said(output, 1, 254).empty());
  CHECK(said(output, 1, 297).empty());
  CHECK_FALSE(test::contains(repacked(file, kAllMetadata), "packet"));
}

TEST_CASE("IPTC typed as LONGs is bytes in either order, and read where somebody has turned it") {
  const std::string records(
      "\x1C\x02\x19\0\x03"
      "foo\x1C\x02\x74\0\x07(c) me2",
      20);
  std::string turned = records;
  for (auto at = turned.begin(); at != turned.end(); at += 4) std::reverse(at, at + 4);
  for (const Order order : {Order::little, Order::big}) {
    for (const std::string& stored : {records, turned}) {
      const Bytes file = build_tiff({rgb().say(33723, stored, 4)}, order);
      CHECK(said(repacked(file), 0, 33723) == stored);
      const Bytes safe = repacked(file, kSafeStrip);
      CHECK(said(safe, 0, 33723).find("(c) me2") != std::string::npos);
      CHECK_FALSE(test::contains(safe, "foo"));
      container::MetadataBlobs blobs;
      container::complete_tiff_blobs(file, blobs);
      CHECK(as_text(blobs.xmp).find("(c) me2") != std::string::npos);
    }
  }
}

TEST_CASE("texts in UTF-8 are texts") {
  const Bytes file = build_tiff({rgb().say(33432, std::string_view("(c) \xC3\xA9\0", 7), 129)});
  CHECK(said(repacked(file), 0, 33432).find("(c)") == 0);
  CHECK(said(repacked(file, kSafeStrip), 0, 33432).find("(c)") == 0);
  container::MetadataBlobs blobs;
  container::complete_tiff_blobs(file, blobs);
  CHECK(container::rights_in_exif(blobs.exif).notice == "(c) \xC3\xA9");
}

TEST_CASE("EXIF directories are laid out anew, in a repack and for other formats") {
  // ISO 200, a version as bytes, exposure times behind
  const Bytes file =
      with_exif(std::string_view("\x88\x27\0\3\0\0\0\1\0\xC8\0\0"
                                 "\x90\0\0\7\0\0\0\4"
                                 "0232",
                                 24));
  const Bytes output = repacked(file);
  const auto iso = [](ByteView block) {
    container::Window window(block);
    const auto tiff = container::read_tiff(block, window);
    REQUIRE(tiff);
    const TiffEntry* const pointer = tiff->pages.at(0).find(34665);
    REQUIRE(pointer != nullptr);
    const auto directory = tiff->block.read(tiff->block.value_or(*pointer, 0, 0));
    REQUIRE(directory.ok());
    CHECK(as_text(tiff->raw(*directory->find(0x9000))) == "0232");
    return tiff->block.value_or(*directory, 0x8827, 0);
  };
  CHECK(iso(output) == 200);
  container::MetadataBlobs blobs;
  container::complete_tiff_blobs(file, blobs);
  CHECK(iso(blobs.exif) == 200);
  CHECK(said(repacked(file, kSafeStrip), 0, 34665).empty());
}

TEST_CASE("what cannot be moved is a reason to leave a TIFF alone") {
  check_refused(with_exif(std::string_view("\x92\x7C\0\7\0\0\0\4note", 12)), "maker note");
  CHECK(said(repacked(with_exif(std::string_view("\x92\x7C\0\7\0\0\0\4note", 12)), bit(Metadata::exif)), 0, 34665)
            .empty());
  check_refused(with_exif(std::string_view("\x92\x86\0\7\x7F\0\0\0\0\0\0\x08", 12)), "cannot be read");
  check_refused(build_tiff({rgb().say(65000, "abcdefgh", 99)}), "tag 65000");
  check_refused(build_tiff({rgb().set(65001, {8}, 13)}), "tag 65001");
  check_refused(build_tiff({rgb().set(400, {8}, 4)}), "tag 400", bit(Metadata::comment));
  CHECK(said(repacked(build_tiff({rgb().say(65000, "abcdefgh", 99)}), kSafeStrip), 0, 65000).empty());
}

TEST_CASE("of two entries of one tag the first counts") {
  Bytes file = build_tiff({rgb().say(270, "first").say(271, "other")});
  container::Window window(file);
  const auto block = container::TiffBlock::open(window);
  store_number(file, block->read(block->first_ifd())->find(271)->at, 270, 2, std::endian::little);
  CHECK(said(repacked(file), 0, 270) == "first");
  Bytes twice = build_tiff({rgb().set(271, {20}, 4)});
  container::Window second(twice);
  const auto other = container::TiffBlock::open(second);
  store_number(twice, other->read(other->first_ifd())->find(271)->at, 256, 2, std::endian::little);
  CHECK(test::facts_of(twice, Format::tiff).width == 40);
}

TEST_CASE("least values, response and inks stay with the pixels they speak of") {
  const Bytes file = build_tiff({rgb().set(280, {3, 3, 3}).set(532, {0, 1, 255, 1, 0, 1, 255, 1, 0, 1, 255, 1}, 5)});
  CHECK(said(repacked(file), 0, 280).size() == 6);
  CHECK(said(repacked(file), 0, 532).size() == 48);
  engine::Settings small = lossless(Format::tiff);
  small.resize = Resize{.kind = Resize::Kind::percent, .value = 50};
  const auto resized = test::run(file, Format::tiff, small);
  REQUIRE(resized.ok());
  CHECK(said(resized->bytes, 0, 280).empty());
  CHECK(said(resized->bytes, 0, 282).empty());  // and no resolution is invented
}

TEST_CASE("the resolution turns with the pixels") {
  const TiffPicture lying = rgb().set(274, {6}).set(282, {300, 1}, 5).set(283, {150, 1}, 5).say(270, "text");
  const Bytes file = build_tiff({lying});
  engine::Settings small = lossless(Format::tiff);
  small.resize = Resize{.kind = Resize::Kind::percent, .value = 50};
  const auto resized = test::run(file, test::header_of(file, Format::tiff), small);
  REQUIRE(resized.ok());
  container::MetadataBlobs blobs;
  container::complete_tiff_blobs(file, blobs);
  blobs = container::edited(blobs, {.turn = container::Turn::quarter});
  for (const Bytes& turned : {resized->bytes, blobs.exif}) {
    CHECK(said(turned, 0, 282) == said(file, 0, 283));
    CHECK(said(turned, 0, 283) == said(file, 0, 282));
  }
  REQUIRE(blobs.density);
  CHECK(blobs.density->x == 150);
  CHECK(blobs.density->y == 300);
  const Bytes repack = test::run(file, test::header_of(file, Format::tiff), lossless(Format::tiff))->bytes;
  CHECK(said(repack, 0, 282) == said(file, 0, 282));
}
