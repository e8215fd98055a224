#include "container/webp/frames.h"

#include "engine/formats.h"
#include "engine/timing.h"
#include "tests/support/catch.h"
#include "tests/support/test_images.h"
#include "vips/decode.h"
#include "vips/equal.h"

using namespace whittle;
using container::Timing;

namespace {

/// As the engine has it encoded: frames of 100 ms each.
Bytes saved(VipsImage* film, bool lossless = true) {
  const vips::ImagePtr even(vips_image_copy_memory(film));
  engine::set_delays(even.get(), std::vector<int>(static_cast<std::size_t>(vips::frame_count(film)), 100));
  if (!lossless) return test::encode(even.get(), "webpsave_buffer");
  return test::encode(even.get(), "webpsave_buffer", {{"lossless", 1}, {"exact", 1}});
}

bool says_alpha(ByteView webp) {
  return (u8(webp, 20) & 0x10) != 0;  // VP8X
}

void check_restored(VipsImage* film, const Timing& timing, ByteView encoded) {
  const auto restored = container::restore_webp_frames(encoded, timing);
  if (!restored.ok()) FAIL(restored.error().message);
  const auto opened = engine::open_image(*restored, Format::webp);
  REQUIRE(opened.ok());
  CHECK(container::read_timing(*restored, Format::webp) == timing);
  const Status status = vips::compare_images(film, opened->get());
  INFO((status.ok() ? "" : status.error().message));
  CHECK(status.ok());
  CHECK(le32(*restored, 4) + 8 == restored->size());
  CHECK(restored->size() <= encoded.size() + 40 * timing.delays.size() + 60);
}

}  // namespace

TEST_CASE("equal frames that the encoder has merged come back one by one, with their times") {
  const std::vector<int> delays{100, 40, 0, 10, 250, 30};
  for (const int bands : {3, 4}) {
    const vips::ImagePtr film = test::make_film(64, 48, delays, 5, {0, 0, 1, 1, 1, 2}, bands);
    const Bytes merged = saved(film.get());
    REQUIRE(vips::frame_count(engine::open_image(merged, Format::webp)->get()) == 3);
    check_restored(film.get(), {5, {100, 40, 0, 10, 250, 30}}, merged);
  }
}

TEST_CASE("a film of equal frames, of which the encoder makes a still picture, becomes one again") {
  for (const int bands : {3, 4}) {
    const vips::ImagePtr film = test::make_film(64, 48, {100, 100, 0}, 0, {2, 2, 2}, bands);
    const Bytes still = saved(film.get());
    REQUIRE(vips::frame_count(engine::open_image(still, Format::webp)->get()) == 1);
    check_restored(film.get(), {0, {100, 100, 0}}, still);
    const auto lossy = container::restore_webp_frames(saved(film.get(), false), {3, {70, 0, 50}});
    REQUIRE(lossy.ok());
    const auto opened = engine::open_image(*lossy, Format::webp);
    REQUIRE(opened.ok());
    CHECK(vips::frame_count(opened->get()) == 3);
    CHECK(says_alpha(*lossy));
  }
}

TEST_CASE("films without equal frames keep their bytes, times apart") {
  const Bytes webp = saved(test::make_film(64, 48, {100, 100, 100}, 2).get());
  CHECK(*container::restore_webp_frames(webp, {2, {100, 100, 100}}) == webp);
  const Bytes longest = *container::restore_webp_frames(webp, {65535, {0, 0xFFFFFF, 1}});
  CHECK(container::read_timing(longest, Format::webp) == Timing{65535, {0, 0xFFFFFF, 1}});
}

TEST_CASE("frames that leave the canvas bare make it transparent, and the file says so") {
  // Opaque in one corner alone: the encoder crops the frame and forgets that the canvas shows.
  std::vector<std::uint8_t> samples(std::size_t{32} * 64 * 4, 0);
  for (std::size_t y : {0, 1, 2, 3, 32, 33}) {
    for (std::size_t x = 0; x < 8; ++x) samples[(y * 32 + x) * 4] = samples[(y * 32 + x) * 4 + 3] = 255;
  }
  const vips::ImagePtr film = test::from_samples(samples, 32, 64);
  vips_image_set_int(film.get(), "page-height", 32);
  for (const bool lossless : {true, false}) {
    const auto restored = container::restore_webp_frames(saved(film.get(), lossless), {1, {100, 200}});
    REQUIRE(restored.ok());
    CHECK(says_alpha(*restored));
  }
}

TEST_CASE("numbers of frames that do not add up are errors") {
  const Bytes webp = saved(test::make_film(64, 48, {100, 40, 20}, 0).get());
  for (const std::vector<std::uint32_t>& delays : {std::vector<std::uint32_t>{100, 40}, {100, 40, 20, 20}, {}, {1}}) {
    CHECK_FALSE(container::restore_webp_frames(webp, {0, delays}).ok());
  }
  for (std::size_t size = 0; size + 1 < webp.size(); ++size) {
    CHECK_FALSE(container::restore_webp_frames(ByteView(webp).first(size), {0, {100, 40, 20}}).ok());
  }
}
