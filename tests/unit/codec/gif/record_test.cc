#include "codec/gif/record.h"

#include "tests/support/catch.h"

using namespace whittle;
using container::Area;
using container::Disposal;
using gif::Pixel;

namespace {

constexpr std::uint32_t kWidth = 40, kHeight = 30;
constexpr Area kAll{0, 0, kWidth, kHeight};

/// A picture of which no two neighbours are alike.
std::vector<Pixel> busy() {
  std::vector<Pixel> pixels;
  for (unsigned i = 0; i < kWidth * kHeight; ++i) pixels.push_back(0xFF000000u | (i * 7 % 61 + 1));
  return pixels;
}

std::vector<Pixel> with_box(std::vector<Pixel> pixels, unsigned left, Pixel pixel) {
  for (unsigned y = 5; y < 15; ++y) {
    for (unsigned x = left; x < left + 10; ++x) pixels[y * kWidth + x] = pixel;
  }
  return pixels;
}

std::vector<gif::Patch> patches_of(const std::vector<std::vector<Pixel>>& pictures) {
  gif::Recorder recorder(kWidth, kHeight);
  for (const std::vector<Pixel>& picture : pictures) REQUIRE(recorder.add(picture, kAll, 50).ok());
  auto patches = recorder.finish();
  REQUIRE(patches.ok());
  REQUIRE(patches->size() == pictures.size());
  return *std::move(patches);
}

bool operator==(const Area& a, const Area& b) {
  return a.left == b.left && a.top == b.top && a.width == b.width && a.height == b.height;
}

}  // namespace

TEST_CASE("a frame is as large as what changes, and one that changes nothing a pixel") {
  const auto patches = patches_of({busy(), with_box(busy(), 3, 0xFF123456), with_box(busy(), 3, 0xFF123456)});
  CHECK((patches[0].area == kAll));
  CHECK((patches[1].area == Area{3, 5, 10, 10}));
  CHECK((patches[2].area == Area{0, 0, 1, 1}));
  CHECK(patches[1].needed == 1);
  CHECK(patches[2].needed == 1);  // what is left
  CHECK(patches[2].leaves);
}

TEST_CASE("what passes over a picture is taken off again rather than painted over") {
  const auto patches = patches_of({busy(), with_box(busy(), 1, 0xFF123456), with_box(busy(), 20, 0xFF123456)});
  CHECK(patches[1].disposal == Disposal::restore);
  CHECK((patches[2].area == Area{20, 5, 10, 10}));
}

TEST_CASE("what becomes transparent is cleared, in a frame that reaches as far") {
  std::vector<Pixel> hole = with_box(busy(), 10, gif::kNoPixel);
  const auto patches = patches_of({busy(), with_box(busy(), 30, 0xFF123456), hole});
  CHECK(patches[0].disposal == Disposal::keep);
  CHECK(patches[1].disposal == Disposal::clear);
  CHECK((patches[1].area == Area{10, 5, 30, 10}));
  CHECK((patches[2].area == Area{20, 5, 20, 10}));
}

TEST_CASE("without transparent pixels and without what stays no symbol is spent") {
  const auto patches = patches_of({busy()});
  CHECK(!patches[0].leaves);
  CHECK(patches[0].needed == 61);
  CHECK(patches[0].colours.size() == 61);
}
