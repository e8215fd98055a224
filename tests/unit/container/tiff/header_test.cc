#include "container/header.h"

#include "container/tiff/tiff.h"
#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
#include "tests/support/image_builders.h"
#include "tests/support/strict_source.h"

using namespace whittle::test;
using namespace whittle;
using container::Coding;
using container::Has;
using container::Header;

namespace {

Header tiff(const TiffSpec& spec) {
  return header_of(make_tiff(spec), Format::tiff);
}

void patch_be32(Bytes& bytes, std::size_t at, std::uint32_t value) {
  const Bytes number = Writer().be32(value).done();
  std::copy(number.begin(), number.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace

TEST_CASE("TIFF: both byte orders, classic and big") {
  for (const Order order : {Order::little, Order::big}) {
    for (const bool big : {false, true}) {
      const Header h =
          tiff({.width = 70000, .height = 2, .order = order, .big_tiff = big, .orientation = 8, .pages = 3});
      CHECK(h.width == 70000);
      CHECK(h.height == 2);
      CHECK(h.frames == 3);
      CHECK(h.depth == 8);
      CHECK(h.orientation == 8);
      CHECK(h.colour == container::Colour::rgb);
      CHECK(h.alpha == Has::no);
      CHECK(h.coding == Coding::lossless);
      CHECK(h.mixed_pages == Has::no);
      CHECK(h.unusual_coding == Has::no);
    }
  }
}

TEST_CASE("TIFF: colours, alpha and compression") {
  CHECK(tiff({.bits = 1, .samples = 1, .photometric = 0}).colour == container::Colour::grey);
  CHECK(tiff({.bits = 1, .samples = 1, .photometric = 0}).depth == 1);
  CHECK(tiff({.bits = 16, .samples = 1, .photometric = 1}).depth == 16);
  CHECK(tiff({.samples = 1, .photometric = 3}).colour == container::Colour::palette);
  CHECK(tiff({.samples = 4, .photometric = 5}).colour == container::Colour::cmyk);
  CHECK(tiff({.photometric = 8}).colour == container::Colour::other);
  CHECK(tiff({.samples = 4, .extra_sample = 2}).alpha == Has::yes);
  CHECK(tiff({.samples = 4}).alpha == Has::no);  // of no stated meaning, and refused for it
  CHECK(tiff({.samples = 4, .photometric = 5}).alpha == Has::no);
  CHECK(tiff({.compression = 5}).coding == Coding::lossless);
  CHECK(tiff({.compression = 7}).coding == Coding::lossy);
  CHECK(tiff({.compression = 50001}).coding == Coding::lossy);
  CHECK(tiff({.compression = 34887}).coding == Coding::unknown);
}

TEST_CASE("TIFF: what later stages must leave alone") {
  CHECK(tiff({.bits = 32, .sample_format = 3}).unusual_coding == Has::yes);
  CHECK(tiff({.bits = 16, .sample_format = 2}).unusual_coding == Has::yes);
  CHECK(tiff({.bits = 12}).unusual_coding == Has::yes);
  CHECK(tiff({.compression = 6}).unusual_coding == Has::yes);
  CHECK(tiff({.pages = 2, .last_width = 3}).mixed_pages == Has::yes);
  CHECK(tiff({.subfile_type = 1, .pages = 2}).mixed_pages == Has::yes);
  CHECK(tiff({.subfile_type = 2, .pages = 2}).mixed_pages == Has::no);
  CHECK(reason_of(make_tiff({.photometric = 32803}), Format::tiff) == Reason::unsupported_format);
  CHECK(reason_of(make_tiff({.compression = 34713}), Format::tiff) == Reason::unsupported_format);
  Bytes cr2 = make_tiff();
  std::copy_n(as_bytes("CR").begin(), 2, cr2.begin() + 8);
  CHECK(reason_of(cr2, Format::tiff) == Reason::unsupported_format);
}

TEST_CASE("TIFF: directories in a circle end where it closes") {
  Bytes circle = make_tiff({.order = Order::big, .pages = 1});
  patch_be32(circle, circle.size() - 4, be32(circle, 4));
  CHECK(header_of(circle, Format::tiff).frames == 1);
  CHECK(container::check_tiff(circle).ok());
  Bytes longer = make_tiff({.order = Order::big, .pages = 7});
  // The second directory: where the first one's link points.
  const std::uint32_t first = be32(longer, 4);
  const std::uint32_t second = be32(longer, first + 2 + 12 * be16(longer, first));
  patch_be32(longer, longer.size() - 4, second);
  CHECK(header_of(longer, Format::tiff).frames == 7);
  const auto plain = container::tiff_for_decoder(longer);
  REQUIRE(plain.ok());
  CHECK(header_of(*plain, Format::tiff).frames == 7);
}

TEST_CASE("TIFF: zero sizes are corrupt") {
  CHECK(reason_of(make_tiff({.width = 0}), Format::tiff) == Reason::corrupt);
  CHECK(reason_of(make_tiff({.height = 0}), Format::tiff) == Reason::corrupt);
  CHECK(reason_of(make_tiff({.samples = 0}), Format::tiff) == Reason::corrupt);
  CHECK(reason_of(make_tiff({.pages = 0}), Format::tiff) == Reason::corrupt);
}

TEST_CASE("TIFF: a directory far into the file is sought, not read towards") {
  const Bytes file = make_tiff({.width = 2000, .height = 1000});
  StrictSource source(file);
  REQUIRE(container::read_header(source, Format::tiff).ok());
  CHECK(source.reads <= 2);
}
