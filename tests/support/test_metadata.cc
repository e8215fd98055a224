// Metadata blocks for test files, built byte by byte, and ways to find them again in outputs.

#include <cmath>

#include "tests/support/test_images.h"

namespace whittle::test {
namespace {

void put(Bytes& out, std::uint64_t v, int bytes, bool big) {
  for (int i = 0; i < bytes; ++i) out.push_back(std::byte(v >> 8 * (big ? bytes - 1 - i : i) & 255));
}
void put_text(Bytes& out, std::string_view text) {
  const ByteView bytes = as_bytes(text);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

void put_fixed(Bytes& out, double v) {
  put(out, static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(v * 65536))), 4, true);
}

struct Xyz {
  double x, y, z;
};

// `curve` empty: sRGB's as a parametric curve; else a gamma.
Bytes make_profile(std::string_view space, const std::vector<std::pair<std::string_view, Xyz>>& colours,
                   const std::vector<std::string_view>& curves, double gamma) {
  Bytes tags, data;
  const std::size_t count = colours.size() + curves.size() + 3;
  const std::size_t base = 128 + 4 + 12 * count;
  const auto add = [&](std::string_view name, const Bytes& value) {
    put_text(tags, name);
    put(tags, base + data.size(), 4, true);
    put(tags, value.size(), 4, true);
    data.insert(data.end(), value.begin(), value.end());
    while (data.size() % 4 != 0) data.push_back(std::byte{0});
  };
  Bytes text;
  put_text(text, "desc");
  put(text, 0, 4, true);
  put(text, 5, 4, true);
  put_text(text, std::string_view("test\0", 5));
  text.resize(text.size() + 78);
  add("desc", text);
  Bytes copyright;
  put_text(copyright, "text");
  put(copyright, 0, 4, true);
  put_text(copyright, std::string_view("none\0", 5));
  add("cprt", copyright);
  const auto xyz = [](Xyz v) {
    Bytes out;
    put_text(out, "XYZ ");
    put(out, 0, 4, true);
    for (const double c : {v.x, v.y, v.z}) put_fixed(out, c);
    return out;
  };
  add("wtpt", xyz({0.9642, 1.0, 0.8249}));
  for (const auto& [name, value] : colours) add(name, xyz(value));
  for (const std::string_view name : curves) {
    Bytes curve;
    if (gamma > 0) {
      put_text(curve, "curv");
      put(curve, 0, 4, true);
      put(curve, 1, 4, true);
      put(curve, static_cast<std::uint64_t>(std::lround(gamma * 256)), 2, true);
      curve.resize(curve.size() + 2);
    } else {
      put_text(curve, "para");
      put(curve, 0, 4, true);
      put(curve, 3, 2, true);
      put(curve, 0, 2, true);
      for (const double p : {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}) put_fixed(curve, p);
    }
    add(name, curve);
  }
  Bytes out;
  put(out, base + data.size(), 4, true);
  put_text(out, "lcms");
  put(out, 0x02400000 + (gamma > 0 ? 0 : 0x01C00000), 4, true);  // parametric curves came with version 4
  put_text(out, "mntr");
  put_text(out, space);
  put_text(out, "XYZ ");
  for (const int v : {2024, 1, 1, 0, 0, 0}) put(out, static_cast<std::uint64_t>(v), 2, true);
  put_text(out, "acsp");
  out.resize(68);
  for (const double c : {0.9642, 1.0, 0.8249}) put_fixed(out, c);
  out.resize(128);
  put(out, count, 4, true);
  out.insert(out.end(), tags.begin(), tags.end());
  out.insert(out.end(), data.begin(), data.end());
  return out;
}

}  // namespace

Bytes make_exif(std::uint8_t orientation) {
  // Layout: header 8, IFD0 at 8 (6 entries), texts, Exif IFD, GPS IFD and its value, IFD1, thumbnail bytes.
  Bytes out;
  const auto entry = [&](int tag, int type, std::uint32_t count, std::uint32_t value) {
    put(out, static_cast<std::uint64_t>(tag), 2, false);
    put(out, static_cast<std::uint64_t>(type), 2, false);
    put(out, count, 4, false);
    put(out, value, 4, false);
  };
  put_text(out, std::string_view("II*\0", 4));
  put(out, 8, 4, false);
  constexpr std::uint32_t kMake = 8 + 2 + 6 * 12 + 4, kArtist = kMake + 10, kCopyright = kArtist + 8,
                          kExif = kCopyright + 14;
  constexpr std::uint32_t kGps = kExif + 2 + 2 * 12 + 4, kLatitude = kGps + 2 + 2 * 12 + 4, kIfd1 = kLatitude + 24;
  constexpr std::uint32_t kThumb = kIfd1 + 2 + 2 * 12 + 4;
  put(out, 6, 2, false);
  entry(0x010F, 2, 10, kMake);
  entry(0x0112, 3, 1, orientation);
  entry(0x013B, 2, 8, kArtist);
  entry(0x8298, 2, 14, kCopyright);
  entry(0x8769, 4, 1, kExif);
  entry(0x8825, 4, 1, kGps);
  put(out, kIfd1, 4, false);
  put_text(out, std::string_view("TestMaker\0", 10));
  put_text(out, std::string_view("A Name\0\0", 8));
  put_text(out, std::string_view("(c) Somebody\0\0", 14));
  put(out, 2, 2, false);
  entry(0xA002, 4, 1, 64);
  entry(0xA003, 4, 1, 48);
  put(out, 0, 4, false);
  put(out, 2, 2, false);
  entry(0x0001, 2, 2, 'N');
  entry(0x0002, 5, 3, kLatitude);
  put(out, 0, 4, false);
  for (const std::uint32_t v : {52u, 1u, 31u, 1u, 0xC0FFEEu, 1000u}) put(out, v, 4, false);
  put(out, 2, 2, false);
  entry(0x0201, 4, 1, kThumb);
  entry(0x0202, 4, 1, 20);
  put(out, 0, 4, false);
  put_text(out, "THUMBNAIL-BYTES-HERE");
  return out;
}

