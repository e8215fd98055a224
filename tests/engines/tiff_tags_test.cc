// A TIFF is what its tags say: what is written says the same, and what is not read so is refused by name.

#include "container/payload/ifd.h"
#include "tests/support/catch.h"
#include "tests/support/test_images.h"
#include "tests/support/tiff_files.h"

using namespace whittle;
using test::build_tiff;
using test::lossless;
using test::Order;
using test::tiff_picture;
using test::TiffPicture;

namespace {

Bytes ramp(std::size_t count) {
  Bytes out;
  for (std::size_t i = 0; i < count; ++i) append_u8(out, i * i / 64 & 0xFF);
  return out;
}

TiffPicture rgb() {
  return tiff_picture(40, 30, 8, 3, 2, ramp(40 * 30 * 3));
}

container::TiffDirectory first_page(container::Window& window) {
  const auto block = container::TiffBlock::open(window);
  return *block->read(block->first_ifd());
}

std::uint64_t value(ByteView file, std::uint16_t tag, std::uint64_t fallback = 0) {
  container::Window window(file);
  return container::TiffBlock::open(window)->value_or(first_page(window), tag, fallback);
}

bool has(ByteView file, std::uint16_t tag) {
  container::Window window(file);
  return first_page(window).find(tag) != nullptr;
}

/// Numerator and denominator.
std::pair<std::uint32_t, std::uint32_t> rational(ByteView file, std::uint16_t tag) {
  container::Window window(file);
  const container::TiffDirectory page = first_page(window);
  const container::TiffEntry* const entry = page.find(tag);
  REQUIRE(entry != nullptr);
  const auto block = container::TiffBlock::open(window);
  return {block->u32(file, entry->data), block->u32(file, entry->data + 4)};
}

Bytes repacked(const Bytes& file) {
  const auto output = test::run(file, Format::tiff, lossless(Format::tiff));
  if (!output.ok()) FAIL(output.error().message);
  CHECK(output->verified);
  return output->bytes;
}

/// Of a file that may not be read at all.
Result<engine::Candidate> run_unread(const Bytes& file, Format to) {
  container::Header facts = test::facts_of(build_tiff({rgb()}), Format::tiff);
  facts.width = static_cast<std::uint32_t>(value(file, 256));
  facts.height = static_cast<std::uint32_t>(value(file, 257));
  return test::run(file, facts, lossless(to));
}

void check_refused(const Bytes& file, Format to, std::string_view word) {
  const auto result = run_unread(file, to);
  REQUIRE_FALSE(result.ok());
  INFO(result.error().message);
  CHECK(result.error().reason == Reason::unsupported);
  CHECK(result.error().message.find(word) != std::string::npos);
}

}  // namespace

TEST_CASE("TIFFs of 1, 2 and 4 bits of any width keep their samples and what zero means") {
  for (const unsigned bits : {1u, 2u, 4u}) {
    for (const std::uint32_t width : {31u, 32u, 33u, 73u}) {
      for (const unsigned photometric : {0u, 1u}) {
        const std::size_t row = (width * bits + 7) / 8;
        Bytes rows;
        for (std::size_t i = 0; i < row * 50; ++i) append_u8(rows, i % row < 3 ? 0x1B : 0xE4);
        const Bytes input = build_tiff({tiff_picture(width, 50, bits, 1, photometric, rows)});
        container::Header facts = test::facts_of(input, Format::tiff);
        facts.depth = static_cast<std::uint8_t>(bits);
        const auto output = test::run(input, facts, lossless(Format::tiff));
        REQUIRE(output.ok());
        CHECK(value(output->bytes, 256) == width);
        CHECK(value(output->bytes, 258) == bits);
        CHECK(value(output->bytes, 262) == photometric);
        CHECK(test::all_pixels(output->bytes, Format::tiff) == test::all_pixels(input, Format::tiff));
      }
    }
  }
}

TEST_CASE("the resolution of a TIFF stays, and none is invented") {
  const Bytes without = repacked(build_tiff({rgb()}));
  for (const int tag : {282, 283, 296}) CHECK_FALSE(has(without, static_cast<std::uint16_t>(tag)));
  for (const Order order : {Order::little, Order::big}) {
    TiffPicture page = rgb().set(282, {72009, 1000}, 5).set(283, {1, 3}, 5).set(296, {3});
    const Bytes exact = repacked(build_tiff({page, page}, order));
    CHECK(rational(exact, 282) == std::pair(72009u, 1000u));
    CHECK(rational(exact, 283) == std::pair(1u, 3u));
    CHECK(value(exact, 296) == 3);
  }
  const Bytes no_unit = repacked(build_tiff({rgb().set(282, {4, 1}, 5).set(283, {3, 1}, 5).set(296, {1})}));
  CHECK(value(no_unit, 296) == 1);
  const auto converted = test::run(test::encode_png(test::make_image(40, 30, 3, test::Pattern::gradient).get()),
                                   Format::png, lossless(Format::tiff));
  REQUIRE(converted.ok());
  CHECK_FALSE(has(converted->bytes, 282));
}

