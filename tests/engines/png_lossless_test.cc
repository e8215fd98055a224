// The PNG engine on pictures of every kind, judged by libpng; its limits on hostile input.

#include "codec/png/optimize.h"

#include <random>

#include "codec/png/read.h"
#include "codec/png/search.h"
#include "tests/support/catch.h"
#include "tests/support/png_files.h"
#include "tests/support/test_images.h"

using namespace whittle;
using test::PngPicture;

namespace {

constexpr int kTypes[][2] = {{0, 1}, {0, 2}, {0, 4}, {0, 8}, {0, 16}, {2, 8}, {2, 16}, {3, 1},
                             {3, 2}, {3, 4}, {3, 8}, {4, 8}, {4, 16}, {6, 8}, {6, 16}};

Bytes must(const Bytes& input, int effort = 2) {
  auto output = png::optimize(input, {effort});
  if (!output.ok()) FAIL(output.error().message);
  CHECK(output->size() <= input.size());
  CHECK(test::decode_png(*output) == test::decode_png(input));
  return std::move(output).value();
}

Reason reason_of(const Bytes& input) {
  const auto output = png::optimize(input, {2});
  return output.ok() ? Reason::none : output.error().reason;
}

enum class Content { noise, smooth, few, flat };

/// Samples of `content` in the given type; palettes are full and hold doubles and unused entries.
PngPicture picture_of(int colour, int depth, Content content, std::uint32_t width, std::uint32_t height,
                      unsigned seed) {
  std::mt19937 random(seed);
  PngPicture picture{.width = width, .height = height, .colour = colour, .depth = depth};
  const unsigned top = (1U << depth) - 1;
  if (colour == 3) {
    for (unsigned i = 0; i <= top; ++i) {
      const auto c = static_cast<std::uint32_t>(random());
      picture.palette.push_back(i > 3 && random() % 4 == 0 ? picture.palette[random() % i]
                                                           : c | (random() % 2) * 0xFF000000U);
    }
  }
  const unsigned channels = picture.channels();
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      for (unsigned c = 0; c < channels; ++c) {
        unsigned value = 0;
        if (content == Content::noise) value = static_cast<unsigned>(random());
        if (content == Content::smooth) value = (x * (c + 3) + y * 2) * top / 300;
        if (content == Content::few) value = ((x / 5 + y / 7) % 5 + c) * top / 9;
        picture.samples.push_back(static_cast<std::uint16_t>(value & top));
      }
    }
  }
  return picture;
}

/// A 8-bit RGBA picture; `colour` gives 0xAARRGGBB at x, y.
template <typename Colour>
PngPicture rgba_picture(std::uint32_t width, std::uint32_t height, const Colour& colour) {
  PngPicture picture{.width = width, .height = height, .colour = 6};
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      const std::uint32_t c = colour(x, y);
      for (const int shift : {16, 8, 0, 24}) picture.samples.push_back(c >> shift & 255);
    }
  }
  return picture;
}

std::pair<int, int> type_of(const Bytes& png) {
  const auto raster = test::decode_png(png);
  return {raster.colour_type, raster.depth};
}

Bytes with_chunk(const Bytes& png, std::string_view type, const Bytes& data, std::string_view before = "IDAT") {
  return test::insert_png_chunks(png, before, test::png_chunk(type, data));
}

}  // namespace

TEST_CASE("PNG engine: every type, depth, interlacing and size keeps its samples") {
  for (const auto& [colour, depth] : kTypes) {
    for (const bool interlaced : {false, true}) {
      for (const Content content : {Content::noise, Content::smooth, Content::few, Content::flat}) {
        for (const auto& [width, height] : {std::pair{1, 1}, {3, 2}, {9, 5}, {61, 33}, {2, 97}}) {
          INFO("type " << colour << ", depth " << depth << ", interlaced " << interlaced << ", content "
                       << static_cast<int>(content) << ", " << width << "x" << height);
          PngPicture picture = picture_of(colour, depth, content, width, height, colour * 100 + depth);
          picture.interlaced = interlaced;
          const Bytes input = test::write_png(picture, depth >= 8), output = must(input);
          if (output.size() < input.size()) CHECK(u8(output, 28) == 0);  // not interlaced
        }
      }
    }
  }
}

