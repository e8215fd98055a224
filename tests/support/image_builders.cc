#include "tests/support/image_builders.h"

namespace whittle::test {

Writer& Writer::u8(unsigned value) {
  bytes_.push_back(static_cast<std::byte>(value & 0xFF));
  return *this;
}
Writer& Writer::be16(unsigned value) {
  return u8(value >> 8).u8(value);
}
Writer& Writer::be32(std::uint64_t value) {
  return be16(static_cast<unsigned>(value >> 16 & 0xFFFF)).be16(static_cast<unsigned>(value & 0xFFFF));
}
Writer& Writer::be64(std::uint64_t value) {
  return be32(value >> 32).be32(value & 0xFFFFFFFF);
}
Writer& Writer::le16(unsigned value) {
  return u8(value).u8(value >> 8);
}
Writer& Writer::le24(unsigned value) {
  return le16(value).u8(value >> 16);
}
Writer& Writer::le32(std::uint64_t value) {
  return le16(static_cast<unsigned>(value & 0xFFFF)).le16(static_cast<unsigned>(value >> 16 & 0xFFFF));
}
Writer& Writer::text(std::string_view text) {
  return bytes(as_bytes(text));
}
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
  return png_chunk(
      "IHDR",
      Writer().be32(spec.width).be32(spec.height).u8(spec.depth).u8(spec.colour).u8(0).u8(0).u8(spec.interlace).done());
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

Bytes png_palette(unsigned entries) {
  return png_chunk("PLTE", Writer().fill(3 * entries, 0x40).done());
}

Bytes make_apng(std::uint32_t frames, std::uint32_t width, std::uint32_t height) {
  PngSpec spec;
  spec.width = width;
  spec.height = height;
  std::uint32_t sequence = 0;
  spec.before_pixels =
      joined({png_chunk("acTL", Writer().be32(frames).be32(0).done()), apng_frame_control(sequence++, width, height)});
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

}  // namespace whittle::test
