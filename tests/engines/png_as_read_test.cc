// PNGs that decoders read in a way of their own: with a warning, turned by a text, or with chunks of their makers.

#include "container/integrity.h"
#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
#include "tests/support/png_files.h"
#include "tests/support/png_report.h"
#include "tests/support/test_images.h"

using namespace whittle;
using test::PngPicture;
using test::small_picture;
using test::with;

namespace {

/// By what our own parser says of the file, as whittle does it.
Result<engine::Candidate> run(const Bytes& file, const engine::Settings& settings) {
  return test::run(file, test::header_of(file, Format::png), settings);
}

}  // namespace

TEST_CASE("PNG chunks: a private one that depends on the coding goes only when it is stripped") {
  const Bytes layers = test::png_chunk("mkBF", test::Writer().fill(3000, 7).done());
  for (const std::string_view place : {"IDAT", "IEND"}) {
    const Bytes input = with(test::write_png(small_picture(2, 8, true)), place, layers);
    for (const auto& settings : {test::lossless(Format::png), test::lossy(Format::png), test::lossless(Format::webp)}) {
      const auto left = run(input, settings);
      REQUIRE_FALSE(left.ok());
      CHECK(left.error().reason == Reason::unsupported);
      CHECK(left.error().message.find("mkBF") != std::string::npos);
      for (const MetadataSet strip : {kSafeStrip, kAllMetadata, bit(Metadata::comment)}) {
        const auto stripped = run(input, engine::with(settings, &engine::Settings::strip, strip));
        REQUIRE(stripped.ok());
        CHECK_FALSE(test::contains(stripped->bytes, "mkBF"));
      }
    }
  }
}

TEST_CASE("PNG chunks: a gain map goes only when extras are stripped") {
  const Bytes gain_map = test::png_chunk("gMAP", test::Writer().fill(30, 7).done());
  for (const std::string_view place : {"IDAT", "IEND"}) {
    const Bytes input = with(test::write_png(small_picture(2, 8, true)), place, gain_map);
    for (const auto& settings : {test::lossless(Format::png), test::lossy(Format::png), test::lossless(Format::webp)}) {
      for (const MetadataSet strip : {MetadataSet{0}, kSafeStrip, kAllMetadata}) {
        const auto left = run(input, engine::with(settings, &engine::Settings::strip, strip));
        REQUIRE_FALSE(left.ok());
        CHECK(left.error().reason == Reason::gain_map);
      }
      const auto stripped = run(input, engine::with(settings, &engine::Settings::strip, bit(Metadata::extras)));
      REQUIRE(stripped.ok());
      CHECK_FALSE(test::contains(stripped->bytes, "gMAP"));
    }
  }
}

