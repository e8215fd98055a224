#include "container/integrity.h"

#include "container/sniff.h"
#include "tests/support/catch.h"
#include "tests/support/image_builders.h"

using namespace whittle;
using namespace whittle::test;
using container::check_integrity;

namespace {

Reason check(const Bytes& bytes, Format format) {
  const Status status = check_integrity(bytes, format);
  if (status.ok()) return Reason::none;
  CHECK(status.error().category == Category::corrupt);
  CHECK(status.error().message.find("at offset") != std::string::npos);
  return status.error().reason;
}

Bytes with_change(Bytes bytes, std::size_t at, unsigned value) {
  bytes.at(at) = static_cast<std::byte>(value);
  return bytes;
}

std::size_t find(const Bytes& bytes, std::string_view text) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (has_text(bytes, at, text)) return at;
  }
  FAIL("not in the sample: " << text);
  return 0;
}

Bytes jpeg(const JpegSpec& spec = {}) {
  return make_jpeg(spec);
}

}  // namespace

TEST_CASE("Whole files are whole, with bytes behind the end too") {
  for (const Sample& sample : samples()) {
    INFO(sample.name);
    const Format format = container::sniff(sample.bytes);
    CHECK(check(sample.bytes, format) == Reason::none);
    CHECK(check(joined({sample.bytes, Writer().fill(5, 0x00).done()}), format) ==
          (format == Format::avif || sample.name == "jxl-container" || sample.name == "jxl-parts" ? Reason::truncated
                                                                                                  : Reason::none));
    CHECK(check(joined({sample.bytes, Writer().fill(64, 0x00).done()}), format) == Reason::none);
  }
}

TEST_CASE("No proper prefix of a file is whole") {
  for (const Sample& sample : samples()) {
    if (sample.name == "jxl") continue;  // a bare codestream: only its header is looked at
    INFO(sample.name);
    const Format format = container::sniff(sample.bytes);
    for (std::size_t size = 0; size < sample.bytes.size(); ++size) {
      INFO(size);
      const Bytes part(sample.bytes.begin(), sample.bytes.begin() + static_cast<std::ptrdiff_t>(size));
      CHECK(check(part, format) != Reason::none);
    }
  }
}

