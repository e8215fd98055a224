// What colours mean, through every engine: each way of saying it into each format, read back by code that shares
// nothing with the engines (libpng, plain searches, libvips' loaders for the rest) and brought to sRGB by lcms2 or by
// the formulas of ITU-R BT.2100.

#include <lcms2.h>

#include <cmath>
#include <functional>
#include <memory>

#include "engine/formats.h"
#include "tests/support/catch.h"
#include "tests/support/jpeg_files.h"
#include "tests/support/png_files.h"
#include "tests/support/test_images.h"
#include "vips/decode.h"

using namespace whittle;
using namespace std::string_view_literals;

namespace {

using Rgb = std::array<double, 3>;

// Eight patches of 16x16: what loses a little leaves their means alone. Two are dark, one is as bright as it gets.
constexpr int kPatch = 16, kAcross = 4, kDown = 2;
constexpr Rgb kPatches[] = {{0.50, 0.50, 0.50}, {0.55, 0.45, 0.40}, {0.40, 0.52, 0.45}, {0.42, 0.44, 0.55},
                            {0.20, 0.20, 0.20}, {0.24, 0.20, 0.22}, {0.58, 0.57, 0.52}, {1.00, 1.00, 1.00}};

// --- Colours by other people's numbers

double pq(double v) {  // SMPTE ST 2084, in cd/m2
  const double p = std::pow(v, 1 / 78.84375);
  return 10000 * std::pow(std::max(p - 0.8359375, 0.0) / (18.8515625 - 18.6875 * p), 1 / 0.1593017578125);
}
double hlg(double v) {  // BT.2100, table 5: of the scene
  return v <= 0.5 ? v * v / 3 : (std::exp((v - 0.55991073) / 0.17883277) + 0.28466892) / 12;
}
double srgb_signal(double light) {
  light = std::clamp(light, 0.0, 1.0);
  return light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
}

/// BT.2020 light, 1 for a page's white of 203 cd/m2 (BT.2408), as sRGB. The matrix is that of BT.2407.
Rgb of_bt2020(const Rgb& l) {
  return {srgb_signal(1.6605 * l[0] - 0.5876 * l[1] - 0.0728 * l[2]),
          srgb_signal(-0.1246 * l[0] + 1.1329 * l[1] - 0.0083 * l[2]),
          srgb_signal(-0.0182 * l[0] - 0.1006 * l[1] + 1.1187 * l[2])};
}
Rgb of_pq(const Rgb& v) {
  return of_bt2020({pq(v[0]) / 203, pq(v[1]) / 203, pq(v[2]) / 203});
}
Rgb of_hlg(const Rgb& v) {
  const Rgb scene{hlg(v[0]), hlg(v[1]), hlg(v[2])};
  const double gain = 1000 / 203.0 * std::pow(0.2627 * scene[0] + 0.6780 * scene[1] + 0.0593 * scene[2], 0.2);
  return of_bt2020({gain * scene[0], gain * scene[1], gain * scene[2]});
}

struct CloseProfile {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
using Profile = std::unique_ptr<void, CloseProfile>;

constexpr cmsCIExyY kD65{0.3127, 0.3290, 1};
constexpr cmsCIExyYTRIPLE kSrgb{{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}},
    kP3{{0.680, 0.320, 1}, {0.265, 0.690, 1}, {0.150, 0.060, 1}},
    kBt2020{{0.708, 0.292, 1}, {0.170, 0.797, 1}, {0.131, 0.046, 1}},
    kPal{{0.64, 0.33, 1}, {0.29, 0.60, 1}, {0.15, 0.06, 1}};

/// Of primaries and a gamma; 0: sRGB's curve.
Profile display(const cmsCIExyYTRIPLE& primaries, double gamma) {
  const double parameters[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  cmsToneCurve* const curve =
      gamma > 0 ? cmsBuildGamma(nullptr, gamma) : cmsBuildParametricToneCurve(nullptr, 4, parameters);
  cmsToneCurve* const curves[] = {curve, curve, curve};
  Profile profile(cmsCreateRGBProfile(&kD65, &primaries, curves));
  cmsFreeToneCurve(curve);
  return profile;
}

Rgb through(const Profile& profile, const Rgb& v) {
  const Profile srgb = display(kSrgb, 0);
  const bool grey = cmsGetColorSpace(profile.get()) == cmsSigGrayData;
  const cmsHTRANSFORM transform =
      cmsCreateTransform(profile.get(), grey ? TYPE_GRAY_DBL : TYPE_RGB_DBL, srgb.get(), TYPE_RGB_DBL,
                         INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOOPTIMIZE | cmsFLAGS_BLACKPOINTCOMPENSATION);
  REQUIRE(transform != nullptr);
  Rgb out;
  cmsDoTransform(transform, v.data(), out.data(), 1);
  cmsDeleteTransform(transform);
  for (double& c : out) c = std::clamp(c, 0.0, 1.0);
  return out;
}

Rgb of_code_points(int primaries, int transfer, const Rgb& v) {
  if (transfer == 16) return of_pq(v);
  if (transfer == 18) return of_hlg(v);
  const auto& which = primaries == 9 ? kBt2020 : primaries == 12 ? kP3 : primaries == 5 ? kPal : kSrgb;
  return through(display(which, transfer == 4 ? 2.2 : transfer == 5 ? 2.8 : transfer == 8 ? 1 : 0), v);
}

// --- Inputs

Bytes picture(int colour_type, int depth) {
  test::PngPicture png{.width = kPatch * kAcross, .height = kPatch * kDown, .colour = colour_type, .depth = depth};
  const double maximum = depth == 16 ? 65535 : 255;
  for (int i = 0; i < kPatch * kPatch * kAcross * kDown; ++i) {
    const int x = i % (kPatch * kAcross) / kPatch, y = i / (kPatch * kAcross) / kPatch;
    const Rgb& patch = kPatches[y * kAcross + x];
    for (unsigned c = 0; c < png.channels(); ++c) {
      png.samples.push_back(static_cast<std::uint16_t>(std::lround(patch[c] * maximum)));
    }
  }
  return test::write_png(png);
}

Bytes chunk(std::string_view type, const test::Writer& data) {
  return test::png_chunk(type, data.done());
}
Bytes cicp(unsigned primaries, unsigned transfer) {
  return chunk("cICP", test::Writer().u8(primaries).u8(transfer).u8(0).u8(1));
}
Bytes gama(double gamma) {
  return chunk("gAMA", test::Writer().be32(static_cast<std::uint64_t>(std::lround(1e5 / gamma))));
}
Bytes chrm_p3() {
  test::Writer data;
  for (const unsigned n : {31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000}) data.be32(n);
  return chunk("cHRM", data);
}
Bytes iccp(const Bytes& profile) {
  return chunk("iCCP", test::Writer().text("p\0\0"sv).bytes(test::zlib_stored(profile)));
}

using Meaning = std::function<Rgb(const Rgb&)>;
Meaning points(int primaries, int transfer) {
  return [=](const Rgb& v) { return of_code_points(primaries, transfer, v); };
}
Meaning profile(const Bytes& data) {
  return [=](const Rgb& v) {
    return through(Profile(cmsOpenProfileFromMem(data.data(), static_cast<cmsUInt32Number>(data.size()))), v);
  };
}
Meaning numbers(double gamma, const cmsCIExyYTRIPLE& primaries) {
  return [=](const Rgb& v) { return through(display(primaries, gamma), v); };
}

struct Source {
  const char* name;
  Bytes chunks;
  Meaning meaning;
  const char* range = "";  ///< "PQ", "HLG"
  int colour_type = 2, depth = 8;
};

std::vector<Source> sources() {
  const Bytes rgb = test::make_rgb_profile(), grey = test::make_grey_profile();
  const Bytes srgb_chunk = test::png_chunk("sRGB", Bytes(1));
  const Meaning same = [](const Rgb& v) { return v; };
  return {{"nothing", {}, same},
          {"sRGB", srgb_chunk, same},
          {"sRGB before gAMA", test::concat({gama(1), srgb_chunk}), same},
          {"gAMA", gama(1.8), numbers(1.8, kSrgb)},
          {"gAMA and cHRM", test::concat({gama(1.8), chrm_p3()}), numbers(1.8, kP3)},
          {"profile", iccp(rgb), profile(rgb)},
          {"profile before gAMA", test::concat({gama(1), iccp(rgb)}), profile(rgb)},
          {"P3", cicp(12, 13), points(12, 13)},
          {"P3 of 16 bits", cicp(12, 13), points(12, 13), "", 2, 16},
          {"BT.2020 of television", cicp(9, 14), points(9, 14), "", 2, 16},
          {"PAL", cicp(5, 5), points(5, 5), "", 2, 16},
          {"linear", cicp(1, 8), points(1, 8), "", 2, 16},
          {"PQ", cicp(9, 16), points(9, 16), "PQ", 2, 16},
          {"HLG", cicp(9, 18), points(9, 18), "HLG", 2, 16},
          {"PQ of 8 bits", cicp(9, 16), points(9, 16), "PQ"},
          {"cICP before a profile", test::concat({iccp(rgb), cicp(9, 16)}), points(9, 16), "PQ"},
          {"cICP of sRGB before a profile", test::concat({iccp(rgb), cicp(1, 13)}), same},
          {"grey profile", iccp(grey), profile(grey), "", 0},
          {"grey gAMA", gama(1.4),
           [](const Rgb& v) {
             return numbers(1.4, kSrgb)({v[0], v[0], v[0]});
           },
           "", 0},
          {"grey PQ", cicp(9, 16),
           [](const Rgb& v) {
             return of_pq({v[0], v[0], v[0]});
           },
           "PQ", 0, 16}};
}

Bytes file_of(const Source& source) {
  return test::with(picture(source.colour_type, source.depth), "IDAT", source.chunks);
}

// --- Outputs

/// Means of the patches' middles, from 0 to 1.
std::vector<Rgb> numbers_of(ByteView file, Format format) {
  const std::vector<std::uint16_t> rgba =
      format == Format::png ? test::decode_png(file).rgba : test::all_pixels(file, format);
  std::vector<Rgb> out;
  for (int i = 0; i < kAcross * kDown; ++i) {
    Rgb sum{};
    for (int y = 4; y < 12; ++y) {
      for (int x = 4; x < 12; ++x) {
        const int at = ((i / kAcross * kPatch + y) * kPatch * kAcross + i % kAcross * kPatch + x) * 4;
        for (int c = 0; c < 3; ++c)
          sum[static_cast<std::size_t>(c)] += rgba[static_cast<std::size_t>(at + c)] / 65535.0;
      }
    }
    for (double& c : sum) c /= 64;
    out.push_back(sum);
  }
  return out;
}

Bytes profile_of(ByteView file, Format format) {
  const auto image = engine::open_image(file, format);
  REQUIRE(image.ok());
  const ByteView profile = vips::blob_field(image->get(), VIPS_META_ICC_NAME);
  return {profile.begin(), profile.end()};
}

/// Code points by a plain search; {2, 2} for none.
std::pair<int, int> code_points_of(ByteView file, Format format) {
  const std::string text = test::as_string(file);
  if (format == Format::png) {
    const std::size_t at = text.find("cICP");
    return at == text.npos ? std::pair(2, 2) : std::pair<int, int>(u8(file, at + 4), u8(file, at + 5));
  }
  const std::size_t at = format == Format::avif ? text.find("colrnclx") : text.npos;
  return at == text.npos ? std::pair(2, 2) : std::pair<int, int>(be16(file, at + 8), be16(file, at + 10));
}

/// What a screen shows of a file.
std::vector<Rgb> shown(ByteView file, Format format) {
  std::vector<Rgb> patches = numbers_of(file, format);
  const Bytes icc = profile_of(file, format);
  const auto [primaries, transfer] = code_points_of(file, format);
  Meaning meaning = points(primaries, transfer);
  if (format == Format::png && transfer == 2 && icc.empty() && !test::contains(file, "sRGB")) {
    const Bytes gamma = test::png_chunk_data(file, "gAMA");
    if (!gamma.empty()) meaning = numbers(1e5 / be32(gamma, 0), test::contains(file, "cHRM") ? kP3 : kSrgb);
  }
  if (!icc.empty() && (format != Format::png || transfer == 2)) meaning = profile(icc);
  for (Rgb& patch : patches) patch = meaning(patch);
  return patches;
}

/// The largest difference in steps of 255.
double difference(const std::vector<Rgb>& one, const std::vector<Rgb>& other) {
  double worst = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) worst = std::max(worst, 255 * std::abs(one[i][c] - other[i][c]));
  }
  return worst;
}

struct Target {
  Format format;
  bool lossy;
  /// Rounding to 8 bits, once in the source's space and once in sRGB; a codec's loss on top. That of JPEG XL is one of
  /// light: the most where a channel is 0 beside bright ones.
  double tolerance;
};
constexpr Target kTargets[] = {{Format::png, false, 1.5}, {Format::webp, false, 1.5}, {Format::tiff, false, 1.5},
                               {Format::jxl, false, 1.5}, {Format::jxl, true, 6},     {Format::jpeg, true, 4},
                               {Format::webp, true, 6},   {Format::avif, true, 4},    {Format::gif, true, 4}};

bool says_code_points(Format format) {
  return format == Format::png || format == Format::avif;
}

engine::Settings settings_for(const Target& target, IccPolicy icc) {
  engine::Settings settings = target.lossy ? test::lossy(target.format, 96) : test::lossless(target.format);
  settings.icc = icc;
  return settings;
}

bool writable(Format format) {
  const auto& formats = engine::writable_formats();
  return std::find(formats.begin(), formats.end(), format) != formats.end();
}

std::vector<Rgb> expected(const Source& source) {
  std::vector<Rgb> out;
  const double maximum = source.depth == 16 ? 65535 : 255;
  for (Rgb patch : kPatches) {
    for (double& c : patch) c = std::round(c * maximum) / maximum;
    out.push_back(source.meaning(patch));
  }
  return out;
}

void check(const Source& source, const Bytes& file, Format from, const Target& target, IccPolicy icc,
           const std::vector<Rgb>& meant) {
  INFO(source.name << " from " << to_string(from) << " to " << to_string(target.format)
                   << (target.lossy ? " with loss" : "") << (icc == IccPolicy::srgb ? " as sRGB" : ""));
  const auto made = test::run(file, from, settings_for(target, icc));
  if (!made.ok()) INFO(made.error().message);
  const bool range = *source.range != 0, keeps = icc == IccPolicy::keep;
  if (!made.ok() && target.format == Format::webp && !target.lossy && source.depth == 16) {
    CHECK(made.error().reason == Reason::depth_unsupported);
    return;
  }
  if (range && keeps && !says_code_points(target.format)) {
    REQUIRE_FALSE(made.ok());
    CHECK(made.error().reason == Reason::unsupported);
    CHECK(made.error().message.find(source.range) != std::string::npos);
    CHECK(made.error().message.find("--icc srgb") != std::string::npos);
    return;
  }
  if (!made.ok() && target.format == Format::webp && !target.lossy && source.colour_type == 0 && keeps) {
    CHECK(made.error().message.find("grey colour profile") != std::string::npos);
    return;
  }
  if (!made.ok()) FAIL(made.error().message);
  // What a codec is off by is off by more in light: a step of PQ of 8 bits is as much as 3.2 steps of sRGB here.
  const double steep = target.lossy && range && source.depth == 8 ? 3.2 : 1;
  CHECK(difference(shown(made->bytes, target.format), meant) < target.tolerance * steep);
  if (range && keeps) {
    CHECK(code_points_of(made->bytes, target.format) == std::pair(9, source.range == "HLG"sv ? 18 : 16));
  }
  if (!keeps) {
    CHECK(difference(numbers_of(made->bytes, target.format), meant) < target.tolerance * steep);
    // libjxl hands out a profile for every file.
    if (target.format != Format::jxl) CHECK(profile_of(made->bytes, target.format).empty());
    CHECK(code_points_of(made->bytes, target.format).second != 16);
    CHECK(code_points_of(made->bytes, target.format).second != 18);
  }
}

}  // namespace

