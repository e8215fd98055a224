// The second half of image_builders.h: TIFF, AVIF, JXL, and one sample of everything.
#include "tests/support/image_builders.h"

namespace whittle::test {

// --- TIFF

namespace {

/// Writes numbers in the byte order of the file.
class TiffWriter {
 public:
  TiffWriter(Order order, bool big) : order_(order), big_(big) {}
  void u16(unsigned value) { order_ == Order::little ? writer_.le16(value) : writer_.be16(value); }
  void u32(std::uint64_t value) { order_ == Order::little ? writer_.le32(value) : writer_.be32(value); }
  /// An offset or count: 4 bytes, or 8 in a BigTIFF.
  void word(std::uint64_t value) {
    if (!big_) {
      u32(value);
    } else if (order_ == Order::little) {
      writer_.le32(value & 0xFFFFFFFF).le32(value >> 32);
    } else {
      writer_.be64(value);
    }
  }
  void short_entry(unsigned tag, unsigned value) {
    u16(tag), u16(3), word(1), u16(value), u16(0);
    if (big_) u32(0);
  }
  void long_entry(unsigned tag, std::uint64_t value) {
    u16(tag), u16(4), word(1), u32(value);
    if (big_) u32(0);
  }
  Writer& writer() { return writer_; }

 private:
  Writer writer_;
  Order order_;
  bool big_;
};

}  // namespace

Bytes make_tiff(const TiffSpec& spec) {
  TiffWriter w(spec.order, spec.big_tiff);
  w.writer().text(spec.order == Order::little ? "II" : "MM");
  w.u16(spec.big_tiff ? 43 : 42);
  if (spec.big_tiff) w.u16(8), w.u16(0);
  const unsigned entries = spec.extra_sample > 0 ? 13 : 12;
  const std::uint64_t directory = spec.big_tiff ? 8 + 20 * entries + 8 : 2 + 12 * entries + 4;
  std::uint64_t at = spec.big_tiff ? 16 : 8;  // of the next pixels, directory behind them
  for (unsigned page = 0; page < spec.pages; ++page) {
    const bool last = page + 1 == spec.pages;
    const std::uint32_t width = last && spec.last_width > 0 ? spec.last_width : spec.width;
    const std::uint64_t size = (std::uint64_t{width} * spec.samples * spec.bits + 7) / 8 * spec.height;
    w.word(at + size);  // first directory, or the next one of the page before
    w.writer().fill(static_cast<std::size_t>(size));
    spec.big_tiff ? w.word(entries) : w.u16(entries);
    w.long_entry(254, last ? spec.subfile_type : 0);
    w.long_entry(256, width);
    w.long_entry(257, spec.height);
    w.short_entry(258, spec.bits);
    w.short_entry(259, spec.compression);
    w.short_entry(262, spec.photometric);
    w.long_entry(273, at);
    w.short_entry(274, spec.orientation);
    w.short_entry(277, spec.samples);
    w.long_entry(278, spec.height);
    w.long_entry(279, size);
    if (spec.extra_sample > 0) w.short_entry(338, spec.extra_sample);
    w.short_entry(339, spec.sample_format);
    at += size + directory;
  }
  w.word(0);
  return w.writer().done();
}

// --- ISO base media

Bytes box(std::string_view type, ByteView body) {
  return Writer().be32(body.size() + 8).text(type).bytes(body).done();
}

Bytes full_box(std::string_view type, unsigned version, unsigned flags, ByteView body) {
  return box(type, joined({Writer().be32(std::uint64_t{version} << 24 | flags).done(), body}));
}

Bytes ftyp(std::string_view major, std::initializer_list<std::string_view> compatible) {
  Writer w;
  w.text(major).be32(0);
  for (const std::string_view brand : compatible) w.text(brand);
  return box("ftyp", w.done());
}

namespace {

Bytes av1c(const AvifSpec& spec) {
  const unsigned bits = (spec.depth > 8 ? 0x40u : 0) | (spec.depth > 10 ? 0x20u : 0) | (spec.monochrome ? 0x10u : 0);
  return box("av1C", Writer().u8(0x81).u8(0).u8(bits).u8(0).done());
}

Bytes infe(unsigned id, std::string_view type, unsigned flags = 0) {
  return full_box("infe", 2, flags, Writer().be16(id).be16(0).text(type).u8(0).done());
}

/// Properties 1 to 8, all in ipco; which of them belong to an item, ipma says.
Bytes avif_properties(const AvifSpec& spec) {
  Writer ipco, ipma;
  ipco.bytes(full_box("ispe", 0, 0, Writer().be32(spec.width).be32(spec.height).done()));
  const unsigned channels = spec.monochrome ? 1 : 3;
  ipco.bytes(full_box("pixi", 0, 0, Writer().u8(channels).fill(channels, spec.depth).done()));
  ipco.bytes(av1c(spec));
  ipco.bytes(box("irot", Writer().u8(static_cast<unsigned>(std::max(0, spec.rotation))).done()));
  ipco.bytes(box("imir", Writer().u8(static_cast<unsigned>(std::max(0, spec.mirror))).done()));
  ipco.bytes(full_box("auxC", 0, 0, as_bytes({"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0", 44})));
  Writer crop;
  for (const unsigned number : {spec.crop, spec.crop, 0u, 0u}) crop.be32(number).be32(1);
  ipco.bytes(box("clap", crop.done()));
  ipco.bytes(box("pasp", Writer().be32(2).be32(1).done()));
  Bytes primary = {std::byte{1}, std::byte{2}, std::byte{0x83}};
  if (spec.rotation >= 0) primary.push_back(std::byte{0x84});
  if (spec.mirror >= 0) primary.push_back(std::byte{0x85});
  if (spec.crop > 0) primary.push_back(std::byte{0x87});
  if (spec.oblong) primary.push_back(std::byte{8});
  const unsigned items = 1 + (spec.alpha ? 1 : 0) + (spec.second_picture ? 1 : 0);
  ipma.be32(items).be16(1).u8(static_cast<unsigned>(primary.size())).bytes(primary);
  if (spec.alpha) ipma.be16(2).u8(3).u8(1).u8(0x83).u8(6);
  if (spec.second_picture) ipma.be16(4).u8(2).u8(1).u8(0x83);
  return box("iprp", joined({box("ipco", ipco.done()), full_box("ipma", 0, 0, ipma.done())}));
}

/// `data` is where the items' four bytes each are.
Bytes avif_meta(const AvifSpec& spec, std::size_t data) {
  std::vector<unsigned> ids = {1};
  Writer infos;
  infos.bytes(infe(1, "av01"));
  if (spec.alpha) infos.bytes(infe(2, "av01")), ids.push_back(2);
  if (spec.tone_map) infos.bytes(infe(3, "tmap")), ids.push_back(3);
  if (spec.second_picture) infos.bytes(infe(4, "av01")), ids.push_back(4);
  Writer iloc;
  iloc.u8(0x44).u8(0).be16(static_cast<unsigned>(ids.size()));
  for (std::size_t i = 0; i < ids.size(); ++i) iloc.be16(ids[i]).be16(0).be16(1).be32(data + 4 * i).be32(4);
  Writer w;
  w.bytes(full_box("hdlr", 0, 0, Writer().be32(0).text("pict").fill(13).done()));
  w.bytes(full_box("pitm", 0, 0, Writer().be16(1).done()));
  w.bytes(full_box("iloc", 0, 0, iloc.done()));
  w.bytes(full_box("iinf", 0, 0, joined({Writer().be16(static_cast<unsigned>(ids.size())).done(), infos.done()})));
  const Bytes prem = spec.premultiplied ? box("prem", Writer().be16(1).be16(1).be16(2).done()) : Bytes{};
  const Bytes auxl = box("auxl", Writer().be16(2).be16(1).be16(1).done());
  if (spec.alpha) w.bytes(full_box("iref", 0, 0, joined({auxl, prem})));
  w.bytes(avif_properties(spec));
  return full_box("meta", 0, 0, w.done());
}

Bytes avif_track(const AvifSpec& spec, std::size_t data) {
  Writer entry;
  entry.fill(6).be16(1).fill(16).be16(spec.width).be16(spec.height).fill(50).bytes(av1c(spec));
  Writer stbl;
  stbl.bytes(full_box("stsd", 0, 0, joined({Writer().be32(1).done(), box("av01", entry.done())})));
  Writer sizes;
  sizes.be32(0).be32(spec.sequence_frames);
  for (unsigned i = 0; i < spec.sequence_frames; ++i) sizes.be32(1);
  stbl.bytes(full_box("stsz", 0, 0, sizes.done()));
  stbl.bytes(full_box("stco", 0, 0, Writer().be32(1).be32(data).done()));
  const Bytes hdlr = full_box("hdlr", 0, 0, Writer().be32(0).text("pict").fill(13).done());
  const Bytes minf = box("minf", box("stbl", stbl.done()));
  return box("moov", box("trak", box("mdia", joined({hdlr, minf}))));
}

/// Bits from the lowest up.
class BitWriter {
 public:
  BitWriter& bits(unsigned count, std::uint32_t value) {
    for (unsigned i = 0; i < count; ++i, ++used_) {
      if (used_ % 8 == 0) bytes_.push_back(std::byte{0});
      if ((value >> i & 1) != 0) bytes_.back() |= static_cast<std::byte>(1u << used_ % 8);
    }
    return *this;
  }
  BitWriter& flag(bool value) { return bits(1, value ? 1 : 0); }
  const Bytes& done() const { return bytes_; }