TEST_CASE("PNG: what libpng reads with a warning is read like that, and the result has nothing to warn of") {
  using test::Writer;
  const Bytes indexed = test::write_png(small_picture(3, 2, false)), rgb = test::write_png(small_picture(2, 8, true)),
              grey = test::write_png(small_picture(0, 8, false));
  const Bytes palette = test::png_chunk_data(indexed, "PLTE");
  const auto replaced = [](const Bytes& file, std::string_view type, const Bytes& chunk) {
    const auto at = static_cast<std::ptrdiff_t>(test::as_string(file).find(type)) - 4;
    Bytes out = file;
    const std::size_t size = be32(file, static_cast<std::size_t>(at)) + 12;
    out.erase(out.begin() + at, out.begin() + at + static_cast<std::ptrdiff_t>(size));
    out.insert(out.begin() + at, chunk.begin(), chunk.end());
    return out;
  };
  const auto rows_of = [](PngPicture picture, unsigned more) {
    picture.height += more;
    picture.samples.resize(picture.samples.size() + std::size_t{more} * picture.width * picture.channels());
    return test::png_chunk("IDAT", test::idat_of(test::write_png(picture)));
  };
  const Bytes behind = test::concat({ByteView(test::idat_of(rgb)), Writer().fill(9, 5).done()});
  const std::pair<const char*, Bytes> files[] = {
      {"palette longer than the depth allows",
       replaced(indexed, "PLTE", test::png_chunk("PLTE", test::concat({palette, Writer().fill(30, 1).done()})))},
      {"transparency longer than the palette",
       with(indexed, "IDAT", test::png_chunk("tRNS", Writer().fill(9, 1).done()))},
      {"transparency before the palette", with(indexed, "PLTE", test::png_chunk("tRNS", Writer().fill(2, 1).done()))},
      {"transparency too long for grey", with(grey, "IDAT", test::png_chunk("tRNS", Writer().fill(4).done()))},
      {"palette in grey", with(grey, "IDAT", test::png_chunk("PLTE", palette))},
      {"two rows too many", replaced(rgb, "IDAT", rows_of(small_picture(2, 8, true), 2))},
      {"bytes behind the stream", replaced(rgb, "IDAT", test::png_chunk("IDAT", behind))},
      {"more IDAT behind other chunks",
       with(with(rgb, "IEND", test::png_chunk("tEXt", as_bytes(std::string_view("a\0b", 3)))), "IEND",
            test::png_chunk("IDAT", Writer().fill(9, 5).done()))},
      {"indices beyond the palette", replaced(indexed, "PLTE", test::png_chunk("PLTE", ByteView(palette).first(6)))},
      {"IEND with data", replaced(rgb, "IEND", test::png_chunk("IEND", Writer().fill(3).done()))},
  };
  for (const auto& [what, input] : files) {
    INFO(what);
    CHECK(test::png_treatment(input) == Reason::none);
    const auto made = run(input, test::lossless(Format::png));
    REQUIRE(made.ok());
    const auto again = container::check_integrity(made->bytes, Format::png);
    CHECK(again.ok());
    const auto webp = run(input, test::lossless(Format::webp));
    if (!webp.ok()) UNSCOPED_INFO(webp.error().message);
    CHECK(webp.ok());
  }
  // Far more than the picture is left alone.
  CHECK(test::png_treatment(replaced(rgb, "IDAT", rows_of(small_picture(2, 8, true), 100'000))) == Reason::corrupt);
}

TEST_CASE("PNG: an orientation that a text says is kept or applied") {
  PngPicture picture = small_picture(2, 8, true);
  const Bytes plain = test::write_png(picture);
  for (const std::string_view type : {"tEXt", "zTXt", "iTXt"}) {
    for (const std::string_view place : {"IDAT", "IEND"}) {
      INFO(type << " before " << place);
      const Bytes text = test::raw_exif_text(type, "exif", test::make_exif(6));
      const Bytes input = with(plain, place, text);
      const auto settings = test::lossless(Format::png);
      const auto kept = run(input, settings);
      REQUIRE(kept.ok());
      CHECK(test::contains(kept->bytes, "Raw profile type exif"));
      CHECK(test::header_of(kept->bytes, Format::png).orientation == 6);

      const auto stripped = run(input, engine::with(settings, &engine::Settings::strip, kSafeStrip));
      REQUIRE(stripped.ok());
      CHECK_FALSE(test::contains(stripped->bytes, "Raw profile"));
      CHECK(test::header_of(stripped->bytes, Format::png).orientation == 6);
      CHECK(test::contains(test::png_chunk_data(stripped->bytes, "eXIf"), "(c) Somebody"));

      const auto small = run(input, engine::with(settings, &engine::Settings::resize, Resize{.width = 9}));
      REQUIRE(small.ok());
      const container::Header facts = test::header_of(small->bytes, Format::png);
      CHECK(facts.orientation == 1);
      CHECK(facts.width == 9);
      CHECK(facts.height > facts.width);

      const auto webp = run(input, test::lossless(Format::webp));
      REQUIRE(webp.ok());
      const container::Header turned = test::header_of(webp->bytes, Format::webp);
      CHECK(turned.width == picture.height);
      CHECK(turned.height == picture.width);
      CHECK(turned.orientation == 1);
    }
  }
}

TEST_CASE("PNG: what is left of an animation without an acTL before the pixels is a still picture") {
  using test::Writer;
  const auto chunk = [](const char* type, Writer writer) { return test::png_chunk(type, writer.done()); };
  const Bytes still = test::write_png(small_picture(2, 8, true));
  const container::Header facts = test::header_of(still, Format::png);
  const Bytes announced = chunk("acTL", Writer().be32(2).be32(0));
  const Bytes frame = test::concat({chunk("fcTL", Writer().be32(0).be32(facts.width).be32(facts.height).fill(14, 0)),
                                    chunk("fdAT", Writer().be32(1).fill(20, 5))});
  for (const Bytes& input : {with(still, "IEND", announced), with(still, "IEND", frame),
                             with(with(still, "IEND", announced), "IEND", frame), with(still, "IDAT", frame)}) {
    CHECK(test::check(input, Format::png) == Reason::none);
    CHECK(test::header_of(input, Format::png).apng == container::Has::no);
    for (const Format to : {Format::png, Format::webp}) {
      const auto output = run(input, test::lossless(to));
      REQUIRE(output.ok());
      CHECK(test::all_pixels(output->bytes, to) == test::all_pixels(still, Format::png));
      for (const std::string_view type : {"acTL", "fcTL", "fdAT"}) CHECK_FALSE(test::contains(output->bytes, type));
    }
  }
}
