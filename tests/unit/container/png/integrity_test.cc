#include "container/integrity.h"

#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
#include "tests/support/image_builders.h"

using namespace whittle::test;
using namespace whittle;

TEST_CASE("PNG: no single bit can change unseen") {
  for (const Sample& sample : samples()) {
    if (!sample.name.starts_with("png") && sample.name != "apng") continue;
    Bytes bytes = sample.bytes;
    for (std::size_t i = 0; i < bytes.size() * 8; ++i) {
      bytes[i / 8] ^= static_cast<std::byte>(1u << i % 8);
      CHECK_FALSE(container::check_integrity(bytes, Format::png).ok());
      bytes[i / 8] ^= static_cast<std::byte>(1u << i % 8);
    }
  }
}

TEST_CASE("PNG: order and content of chunks") {
  const auto with = [](const Bytes& before, const Bytes& after = {}, unsigned colour = 2, unsigned depth = 8) {
    return check(make_png({.depth = depth, .colour = colour, .before_pixels = before, .after_pixels = after}),
                 Format::png);
  };
  CHECK(with(png_palette(256)) == Reason::none);
  CHECK(with(png_palette(4), {}, 3) == Reason::none);
  CHECK(with({}, {}, 3) == Reason::corrupt);
  CHECK(with(png_palette(257), {}, 3) == Reason::corrupt);
  CHECK(with(png_palette(0), {}, 3) == Reason::corrupt);
  CHECK(with(png_chunk("PLTE", Writer().fill(4).done()), {}, 3) == Reason::corrupt);
  CHECK(with(joined({png_palette(4), png_palette(4)})) == Reason::corrupt);
  CHECK(with({}, png_chunk("tEXt", as_bytes("x"))) == Reason::none);
  CHECK(with({}, png_chunk("IDAT", {})) == Reason::none);
  CHECK(with(png_chunk("ABCD", {})) == Reason::corrupt);
  CHECK(with(png_chunk("aBCD", {})) == Reason::none);
  CHECK(with(png_chunk("IHDR", Writer().fill(13).done())) == Reason::corrupt);
  CHECK(with(png_chunk("IDAT", as_bytes("not zlib"))) == Reason::corrupt);
}

TEST_CASE("PNG: what decoders pass over is no damage") {
  const auto with = [](const Bytes& before, const Bytes& after = {}, unsigned colour = 2, unsigned depth = 8) {
    return check(make_png({.depth = depth, .colour = colour, .before_pixels = before, .after_pixels = after}),
                 Format::png);
  };
  for (const unsigned grey : {0, 4}) CHECK(with(png_palette(4), {}, grey) == Reason::none);
  CHECK(with(png_palette(257)) == Reason::none);
  CHECK(with(png_palette(0)) == Reason::none);
  CHECK(with({}, png_palette(4)) == Reason::none);
  CHECK(with(png_palette(3), {}, 3, 1) == Reason::none);
  const Bytes trns = png_chunk("tRNS", Writer().fill(6).done());
  CHECK(with(trns) == Reason::none);
  CHECK(with({}, trns) == Reason::none);
  CHECK(with(trns, {}, 6) == Reason::none);
  CHECK(with(joined({trns, png_palette(9)})) == Reason::none);
  CHECK(with(joined({png_palette(9), png_chunk("tRNS", Writer().fill(10).done())}), {}, 3) == Reason::none);
  CHECK(with({}, joined({png_chunk("tEXt", {}), png_chunk("IDAT", {})})) == Reason::none);
}

TEST_CASE("PNG: pixels cannot be smaller than deflate allows") {
  Bytes file = make_png({.width = 3, .height = 2});
  const Bytes ihdr = png_chunk("IHDR", Writer().be32(30000).be32(30000).u8(8).u8(2).u8(0).u8(0).u8(0).done());
  std::copy(ihdr.begin(), ihdr.end(), file.begin() + 8);
  CHECK(check(file, Format::png) == Reason::truncated);
}

TEST_CASE("APNG: the frame sequence") {
  CHECK(check(make_apng(1), Format::png) == Reason::none);
  CHECK(check(make_apng(9), Format::png) == Reason::none);
  const Bytes two = make_apng(2);
  const auto announce = [&](std::uint32_t frames) {
    Bytes changed = two;
    const Bytes actl = png_chunk("acTL", Writer().be32(frames).be32(0).done());
    std::copy(actl.begin(), actl.end(), changed.begin() + static_cast<std::ptrdiff_t>(find(changed, "acTL")) - 4);
    return check(changed, Format::png);
  };
  CHECK(announce(2) == Reason::none);
  CHECK(announce(3) == Reason::truncated);
  CHECK(announce(1) == Reason::corrupt);
  CHECK(announce(0) == Reason::none);  // which announces nothing: decoders show a still picture
  const auto control = [](std::uint32_t sequence, std::uint32_t width, std::uint32_t left, unsigned dispose) {
    PngSpec spec;
    spec.before_pixels = joined(
        {png_chunk("acTL", Writer().be32(1).be32(0).done()),
         png_chunk("fcTL",
                   Writer().be32(sequence).be32(width).be32(2).be32(left).be32(0).be32(0).u8(dispose).u8(0).done())});
    return check(make_png(spec), Format::png);
  };
  CHECK(control(0, 3, 0, 2) == Reason::none);
  CHECK(control(1, 3, 0, 0) == Reason::corrupt);
  CHECK(control(0, 4, 0, 0) == Reason::corrupt);
  CHECK(control(0, 3, 1, 0) == Reason::corrupt);
  CHECK(control(0, 2, 0, 0) == Reason::corrupt);  // the first frame has to be the whole picture
  CHECK(control(0, 3, 0, 3) == Reason::corrupt);
  // The first of several acTL is what frames are held against; what is shown differs (png_as_read).
  Bytes twice = two;
  const Bytes again = png_chunk("acTL", Writer().be32(7).be32(0).done());
  twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(find(two, "IDAT")) - 4, again.begin(), again.end());
  CHECK(check(twice, Format::png) == Reason::none);
  // Without acTL they are unknown ancillary chunks.
  CHECK(check(make_png({.after_pixels = png_chunk("fdAT", {})}), Format::png) == Reason::none);
}