TEST_CASE("PNG engine: every effort keeps samples, and is stable") {
  for (int effort = 0; effort <= 9; ++effort) {
    for (const auto& [colour, depth] : kTypes) {
      for (const Content content : {Content::smooth, Content::few}) {
        INFO("effort " << effort << ", type " << colour << ", depth " << depth << ", " << static_cast<int>(content));
        const Bytes output = must(test::write_png(picture_of(colour, depth, content, 70, 45, 5), depth >= 8), effort);
        CHECK(must(output, effort) == output);
      }
    }
  }
}

TEST_CASE("PNG engine: what a search has made is left alone by the next") {
  using namespace png;
  const auto searched = [](const Bytes& file, int effort) {
    const Container container = read_container(file).value();
    Bytes storage;
    const auto stream = container.frames[0].joined(storage);
    DecodedFrame frame =
        decode_frame(stream, container.header.width, container.header.height, container.header.format, false).value();
    frame.picture.palette = container.palette;
    return !search(frame, {}, effort_plan(effort), {}).value().stream.empty();
  };
  // A drawing with many ways to parse it.
  std::mt19937 random(3);
  PngPicture picture{.width = 300, .height = 200, .colour = 2, .depth = 8};
  std::vector<std::uint16_t> tile(3 * 40 * 40);
  for (auto& value : tile) value = static_cast<std::uint16_t>(random() % 4 == 0 ? random() % 256 : 200);
  for (std::uint32_t y = 0; y < picture.height; ++y) {
    for (std::uint32_t x = 0; x < picture.width; ++x) {
      const std::size_t from = 3 * ((y + x / 40 * 7) % 40 * 40 + x % 40);
      for (std::size_t c = 0; c < 3; ++c)
        picture.samples.push_back(static_cast<std::uint16_t>((tile[from + c] + random() % 50 / 49) & 255));
    }
  }
  const Bytes plain = test::write_png(picture), small = must(plain, 9);
  CHECK(searched(plain, 5));
  CHECK(searched(plain, 9));
  CHECK_FALSE(searched(small, 5));
  CHECK_FALSE(searched(small, 9));
  CHECK(searched(small, 2));  // which does not look

  // Tiny streams cannot be much smaller than one parse makes them.
  int left = 0;
  std::size_t quick = 0, usual = 0, most = 0;
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937 colours(seed);
    const PngPicture icon = rgba_picture(6 + seed % 11, 12, [&](auto x, auto y) {
      return (x + y) % 9 < 3 ? 0U : 0xFF000000 | static_cast<std::uint32_t>(colours() % 3 * 0x1F2F3F);
    });
    const Bytes made = must(test::write_png(icon), 5);
    left += searched(made, 5) ? 0 : 1;
    quick += must(test::write_png(icon), 2).size();
    usual += made.size();
    most += must(test::write_png(icon), 9).size();
  }
  CHECK(usual <= quick);
  CHECK(most <= usual);
  CHECK(left >= 38);
}

TEST_CASE("PNG engine: a key that no pixel has goes, however good the stream is") {
  for (unsigned seed = 0; seed < 12; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::uint32_t> colours(400);
    for (auto& colour : colours) colour = 0xFF000000 | static_cast<std::uint32_t>(random() & 0xFFFFFF);
    const Bytes plain =
        must(test::write_png(rgba_picture(
                 24, 24, [&](auto x, auto y) { return colours[(x * (1 + seed % 3) + y * y) % (290 + seed)]; })),
             9);
    REQUIRE(type_of(plain) == std::pair{2, 8});
    const Bytes key = test::png_chunk("tRNS", Bytes(6, std::byte{0}));
    Bytes keyed(plain.begin(), plain.begin() + 33);  // signature and IHDR
    keyed.insert(keyed.end(), key.begin(), key.end());
    keyed.insert(keyed.end(), plain.begin() + 33, plain.end());
    for (const int effort : {5, 9}) CHECK(must(keyed, effort).size() <= plain.size());
  }
}

TEST_CASE("PNG engine: a transparent colour of a type without alpha stays the same colour") {
  for (const auto& [colour, depth] : kTypes) {
    if (colour != 0 && colour != 2) continue;
    for (const bool used : {true, false}) {
      PngPicture picture = picture_of(colour, depth, Content::few, 40, 30, 1);
      picture.key.assign(picture.samples.begin() + 3, picture.samples.begin() + 3 + picture.channels());
      if (!used) picture.key.assign(picture.channels(), 1);
      for (const bool interlaced : {false, true}) {
        picture.interlaced = interlaced;
        INFO("type " << colour << ", depth " << depth << ", used " << used);
        must(test::write_png(picture));
      }
    }
  }
}

