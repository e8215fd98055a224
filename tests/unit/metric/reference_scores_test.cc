// Scores of the reference tool for pictures that are made here, by integers only, so that they are the same everywhere.
//
// The numbers are what `ssimulacra2 ORIGINAL.png DISTORTED.png` printed: the tool of github.com/cloudinary/ssimulacra2,
// commit 81feacf (SSIMULACRA 2.1), x86-64 with AVX-512. WHITTLE_REFERENCE_PICTURES=FOLDER makes this test write the
// files that it was given.

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "metric/ssimulacra2.h"
#include "tests/support/catch.h"
#include "tests/support/png_files.h"

using namespace whittle;

namespace {

struct Size {
  std::uint32_t width, height;
};

/// RGB: soft waves, a grid of sharp edges, and a corner of fine texture.
std::vector<std::uint8_t> original(Size size) {
  std::vector<std::uint8_t> samples;
  std::uint32_t noise = 7;
  const auto wave = [](std::uint32_t at, std::uint32_t period) {  // a parabola for a sine, 0 to 255
    const auto x = static_cast<int>(at % period * 510 / period) - 255;
    return 255 - x * x / 255;
  };
  for (std::uint32_t y = 0; y < size.height; ++y) {
    for (std::uint32_t x = 0; x < size.width; ++x) {
      noise = noise * 1664525 + 1013904223;
      const bool edge = x / 24 % 3 == 1 && y / 16 % 2 == 1;
      const int grain = x * 2 > size.width && y * 2 > size.height ? static_cast<int>(noise >> 27) : 0;
      const int red = wave(x + y / 2, 97), green = wave(2 * y + x / 3, 131), blue = edge ? 220 : wave(x + y, 61);
      for (const int value : {red, edge ? green / 2 : green, blue}) {
        samples.push_back(static_cast<std::uint8_t>(std::clamp(value * 7 / 8 + grain, 0, 255)));
      }
    }
  }
  return samples;
}

enum class Damage { noise, posterised, shifted, blocky, dark };

std::vector<std::uint8_t> damaged(const std::vector<std::uint8_t>& from, Size size, Damage damage) {
  std::vector<std::uint8_t> out = from;
  std::uint32_t noise = 3;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t pixel = i / 3, x = pixel % size.width, y = pixel / size.width;
    noise = noise * 1664525 + 1013904223;
    const auto moved = [&](int by) { return static_cast<std::uint8_t>(std::clamp(from[i] + by, 0, 255)); };
    switch (damage) {
      case Damage::noise:
        out[i] = moved(static_cast<int>(noise >> 16) % 13 - 6);
        break;
      case Damage::posterised:
        out[i] = static_cast<std::uint8_t>((from[i] & 0xF0) + 8);
        break;
      case Damage::shifted:
        out[i] = x > 0 ? from[i - 3] : from[i];
        break;
      case Damage::blocky:
        out[i] = from[((y & ~std::size_t{3}) * size.width + (x & ~std::size_t{3})) * 3 + i % 3];
        break;
      case Damage::dark:
        out[i] = moved(-3);
        break;
    }
  }
  return out;
}

metric::Picture view(const std::vector<std::uint8_t>& samples, Size size) {
  metric::Picture picture;
  picture.width = size.width;
  picture.height = size.height;
  picture.data = reinterpret_cast<const std::byte*>(samples.data());
  picture.stride = std::size_t{size.width} * 3;
  return picture;
}

void write(const std::string& name, const std::vector<std::uint8_t>& samples, Size size) {
  const char* folder = std::getenv("WHITTLE_REFERENCE_PICTURES");
  if (folder == nullptr) return;
  const Bytes file =
      test::write_png({.width = size.width, .height = size.height, .samples = {samples.begin(), samples.end()}});
  std::ofstream(std::filesystem::path(folder) / name, std::ios::binary)
      .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
}

constexpr std::pair<Damage, const char*> kDamages[] = {{Damage::noise, "noise"},
                                                       {Damage::posterised, "posterised"},
                                                       {Damage::shifted, "shifted"},
                                                       {Damage::blocky, "blocky"},
                                                       {Damage::dark, "dark"}};

/// `expected`: a score for each of kDamages.
void check(const std::string& prefix, Size size, const std::array<double, std::size(kDamages)>& expected) {
  const std::vector<std::uint8_t> good = original(size);
  const metric::Reference reference(view(good, size));
  write(prefix + ".png", good, size);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto& [damage, name] = kDamages[i];
    const std::vector<std::uint8_t> bad = damaged(good, size, damage);
    write(prefix + "-" + name + ".png", bad, size);
    INFO(prefix << ", " << name);
    CHECK(reference.score(view(bad, size)).overall == Approx(expected[i]).margin(0.002));
  }
}

}  // namespace

TEST_CASE("scores of the reference tool are met on pictures made here") {
  check("even", {320, 240}, {86.0592, 68.0517, 42.0649, -0.1627, 94.2723});
  check("odd", {201, 131}, {85.5062, 70.0468, 42.7680, 3.9334, 94.0619});
}