TEST_CASE("colours are carried over, converted by the right curve, or refused by name") {
  for (const Source& source : sources()) {
    const Bytes file = file_of(source);
    const std::vector<Rgb> meant = expected(source);
    for (const Target& target : kTargets) {
      if (!writable(target.format)) continue;
      for (const IccPolicy icc : {IccPolicy::keep, IccPolicy::srgb}) {
        check(source, file, Format::png, target, icc, meant);
      }
    }
  }
}

TEST_CASE("the colours of an AVIF are those of its code points, or of its profile") {
  for (const Source& source : sources()) {
    if (source.colour_type != 2 || (source.depth == 8 && source.range == "PQ"sv)) continue;
    const auto avif = test::run(file_of(source), Format::png, test::lossy(Format::avif, 98));
    REQUIRE(avif.ok());
    const std::vector<Rgb> meant = shown(avif->bytes, Format::avif);
    for (const Target& target : kTargets) {
      if (!writable(target.format)) continue;
      for (const IccPolicy icc : {IccPolicy::keep, IccPolicy::srgb}) {
        check(source, avif->bytes, Format::avif, target, icc, meant);
      }
    }
  }
}

TEST_CASE("CMYK without a profile becomes sRGB when asked, and else stays") {
  const vips::ImagePtr ink = test::make_cmyk(64, 48);
  for (const auto& [from, file] :
       {std::pair(Format::jpeg, test::encode_jpeg(ink.get())),
        std::pair(Format::tiff, test::encode(ink.get(), "tiffsave_buffer", {{"keep", 0}, {"strip", 1}}))}) {
    const auto webp = test::run(file, from, test::lossy(Format::webp, 98));
    REQUIRE(webp.ok());
    const auto wanted = test::all_pixels(webp->bytes, Format::webp);
    for (const Format to : {Format::jpeg, Format::tiff}) {
      INFO(to_string(from) << " to " << to_string(to));
      engine::Settings settings = test::lossy(to, 98);
      const auto kept = test::run(file, from, settings);
      REQUIRE(kept.ok());
      CHECK(engine::open_image(kept->bytes, to).value()->Type == VIPS_INTERPRETATION_CMYK);
      settings.icc = IccPolicy::srgb;
      const auto made = test::run(file, from, settings);
      REQUIRE(made.ok());
      const auto pixels = test::all_pixels(made->bytes, to);
      REQUIRE(pixels.size() == wanted.size());
      double sum = 0;
      for (std::size_t i = 0; i < pixels.size(); ++i) sum += std::abs(pixels[i] - wanted[i]) / 257.0;
      CHECK(sum / static_cast<double>(pixels.size()) < 4);
    }
  }
  engine::Settings exact = test::lossless(Format::jpeg);
  exact.icc = IccPolicy::srgb;
  const auto refused = test::run(test::encode_jpeg(ink.get()), Format::jpeg, exact);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().reason == Reason::unsupported);
}

