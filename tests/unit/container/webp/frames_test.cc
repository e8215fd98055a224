#include "container/webp/frames.h"

#include "engine/formats.h"
#include "tests/support/catch.h"
#include "tests/support/test_images.h"
#include "vips/decode.h"
#include "vips/equal.h"

using namespace whittle;

namespace {

Bytes saved(VipsImage* film) {
  return test::encode(film, "webpsave_buffer", {{"lossless", 1}, {"exact", 1}});
}

// libvips 8.14 reads delays up to 10 ms as 100, so they are looked up in the file.
std::vector<int> written_delays(ByteView webp) {
  std::vector<int> delays;
  for (std::size_t at = 12; at + 24 <= webp.size();) {
    const std::size_t size = le32(webp, at + 4);
    if (has_text(webp, at, "ANMF")) delays.push_back(le16(webp, at + 20) | u8(webp, at + 22) << 16);
    at += 8 + size + size % 2;
  }
  return delays;
}

}  // namespace

TEST_CASE("equal frames that the encoder has merged come back one by one, with their times") {
  const std::vector<int> delays{100, 40, 0, 10, 250, 30};
  for (const int bands : {3, 4}) {
    const vips::ImagePtr film = test::make_film(64, 48, delays, 5, {0, 0, 1, 1, 1, 2}, bands);
    const Bytes merged = saved(film.get());
    REQUIRE(vips::frame_count(engine::open_image(merged, Format::webp)->get()) == 3);
    const auto restored = container::restore_webp_frames(merged, delays);
    REQUIRE(restored.ok());
    const auto opened = engine::open_image(*restored, Format::webp);
    REQUIRE(opened.ok());
    CHECK(written_delays(*restored) == delays);
    const Status status = vips::compare_images(film.get(), opened->get());
    INFO((status.ok() ? "" : status.error().message));
    CHECK(status.ok());
    CHECK(le32(*restored, 4) + 8 == restored->size());
    CHECK(restored->size() <= merged.size() + 3 * 40);
  }
}

TEST_CASE("films without equal frames keep their bytes, short delays apart") {
  const std::vector<int> delays{100, 40, 20};
  const Bytes webp = saved(test::make_film(64, 48, delays, 0).get());
  CHECK(*container::restore_webp_frames(webp, delays) == webp);
}

TEST_CASE("times that do not add up are errors") {
  const Bytes webp = saved(test::make_film(64, 48, {100, 40, 20}, 0).get());
  for (const std::vector<int>& delays :
       {std::vector<int>{100, 40}, {100, 40, 30}, {100, 40, 20, 20}, {}, {99, 41, 20}}) {
    CHECK_FALSE(container::restore_webp_frames(webp, delays).ok());
  }
  for (std::size_t size = 0; size + 1 < webp.size(); ++size) {
    CHECK_FALSE(container::restore_webp_frames(ByteView(webp).first(size), {100, 40, 20}).ok());
  }
}
