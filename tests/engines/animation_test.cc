// Animations from GIF and WebP into both: frames, transparency, delays and loop. What a GIF must show is worked out
// from its description; WebP is judged by libwebp's own animation decoder where the tests have it.

#include <limits>

#include "container/timing.h"
#include "engine/formats.h"
#include "engine/timing.h"
#include "tests/support/catch.h"
#include "tests/support/gif_files.h"
#include "tests/support/test_images.h"
#include "vips/decode.h"

#ifdef WHITTLE_TEST_WEBP
#include <webp/demux.h>
#endif

using namespace whittle;
using container::Timing;
using test::flat_picture;
using test::GifFilm;
using test::lossless;
using test::lossy;

namespace {

/// All frames as 16-bit RGBA, what is transparent all 0.
std::vector<std::uint16_t> frames_of(ByteView file, Format format) {
  std::vector<std::uint16_t> all;
#ifdef WHITTLE_TEST_WEBP
  if (format == Format::webp) {
    WebPData data{reinterpret_cast<const std::uint8_t*>(file.data()), file.size()};
    WebPAnimDecoder* const decoder = WebPAnimDecoderNew(&data, nullptr);
    REQUIRE(decoder != nullptr);
    WebPAnimInfo info{};
    WebPAnimDecoderGetInfo(decoder, &info);
    const std::size_t samples = std::size_t{info.canvas_width} * info.canvas_height * 4;
    std::uint8_t* canvas = nullptr;
    for (int end = 0; WebPAnimDecoderGetNext(decoder, &canvas, &end) != 0;) {
      for (std::size_t i = 0; i < samples; ++i) all.push_back(static_cast<std::uint16_t>(canvas[i] * 257));
    }
    WebPAnimDecoderDelete(decoder);
  } else {
    all = test::all_pixels(file, format);
  }
#else
  all = test::all_pixels(file, format);
#endif
  for (std::size_t i = 0; i < all.size(); i += 4) {
    if (all[i + 3] == 0) all[i] = all[i + 1] = all[i + 2] = 0;
  }
  return all;
}

std::vector<std::uint16_t> alpha_of(const std::vector<std::uint16_t>& frames) {
  std::vector<std::uint16_t> alpha;
  for (std::size_t i = 3; i < frames.size(); i += 4) alpha.push_back(frames[i]);
  return alpha;
}

bool says_alpha(ByteView webp) {
  return !has_text(webp, 12, "VP8 ") && (has_text(webp, 12, "VP8L") || (u8(webp, 20) & 0x10) != 0);
}

void check_timing(const GifFilm& film, const engine::Candidate& made, Format target) {
  if (film.pictures.size() == 1) return;
  const std::uint32_t plays = !film.loop ? 1 : *film.loop == 0 ? 0 : *film.loop + 1;
  const Timing timing = container::read_timing(made.bytes, target);
  CHECK(timing.delays == test::delays_of(film));
  CHECK(timing.plays == (target == Format::webp ? std::min(plays, 65'535u) : plays));
}

/// What old versions of libvips cannot do is left alone, which other tests say.
bool is_complete(Format format) {
  return format == Format::webp ? vips::has_argument("webpsave_buffer", "exact")
                                : vips::has_argument("gifsave_buffer", "keep-duplicate-frames");
}

/// That the engine makes of `film` what it shows; with loss its transparency and times.
void check_made(const GifFilm& film, const engine::Settings& settings) {
  if (!is_complete(settings.format)) return;
  const auto made = test::run(test::make_gif_film(film), Format::gif, settings);
  if (!made.ok()) FAIL(made.error().message);
  const std::vector<std::uint16_t> frames = frames_of(made->bytes, settings.format), expected = test::shown(film);
  CHECK(alpha_of(frames) == alpha_of(expected));
  if (settings.fidelity == engine::Fidelity::lossless) CHECK(frames == expected);
  check_timing(film, *made, settings.format);
  const std::vector<std::uint16_t> alpha = alpha_of(expected);
  const bool opaque = std::all_of(alpha.begin(), alpha.end(), [](std::uint16_t a) { return a == 0xFFFF; });
  if (settings.format == Format::webp && !opaque) CHECK(says_alpha(made->bytes));
}

GifFilm film_of(std::vector<test::GifPicture> pictures, std::optional<unsigned> loop = 0) {
  return {.width = 40, .height = 30, .colours = test::some_colours(8), .loop = loop, .pictures = std::move(pictures)};
}

}  // namespace

TEST_CASE("GIFs of every kind become WebP with all that they show") {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    INFO("seed " << seed);
    const GifFilm film = test::random_film(seed);
    check_made(film, lossless(Format::webp));
    if (seed < 15) check_made(film, lossy(Format::webp));
  }
}

TEST_CASE("GIFs of every kind are repacked with all that they show, or left alone") {
  if (!is_complete(Format::gif)) return;
  int repacked = 0;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    INFO("seed " << seed);
    const GifFilm film = test::random_film(seed);
    const auto made = test::run(test::make_gif_film(film), Format::gif, lossless(Format::gif));
    if (!made.ok()) {
      CHECK(made.error().reason == Reason::unsupported);
      continue;
    }
    ++repacked;
    CHECK(frames_of(made->bytes, Format::gif) == test::shown(film));
    check_timing(film, *made, Format::gif);
  }
  CHECK(repacked > 10);
}

TEST_CASE("frames that are opaque where they are, and smaller than the screen, stay holes around it") {
  test::GifPicture corner = flat_picture(0, 0, 20, 15, 1), other = flat_picture(20, 15, 20, 15, 2);
  corner.control->disposal = 2;
  for (const bool see_through : {false, true}) {
    if (see_through) corner.control->transparent = other.control->transparent = std::uint8_t{7};
    for (const engine::Settings& settings : {lossless(Format::webp), lossy(Format::webp)}) {
      check_made(film_of({corner, other}), settings);
      check_made(film_of({corner}), settings);
    }
  }
}

TEST_CASE("films whose frames are all equal keep them") {
  const test::GifPicture frame = flat_picture(0, 0, 40, 30, 3);
  for (const engine::Settings& settings : {lossless(Format::webp), lossy(Format::webp), lossless(Format::gif)}) {
    check_made(film_of({frame, frame, frame, frame}), settings);
  }
}

TEST_CASE("loops, delays and frames without a control survive") {
  for (const std::optional<unsigned> loop : {std::optional<unsigned>{}, {0u}, {1u}, {2u}, {65'534u}, {65'535u}}) {
    GifFilm film =
        film_of({flat_picture(0, 0, 40, 30, 1), flat_picture(5, 5, 10, 10, 2), flat_picture(0, 0, 9, 9, 3)}, loop);
    film.pictures[0].control->delay = 1;
    film.pictures[1].control.reset();
    film.pictures[2].control->delay = 65'535;
    for (const Format target : {Format::webp, Format::gif}) check_made(film, lossless(target));
  }
}

TEST_CASE("a ground that viewers show differently is left alone by a repack, and transparent elsewhere") {
  GifFilm film = film_of({flat_picture(0, 0, 10, 10, 1), flat_picture(0, 0, 12, 12, 2)});
  const auto repacked = test::run(test::make_gif_film(film), Format::gif, lossless(Format::gif));
  REQUIRE_FALSE(repacked.ok());
  CHECK(repacked.error().reason == Reason::unsupported);
  CHECK(repacked.error().message.find("viewers show differently") != std::string::npos);
  check_made(film, lossless(Format::webp));
}

TEST_CASE("a first frame larger than the screen is shown whole") {
  GifFilm film = film_of({flat_picture(0, 0, 50, 30, 1), flat_picture(0, 0, 12, 12, 2)});
  const auto made = test::run(test::make_gif_film(film), Format::gif, lossless(Format::webp));
  REQUIRE(made.ok());
  film.width = 50;
  CHECK(frames_of(made->bytes, Format::webp) == test::shown(film));
  film.width = 40;
  CHECK(test::run(test::make_gif_film(film), Format::gif, lossless(Format::gif)).error().reason == Reason::unsupported);
}

TEST_CASE("a resized film keeps its times") {
  const GifFilm film = film_of({flat_picture(0, 0, 40, 30, 1), flat_picture(5, 5, 10, 10, 2)}, 4);
  for (const Format target : {Format::webp, Format::gif}) {
    engine::Settings settings = lossy(target);
    settings.resize = Resize{.kind = Resize::Kind::percent, .value = 50};
    const auto made = test::run(test::make_gif_film(film), Format::gif, settings);
    if (!made.ok()) FAIL(made.error().message);
    check_timing(film, *made, target);
  }
}

TEST_CASE("what is half transparent leaves an opaque ground opaque, however often it is laid on it") {
  const auto frame = [](unsigned flags, unsigned alpha) {
    // VP8L: no transform, no cache, five codes of one symbol: green, red, blue, alpha, distance.
    test::Writer bits;
    std::uint64_t word = 0;
    unsigned used = 0;
    const auto put = [&](unsigned value, unsigned count) {
      word |= std::uint64_t{value} << used;
      for (used += count; used >= 8; used -= 8, word >>= 8) bits.u8(static_cast<unsigned>(word & 0xFF));
    };
    put(0x2F, 8), put(15, 14), put(15, 14), put(1, 1), put(0, 6);
    for (const unsigned symbol : {90u, 200u, 10u, alpha, 0u}) put(0b101, 3), put(symbol, 8);
    put(0, 8);
    const Bytes body = test::riff_chunk("VP8L", bits.done());
    return test::riff_chunk("ANMF", test::Writer().fill(6).le24(15).le24(15).le24(50).u8(flags).bytes(body).done());
  };
  Bytes chunks = test::joined({test::riff_chunk("VP8X", test::Writer().le32(0x12).le24(15).le24(15).done()),
                               test::riff_chunk("ANIM", test::Writer().le32(0).le16(0).done()), frame(2, 255)});
  for (int i = 0; i < 100; ++i) chunks = test::joined({chunks, frame(0, 1)});
  const Bytes file = test::riff_file(chunks);
  const std::vector<std::uint16_t> alpha = alpha_of(test::all_pixels(file, Format::webp));
  REQUIRE(alpha.size() == std::size_t{16} * 16 * 101);
  CHECK(std::all_of(alpha.begin(), alpha.end(), [](std::uint16_t a) { return a == 0xFFFF; }));
  CHECK(test::all_pixels(file, Format::webp) == frames_of(file, Format::webp));
}

TEST_CASE("times of a WebP are those of its GIF as far as GIF has them") {
  if (!is_complete(Format::webp) || !is_complete(Format::gif)) return;
  const vips::ImagePtr film = test::make_film(32, 24, std::vector<int>(6, 100), 7);
  Bytes source = test::encode(film.get(), "webpsave_buffer", {{"lossless", 1}, {"exact", 1}});
  const std::vector<std::uint32_t> delays{100, 33, 0, 12, 700'000, 40};
  std::size_t next = 0;
  for (std::size_t at = 12; at + 24 <= source.size(); at += 8 + le32(source, at + 4) + le32(source, at + 4) % 2) {
    if (has_text(source, at, "ANMF")) store_number(source, at + 20, delays[next++], 3, std::endian::little);
  }
  REQUIRE(next == 6);
  for (const engine::Settings& settings : {lossless(Format::gif), lossy(Format::gif)}) {
    const auto gif = test::run(source, Format::webp, settings);
    if (!gif.ok()) FAIL(gif.error().message);
    CHECK(container::read_timing(gif->bytes, Format::gif) == Timing{7, {100, 30, 0, 20, 655'350, 40}});
  }
  const auto again = test::run(source, Format::webp, lossless(Format::webp));
  REQUIRE(again.ok());
  CHECK(container::read_timing(again->bytes, Format::webp) == Timing{7, delays});
  CHECK(frames_of(again->bytes, Format::webp) == frames_of(source, Format::webp));
}

TEST_CASE("alpha that hides nothing is none, whatever the target and depth") {
  const auto with_last_alpha = [](auto last) {
    std::vector<decltype(last)> samples(std::size_t{16} * 16 * 4, std::numeric_limits<decltype(last)>::max());
    for (std::size_t i = 0; i < samples.size(); i += 4) samples[i] = static_cast<decltype(last)>(i * 16);
    samples.back() = last;
    return test::encode_png(test::from_samples(samples, 16, 16).get());
  };
  const Bytes opaque[] = {with_last_alpha(std::uint8_t{0xFF}), with_last_alpha(std::uint16_t{0xFFFF})};
  const Bytes soft[] = {with_last_alpha(std::uint8_t{0xFE}), with_last_alpha(std::uint16_t{0xFF00})};
  for (const Format target : {Format::jpeg, Format::gif, Format::tiff, Format::webp}) {
    for (const Bytes& file : opaque) {
      const auto made = test::run(file, Format::png, lossy(target));
      if (!made.ok()) FAIL(made.error().message);
    }
    const bool needs = target == Format::jpeg || target == Format::gif;
    for (const Bytes& file : soft) {
      const auto made = test::run(file, Format::png, lossy(target));
      CHECK(made.ok() == !needs);
      if (!needs) continue;
      CHECK(made.error().reason == Reason::alpha_unsupported);
      CHECK(made.error().message.find("add --background COLOR") != std::string::npos);
    }
  }
}
