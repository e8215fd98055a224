// Every reason for which an engine says no before it reads pixels, with the remedy in the message.

#include "engine/engine.h"
#include "tests/support/catch.h"
#include "tests/support/test_images.h"

using namespace whittle;
using container::Has;
using test::lossless;
using test::lossy;

namespace {

container::Header facts(Format format) {
  container::Header header;
  header.format = format;
  header.width = 640;
  header.height = 480;
  header.colour = container::Colour::rgb;
  return header;
}

bool mentions(const std::optional<Error>& error, std::string_view text) {
  return error && error->message.find(text) != std::string::npos;
}

std::optional<Reason> reason(const container::Header& header, const engine::Settings& settings) {
  const auto error = engine::refuse(header, settings);
  if (!error) return std::nullopt;
  CHECK_FALSE(error->message.empty());
  CHECK(error->message.back() != '.');
  CHECK(error->message.find('\n') == std::string::npos);
  return error->reason;
}

}  // namespace

TEST_CASE("what can be done is not refused") {
  for (const Format source : {Format::jpeg, Format::png, Format::webp, Format::gif, Format::avif, Format::tiff}) {
    for (const Format target : {Format::jpeg, Format::png, Format::webp, Format::gif, Format::avif, Format::tiff}) {
      CHECK(reason(facts(source), lossy(target)) == std::nullopt);
    }
    for (const Format target : {Format::png, Format::webp, Format::gif, Format::tiff}) {
      CHECK(reason(facts(source), lossless(target)) == std::nullopt);
    }
  }
}

TEST_CASE("the lists of formats agree with what is refused") {
  for (const Format format : kTargetFormats) {
    const auto& readable = engine::readable_formats();
    const auto& writable = engine::writable_formats();
    const bool reads = std::find(readable.begin(), readable.end(), format) != readable.end();
    const bool writes = std::find(writable.begin(), writable.end(), format) != writable.end();
    CHECK((reason(facts(format), lossy(Format::png)) == Reason::unsupported_format) == !reads);
    CHECK((reason(facts(Format::png), lossy(format)) == Reason::unsupported_format) == !writes);
  }
  CHECK(engine::writable_formats().size() >= 6);
}

TEST_CASE("formats that this build does not know are named") {
  CHECK(mentions(engine::refuse(facts(Format::svg), lossy(Format::png)), "cannot read SVG"));
  CHECK(mentions(engine::refuse(facts(Format::heic), lossy(Format::png)), "cannot read HEIC"));
  CHECK(reason(facts(Format::png), lossy(Format::svg)) == Reason::unsupported_format);
  CHECK(reason(facts(Format::unknown), lossy(Format::png)) == Reason::unsupported_format);
}

TEST_CASE("lossless is refused where a format cannot keep pixels") {
  CHECK(reason(facts(Format::jpeg), lossless(Format::jpeg)) == std::nullopt);
  CHECK(mentions(engine::refuse(facts(Format::png), lossless(Format::jpeg)), "add -q"));
  CHECK(reason(facts(Format::avif), lossless(Format::avif)) == Reason::unsupported);
  CHECK(reason(facts(Format::png), lossless(Format::avif)) == Reason::unsupported);
  container::Header webp = facts(Format::webp);
  webp.coding = container::Coding::lossy;
  CHECK(reason(webp, lossless(Format::webp)) == Reason::unsupported);
  CHECK(reason(webp, lossless(Format::png)) == std::nullopt);
  webp.coding = container::Coding::lossless;
  CHECK(reason(webp, lossless(Format::webp)) == std::nullopt);
}

TEST_CASE("frames and pages are never lost") {
  container::Header gif = facts(Format::gif);
  gif.frames = 7;
  for (const Format still : {Format::jpeg, Format::png, Format::avif, Format::tiff}) {
    CHECK(reason(gif, lossy(still)) == Reason::animated_unsupported);
    CHECK(mentions(engine::refuse(gif, lossy(still)), "7 frames"));
  }
  CHECK(reason(gif, lossless(Format::webp)) == std::nullopt);
  CHECK(reason(gif, lossless(Format::gif)) == std::nullopt);

  container::Header tiff = facts(Format::tiff);
  tiff.frames = 3;
  CHECK(mentions(engine::refuse(tiff, lossy(Format::webp)), "3 pages"));
  CHECK(reason(tiff, lossy(Format::jpeg)) == Reason::animated_unsupported);
  CHECK(reason(tiff, lossless(Format::tiff)) == std::nullopt);

  container::Header apng = facts(Format::png);
  apng.apng = Has::yes;
  apng.frames = 3;
  for (const Format target : {Format::webp, Format::gif}) {
    CHECK(reason(apng, lossless(target)) == Reason::animated_unsupported);
    CHECK(reason(apng, lossy(target)) == Reason::animated_unsupported);
  }
  CHECK(reason(apng, lossless(Format::png)) == std::nullopt);
  CHECK(reason(apng, lossy(Format::png)) == std::nullopt);
  engine::Settings smaller = lossless(Format::png);
  smaller.resize = Resize{.kind = Resize::Kind::percent, .value = 50};
  CHECK(reason(apng, smaller) == Reason::animated_unsupported);
  container::Header sequence = facts(Format::avif);
  sequence.frames = 2;
  CHECK(reason(sequence, lossy(Format::avif)) == Reason::animated_unsupported);
}

