// PNG: ancillary chunks of the source go to their legal places around the encoder's critical chunks.

#include <array>

#include "container/metadata.h"

namespace whittle::container {
namespace {

struct Chunk {
  std::string_view type;
  ByteView whole;  // length, type, data, CRC
  ByteView data;
};

constexpr std::string_view kSignature("\x89PNG\r\n\x1A\n", 8);

std::vector<Chunk> read_chunks(ByteView file) {
  std::vector<Chunk> chunks;
  if (!has_text(file, 0, kSignature)) return chunks;
  std::size_t at = 8;
  while (at + 12 <= file.size()) {
    const std::size_t size = be32(file, at);
    if (size > file.size() - at - 12) break;
    const std::string_view type(reinterpret_cast<const char*>(file.data()) + at + 4, 4);
    chunks.push_back({type, file.subspan(at, size + 12), file.subspan(at + 8, size)});
    at += size + 12;
    if (type == "IEND") break;
  }
  return chunks;
}

constexpr std::array<std::uint32_t, 256> kCrcTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t n = 0; n < 256; ++n) {
    std::uint32_t c = n;
    for (int k = 0; k < 8; ++k) c = (c & 1) != 0 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
    table[n] = c;
  }
  return table;
}();

void append_be32(Bytes& out, std::uint32_t v) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(std::byte(v >> shift & 255));
}

void append_chunk(Bytes& out, std::string_view type, ByteView data) {
  append_be32(out, static_cast<std::uint32_t>(data.size()));
  const std::size_t from = out.size();
  append(out, as_bytes(type));
  append(out, data);
  std::uint32_t crc = 0xFFFFFFFFu;
  for (std::size_t i = from; i < out.size(); ++i)
    crc = kCrcTable[(crc ^ std::to_integer<std::uint32_t>(out[i])) & 255] ^ (crc >> 8);
  append_be32(out, crc ^ 0xFFFFFFFFu);
}

constexpr std::string_view kXmpKeyword("XML:com.adobe.xmp\0", 18);

void append_xmp(Bytes& out, ByteView xmp) {
  Bytes data;
  append(data, as_bytes(kXmpKeyword));
  data.resize(data.size() + 4);  // not compressed, method 0, no language, no translated keyword
  append(data, xmp);
  append_chunk(out, "iTXt", data);
}

bool is_one_of(std::string_view type, std::initializer_list<std::string_view> types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}
bool is_colour_chunk(std::string_view type) {
  return is_one_of(type, {"cHRM", "gAMA", "iCCP", "sRGB", "cICP", "mDCV", "cLLI", "mDCv", "cLLi"});
}
// Chunks whose meaning hangs on colour type, bit depth or palette.
bool is_coding_chunk(std::string_view type) {
  return is_one_of(type, {"sBIT", "bKGD", "hIST"});
}

// Which part of the sequence a chunk goes to: before PLTE, after PLTE, after the pixels.
enum class Place { nowhere, before_palette, before_pixels, after_pixels };

Metadata kind_of_text(ByteView data) {
  const auto keyword = [&](std::string_view name) { return has_text(data, 0, name); };
  if (keyword(kXmpKeyword) || keyword("Raw profile type xmp")) return Metadata::xmp;
  if (keyword("Raw profile type exif") || keyword("Raw profile type APP1") || keyword("Raw profile type 8bim"))
    return Metadata::exif;
  if (keyword("Raw profile type iptc")) return Metadata::iptc;
  if (keyword(std::string_view("Copyright\0", 10)) || keyword(std::string_view("Author\0", 7)))
    return Metadata::copyright;
  return Metadata::comment;
}

// What of the source is carried, each chunk ready to write.
struct Carried {
  Bytes before_palette, before_pixels, after_pixels;
  Bytes& at(Place place) {
    return place == Place::before_palette  ? before_palette
           : place == Place::before_pixels ? before_pixels
                                           : after_pixels;
  }
};

void carry_text(Bytes& out, const Chunk& chunk, const MetadataEdit& edit) {
  const Metadata kind = kind_of_text(chunk.data);
  if (edit.strips(kind) || (kind == Metadata::exif && edit.strips(Metadata::gps))) return;
  if (kind == Metadata::xmp) {
    const bool plain = has_text(chunk.data, 0, kXmpKeyword) && chunk.data.size() >= 22 && chunk.type == "iTXt" &&
                       be32(chunk.data, 18) == 0;
    if (plain) {
      const Bytes xmp = edited_xmp(chunk.data.subspan(22), edit);
      if (!xmp.empty()) append_xmp(out, xmp);
      return;
    }
    if (edit.strips(Metadata::gps)) return;  // compressed: cannot be looked into here
  }
  append(out, chunk.whole);
}

