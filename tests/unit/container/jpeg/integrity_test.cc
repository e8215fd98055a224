#include "container/integrity.h"

#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
#include "tests/support/image_builders.h"

using namespace whittle::test;
using namespace whittle;

namespace {

Bytes jpeg(const JpegSpec& spec = {}) {
  return make_jpeg(spec);
}

}  // namespace

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
  CHECK(check(jpeg({.before_frame = Writer().be32(0xFFDB0001).done()}), Format::jpeg) == Reason::corrupt);
  CHECK(check(jpeg({.before_frame = Writer().be32(0xFFE00001).done()}), Format::jpeg) == Reason::none);  // as libjpeg
  CHECK(check(jpeg({.before_frame = Writer().be32(0xFFFE0000).done()}), Format::jpeg) == Reason::none);
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
