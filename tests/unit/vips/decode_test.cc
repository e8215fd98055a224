#include "vips/decode.h"

#include "engine/formats.h"
#include "tests/support/catch.h"
#include "tests/support/test_images.h"

using namespace whittle;
using engine::open_image;
using vips::to_memory;

TEST_CASE("images open with all their frames") {
  const Bytes gif = test::encode_gif(test::make_film(32, 24, {100, 200, 300}, 2).get());
  const auto film = open_image(gif, Format::gif);
  REQUIRE(film.ok());
  CHECK(vips::frame_count(film->get()) == 3);
  CHECK(vips::frame_height(film->get()) == 24);
  CHECK(vips::int_field(film->get(), "no-such-field", -1) == -1);
  CHECK(vips::blob_field(film->get(), "exif-data").empty());
}

TEST_CASE("the limit on pixels is checked before any is decoded") {
  const Bytes png = test::encode_png(test::make_image(100, 50, 3, test::Pattern::blocks).get());
  CHECK(open_image(png, Format::png, {.max_pixels = 5000}).ok());
  const auto refused = open_image(png, Format::png, {.max_pixels = 4999});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().reason == Reason::too_large);
  CHECK(refused.error().category == Category::limit);
}

TEST_CASE("the format decides which decoder sees the bytes") {
  const Bytes png = test::encode_png(test::make_image(8, 8, 3, test::Pattern::blocks).get());
  CHECK_FALSE(open_image(png, Format::jpeg).ok());
  CHECK(open_image(png, Format::svg).error().reason == Reason::unsupported_format);
  CHECK(open_image(png, Format::unknown).error().reason == Reason::unsupported_format);
  CHECK(open_image({}, Format::png).error().reason == Reason::corrupt);
}

TEST_CASE("truncated files are errors, not grey areas") {
  const vips::ImagePtr image = test::make_image(120, 90, 3, test::Pattern::noise);
  for (const auto& [format, file] :
       {std::pair{Format::png, test::encode_png(image.get())},
        {Format::jpeg, test::encode_jpeg(image.get())},
        {Format::webp, test::encode_webp_lossless(image.get())},
        {Format::gif, test::encode_gif(image.get())},
        {Format::tiff, test::encode(image.get(), "tiffsave_buffer", {{"compression", 2}})}}) {
    for (const double part : {0.02, 0.3, 0.7, 0.95}) {
      const Bytes cut(file.begin(),
                      file.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(file.size()) * part));
      const auto opened = open_image(cut, format);
      INFO(static_cast<int>(format) << " " << part);
      if (opened.ok()) {
        const auto pixels = to_memory(opened->get(), "the pixels cannot be decoded");
        REQUIRE_FALSE(pixels.ok());
        CHECK(pixels.error().reason == Reason::corrupt);
        CHECK(pixels.error().message.rfind("the pixels cannot be decoded", 0) == 0);
      } else {
        CHECK(opened.error().category == Category::corrupt);  // our own reading of a TIFF says "truncated"
      }
    }
  }
}

TEST_CASE("a JPEG can be decoded to a fraction of its size") {
  const Bytes jpeg = test::encode_jpeg(test::make_image(161, 81, 3, test::Pattern::gradient).get());
  for (const int shrink : {1, 2, 4, 8}) {
    const auto image = open_image(jpeg, Format::jpeg, {.shrink = shrink});
    REQUIRE(image.ok());
    CHECK(std::abs((*image)->Xsize - 161 / shrink) <= 1);
  }
}