TEST_CASE("a text without its NUL is no damage") {
  TiffPicture page = rgb();
  page.tags[305] = {.type = 2, .numbers = {}, .text = "MyScanner 1.0"};
  page.tags[270] = {.type = 2, .numbers = {}, .text = "abc"};
  const Bytes input = build_tiff({page});
  const Bytes output = repacked(input);
  CHECK(test::contains(output, "MyScanner 1.0"));
  CHECK(test::all_pixels(output, Format::tiff) == test::all_pixels(build_tiff({rgb()}), Format::tiff));
  const auto png = test::run(input, Format::tiff, lossless(Format::png));
  REQUIRE(png.ok());
  CHECK(test::decode_png(png->bytes).rgba == test::all_pixels(build_tiff({rgb()}), Format::tiff));
}

TEST_CASE("planes are read as what they are") {
  const Bytes input = build_tiff({test::in_planes(rgb(), 3)});
  CHECK(test::all_pixels(repacked(input), Format::tiff) == test::all_pixels(build_tiff({rgb()}), Format::tiff));
}

TEST_CASE("what is not read as its tags say is refused, whatever it is to become") {
  for (const Format to : {Format::tiff, Format::png}) {
    check_refused(build_tiff({rgb().set(262, {6})}), to, "YCbCr");
    check_refused(build_tiff({rgb().set(262, {8})}), to, "Lab");
    check_refused(build_tiff({rgb().set(259, {34925})}), to, "LZMA");
    check_refused(build_tiff({tiff_picture(40, 30, 8, 4, 2, ramp(40 * 30 * 4)).set(338, {0})}), to, "unspecified");
    check_refused(build_tiff({test::in_planes(tiff_picture(40, 30, 8, 2, 1, ramp(40 * 30 * 2)).set(338, {2}), 2)}), to,
                  "separate planes");
    check_refused(build_tiff({tiff_picture(40, 30, 12, 1, 1, ramp(60 * 30))}), to, "12-bit");
  }
  check_refused(build_tiff({rgb(), rgb().set(257, {29}, 4)}), Format::tiff, "pages differ");
}

TEST_CASE("what a repack would make something else of is refused") {
  std::vector<std::uint32_t> map;
  for (unsigned i = 0; i < 768; ++i) map.push_back(i * 7 % 256 * 257);
  const Bytes palette = build_tiff({tiff_picture(40, 30, 8, 1, 3, ramp(40 * 30)).set(320, map)});
  check_refused(palette, Format::tiff, "palette");
  const auto png = test::run(palette, Format::tiff, lossless(Format::png));
  REQUIRE(png.ok());
  const std::vector<std::uint16_t> pixels = test::decode_png(png->bytes).rgba;
  const Bytes indices = ramp(40 * 30);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    REQUIRE(pixels[4 * i + 1] == map[256 + std::to_integer<std::size_t>(indices[i])]);
  }
  const Bytes premultiplied = build_tiff({tiff_picture(40, 30, 8, 4, 2, Bytes(40 * 30 * 4)).set(338, {1})});
  check_refused(premultiplied, Format::tiff, "premultiplied");
}

TEST_CASE("a damaged strip is damage, with its place") {
  TiffPicture page = rgb().set(259, {32773});
  page.segments = {Bytes(20, std::byte{0x81})};
  const auto result = run_unread(build_tiff({page}), Format::tiff);
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().reason == Reason::corrupt);
  CHECK(result.error().message.find("strip or tile 0") != std::string::npos);
}

