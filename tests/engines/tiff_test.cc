// TIFF repacks: pages, depth, resolution and plain tags stay; what would be lost is refused.

#include "container/payload/ifd.h"
#include "engine/formats.h"
#include "tests/support/catch.h"
#include "tests/support/test_images.h"
#include "vips/decode.h"

using namespace whittle;
using test::lossless;
using test::make_image;
using test::Pattern;

namespace {

Bytes tiff(VipsImage* image, test::Arguments arguments = {}) {
  arguments.emplace_back("compression", 0);
  return test::encode(image, "tiffsave_buffer", arguments);
}

Bytes pages(const std::vector<int>& numbers) {
  const vips::ImagePtr film = test::make_film(32, 24, std::vector<int>(numbers.size(), 100), 0, numbers, 3);
  return tiff(film.get());
}

// `file` with one more (or another) entry in its first directory, which is moved to the end.
Bytes with_tag(const Bytes& file, std::uint16_t tag, std::uint16_t type, std::string_view value) {
  container::Window window(file);
  const auto block = container::TiffBlock::open(window);
  const auto ifd = block->read(block->first_ifd());
  const auto put = [](Bytes& out, std::uint32_t v, int bytes) {
    for (int i = 0; i < bytes; ++i) out.push_back(std::byte(v >> 8 * i & 255));
  };
  REQUIRE(block->order() == std::endian::little);
  Bytes out = file;
  const auto value_at = static_cast<std::uint32_t>(out.size());
  out = test::concat({out, as_bytes(value)});
  if (out.size() % 2 != 0) out.push_back({});
  const auto at = static_cast<std::uint32_t>(out.size());
  const bool replaces = ifd->find(tag) != nullptr;
  put(out, static_cast<std::uint32_t>(ifd->entries.size() + (replaces ? 0 : 1)), 2);
  bool placed = false;
  const auto place = [&] {
    put(out, tag, 2);
    put(out, type, 2);
    put(out, static_cast<std::uint32_t>(value.size() / container::tiff_type_size(type)), 4);
    if (value.size() > 4) {
      put(out, value_at, 4);
    } else {
      Bytes inline_value = test::concat({as_bytes(value)});
      inline_value.resize(4);
      out = test::concat({out, inline_value});
    }
    placed = true;
  };
  for (const container::TiffEntry& entry : ifd->entries) {
    if (!placed && entry.tag >= tag) place();
    if (entry.tag == tag) continue;
    out = test::concat({out, ByteView(file).subspan(entry.at, 12)});
  }
  if (!placed) place();
  put(out, static_cast<std::uint32_t>(ifd->next), 4);
  for (int i = 0; i < 4; ++i) out[static_cast<std::size_t>(4 + i)] = std::byte(at >> 8 * i & 255);
  return out;
}

std::uint64_t tag_value(ByteView file, std::uint16_t tag) {
  container::Window window(file);
  const auto block = container::TiffBlock::open(window);
  return block->value_or(*block->read(block->first_ifd()), tag, 0);
}

void check_refused(const Bytes& file, std::string_view word) {
  const auto result = test::run(file, Format::tiff, lossless(Format::tiff));
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().reason == Reason::unsupported);
  INFO(result.error().message);
  CHECK(result.error().message.find(word) != std::string::npos);
}

}  // namespace

TEST_CASE("TIFF repacks keep pixels and become smaller") {
  for (const int depth : {8, 16}) {
    for (const int bands : {1, 2, 3, 4}) {
      const Bytes input = tiff(make_image(80, 60, bands, Pattern::gradient, depth).get());
      const auto output = test::run(input, Format::tiff, lossless(Format::tiff));
      REQUIRE(output.ok());
      CHECK(output->verified);
      CHECK(output->bytes.size() < input.size());
      CHECK(test::all_pixels(output->bytes, Format::tiff) == test::all_pixels(input, Format::tiff));
    }
  }
}

TEST_CASE("TIFF pages stay pages") {
  const Bytes input = pages({0, 1, 2, 1});
  const auto output = test::run(input, Format::tiff, lossless(Format::tiff));
  REQUIRE(output.ok());
  CHECK(vips::frame_count(engine::open_image(output->bytes, Format::tiff)->get()) == 4);
  CHECK(test::all_pixels(output->bytes, Format::tiff) == test::all_pixels(input, Format::tiff));
}

TEST_CASE("bits a sample and resolution stay") {
  for (const int bits : {1, 2, 4}) {
    const Bytes input =
        tiff(make_image(64, 40, 1, Pattern::blocks).get(), {{"bitdepth", bits}, {"xres", 11.811}, {"yres", 5.9055}});
    REQUIRE(tag_value(input, 258) == static_cast<std::uint64_t>(bits));
    container::Header facts = test::facts_of(input, Format::tiff);
    facts.depth = static_cast<std::uint8_t>(bits);
    const auto output = test::run(input, facts, lossless(Format::tiff));
    REQUIRE(output.ok());
    CHECK(tag_value(output->bytes, 258) == static_cast<std::uint64_t>(bits));
    CHECK(test::all_pixels(output->bytes, Format::tiff) == test::all_pixels(input, Format::tiff));
    CHECK((*engine::open_image(output->bytes, Format::tiff))->Xres ==
          Approx((*engine::open_image(input, Format::tiff))->Xres));
  }
}