TEST_CASE("JPEGs of every Adobe transform show what libjpeg reads of them") {
  for (const auto colour : {test::JpegColour::ycc, test::JpegColour::rgb, test::JpegColour::grey}) {
    const Bytes file = test::write_jpeg_file({.colour = colour, .picture = test::JpegPicture::smooth, .jfif = false});
    const test::JpegRaster read = test::decode_jpeg(file);
    for (const Format to : {Format::png, Format::webp, Format::tiff}) {
      const auto made = test::run(file, Format::jpeg, test::lossless(to));
      REQUIRE(made.ok());
      const auto pixels = test::all_pixels(made->bytes, to);
      const auto channels = static_cast<std::size_t>(read.components);
      bool same = true;
      for (std::size_t i = 0; i < std::size_t{read.width} * read.height; ++i) {
        for (std::size_t c = 0; c < 3; ++c) {
          same = same && pixels[4 * i + c] == 257 * read.samples[i * channels + std::min(c, channels - 1)];
        }
      }
      CHECK(same);
    }
  }
}

TEST_CASE("code points that nobody here converts stay where they can, and are else refused") {
  const Bytes reserved = test::with(picture(2, 8), "IDAT", cicp(9, 3));
  const Bytes narrow = test::with(picture(2, 8), "IDAT", chunk("cICP", test::Writer().u8(1).u8(13).u8(0).u8(0)));
  for (const IccPolicy icc : {IccPolicy::keep, IccPolicy::srgb}) {
    for (const auto& [file, word] : {std::pair(&reserved, "9/3"), {&narrow, "narrow range"}}) {
      engine::Settings settings = test::lossy(Format::webp);
      settings.icc = icc;
      const auto made = test::run(*file, Format::png, settings);
      REQUIRE_FALSE(made.ok());
      CHECK(made.error().reason == Reason::unsupported);
      CHECK(made.error().message.find(word) != std::string::npos);
    }
  }
  const auto avif = test::run(reserved, Format::png, test::lossy(Format::avif));
  REQUIRE(avif.ok());
  CHECK(code_points_of(avif->bytes, Format::avif) == std::pair(9, 3));
  const auto png = test::run(narrow, Format::png, test::lossless(Format::png));
  REQUIRE(png.ok());
  CHECK(test::contains(png->bytes, "cICP\1\15\0\0"sv));
}