 private:
  Bytes bytes_;
  std::size_t used_ = 0;
};

void jxl_side(BitWriter& w, std::uint32_t value) {
  w.bits(2, 2).bits(18, value - 1);
}

void jxl_depth(BitWriter& w, unsigned depth) {
  w.flag(false);
  if (depth == 8) {
    w.bits(2, 0);
  } else {
    w.bits(2, 3).bits(6, depth - 1);
  }
}

Bytes jxl_codestream(const JxlSpec& spec) {
  BitWriter w;
  w.flag(false);
  jxl_side(w, spec.height);
  w.bits(3, 0);
  jxl_side(w, spec.width);
  w.flag(false);  // not all default
  const bool extra_fields = spec.orientation != 1 || spec.animated;
  w.flag(extra_fields);
  if (extra_fields) {
    w.bits(3, spec.orientation - 1).flag(false).flag(false).flag(spec.animated);
    if (spec.animated) w.bits(2, 0).bits(2, 0).bits(2, 0).flag(false);
  }
  jxl_depth(w, spec.depth);
  w.flag(true).bits(2, spec.alpha ? 1 : 0);
  if (spec.alpha) w.flag(true);  // all default: alpha of 8 bits
  w.flag(spec.xyb).flag(!spec.grey);
  if (spec.grey) w.flag(false).bits(2, 1).bits(8, 0);  // no ICC, colour space 1
  return joined({as_bytes("\xFF\n"), w.done(), Writer().fill(8, 0xA5).done()});
}

}  // namespace

Bytes make_avif(const AvifSpec& spec) {
  const Bytes type = ftyp(spec.brand, {"avif", "mif1", "miaf"});
  const std::size_t meta_size = avif_meta(spec, 0).size();
  const std::size_t track_size = spec.sequence_frames > 0 ? avif_track(spec, 0).size() : 0;
  const std::size_t data = type.size() + meta_size + track_size + 8;
  return joined({type, avif_meta(spec, data), spec.sequence_frames > 0 ? avif_track(spec, data) : Bytes{},
                 box("mdat", Writer().fill(16 + spec.sequence_frames, 0x12).done())});
}

Bytes make_jxl(const JxlSpec& spec) {
  const Bytes codestream = jxl_codestream(spec);
  if (spec.container == JxlSpec::Container::none) return codestream;
  Writer w;
  w.bytes(box("JXL ", Writer().be32(0x0D0A870A).done())).bytes(ftyp("jxl ", {"jxl "}));
  if (spec.container == JxlSpec::Container::whole) return w.bytes(box("jxlc", codestream)).done();
  const ByteView view = codestream;
  w.bytes(box("jxlp", joined({Writer().be32(0).done(), view.first(5)})));
  w.bytes(box("jxlp", joined({Writer().be32(0x80000001).done(), view.subspan(5)})));
  return w.done();
}

std::vector<Sample> samples() {
  std::vector<Sample> all;
  const auto add = [&](std::string_view name, Bytes bytes) { all.push_back({name, std::move(bytes)}); };
  add("png", make_png());
  PngSpec palette{
      .width = 9, .height = 9, .depth = 4, .colour = 3, .interlace = 1, .before_pixels = {}, .after_pixels = {}};
  palette.before_pixels = joined({png_palette(16), png_chunk("tRNS", Writer().fill(3).done()),
                                  png_chunk("eXIf", exif_block(6)), png_chunk("tEXt", as_bytes("a comment"))});
  add("png-palette", make_png(palette));
  add("apng", make_apng(3));
  add("jpeg", make_jpeg());
  JpegSpec restarts;
  restarts.restart_interval = 1;
  restarts.before_frame = joined({jpeg_exif(8), jpeg_mpf(2), jpeg_xmp("<x MotionPhoto=\"1\"/>")});
  add("jpeg-restarts", make_jpeg(restarts));
  JpegSpec progressive;
  progressive.sof = 0xC2;
  add("jpeg-progressive", make_jpeg(progressive));
  add("gif", make_gif());
  add("gif-animated", make_gif({.width = 7, .height = 5, .frames = 3, .transparent = true, .interlaced = true}));
  add("webp-lossy", make_webp(WebpCoding::lossy));
  add("webp-lossless", make_webp(WebpCoding::lossless));
  WebpSpec animation;
  animation.frames = {WebpCoding::lossless, WebpCoding::lossy};
  animation.alpha = true;
  animation.orientation = 3;
  add("webp-animated", make_extended_webp(animation));
  for (const Order order : {Order::little, Order::big}) {
    for (const bool big : {false, true}) {
      TiffSpec tiff;
      tiff.order = order;
      tiff.big_tiff = big;
      tiff.pages = 2;
      tiff.orientation = 5;
      add(big ? "bigtiff" : "tiff", make_tiff(tiff));
    }
  }
  AvifSpec avif;
  avif.alpha = avif.tone_map = avif.second_picture = true;
  avif.rotation = avif.mirror = 1;
  add("avif", make_avif(avif));
  AvifSpec sequence;
  sequence.sequence_frames = 4;
  sequence.brand = "avis";
  add("avif-sequence", make_avif(sequence));
  JxlSpec jxl;
  add("jxl", make_jxl(jxl));
  jxl.alpha = jxl.animated = true;
  jxl.container = JxlSpec::Container::whole;
  add("jxl-container", make_jxl(jxl));
  jxl.container = JxlSpec::Container::parts;
  add("jxl-parts", make_jxl(jxl));
  return all;
}

}  // namespace whittle::test
