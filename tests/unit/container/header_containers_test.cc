// Headers of TIFF, AVIF and JXL.
#include "container/header.h"
#include "tests/support/catch.h"
#include "tests/support/image_builders.h"
#include "tests/support/strict_source.h"

using namespace whittle;
using namespace whittle::test;
using container::Coding;
using container::Has;
using container::Header;

namespace {

Result<Header> parse(const Bytes& bytes, Format format) {
  StrictSource source(bytes);
  return container::read_header(source, format);
}

Header header_of(const Bytes& bytes, Format format) {
  Result<Header> header = parse(bytes, format);
  if (!header.ok()) FAIL(header.error().message);
  return *header;
}

Header tiff(const TiffSpec& spec) {
  return header_of(make_tiff(spec), Format::tiff);
}
Header avif(const AvifSpec& spec) {
  return header_of(make_avif(spec), Format::avif);
}
Header jxl(const JxlSpec& spec) {
  return header_of(make_jxl(spec), Format::jxl);
}

Reason reason_of(const Bytes& bytes, Format format) {
  const Result<Header> header = parse(bytes, format);
  return header.ok() ? Reason::none : header.error().reason;
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
  CHECK(tiff({.samples = 4}).alpha == Has::yes);  // unnamed, and used as alpha by readers
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

TEST_CASE("TIFF: directories in a circle end, zero sizes are corrupt") {
  Bytes circle = make_tiff({.order = Order::big, .pages = 1});
  patch_be32(circle, circle.size() - 4, be32(circle, 4));
  CHECK(reason_of(circle, Format::tiff) == Reason::corrupt);
  Bytes longer = make_tiff({.order = Order::big, .pages = 7});
  // The second directory: where the first one's link points.
  const std::uint32_t first = be32(longer, 4);
  const std::uint32_t second = be32(longer, first + 2 + 12 * be16(longer, first));
  patch_be32(longer, longer.size() - 4, second);
  CHECK(reason_of(longer, Format::tiff) == Reason::corrupt);
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

TEST_CASE("AVIF: the primary item") {
  const Header h = avif({.width = 5000, .height = 4000});
  CHECK(h.width == 5000);
  CHECK(h.height == 4000);
  CHECK(h.frames == 1);
  CHECK(h.depth == 8);
  CHECK(h.colour == container::Colour::rgb);
  CHECK(h.alpha == Has::no);
  CHECK(h.gain_map == Has::no);
  CHECK(h.mixed_pages == Has::no);
  CHECK(h.coding == Coding::lossy);
  CHECK(avif({.depth = 10}).depth == 10);
  CHECK(avif({.depth = 12, .monochrome = true}).depth == 12);
  CHECK(avif({.monochrome = true}).colour == container::Colour::grey);
  CHECK(avif({.alpha = true}).alpha == Has::yes);
  CHECK(avif({.tone_map = true}).gain_map == Has::yes);
  CHECK(avif({.second_picture = true}).mixed_pages == Has::yes);
  CHECK(avif({.alpha = true}).mixed_pages == Has::no);
  CHECK(parse(make_avif({.brand = "mif1"}), Format::heic).ok());
  CHECK(reason_of(make_avif({.width = 0}), Format::avif) == Reason::corrupt);
}

namespace {

/// A 2 x 3 picture as rows of letters, changed by hand: the meaning of irot, imir and EXIF orientation.
using Picture = std::vector<std::string>;

Picture turn_left(const Picture& p) {
  Picture out(p[0].size(), std::string(p.size(), ' '));
  for (std::size_t y = 0; y < p.size(); ++y) {
    for (std::size_t x = 0; x < p[0].size(); ++x) out[p[0].size() - 1 - x][y] = p[y][x];
  }
  return out;
}
Picture mirror(Picture p, int axis) {
  if (axis == 0) {
    std::reverse(p.begin(), p.end());  // top and bottom change places
  } else {
    for (std::string& row : p) std::reverse(row.begin(), row.end());
  }
  return p;
}
/// What EXIF says has to be done for display.
Picture apply_exif(const Picture& p, unsigned orientation) {
  switch (orientation) {
    case 2:
      return mirror(p, 1);
    case 3:
      return turn_left(turn_left(p));
    case 4:
      return mirror(p, 0);
    case 5:
      return mirror(turn_left(p), 0);  // transposed
    case 6:
      return turn_left(turn_left(turn_left(p)));
    case 7:
      return mirror(turn_left(p), 1);  // across the other diagonal
    case 8:
      return turn_left(p);
    default:
      return p;
  }
}

}  // namespace

TEST_CASE("AVIF: irot and imir as orientation") {
  const Picture picture = {"ab", "cd", "ef"};
  for (int rotation = -1; rotation < 4; ++rotation) {
    for (int axis = -1; axis < 2; ++axis) {
      Picture expected = picture;
      for (int i = 0; i < rotation; ++i) expected = turn_left(expected);
      if (axis >= 0) expected = mirror(expected, axis);
      const Header h = avif({.rotation = rotation, .mirror = axis});
      CHECK(apply_exif(picture, h.orientation) == expected);
    }
  }
}

TEST_CASE("AVIF: sequences") {
  const Header h = avif({.width = 320, .height = 200, .sequence_frames = 7, .brand = "avis"});
  CHECK(h.frames == 7);
  CHECK(h.width == 320);
  CHECK(avif({.sequence_frames = 7, .brand = "avif"}).frames == 1);  // no sequence brand, no sequence
}

TEST_CASE("JXL: size and metadata") {
  for (const auto container : {JxlSpec::Container::none, JxlSpec::Container::whole, JxlSpec::Container::parts}) {
    JxlSpec spec;
    spec.width = 12345;
    spec.height = 678;
    spec.container = container;
    Header h = jxl(spec);
    CHECK(h.width == 12345);
    CHECK(h.height == 678);
    CHECK(h.depth == 8);
    CHECK(h.orientation == 1);
    CHECK(h.frames == 1);
    CHECK(h.alpha == Has::no);
    CHECK(h.coding == Coding::lossy);
    CHECK(h.colour == container::Colour::rgb);
    spec.orientation = 7;
    spec.animated = spec.alpha = spec.grey = true;
    spec.depth = 16;
    spec.xyb = false;
    h = jxl(spec);
    CHECK(h.orientation == 7);
    CHECK(h.frames == 2);
    CHECK(h.depth == 16);
    CHECK(h.alpha == Has::yes);
    CHECK(h.coding == Coding::unknown);
    CHECK(h.colour == container::Colour::grey);
  }
}
