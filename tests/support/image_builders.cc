#include "tests/support/image_builders.h"

namespace whittle::test {

Writer& Writer::u8(unsigned value) {
  bytes_.push_back(static_cast<std::byte>(value & 0xFF));
  return *this;
}
Writer& Writer::be16(unsigned value) { return u8(value >> 8).u8(value); }
Writer& Writer::be32(std::uint64_t value) {
  return be16(static_cast<unsigned>(value >> 16 & 0xFFFF)).be16(static_cast<unsigned>(value & 0xFFFF));
}
Writer& Writer::be64(std::uint64_t value) { return be32(value >> 32).be32(value & 0xFFFFFFFF); }
Writer& Writer::le16(unsigned value) { return u8(value).u8(value >> 8); }
Writer& Writer::le24(unsigned value) { return le16(value).u8(value >> 16); }
Writer& Writer::le32(std::uint64_t value) {
  return le16(static_cast<unsigned>(value & 0xFFFF)).le16(static_cast<unsigned>(value >> 16 & 0xFFFF));
}
Writer& Writer::text(std::string_view text) { return bytes(as_bytes(text)); }
Writer& Writer::bytes(ByteView bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  return *this;
}
Writer& Writer::fill(std::size_t count, unsigned value) {
  bytes_.insert(bytes_.end(), count, static_cast<std::byte>(value));
  return *this;
}

Bytes joined(std::initializer_list<ByteView> parts) {
  Writer writer;
  for (const ByteView part : parts) writer.bytes(part);
  return writer.done();
}

Bytes exif_block(unsigned orientation, Order order) {
  Writer w;
  if (order == Order::big) {
    w.text("MM").be16(42).be32(8).be16(1).be16(0x0112).be16(3).be32(1).be16(orientation).be16(0).be32(0);
  } else {
    w.text("II").le16(42).le32(8).le16(1).le16(0x0112).le16(3).le32(1).le16(orientation).le16(0).le32(0);
  }
  return w.done();
}

// --- PNG

std::uint32_t crc32(ByteView bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const std::byte byte : bytes) {
    crc ^= static_cast<std::uint32_t>(byte);
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

Bytes png_chunk(std::string_view type, ByteView data) {
  const Bytes checked = joined({as_bytes(type), data});
  return Writer().be32(data.size()).bytes(checked).be32(crc32(checked)).done();
}

Bytes zlib_stored(ByteView data) {
  Writer w;
  w.u8(0x78).u8(0x01);
  std::size_t at = 0;
  do {
    const std::size_t size = std::min<std::size_t>(65535, data.size() - at);
    const bool last = at + size == data.size();
    w.u8(last ? 1 : 0).le16(static_cast<unsigned>(size)).le16(static_cast<unsigned>(~size & 0xFFFF));
    w.bytes(data.subspan(at, size));
    at += size;
  } while (at < data.size());
  std::uint32_t a = 1, b = 0;
  for (const std::byte byte : data) {
    a = (a + static_cast<std::uint32_t>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  return w.be32(std::uint64_t{b} << 16 | a).done();
}

namespace {

constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1A\n";

Bytes png_ihdr(const PngSpec& spec) {
  return png_chunk("IHDR", Writer()
                               .be32(spec.width)
                               .be32(spec.height)
                               .u8(spec.depth)
                               .u8(spec.colour)
                               .u8(0)
                               .u8(0)
                               .u8(spec.interlace)
                               .done());
}

/// Zeros in filtered rows, of all seven passes when interlaced.
Bytes png_rows(const PngSpec& spec) {
  constexpr unsigned kChannels[] = {1, 0, 3, 1, 2, 0, 4};
  const auto rows = [&](std::uint64_t width, std::uint64_t height) -> std::size_t {
    if (width == 0) return 0;
    return static_cast<std::size_t>(height * (1 + (width * kChannels[spec.colour] * spec.depth + 7) / 8));
  };
  std::size_t size = 0;
  if (spec.interlace == 0) {
    size = rows(spec.width, spec.height);
  } else {
    constexpr unsigned kPasses[7][4] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                        {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
    for (const auto& pass : kPasses) {
      const std::uint64_t width = (spec.width + pass[2] - 1 - pass[0]) / pass[2];
      const std::uint64_t height = (spec.height + pass[3] - 1 - pass[1]) / pass[3];
      size += rows(width, height);
    }
  }
  return zlib_stored(Writer().fill(size).done());
}

Bytes apng_frame_control(std::uint32_t sequence, std::uint32_t width, std::uint32_t height) {
  Writer w;
  w.be32(sequence).be32(width).be32(height).be32(0).be32(0).be16(1).be16(10).u8(0).u8(0);
  return png_chunk("fcTL", w.done());
}

}  // namespace

Bytes make_png(const PngSpec& spec) {
  return joined({as_bytes(kPngSignature), png_ihdr(spec), spec.before_pixels, png_chunk("IDAT", png_rows(spec)),
                 spec.after_pixels, png_chunk("IEND", {})});
}

Bytes png_palette(unsigned entries) { return png_chunk("PLTE", Writer().fill(3 * entries, 0x40).done()); }

Bytes make_apng(std::uint32_t frames, std::uint32_t width, std::uint32_t height) {
  PngSpec spec;
  spec.width = width;
  spec.height = height;
  std::uint32_t sequence = 0;
  spec.before_pixels = joined({png_chunk("acTL", Writer().be32(frames).be32(0).done()),
                               apng_frame_control(sequence++, width, height)});
  Writer more;
  for (std::uint32_t i = 1; i < frames; ++i) {
    more.bytes(apng_frame_control(sequence++, width, height));
    more.bytes(png_chunk("fdAT", joined({Writer().be32(sequence++).done(), png_rows(spec)})));
  }
  spec.after_pixels = more.done();
  return make_png(spec);
}

// --- JPEG

Bytes jpeg_segment(unsigned marker, ByteView payload) {
  return Writer().u8(0xFF).u8(marker).be16(static_cast<unsigned>(payload.size() + 2)).bytes(payload).done();
}

Bytes jpeg_exif(unsigned orientation) {
  return jpeg_segment(0xE1, joined({as_bytes({"Exif\0\0", 6}), exif_block(orientation)}));
}

Bytes jpeg_xmp(std::string_view packet) {
  return jpeg_segment(0xE1, joined({as_bytes({"http://ns.adobe.com/xap/1.0/\0", 29}), as_bytes(packet)}));
}

Bytes jpeg_mpf(unsigned images) {
  Writer w;
  w.text({"MPF\0", 4}).text("MM").be16(42).be32(8).be16(2);
  w.be16(0xB000).be16(7).be32(4).text("0100");
  w.be16(0xB001).be16(4).be32(1).be32(images);
  return jpeg_segment(0xE2, w.be32(0).done());
}

namespace {

/// Tables with one code, 0: no DC difference, no AC coefficients. Every block of zeros is then a few zero bits.
Bytes jpeg_tables() {
  Writer w;
  w.bytes(jpeg_segment(0xDB, Writer().u8(0).fill(64, 1).done()));
  for (const unsigned kind : {0x00u, 0x10u}) {
    w.bytes(jpeg_segment(0xC4, Writer().u8(kind).u8(1).fill(15).u8(0).done()));
  }
  return w.done();
}

/// A scan header and `bits` zero bits for each of `mcus`, with restart markers.
Bytes jpeg_scan(const JpegSpec& spec, std::initializer_list<unsigned> components, unsigned first, unsigned last,
                unsigned mcus, unsigned bits) {
  Writer header;
  header.u8(static_cast<unsigned>(components.size()));
  for (const unsigned id : components) header.u8(id).u8(0);
  header.u8(first).u8(last).u8(0);
  Writer w;
  w.bytes(jpeg_segment(0xDA, header.done()));
  const unsigned interval = spec.restart_interval == 0 ? mcus : spec.restart_interval;
  for (unsigned done = 0, restart = 0; done < mcus; done += interval) {
    if (done > 0) w.u8(0xFF).u8(0xD0 + (restart++ & 7));
    const unsigned count = std::min(interval, mcus - done) * bits;
    w.fill(count / 8);
    if (count % 8 != 0) w.u8(0xFFu >> count % 8);
  }
  return w.done();
}

}  // namespace

Bytes make_jpeg(const JpegSpec& spec) {
  const bool subsampled = spec.components > 1;
  Writer frame;
  frame.u8(spec.precision).be16(spec.height).be16(spec.width).u8(spec.components);
  for (unsigned i = 0; i < spec.components; ++i) frame.u8(i + 1).u8(subsampled && i == 0 ? 0x22 : 0x11).u8(0);
  Writer w;
  w.u8(0xFF).u8(0xD8).bytes(spec.before_frame).bytes(jpeg_tables()).bytes(jpeg_segment(spec.sof, frame.done()));
  if (spec.restart_interval > 0) w.bytes(jpeg_segment(0xDD, Writer().be16(spec.restart_interval).done()));

  const unsigned side = subsampled ? 16 : 8;
  const unsigned mcus = ((spec.width + side - 1) / side) * ((spec.height + side - 1) / side);
  const unsigned blocks = subsampled ? spec.components + 3 : 1;  // in an MCU
  const bool progressive = spec.sof == 0xC2;
  const auto all = [&](unsigned last, unsigned bits) {
    switch (spec.components) {
      case 1:
        return jpeg_scan(spec, {1}, 0, last, mcus, bits);
      case 2:
        return jpeg_scan(spec, {1, 2}, 0, last, mcus, bits);
      case 3:
        return jpeg_scan(spec, {1, 2, 3}, 0, last, mcus, bits);
      default:
        return jpeg_scan(spec, {1, 2, 3, 4}, 0, last, mcus, bits);
    }
  };
  w.bytes(all(progressive ? 0 : 63, (progressive ? 1 : 2) * blocks));
  for (unsigned i = 0; progressive && i < spec.components; ++i) {
    const unsigned width = subsampled && i > 0 ? (spec.width + 1) / 2 : spec.width;
    const unsigned height = subsampled && i > 0 ? (spec.height + 1) / 2 : spec.height;
    w.bytes(jpeg_scan(spec, {i + 1}, 1, 63, ((width + 7) / 8) * ((height + 7) / 8), 1));
  }
  return w.u8(0xFF).u8(0xD9).bytes(spec.trailer).done();
}

// --- GIF

namespace {

/// Index 0 everywhere; a clear code before the code width can change.
Bytes gif_pixels(unsigned count) {
  std::vector<unsigned> codes;
  for (unsigned i = 0; i < count; ++i) {
    if (i % 2 == 0) codes.push_back(4);
    codes.push_back(0);
  }
  codes.push_back(5);
  Writer data;
  unsigned pending = 0, bits = 0;
  for (const unsigned code : codes) {
    pending |= code << bits;
    for (bits += 3; bits >= 8; bits -= 8, pending >>= 8) data.u8(pending);
  }
  if (bits > 0) data.u8(pending);
  Writer w;
  w.u8(2);
  for (std::size_t at = 0; at < data.size(); at += 255) {
    const ByteView block = ByteView(data.done()).subspan(at, std::min<std::size_t>(255, data.size() - at));
    w.u8(static_cast<unsigned>(block.size())).bytes(block);
  }
  return w.u8(0).done();
}

}  // namespace

Bytes make_gif(const GifSpec& spec) {
  Writer w;
  w.text("GIF89a").le16(spec.width).le16(spec.height).u8(0x80).u8(0).u8(0).fill(6, 0x20);
  if (spec.frames > 1) w.u8(0x21).u8(0xFF).u8(11).text("NETSCAPE2.0").u8(3).u8(1).le16(0).u8(0);
  for (unsigned i = 0; i < spec.frames; ++i) {
    if (spec.frames > 1 || spec.transparent) {
      w.u8(0x21).u8(0xF9).u8(4).u8(spec.transparent ? 1 : 0).le16(10).u8(1).u8(0);
    }
    w.u8(0x2C).le16(0).le16(0).le16(spec.width).le16(spec.height).u8(spec.interlaced ? 0x40 : 0);
    w.bytes(gif_pixels(spec.width * spec.height));
  }
  return w.u8(0x3B).done();
}

// --- WebP

Bytes riff_chunk(std::string_view type, ByteView data) {
  Writer w;
  w.text(type).le32(data.size()).bytes(data);
  if (data.size() % 2 != 0) w.u8(0);
  return w.done();
}

Bytes riff_file(ByteView chunks) {
  return Writer().text("RIFF").le32(chunks.size() + 4).text("WEBP").bytes(chunks).done();
}

Bytes vp8_bits(unsigned width, unsigned height) {
  // Key frame, shown, first partition of 4 bytes.
  return Writer().le24(4u << 5 | 0x10).u8(0x9D).u8(0x01).u8(0x2A).le16(width).le16(height).fill(8).done();
}

Bytes vp8l_bits(unsigned width, unsigned height, bool alpha) {
  // No transform, no cache, no meta codes; five prefix codes of one symbol (0) each: pixels take no bits at all.
  Writer w;
  w.u8(0x2F).le32((width - 1) | std::uint64_t{height - 1} << 14 | (alpha ? 1u << 28 : 0));
  // 0 0 0, then 5 x (simple 1, one symbol 0, one bit 0, symbol 0): bits from the lowest up
  unsigned pending = 0, bits = 3;
  for (int i = 0; i < 5; ++i, bits += 4) pending |= 1u << bits;
  for (; bits > 0; bits -= std::min(bits, 8u), pending >>= 8) w.u8(pending);
  return w.done();
}

Bytes make_webp(WebpCoding coding, unsigned width, unsigned height, bool alpha) {
  return riff_file(coding == WebpCoding::lossy ? riff_chunk("VP8 ", vp8_bits(width, height))
                                               : riff_chunk("VP8L", vp8l_bits(width, height, alpha)));
}

Bytes make_extended_webp(const WebpSpec& spec) {
  const bool animated = spec.animated || spec.frames.size() > 1;
  const unsigned flags = (animated ? 0x02u : 0) | (spec.orientation > 0 ? 0x08u : 0) | (spec.alpha ? 0x10u : 0);
  Writer w;
  w.bytes(riff_chunk("VP8X", Writer().le32(flags).le24(spec.width - 1).le24(spec.height - 1).done()));
  if (animated) w.bytes(riff_chunk("ANIM", Writer().le32(0).le16(0).done()));
  for (const WebpCoding coding : spec.frames) {
    Writer image;
    if (coding == WebpCoding::lossy) {
      if (spec.alpha) image.bytes(riff_chunk("ALPH", Writer().u8(0).fill(spec.width * spec.height).done()));
      image.bytes(riff_chunk("VP8 ", vp8_bits(spec.width, spec.height)));
    } else {
      image.bytes(riff_chunk("VP8L", vp8l_bits(spec.width, spec.height, spec.alpha)));
    }
    if (!animated) {
      w.bytes(image.done());
      continue;
    }
    Writer frame;
    frame.le24(0).le24(0).le24(spec.width - 1).le24(spec.height - 1).le24(100).u8(0);
    w.bytes(riff_chunk("ANMF", joined({frame.done(), image.done()})));
  }
  if (spec.orientation > 0) w.bytes(riff_chunk("EXIF", exif_block(spec.orientation, Order::little)));
  return riff_file(w.done());
}

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

/// Properties 1 to 6, all in ipco; which of them belong to an item, ipma says.
Bytes avif_properties(const AvifSpec& spec) {
  Writer ipco, ipma;
  ipco.bytes(full_box("ispe", 0, 0, Writer().be32(spec.width).be32(spec.height).done()));
  const unsigned channels = spec.monochrome ? 1 : 3;
  ipco.bytes(full_box("pixi", 0, 0, Writer().u8(channels).fill(channels, spec.depth).done()));
  ipco.bytes(av1c(spec));
  ipco.bytes(box("irot", Writer().u8(static_cast<unsigned>(std::max(0, spec.rotation))).done()));
  ipco.bytes(box("imir", Writer().u8(static_cast<unsigned>(std::max(0, spec.mirror))).done()));
  ipco.bytes(full_box("auxC", 0, 0, as_bytes({"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0", 44})));
  Bytes primary = {std::byte{1}, std::byte{2}, std::byte{0x83}};
  if (spec.rotation >= 0) primary.push_back(std::byte{0x84});
  if (spec.mirror >= 0) primary.push_back(std::byte{0x85});
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
  if (spec.alpha) w.bytes(full_box("iref", 0, 0, box("auxl", Writer().be16(2).be16(1).be16(1).done())));
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

void jxl_side(BitWriter& w, std::uint32_t value) { w.bits(2, 2).bits(18, value - 1); }

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
  PngSpec palette{.width = 9, .height = 9, .depth = 4, .colour = 3, .interlace = 1, .before_pixels = {}, .after_pixels = {}};
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
