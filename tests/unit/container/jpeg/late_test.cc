#include "container/jpeg/late.h"

#include "container/jpeg/markers.h"
#include "tests/support/catch.h"
#include "tests/support/image_builders.h"

using namespace whittle;
using namespace std::string_view_literals;
using container::late_jpeg_segments;
using test::joined;

namespace {

/// A picture with `late` before its EOI.
Bytes with_late(ByteView late) {
  const Bytes picture = test::make_jpeg();
  const std::size_t end = container::jpeg_picture_end(picture);
  const ByteView all(picture);
  return joined({all.first(end - 2), late, all.subspan(end - 2)});
}

Bytes comment() {
  return test::jpeg_segment(0xFE, as_bytes("a remark"sv));
}

}  // namespace

TEST_CASE("Segments behind the first scan stay there") {
  const Bytes plain = test::make_jpeg(), file = with_late(comment());
  CHECK(late_jpeg_segments(plain, {}).empty());
  CHECK(late_jpeg_segments(file, {}) == comment());
  CHECK(container::with_late_jpeg_segments(plain, comment()) == file);
  CHECK(container::with_late_jpeg_segments(file, comment()) == file);  // not twice
  CHECK(container::with_late_jpeg_segments(plain, {}) == plain);
}

TEST_CASE("Late segments go with what is stripped") {
  CHECK(late_jpeg_segments(with_late(comment()), {.strip = bit(Metadata::comment)}).empty());
  const Bytes exif = test::jpeg_exif(6);
  CHECK(late_jpeg_segments(with_late(exif), {}) == exif);
  CHECK(late_jpeg_segments(with_late(exif), {.strip = bit(Metadata::gps)}).empty());
}

TEST_CASE("Late credentials are credentials, and carried by nobody") {
  const Bytes box = test::Writer().text("JP").be16(1).be32(1).be32(16).text("jumb").fill(8, 'c').done();
  const Bytes file = with_late(test::jpeg_segment(0xEB, box));
  CHECK(container::late_jpeg_extras(file) == bit(container::Extra::credentials));
  CHECK((container::find_extras(file, Format::jpeg) & bit(container::Extra::credentials)) != 0);
  CHECK(late_jpeg_segments(file, {}).empty());
}
