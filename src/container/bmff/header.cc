// AVIF and HEIC: the primary item of the meta box, or the picture track of a sequence.

#include "container/bmff/bmff.h"
#include "container/bmff/items.h"
#include "container/defect.h"

namespace whittle::container {
namespace {

constexpr std::uint64_t kFullBox = 4;

/// What the first picture track of a sequence says.
struct Track {
  std::uint32_t width = 0, height = 0, frames = 0;
  HeifProperties codec;
  bool alpha = false;  ///< another track is an alpha plane
};

/// C2PA's manifest is in a `uuid` box with this identifier (C2PA 2.1, A.5), the film of a motion photo in `mpvd`.
Result<Extras> extras_of(Window& file, const Box& box) {
  constexpr std::string_view kProvenance("\xD8\xFE\xC3\xD6\x1B\x0E\x48\x3C\x92\x97\x58\x28\x87\x7E\xC4\x81", 16);
  if (box.type == fourcc("mpvd")) return bit(Extra::film);
  if (box.type == fourcc("c2pa") || box.type == fourcc("jumb")) return bit(Extra::credentials);
  if (box.type != fourcc("uuid") || box.size() < kProvenance.size()) return Extras{0};
  TRY_ASSIGN(const ByteView id, file.need(box.body, kProvenance.size(), "box uuid"));
  return has_text(id, 0, kProvenance) ? bit(Extra::credentials) : Extras{0};
}

class Parser {
 public:
  explicit Parser(Window& file) : file_(file) {}

  Result<Header> run() {
    TRY(find_top_boxes());
    header_.coding = Coding::lossy;
    if (meta_ && moov_) {
      TRY_ASSIGN(const bool still, names_primary(file_, meta_));
      if (!still) meta_ = {};
    }
    if (meta_) {
      TRY(read_items());
    }
    if (moov_) {
      TRY(read_tracks());
    }
    if (!meta_ && !moov_) return truncated("the HEIF, before its meta box", file_.size());
    if (header_.width == 0 || header_.height == 0) return corrupt("HEIF picture of no size", meta_.offset);
    return header_;
  }

 private:
  Status find_top_boxes() {
    Boxes boxes(file_, 0, file_.size());
    bool sequence = false;
    for (;;) {
      TRY_ASSIGN(const std::optional<Box> box, boxes.next());
      if (!box && sequence && !moov_) return truncated("the HEIF sequence, before its moov box", file_.size());
      if (!box) return {};
      TRY_ASSIGN(const Extras extras, extras_of(file_, *box));
      header_.extras |= extras;
      if (box->offset == 0) {
        if (box->type != fourcc("ftyp")) return corrupt("HEIF without ftyp", 0);
        TRY_ASSIGN(sequence, names_bmff_sequence(file_, *box));
      } else if (box->type == fourcc("meta")) {
        meta_ = *box;
      } else if (box->type == fourcc("moov") && sequence) {
        moov_ = *box;
      }
      if (meta_ && (moov_ || !sequence)) return {};
    }
  }

  Status read_items() {
    TRY_ASSIGN(const HeifMeta heif, HeifMeta::open(file_, meta_));
    TRY_ASSIGN(const HeifProperties primary, heif.properties(heif.primary()));
    header_.width = primary.width;
    header_.height = primary.height;
    header_.orientation = primary.orientation;
    if (primary.oblong_pixels) header_.oblong_pixels = Has::yes;
    TRY_ASSIGN(const HeifIds multiplied_by, heif.references_from(heif.primary(), fourcc("prem")));
    if (multiplied_by.count > 0) header_.premultiplied = Has::yes;
    HeifProperties codec = primary;
    if (codec.depth == 0) {  // a grid: its tiles say it
      TRY_ASSIGN(const HeifIds tiles, heif.references_from(heif.primary(), fourcc("dimg")));
      if (tiles.count > 0) {
        TRY_ASSIGN(codec, heif.properties(tiles.id[0]));
      }
    }
    describe(codec);
    TRY_ASSIGN(const HeifIds auxiliaries, heif.references_to(heif.primary(), fourcc("auxl")));
    for (std::uint32_t i = 0; i < auxiliaries.count; ++i) {
      TRY_ASSIGN(const HeifProperties auxiliary, heif.properties(auxiliaries.id[i]));
      if (auxiliary.alpha) header_.alpha = Has::yes;
      if (auxiliary.gain_map) header_.extras |= bit(Extra::gain_map);
      if (auxiliary.depth_map) header_.extras |= bit(Extra::depth);
    }
    TRY_ASSIGN(const bool tone_map, heif.has_item_of_type(fourcc("tmap")));
    if (tone_map) header_.extras |= bit(Extra::gain_map);
    TRY_ASSIGN(const bool others, heif.has_other_pictures());
    if (others) {
      header_.mixed_pages = Has::yes;
      header_.extras |= bit(Extra::picture);
    }
    return {};
  }

  void describe(const HeifProperties& codec) {
    header_.depth = codec.depth == 0 ? std::uint8_t{8} : codec.depth;
    header_.colour = codec.monochrome ? Colour::grey : Colour::rgb;
  }

  Status read_tracks() {
    Track track;
    Boxes boxes(file_, moov_);
    for (;;) {
      TRY_ASSIGN(const Box trak, boxes.find(fourcc("trak")));
      if (!trak) break;
      TRY(read_track(trak, track));
    }
    if (track.frames == 0) return {};
    header_.frames = track.frames;
    if (track.alpha) header_.alpha = Has::yes;
    if (!meta_ || header_.width == 0) {
      header_.width = track.width;
      header_.height = track.height;
      describe(track.codec);
    }
    return {};
  }

