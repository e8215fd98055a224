#include "container/jpeg/markers.h"

#include "tests/support/catch.h"
#include "tests/support/image_builders.h"
#include "tests/support/strict_source.h"

using namespace whittle::container;
using namespace whittle::test;
using namespace whittle;

TEST_CASE("JPEG segments cover the file from SOI to EOI") {
  const Bytes file =
      make_jpeg({.restart_interval = 1, .before_frame = jpeg_exif(6), .trailer = Writer().text("more").done()});
  JpegMarkers markers(file);
  std::size_t expected = 0;
  std::vector<unsigned> seen;
  for (;;) {
    const auto segment = markers.next();
    REQUIRE(segment.ok());
    if (!segment->has_value()) break;
    CHECK((*segment)->offset == expected);
    expected = (*segment)->end;
    seen.push_back((*segment)->marker);
    if ((*segment)->marker == jpeg::kSos) {
      CHECK((*segment)->payload.size() == 10);
      CHECK_FALSE((*segment)->scan.empty());
    }
  }
  CHECK(seen == std::vector<unsigned>{0xD8, 0xE1, 0xDB, 0xC4, 0xC4, 0xC0, 0xDD, 0xDA, 0xD9});
  CHECK(markers.position() == file.size() - 4);
  CHECK(has_text(file, markers.position(), "more"));
}

TEST_CASE("JPEG fill bytes belong to no segment, stuffed FFs to the scan") {
  Bytes file = make_jpeg();
  const Bytes fill(3, std::byte{0xFF});
  file.insert(file.end() - 2, fill.begin(), fill.end());  // before EOI
  const Bytes stuffed = {std::byte{0xFF}, std::byte{0xFF}, std::byte{0}};
  file.insert(file.end() - 5, stuffed.begin(), stuffed.end());  // data
  JpegMarkers markers(file);
  JpegSegment last, scan;
  for (;;) {
    const auto segment = markers.next();
    REQUIRE(segment.ok());
    if (!segment->has_value()) break;
    last = **segment;
    if (last.marker == jpeg::kSos) scan = last;
  }
  CHECK(last.marker == jpeg::kEoi);
  CHECK(last.offset == file.size() - 2);
  CHECK(scan.end == file.size() - 5);
}
