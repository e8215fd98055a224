// PNG: ancillary chunks of the source go to their legal places around the encoder's critical chunks.

#include <cmath>

#include "container/payload/iptc.h"
#include "container/payload/xmp.h"
#include "container/png/chunks.h"
#include "container/png/png.h"
#include "container/png/rules.h"
#include "container/png/text.h"
#include "container/tail.h"

namespace whittle::container {
namespace {

using Types = std::initializer_list<std::uint32_t>;

constexpr std::uint32_t kUnicodeText = fourcc("iTXt"), kProfile = fourcc("iCCP"), kGamma = fourcc("gAMA"),
                        kChromaticities = fourcc("cHRM"), kCodePoints = fourcc("cICP"), kSrgb = fourcc("sRGB"),
                        kSignificantBits = fourcc("sBIT"), kPixelSize = fourcc("pHYs"), kDisplay = fourcc("mDCV"),
                        kLevels = fourcc("cLLI");

/// The chunks up to the first of type `last`, or to the first that is not as it should be.
std::vector<PngChunk> read_chunks(ByteView file, std::uint32_t last = png::kIend) {
  std::vector<PngChunk> chunks;
  PngChunks walk(file);
  for (;;) {
    const Result<std::optional<PngChunk>> chunk = walk.next();
    if (!chunk.ok() || !*chunk) return chunks;
    chunks.push_back(**chunk);
    if (chunks.back().type == last) return chunks;
  }
}

constexpr std::string_view kXmpKeyword("XML:com.adobe.xmp\0", 18), kRawIptc = "Raw profile type iptc",
                                                                   kComment = "Comment";

void append_xmp(Bytes& out, ByteView xmp) {
  Bytes data;
  append(data, as_bytes(kXmpKeyword));
  data.resize(data.size() + 4);  // not compressed, method 0, no language, no translated keyword
  append(data, xmp);
  append_png_chunk(out, kUnicodeText, data);
}

bool is_one_of(std::uint32_t type, Types types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}
bool is_colour_chunk(std::uint32_t type) {
  return is_one_of(type, {kChromaticities, kGamma, kProfile, kSrgb, kCodePoints, fourcc("mDCV"), fourcc("cLLI"),
                          fourcc("mDCv"), fourcc("cLLi")});
}
// Chunks whose meaning hangs on colour type, bit depth or palette.
bool is_coding_chunk(std::uint32_t type) {
  return is_one_of(type, {kSignificantBits, fourcc("bKGD"), fourcc("hIST")});
}

// Which part of the sequence a chunk goes to: before PLTE, after PLTE, after the pixels.
enum class Place { before_palette, before_pixels, after_pixels };

/// XMP as text or, by ImageMagick, as a raw profile, of an APP1 segment too; empty when it cannot be read.
Bytes xmp_in(const PngText& text) {
  constexpr std::string_view kOfJpeg("http://ns.adobe.com/xap/1.0/\0", 29);
  if (!text.keyword.starts_with("Raw profile")) return {as_bytes(text.text).begin(), as_bytes(text.text).end()};
  Bytes raw = raw_profile(text.text);
  if (text.keyword.ends_with(" xmp")) return raw;
  return has_text(raw, 0, kOfJpeg) ? Bytes(raw.begin() + kOfJpeg.size(), raw.end()) : Bytes{};
}

bool holds_raw_xmp(const PngChunk& chunk) {
  const std::optional<PngText> text = is_raw_exif(chunk.data) ? read_png_text(chunk) : std::nullopt;
  return text && !xmp_in(*text).empty();
}

// Of a text that holds no EXIF.
Metadata kind_of_text(const PngChunk& chunk) {
  const ByteView data = chunk.data;
  const auto keyword = [&](std::string_view name) { return has_text(data, 0, name); };
  if (keyword(kXmpKeyword) || keyword("Raw profile type xmp")) return Metadata::xmp;
  if (holds_raw_xmp(chunk)) return Metadata::xmp;
  if (keyword("Raw profile type iptc") || keyword("Raw profile type 8bim")) return Metadata::iptc;
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

// Whether an EXIF block cannot stay as it is.
bool edits_exif(const MetadataEdit& edit) {
  constexpr MetadataSet kParts =
      bit(Metadata::exif) | bit(Metadata::gps) | bit(Metadata::thumb) | bit(Metadata::copyright);
  return (edit.strip & kParts) != 0 || edit.orientation || edit.new_size;
}

void carry_exif(Bytes& out, const PngChunk& chunk, const MetadataEdit& edit) {
  if (!edits_exif(edit)) return append(out, chunk.whole());
  const Bytes exif = edited_exif(chunk.data, edit);
  // With a prefix decoders do not take it for EXIF, and without they would.
  const ByteView prefix = chunk.data.first(chunk.data.size() - exif_body(chunk.data).size());
  if (!exif.empty()) append_png_chunk(out, png::kExif, prefix, exif);
}

// EXIF as text stays as it is, or what is to stay of it becomes an eXIf chunk, unless the file has one.
void carry_raw_exif(Bytes& out, const PngChunk& chunk, const MetadataEdit& edit, bool& has_exif) {
  const Bytes raw = edits_exif(edit) ? raw_exif(chunk.type, chunk.data) : Bytes{};
  if (raw.empty()) {
    if (!edit.strips(Metadata::exif) && !edit.strips(Metadata::gps)) append(out, chunk.whole());
    return;
  }
  const Bytes exif = has_exif ? Bytes{} : edited_exif(raw, edit);
  has_exif = true;
  if (!exif.empty()) append_png_chunk(out, png::kExif, exif);
}

void carry_xmp(Bytes& out, const PngChunk& chunk, const MetadataEdit& edit) {
  const bool plain = has_text(chunk.data, 0, kXmpKeyword) && chunk.data.size() >= 22 && chunk.type == kUnicodeText &&
                     be32(chunk.data, 18) == 0;
  const bool as_it_is = !edit.strips(Metadata::xmp) && !edit.strips(Metadata::gps) &&
                        !edit.strips(Metadata::copyright) && !edit.strips(Metadata::extras);
  if (as_it_is && !plain) return append(out, chunk.whole());
  const std::optional<PngText> text = read_png_text(chunk);
  const Bytes xmp = text ? edited_xmp(xmp_in(*text), edit) : Bytes{};
  if (!xmp.empty()) append_xmp(out, xmp);
}

void carry_iptc(Bytes& out, const PngChunk& chunk, const MetadataEdit& edit) {
  const std::optional<PngText> text = read_png_text(chunk);
  const Bytes irb = text ? raw_profile(text->text) : Bytes{};
  const bool records = !edit.strips(Metadata::iptc);
  if (!text && (edit.strips(Metadata::gps) || edit.strips(Metadata::copyright))) return;
  const Bytes rest = records ? edited_irb(irb, edit) : Bytes{};
  if (records && rest == irb) return append(out, chunk.whole());
  if (!records && !edit.strips(Metadata::copyright) && text) append_png_rights(out, rights_in_png_text(*text));
  if (!rest.empty()) append_raw_profile(out, text->keyword, rest);
}

void carry_text(Bytes& out, const PngChunk& chunk, const MetadataEdit& edit) {
  const Metadata kind = kind_of_text(chunk);
  if (kind == Metadata::xmp) return carry_xmp(out, chunk, edit);
  if (kind == Metadata::iptc) return carry_iptc(out, chunk, edit);
  if (edit.strips(Metadata::gps) && has_text(chunk.data, 0, "exif:GPS")) return;  // as ImageMagick 6 wrote tags
  if (!edit.strips(kind)) append(out, chunk.whole());
}

struct Coding {
  ByteView type_and_depth, palette;
  bool operator==(const Coding& o) const {
    return std::equal(type_and_depth.begin(), type_and_depth.end(), o.type_and_depth.begin(), o.type_and_depth.end()) &&
           std::equal(palette.begin(), palette.end(), o.palette.begin(), o.palette.end());
  }
};
Coding coding_of(const std::vector<PngChunk>& chunks) {
  Coding coding;
  for (const PngChunk& c : chunks) {
    if (c.type == png::kIhdr && c.data.size() == 13) coding.type_and_depth = c.data.subspan(8, 2);
    if (c.type == png::kPlte) coding.palette = c.data;
  }
  return coding;
}

bool near(std::uint32_t value, std::uint32_t wanted) {
  return value + wanted / 50 >= wanted && value <= wanted + wanted / 50;
}

bool is_srgb_chromaticity(ByteView data) {
  constexpr std::uint32_t kNumbers[] = {31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000};
  for (std::size_t i = 0; i < 8; ++i) {
    if (!near(be32(data, 4 * i), kNumbers[i])) return false;
  }
  return true;
}

// Whether the chunks besides a profile say no more than that the image is sRGB, which one without them is too.
bool says_only_srgb(const std::vector<PngChunk>& chunks) {
  return std::none_of(chunks.begin(), chunks.end(), [](const PngChunk& c) {
    if (c.type == kGamma) return c.data.size() != 4 || !near(be32(c.data, 0), 45455);
    if (c.type == kChromaticities) return c.data.size() != 32 || !is_srgb_chromaticity(c.data);
    return is_one_of(c.type, {kCodePoints, fourcc("mDCV"), fourcc("cLLI"), fourcc("mDCv"), fourcc("cLLi")});
  });
}

// Physical size and position, suggested palettes.
bool is_layout_chunk(std::uint32_t type) {
  return is_one_of(type, {kPixelSize, fourcc("sPLT"), fourcc("sCAL"), fourcc("oFFs"), fourcc("pCAL")});
}

// Says how to print or to compose the picture, which a browser does not ask: pixel density, suggested palettes, the
// background for whoever has none. Pixels that are not square do change how it is shown.
bool is_presentation(const PngChunk& c) {
  if (c.type == kPixelSize) return c.data.size() != 9 || be32(c.data, 0) == be32(c.data, 4);
  return is_coding_chunk(c.type) || is_layout_chunk(c.type);
}

void carry_layout(Bytes& out, const PngChunk& c, Turn turn) {
  if (c.type != kPixelSize || c.data.size() != 9 || turn == Turn::none) return append(out, c.whole());
  Bytes data(c.data.begin(), c.data.end());
  std::swap_ranges(data.begin(), data.begin() + 4, data.begin() + 4);
  append_png_chunk(out, kPixelSize, data);
}

Carried carry_all(const std::vector<PngChunk>& source, const MetadataEdit& edit, bool same_coding) {
  bool has_exif = std::any_of(source.begin(), source.end(),
                              [](const PngChunk& c) { return c.type == png::kExif && png::is_exif(c.data); });
  const bool drop_tags =
      edit.colour_tags == MetadataEdit::ColourTags::drop || (edit.strips(Metadata::icc) && says_only_srgb(source));
  Carried out;
  Place place = Place::before_pixels;
  for (const PngChunk& c : source) {
    if (c.type == png::kIdat) place = Place::after_pixels;

    // tRNS is the encoder's; iDOT and credentials describe the old bytes; APNG chunks make no sense without each other.
    if (png::is_critical(c.type) || is_one_of(c.type, {png::kTrns, fourcc("iDOT"), png::kCredentials, png::kSignature,
                                                       png::kActl, png::kFctl, png::kFdat}))
      continue;
    if (is_all(edit.strip) && is_presentation(c)) continue;
    if (c.type == png::kMark) {
      if (edit.marks == MetadataEdit::Marks::keep && edit.mark.empty()) append(out.before_pixels, c.whole());
    } else if (c.type == kProfile) {
      if (edit.profile == MetadataEdit::Profile::keep) append(out.before_palette, c.whole());
    } else if (is_colour_chunk(c.type)) {
      if (!drop_tags) append(out.before_palette, c.whole());
    } else if (is_coding_chunk(c.type)) {
      if (same_coding) append(c.type == kSignificantBits ? out.before_palette : out.before_pixels, c.whole());
    } else if (c.type == png::kExif) {
      carry_exif(out.at(place), c, edit);
    } else if (png::is_text(c.type) && is_raw_exif(c.data) && !holds_raw_xmp(c)) {
      carry_raw_exif(out.at(place), c, edit, has_exif);
    } else if (png::is_text(c.type)) {
      carry_text(out.at(place), c, edit);
    } else if (c.type == png::kOrientation) {
      if (!edit.orientation) append(out.at(place), c.whole());
    } else if (is_layout_chunk(c.type)) {
      carry_layout(out.before_pixels, c, edit.turn);
    } else if ((png::is_safe_to_copy(c.type) || png::is_known(c.type)) && !edit.strips(Metadata::comment)) {
      append(out.at(place), c.whole());
    }
  }
  return out;
}

std::optional<Density> density_in(const PngChunk& c) {
  constexpr std::uint32_t kUnknown = 1000;  // a metre is what libvips writes when it knows no density
  if (c.type != kPixelSize || c.data.size() != 9 || be32(c.data, 0) == kUnknown) return std::nullopt;
  const bool metre = u8(c.data, 8) == 1;
  const double factor = metre ? kMetresInInch : 1;
  return stated(
      {metre ? Density::Unit::inch : Density::Unit::none, be32(c.data, 0) * factor, be32(c.data, 4) * factor});
}

void append_pixel_size(Bytes& out, const Density& density) {
  const bool inch = density.unit == Density::Unit::inch;
  const double factor = inch ? 1 / kMetresInInch : 1;
  Bytes data;
  append_be32(data, static_cast<std::uint64_t>(std::llround(density.x * factor)));
  append_be32(data, static_cast<std::uint64_t>(std::llround(density.y * factor)));
  append_u8(data, inch ? 1 : 0);
  append_png_chunk(out, kPixelSize, data);
}

Carried carry_blobs(const MetadataSource& source, const std::vector<PngChunk>& encoded, const MetadataEdit& edit) {
  Carried out;
  const MetadataBlobs blobs = edited(source.blobs, edit);
  if (edit.code_points) {
    constexpr std::uint8_t kRgb = 0, kFullRange = 1;
    Bytes data;
    for (const std::uint8_t value : {edit.code_points->primaries, edit.code_points->transfer, kRgb, kFullRange}) {
      append_u8(data, value);
    }
    append_png_chunk(out.before_palette, kCodePoints, data);
  }
  for (const PngChunk& c : encoded) {
    if (c.type == kProfile && !blobs.icc.empty()) append(out.before_palette, c.whole());  // libvips has compressed it
  }
  if (!blobs.light.display.empty()) append_png_chunk(out.before_palette, kDisplay, blobs.light.display);
  if (!blobs.light.levels.empty()) append_png_chunk(out.before_palette, kLevels, blobs.light.levels);
  if (blobs.density) append_pixel_size(out.before_pixels, *blobs.density);
  if (!blobs.exif.empty()) append_png_chunk(out.before_pixels, png::kExif, blobs.exif);
  if (!blobs.xmp.empty()) append_xmp(out.before_pixels, blobs.xmp);
  if (const Bytes irb = irb_of_records(blobs.irb); !irb.empty()) append_raw_profile(out.before_pixels, kRawIptc, irb);
  for (const std::string& comment : blobs.comments) append_png_text(out.before_pixels, kComment, comment);
  return out;
}

// `chunks`, of which those that `keep` names stay, with `carried` around them.
template <typename Keep>
Bytes joined(const std::vector<PngChunk>& chunks, const Carried& carried, const Keep& keep) {
  Bytes out;
  append(out, as_bytes(kPngSignature));
  bool pixels = false;
  for (const PngChunk& c : chunks) {
    if (c.type == png::kIdat && !pixels) {
      append(out, carried.before_pixels);
      pixels = true;
    }
    if (c.type == png::kIend) append(out, carried.after_pixels);
    if (keep(c)) append(out, c.whole());
    if (c.type == png::kIhdr) append(out, carried.before_palette);
  }
  return out;
}

}  // namespace

// PNG, third edition, 4.3: cICP before iCCP before sRGB before gAMA and cHRM, in whatever order they stand.
StatedColours png_colours(ByteView png) {
  const std::vector<PngChunk> chunks = read_chunks(png, png::kIdat);
  const auto find = [&](std::uint32_t type, std::size_t size) -> const PngChunk* {
    const auto chunk = std::find_if(chunks.begin(), chunks.end(),
                                    [&](const PngChunk& c) { return c.type == type && c.data.size() == size; });
    return chunk == chunks.end() ? nullptr : &*chunk;
  };
  StatedColours colours;
  if (const PngChunk* const points = find(kCodePoints, 4)) {
    const bool plain = u8(points->data, 2) == 0 && u8(points->data, 3) == 1;  // RGB of full range
    if (!plain) return {.kind = StatedColours::Kind::unknown};
    colours.code_points = CodePoints{u8(points->data, 0), u8(points->data, 1)};
    colours.profile = StatedColours::Profile::ignored;
    if (!says_srgb(*colours.code_points)) colours.kind = StatedColours::Kind::code_points;
    return colours;
  }
  const bool profile = std::any_of(chunks.begin(), chunks.end(), [](const PngChunk& c) { return c.type == kProfile; });
  if (profile || find(kSrgb, 1) != nullptr) return colours;
  const PngChunk* const gamma = find(kGamma, 4);
  if (gamma != nullptr && be32(gamma->data, 0) != 0 && !near(be32(gamma->data, 0), 45455)) {
    colours.kind = StatedColours::Kind::numbers;
    colours.gamma = 100'000.0 / be32(gamma->data, 0);
  }
  const PngChunk* const chromaticities = find(kChromaticities, 32);
  if (chromaticities != nullptr && !is_srgb_chromaticity(chromaticities->data)) {
    const auto point = [&](std::size_t i) {
      return Chromaticities::Point{be32(chromaticities->data, 8 * i) / 1e5,
                                   be32(chromaticities->data, 8 * i + 4) / 1e5};
    };
    colours.kind = StatedColours::Kind::numbers;
    colours.chromaticities = {point(0), point(1), point(2), point(3)};
  }
  return colours;
}

Result<Bytes> png_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit) {
  const std::vector<PngChunk> chunks = read_chunks(encoded);
  if (chunks.size() < 3 || chunks.front().type != png::kIhdr || chunks.back().type != png::kIend)
    return unexpected_output("PNG");
  const std::vector<PngChunk> original = read_chunks(source.container);
  Carried carried = source.container.empty() ? carry_blobs(source, chunks, edit)
                                             : carry_all(original, edit, coding_of(original) == coding_of(chunks));
  if (!edit.mark.empty()) append_png_chunk(carried.before_pixels, png::kMark, as_bytes(edit.mark));
  return joined(chunks, carried, [](const PngChunk& c) {
    return is_one_of(c.type, {png::kIhdr, png::kPlte, png::kTrns, png::kIdat, png::kIend});
  });
}

Bytes png_edited(ByteView png, const MetadataEdit& edit) {
  const std::vector<PngChunk> chunks = read_chunks(png);
  Bytes out = joined(chunks, carry_all(chunks, edit, true), [](const PngChunk& c) {
    return png::is_critical(c.type) || is_one_of(c.type, {png::kTrns, png::kActl, png::kFctl, png::kFdat});
  });
  append(out, kept_tail(png, Format::png, edit));
  return out;
}

void complete_png_blobs(ByteView file, MetadataBlobs& blobs) {
  Rights rights;
  for (const PngChunk& c : read_chunks(file)) {
    if (const auto density = density_in(c)) blobs.density = density;
    if (c.type == kDisplay && c.data.size() == 24) blobs.light.display.assign(c.data.begin(), c.data.end());
    if (c.type == kLevels && c.data.size() == 8) blobs.light.levels.assign(c.data.begin(), c.data.end());
    if (!png::is_text(c.type)) continue;
    const Metadata kind = kind_of_text(c);
    const bool wanted =
        kind == Metadata::xmp ? blobs.xmp.empty() : kind == Metadata::copyright || kind == Metadata::iptc;
    const bool comment = kind == Metadata::comment && has_text(c.data, 0, std::string_view("Comment\0", 8));
    const std::optional<PngText> text = wanted || comment ? read_png_text(c) : std::nullopt;
    if (!text) continue;
    if (comment) add_comment(blobs, as_bytes(text->text));
    if (kind == Metadata::xmp) {
      blobs.xmp = xmp_in(*text);
    } else if (!comment) {
      rights.add(rights_in_png_text(*text));
      if (kind == Metadata::iptc && blobs.irb.empty()) blobs.irb = irb_with_records(raw_profile(text->text), {});
    }
  }
  add_rights(blobs, rights);
}

std::optional<Mark> read_png_mark(ByteView file) {
  for (const PngChunk& c : read_chunks(file, png::kIdat)) {
    if (c.type == png::kMark) return parse_mark(c.data);
  }
  return std::nullopt;
}

}  // namespace whittle::container