TEST_CASE("float and CMYK TIFFs are repacked as they are, with leave to lose too") {
  vips::Operation cast("cast");
  const vips::ImagePtr rgb = make_image(40, 30, 3, Pattern::noise);
  cast.set("in", rgb.get());
  cast.set("format", VIPS_FORMAT_FLOAT);
  REQUIRE(cast.run());
  for (const Bytes& input : {tiff(cast.image().get()), tiff(test::make_cmyk(40, 30).get())}) {
    for (const engine::Settings& settings : {lossless(Format::tiff), test::lossy(Format::tiff)}) {
      const auto output = test::run(input, Format::tiff, settings);
      REQUIRE(output.ok());
      const auto a = vips::to_memory(engine::open_image(input, Format::tiff)->get(), "a");
      const auto b = vips::to_memory(engine::open_image(output->bytes, Format::tiff)->get(), "b");
      REQUIRE((*a)->BandFmt == (*b)->BandFmt);
      REQUIRE((*a)->Type == (*b)->Type);
      CHECK(std::memcmp(VIPS_IMAGE_ADDR(a->get(), 0, 0), VIPS_IMAGE_ADDR(b->get(), 0, 0),
                        VIPS_IMAGE_SIZEOF_IMAGE(a->get())) == 0);
    }
  }
}

TEST_CASE("plain tags are carried, by kind") {
  const Bytes base = tiff(make_image(40, 30, 3, Pattern::gradient).get());
  Bytes input = with_tag(base, 305, 2, std::string_view("A Program\0", 10));
  input = with_tag(input, 33432, 2, std::string_view("(c) Somebody\0", 13));
  input = with_tag(input, 33550, 12, std::string_view("\1\2\3\4\5\6\7\x08\1\2\3\4\5\6\7\x08\1\2\3\4\5\6\7\x08", 24));
  input = with_tag(input, 42113, 2, std::string_view("-1\0", 3));
  const auto all = test::run(input, Format::tiff, lossless(Format::tiff));
  REQUIRE(all.ok());
  for (const std::string_view text : {"A Program", "(c) Somebody", "\1\2\3\4\5\6\7\x08\1\2\3", "-1"})
    CHECK(test::contains(all->bytes, text));
  CHECK(test::all_pixels(all->bytes, Format::tiff) == test::all_pixels(base, Format::tiff));

  engine::Settings settings = lossless(Format::tiff);
  settings.strip = kSafeStrip;
  const auto safe = test::run(input, Format::tiff, settings);
  REQUIRE(safe.ok());
  CHECK_FALSE(test::contains(safe->bytes, "A Program"));
  CHECK(test::contains(safe->bytes, "(c) Somebody"));
  CHECK_FALSE(test::contains(safe->bytes, "\1\2\3\4\5\6\7\x08\1\2\3"));
}

TEST_CASE("the orientation tag of a TIFF stays in a repack") {
  const Bytes input =
      with_tag(tiff(make_image(40, 30, 3, Pattern::gradient).get()), 274, 3, std::string_view("\6\0", 2));
  REQUIRE(test::facts_of(input, Format::tiff).orientation == 6);
  const auto output = test::run(input, Format::tiff, lossless(Format::tiff));
  REQUIRE(output.ok());
  CHECK(tag_value(output->bytes, 274) == 6);
  CHECK(tag_value(output->bytes, 256) == 40);
}

TEST_CASE("what a repack would lose is refused") {
  const vips::ImagePtr image = make_image(300, 300, 3, Pattern::gradient);
  check_refused(tiff(image.get(), {{"tile", 1}}), "tiles");
  check_refused(tiff(image.get(), {{"tile", 1}, {"pyramid", 1}, {"subifd", 1}}), "t");
  check_refused(tiff(image.get(), {{"bigtiff", 1}}), "BigTIFF");
  const Bytes base = tiff(make_image(40, 30, 3, Pattern::gradient).get());
  check_refused(with_tag(base, 330, 4, std::string_view("\x08\0\0\0", 4)), "sub-images");
  check_refused(with_tag(base, 34665, 4, std::string_view("\x08\0\0\0", 4)), "--strip exif");
  check_refused(with_tag(base, 34853, 4, std::string_view("\x08\0\0\0", 4)), "--strip gps");
  engine::Settings settings = lossless(Format::tiff);
  settings.strip = kAllMetadata;
  CHECK(test::run(with_tag(base, 34665, 4, std::string_view("\x08\0\0\0", 4)), Format::tiff, settings).ok());
}