TEST_CASE("what stands beside the picture is kept where it can be, and else refused by name") {
  using container::Extra;
  const auto with = [](Extra extra) {
    container::Header header = facts(Format::jpeg);
    header.extras = bit(extra);
    return header;
  };
  engine::Settings giving_up = lossy(Format::webp);
  giving_up.strip = bit(Metadata::extras);
  for (const Extra extra : {Extra::gain_map, Extra::depth, Extra::picture, Extra::film, Extra::audio}) {
    const Reason expected = extra == Extra::gain_map ? Reason::gain_map : Reason::extras;
    CHECK(reason(with(extra), lossless(Format::jpeg)) == std::nullopt);
    CHECK(reason(with(extra), lossy(Format::webp)) == expected);
    CHECK(mentions(engine::refuse(with(extra), lossy(Format::webp)), container::name_of(extra)));
    CHECK(mentions(engine::refuse(with(extra), lossy(Format::webp)), "--strip extras"));
    CHECK(reason(with(extra), giving_up) == std::nullopt);
    // A film does not depend on the pixels in front of it.
    const bool independent = extra == Extra::film || extra == Extra::audio;
    CHECK((reason(with(extra), lossy(Format::jpeg)) == std::nullopt) == independent);
  }
  CHECK(reason(with(Extra::preview), lossy(Format::webp)) == std::nullopt);
}

TEST_CASE("what is signed is left alone") {
  for (const Format format : {Format::jpeg, Format::png, Format::webp, Format::gif, Format::avif, Format::tiff}) {
    container::Header header = facts(format);
    header.extras = bit(container::Extra::credentials);
    CHECK(reason(header, lossless(format)) == Reason::is_signed);
    engine::Settings settings = lossy(Format::webp);
    settings.strip = kSafeStrip | bit(Metadata::extras);
    CHECK(reason(header, settings) == Reason::is_signed);
    for (const MetadataSet strip : {kAllMetadata, bit(Metadata::credentials)}) {
      settings.strip = strip;
      CHECK(reason(header, settings) == std::nullopt);
    }
  }
}

TEST_CASE("JPEGs that the coefficient engine cannot keep are refused") {
  container::Header header = facts(Format::jpeg);
  engine::Settings settings = lossless(Format::jpeg);
  settings.resize = Resize{.kind = Resize::Kind::percent, .value = 50};
  CHECK(mentions(engine::refuse(header, settings), "add -q"));
  settings.resize->value = 100;
  CHECK(reason(header, settings) == std::nullopt);
  header.arithmetic = Has::yes;
  CHECK(mentions(engine::refuse(header, lossless(Format::jpeg)), "arithmetic"));
  CHECK(reason(header, lossy(Format::jpeg)) == std::nullopt);
  header = facts(Format::jpeg);
  header.unusual_coding = Has::yes;
  CHECK(reason(header, lossless(Format::jpeg)) == Reason::unsupported);
  header.depth = 12;
  CHECK(mentions(engine::refuse(header, lossless(Format::jpeg)), "12 bits"));
}

TEST_CASE("alpha is no reason before the pixels have been seen") {
  container::Header header = facts(Format::png);
  header.alpha = Has::yes;
  CHECK(reason(header, lossy(Format::jpeg)) == std::nullopt);
}

TEST_CASE("depth is reduced only with -q") {
  container::Header header = facts(Format::png);
  header.depth = 16;
  CHECK(reason(header, lossless(Format::webp)) == Reason::depth_unsupported);
  CHECK(reason(header, lossless(Format::gif)) == Reason::depth_unsupported);
  CHECK(reason(header, lossless(Format::tiff)) == std::nullopt);
  CHECK(reason(header, lossy(Format::webp)) == std::nullopt);
  container::Header jpeg = facts(Format::jpeg);
  jpeg.depth = 12;
  CHECK(reason(jpeg, lossy(Format::webp)) == Reason::unsupported);
}

TEST_CASE("CMYK is converted only with -q") {
  container::Header header = facts(Format::jpeg);
  header.colour = container::Colour::cmyk;
  CHECK(reason(header, lossless(Format::png)) == Reason::unsupported);
  CHECK(reason(header, lossless(Format::tiff)) == std::nullopt);
  CHECK(reason(header, lossy(Format::png)) == std::nullopt);
}

TEST_CASE("sizes are checked against the target's limits and the user's, after orientation and resize") {
  container::Header header = facts(Format::png);
  header.width = 20'000;
  header.height = 100;
  CHECK(reason(header, lossy(Format::webp)) == Reason::too_large);
  CHECK(mentions(engine::refuse(header, lossy(Format::webp)), "16383"));
  CHECK(reason(header, lossy(Format::avif)) == Reason::too_large);
  CHECK(reason(header, lossy(Format::jpeg)) == std::nullopt);
  engine::Settings small = lossy(Format::webp);
  small.resize = Resize{.kind = Resize::Kind::long_edge, .value = 16'383};
  CHECK(reason(header, small) == std::nullopt);
  header.width = 70'000;
  CHECK(reason(header, lossy(Format::jpeg)) == Reason::too_large);
  CHECK(reason(header, lossy(Format::gif)) == Reason::too_large);
  CHECK(reason(header, lossless(Format::png)) == std::nullopt);

  engine::Settings limited = lossless(Format::png);
  limited.max_pixels = 7'000'000 - 1;
  CHECK(reason(header, limited) == Reason::too_large);
  limited.max_pixels = 7'000'000;
  CHECK(reason(header, limited) == std::nullopt);
  limited.resize = Resize{.kind = Resize::Kind::percent, .value = 200, .enlarge = true};
  CHECK(reason(header, limited) == Reason::too_large);
  header.width = 0;
  CHECK(reason(header, lossless(Format::png)) == Reason::too_small);
}