TEST_CASE("PNG engine: exact reductions are found") {
  const auto ramp = [](std::uint32_t x, std::uint32_t y) { return (x * 7 + y * 13) & 255; };
  const auto reduced = [](const PngPicture& picture, int effort = 5) {
    return type_of(must(test::write_png(picture, true), effort));
  };
  SECTION("16 bits that repeat a byte become 8") {
    PngPicture picture = picture_of(2, 16, Content::noise, 50, 50, 3);
    for (auto& sample : picture.samples) sample = static_cast<std::uint16_t>((sample >> 8) * 257);
    CHECK(reduced(picture) == std::pair{2, 8});
    picture.samples[7] ^= 1;
    CHECK(reduced(picture) == std::pair{2, 16});
  }
  SECTION("RGB that is grey becomes grey") {
    CHECK(reduced(rgba_picture(64, 64, [&](auto x, auto y) { return ramp(x, y) * 0x10101 | 0xFF000000; })) ==
          std::pair{0, 8});
  }
  SECTION("an opaque alpha channel goes") {
    CHECK(reduced(rgba_picture(64, 64, [&](auto x, auto y) { return 0xFF000000 | x << 18 | y << 10 | ramp(x, y); })) ==
          std::pair{2, 8});
  }
  SECTION("one hidden colour that nothing else has becomes tRNS") {
    const Bytes output = must(test::write_png(rgba_picture(
        64, 64, [&](auto x, auto y) { return x < 9 ? 0x00FF01FE : 0xFF000000 | x << 17 | y << 9 | ramp(x, y); })));
    CHECK(type_of(output).first == 2);
    CHECK(test::png_chunk_data(output, "tRNS").size() == 6);
  }
  SECTION("a tiny picture is smaller with alpha than with the chunk of a key") {
    PngPicture picture = picture_of(3, 8, Content::few, 16, 16, 1);
    picture.palette.clear();
    for (std::uint32_t i = 0; i < 10; ++i) picture.palette.push_back(i == 0 ? 0 : 0xFF000000 | i * 0x1B2D37);
    for (std::size_t i = 0; i < picture.samples.size(); ++i)
      picture.samples[i] = static_cast<std::uint16_t>(i >= 100 && i < 109 ? i - 99 : 0);
    CHECK(reduced(picture) == std::pair{6, 8});
  }
  SECTION("hidden colours that differ stay as they are") {
    CHECK(reduced(rgba_picture(64, 64, [&](auto x, auto y) {
            return (x < 9 ? 0 : 0xFF000000) | x << 17 | y << 9 | ramp(x, y);
          })) == std::pair{6, 8});
  }
  SECTION("few colours become a palette of the smallest depth, transparent entries first") {
    for (const auto& [colours, depth] : {std::pair{2, 1}, {4, 2}, {16, 4}}) {
      const Bytes output = must(test::write_png(rgba_picture(80, 80, [n = colours](auto x, auto y) {
        const std::uint32_t i = (x * 31 + y * 57 + x * y) % static_cast<std::uint32_t>(n);
        return (i == 1 ? 0x80000000 : 0xFF000000) | i * 0x010203;
      })));
      CHECK(type_of(output) == std::pair{3, depth});
      CHECK(test::png_chunk_data(output, "tRNS").size() == 1);
      CHECK(test::png_chunk_data(output, "PLTE").size() == 3 * static_cast<std::size_t>(colours));
    }
  }
  SECTION("grey of few values gets a smaller depth") {
    for (const auto& [step, depth] : {std::pair{255, 1}, {85, 2}, {17, 4}, {1, 8}}) {
      const auto [colour, bits] = reduced(rgba_picture(80, 80, [s = step, &ramp](auto x, auto y) {
        return 0xFF000000 | ramp(x, y) / static_cast<unsigned>(s) * static_cast<unsigned>(s) * 0x10101;
      }));
      CHECK(bits == depth);
      CHECK((colour == 0 || depth < 8));
    }
  }
  SECTION("palette entries that are double or unused go") {
    PngPicture picture = picture_of(3, 8, Content::few, 60, 60, 1);
    picture.palette.assign(256, 0xFF102030);
    for (std::size_t i = 0; i < 3; ++i) picture.palette[100 + i] = 0xFF00FF00 + static_cast<std::uint32_t>(i / 2);
    for (auto& sample : picture.samples) sample = static_cast<std::uint16_t>(100 + sample % 3);
    const Bytes output = must(test::write_png(picture));
    CHECK(test::png_chunk_data(output, "PLTE").size() == 6);
    CHECK(type_of(output) == std::pair{3, 1});
  }
}

