#include "container/header.h"

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

Header avif(const AvifSpec& spec) {
  return header_of(make_avif(spec), Format::avif);
}

}  // namespace

TEST_CASE("AVIF: the primary item") {
  const Header h = avif({.width = 5000, .height = 4000});
  CHECK(h.width == 5000);
  CHECK(h.height == 4000);
  CHECK(h.frames == 1);
  CHECK(h.depth == 8);
  CHECK(h.colour == container::Colour::rgb);
  CHECK(h.alpha == Has::no);
  CHECK(h.extras == 0);
  CHECK(h.mixed_pages == Has::no);
  CHECK(h.coding == Coding::lossy);
  CHECK(avif({.depth = 10}).depth == 10);
  CHECK(avif({.depth = 12, .monochrome = true}).depth == 12);
  CHECK(avif({.monochrome = true}).colour == container::Colour::grey);
  CHECK(avif({.alpha = true}).alpha == Has::yes);
  CHECK(avif({.tone_map = true}).carries(container::Extra::gain_map));
  CHECK(avif({.second_picture = true}).mixed_pages == Has::yes);
  CHECK(avif({.alpha = true}).mixed_pages == Has::no);
  CHECK(avif({.width = 64, .height = 48, .crop = 20}).width == 20);
  CHECK(avif({.width = 64, .height = 48, .crop = 20}).height == 20);
  CHECK(avif({.oblong = true}).oblong_pixels == Has::yes);
  CHECK(avif({}).oblong_pixels == Has::no);
  CHECK(avif({.alpha = true, .premultiplied = true}).premultiplied == Has::yes);
  CHECK(avif({.alpha = true}).premultiplied == Has::no);
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