struct Coding {
  ByteView type_and_depth, palette;
  bool operator==(const Coding& o) const {
    return std::equal(type_and_depth.begin(), type_and_depth.end(), o.type_and_depth.begin(), o.type_and_depth.end()) &&
           std::equal(palette.begin(), palette.end(), o.palette.begin(), o.palette.end());
  }
};
Coding coding_of(const std::vector<Chunk>& chunks) {
  Coding coding;
  for (const Chunk& c : chunks) {
    if (c.type == "IHDR" && c.data.size() == 13) coding.type_and_depth = c.data.subspan(8, 2);
    if (c.type == "PLTE") coding.palette = c.data;
  }
  return coding;
}

bool near(std::uint32_t value, std::uint32_t wanted) {
  return value + wanted / 50 >= wanted && value <= wanted + wanted / 50;
}

bool is_srgb_chromaticity(ByteView data) {
  constexpr std::uint32_t kSrgb[] = {31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000};
  for (std::size_t i = 0; i < 8; ++i) {
    if (!near(be32(data, 4 * i), kSrgb[i])) return false;
  }
  return true;
}

// Whether the chunks besides a profile say no more than that the image is sRGB, which one without them is too.
bool says_only_srgb(const std::vector<Chunk>& chunks) {
  return std::none_of(chunks.begin(), chunks.end(), [](const Chunk& c) {
    if (c.type == "gAMA") return c.data.size() != 4 || !near(be32(c.data, 0), 45455);
    if (c.type == "cHRM") return c.data.size() != 32 || !is_srgb_chromaticity(c.data);
    return is_one_of(c.type, {"cICP", "mDCV", "cLLI", "mDCv", "cLLi"});
  });
}

// Physical size and position, suggested palettes.
bool is_layout_chunk(std::string_view type) {
  return is_one_of(type, {"pHYs", "sPLT", "sCAL", "oFFs", "pCAL"});
}

// Says how to print or to compose the picture, which a browser does not ask: pixel density, suggested palettes, the
// background for whoever has none. Pixels that are not square do change how it is shown.
bool is_presentation(const Chunk& c) {
  if (c.type == "pHYs") return c.data.size() != 9 || be32(c.data, 0) == be32(c.data, 4);
  return is_coding_chunk(c.type) || is_layout_chunk(c.type);
}

Carried carry_all(const std::vector<Chunk>& source, const MetadataEdit& edit, bool same_coding) {
  const bool drop_tags =
      edit.colour_tags == MetadataEdit::ColourTags::drop || (edit.strips(Metadata::icc) && says_only_srgb(source));
  Carried out;
  Place place = Place::before_pixels;
  for (const Chunk& c : source) {
    if (c.type == "IDAT") place = Place::after_pixels;
    const bool critical = (c.type[0] & 0x20) == 0, safe_to_copy = (c.type[3] & 0x20) != 0;
    // tRNS is the encoder's; iDOT and caBX (C2PA) describe the old bytes; APNG chunks make no sense without each other.
    if (critical || is_one_of(c.type, {"tRNS", "iDOT", "caBX", "acTL", "fcTL", "fdAT"})) continue;
    if (edit.strip == kAllMetadata && is_presentation(c)) continue;
    if (c.type == kPngMark) {
      if (edit.marks == MetadataEdit::Marks::keep && edit.mark.empty()) append(out.before_pixels, c.whole);
    } else if (c.type == "iCCP") {
      if (edit.profile == MetadataEdit::Profile::keep) append(out.before_palette, c.whole);
    } else if (is_colour_chunk(c.type)) {
      if (!drop_tags) append(out.before_palette, c.whole);
    } else if (is_coding_chunk(c.type)) {
      if (same_coding) append(c.type == "sBIT" ? out.before_palette : out.before_pixels, c.whole);
    } else if (c.type == "eXIf") {
      const Bytes exif = edited_exif(c.data, edit);
      if (!exif.empty()) append_chunk(out.at(place), "eXIf", exif);
    } else if (is_one_of(c.type, {"tEXt", "zTXt", "iTXt"})) {
      carry_text(out.at(place), c, edit);
    } else if (is_layout_chunk(c.type)) {
      append(out.before_pixels, c.whole);
    } else if ((safe_to_copy || c.type == "tIME") && !edit.strips(Metadata::comment)) {
      append(out.at(place), c.whole);
    }
  }
  return out;
}