  Status read_track(const Box& trak, Track& track) {
    Boxes in_trak(file_, trak);
    TRY_ASSIGN(const Box mdia, in_trak.find(fourcc("mdia")));
    if (!mdia) return {};
    Boxes in_mdia(file_, mdia);
    TRY_ASSIGN(const Box hdlr, in_mdia.find(fourcc("hdlr")));
    TRY_ASSIGN(const Box minf, in_mdia.find(fourcc("minf")));  // the order that ISO 14496-12 recommends and all use
    if (!hdlr || !minf) return {};
    BoxCursor handler(file_, hdlr);
    handler.skip(kFullBox + 4);
    TRY_ASSIGN(const std::uint64_t kind, handler.number(4));
    if (kind == fourcc("auxv")) track.alpha = true;
    if (track.frames > 0 || (kind != fourcc("pict") && kind != fourcc("vide"))) return {};

    Boxes in_minf(file_, minf);
    TRY_ASSIGN(const Box stbl, in_minf.find(fourcc("stbl")));
    if (!stbl) return {};
    Boxes tables(file_, stbl);
    for (;;) {
      TRY_ASSIGN(const std::optional<Box> box, tables.next());
      if (!box) return {};
      if (box->type == fourcc("stsd")) TRY(read_sample_entry(*box, track));
      if (box->type == fourcc("stsz") || box->type == fourcc("stz2")) {
        BoxCursor cursor(file_, *box);
        cursor.skip(kFullBox + 4);
        TRY_ASSIGN(const std::uint64_t samples, cursor.number(4));
        track.frames = static_cast<std::uint32_t>(samples);
      }
    }
  }

  /// The first VisualSampleEntry: 24 bytes, width, height, 50 bytes, then boxes.
  Status read_sample_entry(const Box& stsd, Track& track) {
    Boxes entries(file_, stsd, kFullBox + 4);
    TRY_ASSIGN(const std::optional<Box> entry, entries.next());
    if (!entry) return {};
    BoxCursor cursor(file_, *entry);
    cursor.skip(24);
    TRY_ASSIGN(const std::uint64_t width, cursor.number(2));
    TRY_ASSIGN(const std::uint64_t height, cursor.number(2));
    track.width = static_cast<std::uint32_t>(width);
    track.height = static_cast<std::uint32_t>(height);
    Boxes extensions(file_, *entry, 78);
    for (;;) {
      TRY_ASSIGN(const std::optional<Box> box, extensions.next());
      if (!box) return {};
      TRY(read_codec_configuration(file_, *box, track.codec));
    }
  }

  Window& file_;
  Box meta_, moov_;
  Header header_;
};

enum class Brand { other, avif, heic };

/// ISO base media: the brands of the ftyp box tell AVIF, HEIC and all the videos apart.
Brand brand_of(ByteView b) {
  if (b.size() < 12 || !has_text(b, 4, "ftyp")) return Brand::other;
  const std::uint32_t size = be32(b, 0);
  if (size < 16 || size > 4096) return Brand::other;
  const std::uint32_t major = be32(b, 8);
  constexpr std::array kHeic = {fourcc("heic"), fourcc("heix"), fourcc("heim"), fourcc("heis"),
                                fourcc("hevc"), fourcc("hevx"), fourcc("hevm"), fourcc("hevs")};
  if (major == fourcc("avif") || major == fourcc("avis")) return Brand::avif;
  if (std::find(kHeic.begin(), kHeic.end(), major) != kHeic.end()) return Brand::heic;
  const std::size_t end = std::min<std::size_t>(size, b.size());
  for (std::size_t at = 16; at + 4 <= end; at += 4) {
    const std::uint32_t brand = be32(b, at);
    if (brand == fourcc("avif") || brand == fourcc("avis")) return Brand::avif;
  }
  return major == fourcc("mif1") || major == fourcc("msf1") ? Brand::heic : Brand::other;
}

}  // namespace

Result<bool> names_bmff_sequence(Window& file, const Box& ftyp) {
  constexpr std::array kBrands = {fourcc("avis"), fourcc("msf1"), fourcc("hevc"), fourcc("hevx")};
  BoxCursor cursor(file, ftyp);
  for (int i = 0; i < 1024 && !cursor.done(); ++i) {
    TRY_ASSIGN(const std::uint64_t brand, cursor.number(4));  // the second is the version: 0
    if (std::find(kBrands.begin(), kBrands.end(), brand) != kBrands.end()) return true;
  }
  return false;
}

bool is_avif(ByteView prefix) {
  return brand_of(prefix) == Brand::avif;
}

bool is_heic(ByteView prefix) {
  return brand_of(prefix) == Brand::heic;
}

// What stands behind the meta box; of what stands behind the picture only what signs it.
Extras hidden_bmff_extras(ByteView bytes) {
  Window file(bytes);
  Boxes boxes(file, 0, bytes.size());
  const std::size_t end = bmff_picture_end(bytes);
  Extras found = 0;
  for (;;) {
    const Result<std::optional<Box>> box = boxes.next();
    if (!box.ok() || !*box) return found;
    const Result<Extras> extras = extras_of(file, **box);
    const Extras here = (*box)->offset < end ? Extras{0xFFFF} : bit(Extra::credentials);
    if (extras.ok()) found |= static_cast<Extras>(*extras & here);
  }
}

Result<Header> read_bmff_header(Window& file) {
  return Parser(file).run();
}

}  // namespace whittle::container