Bytes make_rgb_profile() {
  // A real, wide space (close to Display P3) with gamma 1.8: conversions to sRGB visibly change pixels.
  return make_profile(
      "RGB ",
      {{"rXYZ", {0.5151, 0.2412, -0.0011}}, {"gXYZ", {0.2919, 0.6922, 0.0419}}, {"bXYZ", {0.1572, 0.0666, 0.7841}}},
      {"rTRC", "gTRC", "bTRC"}, 1.8);
}
Bytes make_srgb_profile() {
  return make_profile(
      "RGB ",
      {{"rXYZ", {0.4360, 0.2225, 0.0139}}, {"gXYZ", {0.3851, 0.7169, 0.0971}}, {"bXYZ", {0.1431, 0.0606, 0.7141}}},
      {"rTRC", "gTRC", "bTRC"}, 0);
}
Bytes make_grey_profile() {
  return make_profile("GRAY", {}, {"kTRC"}, 1.8);
}

namespace {
struct PngPart {
  std::string type;
  std::size_t begin, end;
};
std::vector<PngPart> png_parts(ByteView png) {
  std::vector<PngPart> parts;
  for (std::size_t at = 8; at + 12 <= png.size();) {
    const std::size_t end = at + 12 + be32(png, at);
    parts.push_back({as_string(png.subspan(at + 4, 4)), at, end});
    at = end;
  }
  return parts;
}
}  // namespace

Bytes insert_png_chunks(ByteView png, std::string_view before, const Bytes& chunks) {
  for (const PngPart& part : png_parts(png)) {
    if (part.type == before) return concat({png.first(part.begin), chunks, png.subspan(part.begin)});
  }
  return {};
}

std::vector<std::string> png_chunk_types(ByteView png) {
  std::vector<std::string> types;
  for (const PngPart& part : png_parts(png)) types.push_back(part.type);
  return types;
}

Bytes png_chunk_data(ByteView png, std::string_view type) {
  for (const PngPart& part : png_parts(png)) {
    if (part.type == type) return concat({png.subspan(part.begin + 8, part.end - part.begin - 12)});
  }
  return {};
}

Bytes jpeg_segment(std::uint8_t marker, std::string_view name, ByteView payload) {
  Bytes out;
  put(out, 0xFF00u | marker, 2, true);
  put(out, 2 + name.size() + payload.size(), 2, true);
  put_text(out, name);
  out.insert(out.end(), payload.begin(), payload.end());
  return out;
}

Bytes insert_jpeg_segments(ByteView jpeg, const Bytes& segments) {
  const std::size_t at = u8(jpeg, 3) == 0xE0 ? 4 + std::size_t{be16(jpeg, 4)} : 2;
  return concat({jpeg.first(at), segments, jpeg.subspan(at)});
}

std::vector<Bytes> jpeg_payloads(ByteView jpeg, std::uint8_t marker, std::string_view name) {
  std::vector<Bytes> found;
  for (std::size_t at = 2; at + 4 <= jpeg.size() && u8(jpeg, at + 1) != 0xDA;) {
    const std::size_t length = be16(jpeg, at + 2);
    if (u8(jpeg, at + 1) == marker && has_text(jpeg, at + 4, name)) {
      found.push_back(concat({jpeg.subspan(at + 4 + name.size(), length - 2 - name.size())}));
    }
    at += 2 + length;
  }
  return found;
}

Bytes webp_chunk(ByteView webp, std::string_view type) {
  for (std::size_t at = 12; at + 8 <= webp.size();) {
    const std::size_t size = le32(webp, at + 4);
    if (has_text(webp, at, type)) return concat({webp.subspan(at + 8, size)});
    at += 8 + size + size % 2;
  }
  return {};
}

bool contains(ByteView haystack, std::string_view needle) {
  return as_string(haystack).find(needle) != std::string::npos;
}
std::string as_string(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
Bytes concat(std::initializer_list<ByteView> parts) {
  Bytes out;
  for (const ByteView part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

}  // namespace whittle::test