TEST_CASE("TIFF: IPTC stays as it is, or its rights alone, or all but them") {
  const std::string records(
      "\x1C\x02\x19\0\x03"
      "foo\x1C\x02\x74\0\x06(c) me",
      19);
  const std::string resource = std::string("8BIM\x04\x04\0\0\0\0\0\x13", 12) + records + std::string(1, '\0');
  for (const auto& [tag, text] : {std::pair{33723U, records}, std::pair{34377U, resource}}) {
    INFO(tag);
    TiffPicture picture = rgb();
    picture.tags[tag] = {.type = 2, .text = text};
    const Bytes file = build_tiff({picture});
    CHECK(test::contains(repacked(file), text));
    const auto stripped = [&](MetadataSet kinds) {
      const auto output =
          test::run(file, Format::tiff, engine::with(lossless(Format::tiff), &engine::Settings::strip, kinds));
      if (!output.ok()) FAIL(output.error().message);
      return output->bytes;
    };
    const Bytes safe = stripped(kSafeStrip), anonymous = stripped(bit(Metadata::copyright));
    CHECK(test::contains(safe, "(c) me"));
    CHECK_FALSE(test::contains(safe, "foo"));
    CHECK(test::contains(anonymous, "foo"));
    CHECK_FALSE(test::contains(anonymous, "(c) me"));
    CHECK_FALSE(has(stripped(kAllMetadata), static_cast<std::uint16_t>(tag)));
  }
}

TEST_CASE("TIFF: IPTC that calls itself LONG is bytes in any byte order") {
  const std::vector<std::uint32_t> longs = {0x1C021900, 0x03666F6F, 0x1C027400, 0x06286329, 0x206D6500};
  TiffPicture picture = rgb();
  const Bytes file = build_tiff({picture.set(33723, longs, 4)}, Order::big);
  const std::string_view records("\x1C\x02\x19\0\x03", 5);
  REQUIRE(test::contains(file, records));
  CHECK(test::contains(repacked(file), records));
}

namespace {

/// A page with directories of EXIF and GPS; `maker_notes` among the first.
Bytes with_exif(Order order, bool maker_notes = false) {
  const auto made = [&](std::uint32_t exif, std::uint32_t gps) {
    return build_tiff({rgb().set(34665, {exif}, 4).set(34853, {gps}, 4)}, order);
  };
  const auto number = [&](test::Writer& out, std::uint64_t value, unsigned size) {
    Bytes bytes;
    append_number(bytes, value, size, order == Order::big ? std::endian::big : std::endian::little);
    out.bytes(bytes);
  };
  const auto directory = [&](std::uint16_t tag) {  // of one SHORT
    test::Writer out;
    number(out, 1, 2);
    number(out, tag, 2);
    number(out, 3, 2);
    number(out, 1, 4);
    number(out, 100, 2);
    number(out, 0, 2);
    number(out, 0, 4);
    return out.done();
  };
  const Bytes exif = directory(maker_notes ? 37500 : 34855), gps = directory(30);
  const Bytes empty = made(0, 0);
  const auto at = static_cast<std::uint32_t>(empty.size());
  return test::joined({made(at, at + static_cast<std::uint32_t>(exif.size())), exif, gps});
}

/// The value of `tag` in the directory that `pointer` of the first page points to.
std::uint64_t pointed(ByteView file, std::uint16_t pointer, std::uint16_t tag) {
  container::Window window(file);
  const auto block = container::TiffBlock::open(window);
  const auto directory = block->read(value(file, pointer));
  return directory.ok() ? block->value_or(*directory, tag, 0) : 0;
}

}  // namespace

TEST_CASE("TIFF: the directories of EXIF and GPS stay, each as asked") {
  for (const Order order : {Order::little, Order::big}) {
    const Bytes file = with_exif(order);
    const Bytes kept = repacked(file);
    CHECK(pointed(kept, 34665, 34855) == 100);
    CHECK(pointed(kept, 34853, 30) == 100);
    const auto without = [&](MetadataSet kinds) {
      const auto output =
          test::run(file, Format::tiff, engine::with(lossless(Format::tiff), &engine::Settings::strip, kinds));
      if (!output.ok()) FAIL(output.error().message);
      return output->bytes;
    };
    CHECK(has(without(bit(Metadata::gps)), 34665));
    CHECK_FALSE(has(without(bit(Metadata::gps)), 34853));
    CHECK(without(bit(Metadata::gps)).size() < kept.size());  // and is not there without its pointer
    CHECK_FALSE(has(without(bit(Metadata::exif)), 34665));
  }
}

TEST_CASE("TIFF: maker notes of unknown form, whose offsets nobody can mend, are not moved") {
  const auto output = test::run(with_exif(Order::little, true), Format::tiff, lossless(Format::tiff));
  REQUIRE_FALSE(output.ok());
  CHECK(output.error().reason == Reason::unsupported);
  CHECK(output.error().message.find("maker note") != std::string::npos);
}