TEST_CASE("PNG: no single bit can change unseen") {
  for (const Sample& sample : samples()) {
    if (!sample.name.starts_with("png") && sample.name != "apng") continue;
    Bytes bytes = sample.bytes;
    for (std::size_t i = 0; i < bytes.size() * 8; ++i) {
      bytes[i / 8] ^= static_cast<std::byte>(1u << i % 8);
      CHECK_FALSE(check_integrity(bytes, Format::png).ok());
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
  CHECK(with(png_palette(4), {}, 0) == Reason::corrupt);
  CHECK(with(png_palette(4), {}, 4) == Reason::corrupt);
  CHECK(with(png_palette(257)) == Reason::corrupt);
  CHECK(with(png_palette(0)) == Reason::corrupt);
  CHECK(with(png_chunk("PLTE", Writer().fill(4).done())) == Reason::corrupt);
  CHECK(with(joined({png_palette(4), png_palette(4)})) == Reason::corrupt);
  CHECK(with({}, png_palette(4)) == Reason::corrupt);
  const Bytes trns = png_chunk("tRNS", Writer().fill(6).done());
  CHECK(with(trns) == Reason::none);
  CHECK(with({}, trns) == Reason::corrupt);
  CHECK(with(trns, {}, 6) == Reason::corrupt);
  CHECK(with(joined({trns, png_palette(9)})) == Reason::corrupt);
  CHECK(with(joined({png_palette(9), png_chunk("tRNS", Writer().fill(10).done())}), {}, 3) == Reason::corrupt);
  CHECK(with({}, png_chunk("tEXt", as_bytes("x"))) == Reason::none);
  CHECK(with({}, joined({png_chunk("tEXt", {}), png_chunk("IDAT", {})})) == Reason::corrupt);
  CHECK(with({}, png_chunk("IDAT", {})) == Reason::none);
  CHECK(with(png_chunk("ABCD", {})) == Reason::corrupt);
  CHECK(with(png_chunk("aBCD", {})) == Reason::none);
  CHECK(with(png_chunk("IHDR", Writer().fill(13).done())) == Reason::corrupt);
  CHECK(with(png_chunk("IDAT", as_bytes("not zlib"))) == Reason::corrupt);
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
  CHECK(announce(0) == Reason::corrupt);
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
  // Without acTL they are unknown ancillary chunks.
  CHECK(check(make_png({.after_pixels = png_chunk("fdAT", {})}), Format::png) == Reason::none);
}

TEST_CASE("JPEG: segments") {
  CHECK(check(jpeg({.components = 1}), Format::jpeg) == Reason::none);
  CHECK(check(jpeg({.components = 4}), Format::jpeg) == Reason::none);
  CHECK(check(jpeg({.width = 640, .height = 480, .restart_interval = 7}), Format::jpeg) == Reason::none);
  CHECK(check(jpeg({.width = 65535, .height = 3, .sof = 0xC2}), Format::jpeg) == Reason::none);
  CHECK(check(jpeg({.before_frame = Writer().fill(3, 0xFF).done()}), Format::jpeg) == Reason::none);
  CHECK(check(jpeg({.before_frame = Writer().u8(0x20).done()}), Format::jpeg) == Reason::corrupt);
  CHECK(check(jpeg({.before_frame = Writer().be32(0xFFD80000).done()}), Format::jpeg) == Reason::corrupt);
  CHECK(check(jpeg({.before_frame = jpeg_segment(0x02, {})}), Format::jpeg) == Reason::corrupt);
  CHECK(check(jpeg({.before_frame = Writer().be16(0xFFD9).done()}), Format::jpeg) == Reason::corrupt);
  CHECK(check(jpeg({.before_frame = Writer().be32(0xFFE00001).done()}), Format::jpeg) == Reason::corrupt);
  CHECK(check(jpeg({.before_frame = jpeg_segment(0xDD, Writer().u8(1).done())}), Format::jpeg) == Reason::corrupt);
  CHECK(check(jpeg({.before_frame = jpeg_segment(0xDB, Writer().u8(0).fill(63).done())}), Format::jpeg) ==
        Reason::corrupt);
  CHECK(check(jpeg({.before_frame = jpeg_segment(0xDB, Writer().u8(0x20).fill(64).done())}), Format::jpeg) ==
        Reason::corrupt);
  CHECK(check(jpeg({.before_frame = jpeg_segment(0xC4, Writer().u8(0).fill(16).done())}), Format::jpeg) ==
        Reason::none);
  CHECK(check(jpeg({.before_frame = jpeg_segment(0xC4, Writer().u8(0).u8(3).fill(15).fill(3).done())}), Format::jpeg) ==
        Reason::corrupt);
  CHECK(check(jpeg({.before_frame = jpeg_segment(0xC4, Writer().u8(0).u8(1).fill(15).done())}), Format::jpeg) ==
        Reason::corrupt);
  CHECK(check(jpeg({.before_frame = make_jpeg()}), Format::jpeg) == Reason::corrupt);
}

TEST_CASE("JPEG: scans") {
  const Bytes good = jpeg({.width = 64, .height = 64, .components = 1, .restart_interval = 4});
  REQUIRE(check(good, Format::jpeg) == Reason::none);
  const std::size_t second = find(good, "\xFF\xD1");
  CHECK(check(with_change(good, second + 1, 0xD2), Format::jpeg) == Reason::corrupt);
  Bytes missing = good;
  missing.erase(missing.end() - 5, missing.end() - 2);  // the last restart marker and its byte
  CHECK(check(missing, Format::jpeg) == Reason::truncated);
  Bytes no_interval = good;
  const std::size_t dri = find(good, "\xFF\xDD");
  no_interval.erase(no_interval.begin() + static_cast<std::ptrdiff_t>(dri),
                    no_interval.begin() + static_cast<std::ptrdiff_t>(dri) + 6);
  CHECK(check(no_interval, Format::jpeg) == Reason::corrupt);

  const Bytes plain = jpeg({.width = 64, .height = 64, .components = 1});
  const std::size_t sos = find(plain, "\xFF\xDA");
  CHECK(check(with_change(plain, sos + 5, 9), Format::jpeg) == Reason::corrupt);     // component
  CHECK(check(with_change(plain, sos + 6, 0x44), Format::jpeg) == Reason::corrupt);  // tables
  CHECK(check(with_change(plain, sos + 4, 2), Format::jpeg) == Reason::corrupt);     // count
  Bytes short_scan = plain;
  short_scan.erase(short_scan.end() - 4, short_scan.end() - 2);
  CHECK(check(short_scan, Format::jpeg) == Reason::truncated);
  Bytes empty_scan = plain;
  empty_scan.erase(empty_scan.begin() + static_cast<std::ptrdiff_t>(sos) + 10, empty_scan.end() - 2);
  CHECK(check(empty_scan, Format::jpeg) == Reason::truncated);
}

TEST_CASE("JPEG: too many scans, and components without one") {
  const Bytes progressive = jpeg({.width = 8, .height = 8, .components = 1, .sof = 0xC2});
  const std::size_t sos = find(progressive, "\xFF\xDA");
  const auto begin = progressive.begin() + static_cast<std::ptrdiff_t>(sos);
  const Bytes scans(begin, progressive.end() - 2);
  Writer many;
  many.bytes(ByteView(progressive).first(sos));
  for (int i = 0; i < 250; ++i) many.bytes(scans);
  CHECK(check(joined({many.done(), Writer().be16(0xFFD9).done()}), Format::jpeg) == Reason::none);
  many.bytes(scans);
  CHECK(check(joined({many.done(), Writer().be16(0xFFD9).done()}), Format::jpeg) == Reason::corrupt);

  // The first scan of the three components of this one is its last.
  const Bytes grey_scan = jpeg({.width = 8, .height = 8, .components = 1});
  const Bytes colour = jpeg({.width = 8, .height = 8, .components = 3});
  const std::size_t at = find(colour, "\xFF\xDA"), grey_at = find(grey_scan, "\xFF\xDA");
  const Bytes incomplete = joined({ByteView(colour).first(at), ByteView(grey_scan).subspan(grey_at)});
  CHECK(check(incomplete, Format::jpeg) == Reason::truncated);
}

TEST_CASE("GIF: blocks") {
  const Bytes good = make_gif({.frames = 2});
  const std::size_t image = find(good, {"\x2C\0\0\0\0", 5});
  CHECK(check(with_change(good, image, 0x00), Format::gif) == Reason::corrupt);
  CHECK(check(with_change(good, image + 10, 1), Format::gif) == Reason::corrupt);
  CHECK(check(with_change(good, image + 10, 9), Format::gif) == Reason::corrupt);
  CHECK(check(with_change(good, image + 5, 0), Format::gif) == Reason::corrupt);
  CHECK(check(make_gif({.frames = 0}), Format::gif) == Reason::corrupt);
  CHECK(check(make_gif({.height = 0}), Format::gif) == Reason::corrupt);
}

TEST_CASE("WebP: chunks against VP8X") {
  WebpSpec spec;
  spec.orientation = 6;
  const Bytes good = make_extended_webp(spec);
  REQUIRE(check(good, Format::webp) == Reason::none);
  CHECK(check(with_change(good, 20, 0x08 | 0x20), Format::webp) == Reason::truncated);  // promises a profile
  CHECK(check(with_change(good, 20, 0x08 | 0x02), Format::webp) == Reason::corrupt);    // promises an animation
  CHECK(check(with_change(good, 20, 0x00), Format::webp) == Reason::none);              // hidden EXIF does no harm
  CHECK(check(with_change(good, 24, 99), Format::webp) == Reason::corrupt);             // canvas of another size
  CHECK(check(with_change(good, 4, 0xF0), Format::webp) == Reason::truncated);
  CHECK(check(with_change(good, find(good, "VP8L") + 8, 0), Format::webp) == Reason::corrupt);

  spec.frames = {WebpCoding::lossy, WebpCoding::lossless};
  const Bytes animated = make_extended_webp(spec);
  REQUIRE(check(animated, Format::webp) == Reason::none);
  CHECK(check(with_change(animated, find(animated, "ANMF") + 8, 1), Format::webp) == Reason::corrupt);  // outside
  CHECK(check(with_change(animated, find(animated, "VP8 ") + 8, 1), Format::webp) == Reason::corrupt);  // no key frame
  CHECK(check(with_change(animated, find(animated, "ANIM"), 'X'), Format::webp) == Reason::corrupt);
  CHECK(check(with_change(animated, 20, 0x08), Format::webp) == Reason::corrupt);
  CHECK(check(riff_file(riff_chunk("ABCD", {})), Format::webp) == Reason::corrupt);
}

TEST_CASE("TIFF: strips inside the file and enough of them") {
  const Bytes good = make_tiff({.order = Order::big});
  const std::size_t directory = be32(good, 4);
  const auto entry = [&](unsigned index) { return directory + 2 + 12 * index; };
  CHECK(check(with_change(good, entry(6) + 8, 0x7F), Format::tiff) == Reason::truncated);   // offset
  CHECK(check(with_change(good, entry(10) + 8, 0x7F), Format::tiff) == Reason::truncated);  // byte count
  CHECK(check(with_change(good, entry(10) + 11, 5), Format::tiff) == Reason::truncated);  // too few bytes for the size
  CHECK(check(with_change(good, entry(10) + 11, 0), Format::tiff) == Reason::corrupt);
  CHECK(check(with_change(good, entry(9) + 11, 1), Format::tiff) == Reason::corrupt);  // rows a strip: 5 strips needed
  CHECK(check(with_change(good, entry(6) + 3, 12), Format::tiff) == Reason::corrupt);  // offsets as DOUBLE
  CHECK(check(make_tiff({.pages = 0}), Format::tiff) == Reason::corrupt);
}

TEST_CASE("AVIF: item data inside the file") {
  const Bytes good = make_avif();
  const std::size_t iloc = find(good, "iloc");
  CHECK(check(with_change(good, iloc + 18, 0x7F), Format::avif) == Reason::truncated);
  CHECK(check(with_change(good, iloc + 22, 0x7F), Format::avif) == Reason::truncated);
  CHECK(check(with_change(good, iloc + 13, 9), Format::avif) == Reason::corrupt);  // another item's
  CHECK(check(with_change(good, find(good, "pitm"), 'x'), Format::avif) == Reason::corrupt);
  CHECK(check(with_change(good, find(good, "iloc"), 'x'), Format::avif) == Reason::corrupt);
  CHECK(check(with_change(good, find(good, "meta"), 'x'), Format::avif) == Reason::truncated);
  const Bytes sequence = make_avif({.sequence_frames = 3, .brand = "avis"});
  CHECK(check(with_change(sequence, find(sequence, "stco") + 12, 0x7F), Format::avif) == Reason::truncated);
  CHECK(check(with_change(sequence, find(sequence, "stsz") + 8, 0x7F), Format::avif) == Reason::truncated);
}

TEST_CASE("JXL: the codestream of a container has to end") {
  const Bytes parts = make_jxl({.container = JxlSpec::Container::parts});
  std::size_t last = parts.size() - 1;
  while (!has_text(parts, last, "jxlp")) --last;
  CHECK(check(with_change(parts, last + 4, 0), Format::jxl) == Reason::truncated);
  CHECK(check(with_change(parts, last, 'x'), Format::jxl) != Reason::none);
}

TEST_CASE("Formats without a walk say so") {
  const Status status = check_integrity({}, Format::svg);
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().reason == Reason::unsupported_format);
  CHECK_FALSE(check_integrity({}, Format::unknown).ok());
}