Carried carry_blobs(const MetadataSource& source, const std::vector<Chunk>& encoded, const MetadataEdit& edit) {
  Carried out;
  const MetadataBlobs blobs = edited(source.blobs, edit);
  for (const Chunk& c : encoded) {
    if (c.type == "iCCP" && !blobs.icc.empty()) append(out.before_palette, c.whole);  // libvips has compressed it
    // 1000 pixels a metre is what libvips writes when it knows no resolution.
    if (c.type == "pHYs" && c.data.size() == 9 && be32(c.data, 0) != 1000) append(out.before_pixels, c.whole);
  }
  if (!blobs.exif.empty()) append_chunk(out.before_pixels, "eXIf", blobs.exif);
  if (!blobs.xmp.empty()) append_xmp(out.before_pixels, blobs.xmp);
  return out;
}

// `chunks`, of which those that `keep` names stay, with `carried` around them.
template <typename Keep>
Bytes joined(const std::vector<Chunk>& chunks, const Carried& carried, const Keep& keep) {
  Bytes out;
  append(out, as_bytes(kSignature));
  bool pixels = false;
  for (const Chunk& c : chunks) {
    if (c.type == "IDAT" && !pixels) {
      append(out, carried.before_pixels);
      pixels = true;
    }
    if (c.type == "IEND") append(out, carried.after_pixels);
    if (keep(c)) append(out, c.whole);
    if (c.type == "IHDR") append(out, carried.before_palette);
  }
  return out;
}

}  // namespace

PngColours png_colours(ByteView png) {
  PngColours colours;
  for (const Chunk& c : read_chunks(png)) {
    if (c.type == "IDAT") break;
    if (c.type == "cICP") {  // wins over all others
      const bool srgb = c.data.size() == 4 && u8(c.data, 0) == 1 && u8(c.data, 1) == 13;
      return {.kind = srgb ? PngColours::Kind::srgb : PngColours::Kind::code_points};
    }
    if (c.type == "iCCP" || c.type == "sRGB") return {};
    if (c.type == "gAMA" && c.data.size() == 4 && be32(c.data, 0) != 0 && !near(be32(c.data, 0), 45455)) {
      colours.kind = PngColours::Kind::numbers;
      colours.gamma = 100'000.0 / be32(c.data, 0);
    }
    if (c.type == "cHRM" && c.data.size() == 32 && !is_srgb_chromaticity(c.data)) {
      const auto point = [&](std::size_t i) {
        return Chromaticities::Point{be32(c.data, 8 * i) / 1e5, be32(c.data, 8 * i + 4) / 1e5};
      };
      colours.kind = PngColours::Kind::numbers;
      colours.chromaticities = {point(0), point(1), point(2), point(3)};
    }
  }
  return colours;
}

Result<Bytes> png_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit) {
  const std::vector<Chunk> chunks = read_chunks(encoded);
  if (chunks.size() < 3 || chunks.front().type != "IHDR" || chunks.back().type != "IEND")
    return unexpected_output("PNG");
  const std::vector<Chunk> original = read_chunks(source.container);
  Carried carried = source.container.empty() ? carry_blobs(source, chunks, edit)
                                             : carry_all(original, edit, coding_of(original) == coding_of(chunks));
  if (!edit.mark.empty()) append_chunk(carried.before_pixels, kPngMark, as_bytes(edit.mark));
  return joined(chunks, carried, [](const Chunk& c) {
    return is_one_of(c.type, {"IHDR", "PLTE", "tRNS", "IDAT", "IEND"});
  });
}

Bytes png_edited(ByteView png, const MetadataEdit& edit) {
  const std::vector<Chunk> chunks = read_chunks(png);
  Bytes out = joined(chunks, carry_all(chunks, edit, true), [](const Chunk& c) {
    return (c.type[0] & 0x20) == 0 || is_one_of(c.type, {"tRNS", "acTL", "fcTL", "fdAT"});
  });
  std::size_t end = kSignature.size();
  for (const Chunk& c : chunks) end += c.whole.size();
  if (edit.strip != kAllMetadata && !chunks.empty()) append(out, png.subspan(end));
  return out;
}

}  // namespace whittle::container