TEST_CASE("PNG engine: chunks follow the pixels") {
  const PngPicture grey =
      rgba_picture(50, 50, [](auto x, auto y) { return 0xFF000000 | ((x * 7 + y * 13) & 255) * 0x10101; });
  const Bytes rgb = test::write_png(grey);
  SECTION("sBIT and bKGD are rewritten for the new type") {
    Bytes input = with_chunk(rgb, "sBIT", test::Writer().u8(5).u8(6).u8(5).u8(8).done());
    input = with_chunk(input, "bKGD", test::Writer().be16(9).be16(9).be16(9).done());
    const Bytes output = must(input);
    CHECK(type_of(output) == std::pair{0, 8});
    CHECK(test::png_chunk_data(output, "sBIT") == test::Writer().u8(6).done());
    CHECK(test::png_chunk_data(output, "bKGD") == test::Writer().be16(9).done());
  }
  SECTION("a background that is not grey keeps the picture in colour") {
    const Bytes output = must(with_chunk(rgb, "bKGD", test::Writer().be16(9).be16(200).be16(9).done()));
    CHECK(type_of(output).first != 0);
    const Bytes background = test::png_chunk_data(output, "bKGD");
    if (type_of(output).first == 3) {
      const Bytes palette = test::png_chunk_data(output, "PLTE");
      CHECK(u8(palette, 3 * u8(background, 0) + 1) == 200);
    } else {
      CHECK(background == test::Writer().be16(9).be16(200).be16(9).done());
    }
  }
  SECTION("a histogram follows its palette") {
    PngPicture picture = picture_of(3, 2, Content::few, 60, 60, 1);
    picture.palette = {0xFFFF0000, 0xFF00FF00, 0xFF0000FF, 0xFFFFFFFF};
    const Bytes output =
        must(with_chunk(test::write_png(picture), "hIST", test::Writer().be16(10).be16(20).be16(30).be16(40).done()));
    const Bytes palette = test::png_chunk_data(output, "PLTE"), counts = test::png_chunk_data(output, "hIST");
    REQUIRE(counts.size() * 3 == palette.size() * 2);
    for (std::size_t i = 0; i < palette.size() / 3; ++i) {
      const std::uint32_t colour = std::uint32_t{be16(palette, 3 * i)} << 8 | u8(palette, 3 * i + 2);
      for (std::size_t j = 0; j < 4; ++j) {
        if (colour == (picture.palette[j] & 0xFFFFFF)) CHECK(be16(counts, 2 * i) == 10 * (j + 1));
      }
    }
  }
  SECTION("with a colour profile, RGB stays RGB") {
    Bytes data =
        test::Writer().text(std::string_view("p\0\0", 3)).bytes(test::zlib_stored(test::make_rgb_profile())).done();
    const Bytes output = must(with_chunk(rgb, "iCCP", data));
    CHECK(type_of(output).first != 0);
    CHECK(test::png_chunk_data(output, "iCCP").size() < data.size());  // deflated again
  }
  SECTION("texts and unknown chunks that are safe to copy stay, in order and on their side of the pixels") {
    Bytes input = with_chunk(rgb, "tEXt", test::Writer().text("Comment").u8(0).text("one").done());
    input = with_chunk(input, "vpAg", test::Writer().be32(7).done());
    input = with_chunk(input, "tEXt", test::Writer().text("Comment").u8(0).text("two").done(), "IEND");
    CHECK(test::png_chunk_types(must(input)) ==
          std::vector<std::string>{"IHDR", "tEXt", "vpAg", "IDAT", "tEXt", "IEND"});
  }
  SECTION("iDOT, which describes the old bytes, goes") {
    CHECK(test::png_chunk_data(must(with_chunk(rgb, "iDOT", test::Writer().fill(28).done())), "iDOT").empty());
  }
  SECTION("what would become false or invalid is left alone") {
    CHECK(reason_of(with_chunk(rgb, "caBX", test::Writer().fill(9).done())) == Reason::unsupported);
    CHECK(reason_of(with_chunk(rgb, "dSIG", test::Writer().fill(9).done())) == Reason::unsupported);
    CHECK(reason_of(with_chunk(rgb, "abCD", test::Writer().fill(9).done())) == Reason::unsupported);
    CHECK(reason_of(with_chunk(rgb, "ABCD", test::Writer().fill(9).done())) == Reason::unsupported);
    CHECK(reason_of(test::insert_png_chunks(rgb, "IHDR", test::png_chunk("CgBI", test::Writer().fill(4).done()))) ==
          Reason::unsupported);
  }
}

