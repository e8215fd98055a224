#include "container/payload/icc.h"

#include "tests/support/catch.h"
#include "tests/support/test_images.h"
#include "vips/decode.h"

using namespace whittle;
using container::ProfileSpace;

TEST_CASE("an sRGB profile is known by what it says, not by its name") {
  CHECK(container::is_srgb_profile(test::make_srgb_profile()));
  CHECK_FALSE(container::is_srgb_profile(test::make_rgb_profile()));
  CHECK_FALSE(container::is_srgb_profile(test::make_grey_profile()));
  CHECK_FALSE(container::is_srgb_profile({}));
  CHECK_FALSE(container::is_srgb_profile(as_bytes("short")));
}

TEST_CASE("libvips' own sRGB profile is one, its wide and CMYK profiles are not") {
  REQUIRE(vips::start_vips().ok());
  for (const auto& [name, srgb, space] : {std::tuple{"srgb", true, ProfileSpace::rgb},
                                          {"p3", false, ProfileSpace::rgb},
                                          {"cmyk", false, ProfileSpace::cmyk}}) {
    VipsBlob* blob = nullptr;
    REQUIRE(vips_profile_load(name, &blob, nullptr) == 0);
    std::size_t size = 0;
    const auto* data = static_cast<const std::byte*>(vips_blob_get(blob, &size));
    INFO(name);
    CHECK(container::is_srgb_profile({data, size}) == srgb);
    CHECK(container::profile_space({data, size}) == space);
    vips_area_unref(VIPS_AREA(blob));
  }
}

TEST_CASE("profiles made from numbers mean what the numbers say") {
  const auto primaries = container::kSrgbChromaticities;
  const auto power = [](double exponent) { return container::Transfer{container::Transfer::Kind::power, exponent}; };
  const Bytes rgb = container::make_profile(ProfileSpace::rgb, power(2.2), primaries);
  CHECK(container::profile_space(rgb) == ProfileSpace::rgb);
  CHECK(container::profile_space(container::make_profile(ProfileSpace::grey, power(1.0), primaries)) ==
        ProfileSpace::grey);
  CHECK(container::make_profile(ProfileSpace::rgb, power(0), primaries).empty());
  auto impossible = primaries;
  impossible.blue = impossible.green;
  CHECK(container::make_profile(ProfileSpace::rgb, power(2.2), impossible).empty());

  CHECK(container::is_srgb_profile(container::make_profile(ProfileSpace::rgb, {}, primaries)));
  for (const auto kind : {container::Transfer::Kind::pq, container::Transfer::Kind::hlg}) {
    CHECK(container::make_profile(ProfileSpace::rgb, {kind}, primaries).empty());
  }

  // Linear light of 0.2140 is 127.5 of 255 in sRGB; the red primary alone stays pure red.
  const vips::ImagePtr source = test::make_image(2, 1, 3, test::Pattern::gradient);
  const VipsPel pixels[] = {55, 55, 55, 255, 0, 0};
  std::copy(std::begin(pixels), std::end(pixels), VIPS_IMAGE_ADDR(source.get(), 0, 0));
  const Bytes linear = container::make_profile(ProfileSpace::rgb, power(1.0), primaries);
  vips_image_set_blob_copy(source.get(), VIPS_META_ICC_NAME, linear.data(), linear.size());
  vips::Operation transform("icc_transform");
  transform.set("in", source.get());
  transform.set("output-profile", "srgb");
  transform.set("embedded", 1);
  REQUIRE(transform.run());
  const auto result = vips::to_memory(transform.image().get(), "pixels");
  REQUIRE(result.ok());
  const VipsPel* p = VIPS_IMAGE_ADDR(result->get(), 0, 0);
  CHECK(std::abs(p[0] - 128) <= 2);
  CHECK(std::abs(p[1] - 128) <= 2);
  CHECK(std::abs(p[2] - 128) <= 2);
  CHECK(p[3] >= 253);
  CHECK(p[4] <= 6);
  CHECK(p[5] <= 6);
}

TEST_CASE("damaged profiles are never sRGB by accident and never read beyond their end") {
  const Bytes profile = test::make_srgb_profile();
  for (std::size_t size = 0; size < profile.size(); ++size)
    (void)container::is_srgb_profile(ByteView(profile).first(size));
  for (std::size_t at = 128; at < 128 + 4 + 12 * 9; ++at) {
    for (const unsigned value : {0u, 0x7Fu, 0xFFu}) {
      Bytes flipped = profile;
      flipped[at] = std::byte(value);
      (void)container::is_srgb_profile(flipped);
    }
  }
}