TEST_CASE("PNG engine: damage is an error, never a picture") {
  const Bytes good = test::write_png(picture_of(2, 8, Content::few, 20, 20, 1));
  REQUIRE(reason_of(good) == Reason::none);
  for (std::size_t size = 0; size < good.size(); ++size) {
    INFO(size << " bytes");
    const Reason reason = reason_of(Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)));
    CHECK((reason == Reason::truncated || reason == Reason::corrupt));
  }
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const unsigned flip : {1U, 0x20U, 0x80U}) {
      Bytes bad = good;
      bad[at] ^= static_cast<std::byte>(flip);
      INFO("byte " << at);
      CHECK(reason_of(bad) != Reason::none);
    }
  }
}

TEST_CASE("PNG engine: damage under valid checksums") {
  const auto stream = [](const Bytes& raw) { return test::zlib_stored(raw); };
  const auto file = [&](std::uint32_t width, std::uint32_t height, unsigned depth, unsigned colour, const Bytes& idat,
                        const Bytes& before = {}) {
    return test::joined(
        {as_bytes(std::string_view("\x89PNG\r\n\x1A\n", 8)),
         test::png_chunk("IHDR", test::Writer().be32(width).be32(height).u8(depth).u8(colour).u8(0).be16(0).done()),
         before, test::png_chunk("IDAT", idat), test::png_chunk("IEND", {})});
  };
  const Bytes zeros = test::Writer().fill(40).done();
  CHECK(reason_of(file(3, 4, 8, 2, stream(zeros))) == Reason::none);
  CHECK(reason_of(file(3, 5, 8, 2, stream(zeros))) == Reason::truncated);
  CHECK(reason_of(file(3, 3, 8, 2, stream(zeros))) == Reason::none);  // a row too many
  CHECK(reason_of(file(3, 3, 8, 2, stream(Bytes(3 << 20)))) == Reason::corrupt);
  CHECK(reason_of(file(3, 4, 8, 2, stream(test::Writer().fill(40, 5).done()))) == Reason::corrupt);  // filter 5
  CHECK(reason_of(file(0, 4, 8, 2, stream(zeros))) == Reason::corrupt);
  CHECK(reason_of(file(3, 4, 4, 2, stream(zeros))) == Reason::corrupt);
  CHECK(reason_of(file(3, 4, 8, 3, stream(Bytes(16)))) == Reason::corrupt);  // no palette
  const Bytes palette = test::png_chunk("PLTE", Bytes(6));
  CHECK(reason_of(file(3, 4, 8, 3, stream(Bytes(16)), palette)) == Reason::none);
  CHECK(reason_of(file(3, 1, 8, 3, stream(test::Writer().u8(0).u8(0).u8(1).u8(2).done()), palette)) ==
        Reason::none);  // black
  CHECK(reason_of(file(3, 4, 8, 3, stream(Bytes(16)), test::joined({palette, palette}))) == Reason::corrupt);
}

TEST_CASE("PNG engine: a header that lies does not make it allocate") {
  Bytes file = test::make_png({.width = 3, .height = 2});
  const auto lie = [&](std::uint32_t side) {
    const Bytes ihdr = test::png_chunk("IHDR", test::Writer().be32(side).be32(side).u8(8).u8(2).u8(0).be16(0).done());
    std::copy(ihdr.begin(), ihdr.end(), file.begin() + 8);
    return reason_of(file);
  };
  CHECK(lie(16'000) == Reason::truncated);
  CHECK(lie(60'000) == Reason::too_large);
  CHECK(lie(0x7FFFFFFF) == Reason::too_large);
  CHECK(lie(0xFFFFFFFF) == Reason::corrupt);
}

TEST_CASE("PNG engine: stops at its deadline") {
  const auto output = png::optimize(test::write_png(picture_of(2, 8, Content::noise, 200, 200, 1)),
                                    {5, std::chrono::steady_clock::now()});
  REQUIRE_FALSE(output.ok());
  CHECK(output.error().reason == Reason::timeout);
}
