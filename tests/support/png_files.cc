#include "tests/support/png_files.h"

#include <png.h>

#include <cstring>
#include <random>
#include <stdexcept>

#include "tests/support/test_images.h"

namespace whittle::test {
namespace {

void append_to(png_structp png, png_bytep data, std::size_t size) {
  auto& out = *static_cast<Bytes*>(png_get_io_ptr(png));
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  out.insert(out.end(), bytes, bytes + size);
}

std::vector<std::uint8_t> packed_row(const PngPicture& picture, std::size_t y) {
  const std::size_t n = std::size_t{picture.width} * picture.channels();
  const std::uint16_t* const samples = picture.samples.data() + y * n;
  const auto depth = static_cast<std::size_t>(picture.depth);
  std::vector<std::uint8_t> row((n * depth + 7) / 8);
  for (std::size_t i = 0; i < n; ++i) {
    if (depth == 16) {
      row[2 * i] = static_cast<std::uint8_t>(samples[i] >> 8);
      row[2 * i + 1] = static_cast<std::uint8_t>(samples[i]);
    } else {
      const std::size_t bit = i * depth;
      row[bit / 8] = static_cast<std::uint8_t>(row[bit / 8] | samples[i] << (8 - depth - bit % 8));
    }
  }
  return row;
}

struct RawChunk {
  std::string type;
  ByteView data;
};

std::vector<RawChunk> chunks_of(const Bytes& png) {
  std::vector<RawChunk> chunks;
  const ByteView file = png;
  for (std::size_t at = 8; at + 12 <= file.size();) {
    const std::size_t size = be32(file, at);
    const std::string type(reinterpret_cast<const char*>(file.data()) + at + 4, 4);
    chunks.push_back({type, file.subspan(at + 8, size)});
    at += size + 12;
  }
  return chunks;
}

Bytes frame_control(const ApngFrame& frame, std::uint32_t sequence) {
  Writer w;
  w.be32(sequence).be32(frame.picture.width).be32(frame.picture.height).be32(frame.x).be32(frame.y);
  w.be16(frame.numerator).be16(frame.denominator).u8(frame.dispose).u8(frame.blend);
  return png_chunk("fcTL", w.done());
}

/// APNG_BLEND_OP_OVER at 16 bits. Any formula does, as long as it is the same for both animations that are compared.
void lay_over(const std::uint16_t* from, std::uint16_t* to) {
  const std::uint64_t a = from[3], b = to[3], full = 65535;
  const std::uint64_t alpha = a * full + b * (full - a);
  if (alpha == 0) {
    std::memcpy(to, from, 8);
    return;
  }
  for (int i = 0; i < 3; ++i) to[i] = static_cast<std::uint16_t>((from[i] * a * full + to[i] * b * (full - a)) / alpha);
  to[3] = static_cast<std::uint16_t>(alpha / full);
}

}  // namespace

PngPicture small_picture(int colour, int depth, bool reducible) {
  PngPicture picture{.width = 20, .height = 17, .colour = colour, .depth = depth};
  std::mt19937 random(static_cast<unsigned>(colour * 100 + depth));
  const unsigned top = (1U << depth) - 1;
  for (std::size_t i = 0; i < std::size_t{20} * 17; ++i) {
    for (unsigned c = 0; c < picture.channels(); ++c) {
      const unsigned value = reducible ? (i / 5 % 4) * (top / 3) : random() & top;
      picture.samples.push_back(static_cast<std::uint16_t>(value));
    }
  }
  if (colour == 3) {
    for (std::uint32_t i = 0; i < std::min(1U << depth, 200U); ++i)
      picture.palette.push_back(0xFF000000 | i * 0x030507);
    for (auto& sample : picture.samples) sample = static_cast<std::uint16_t>(sample % picture.palette.size());
  }
  return picture;
}

Bytes write_png(const PngPicture& picture, bool filtered) {
  Bytes out;
  png_structp png = png_create_write_struct(
      PNG_LIBPNG_VER_STRING, nullptr, [](png_structp, png_const_charp message) { throw std::runtime_error(message); },
      [](png_structp, png_const_charp) {});
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(png, &out, append_to, nullptr);
  png_set_compression_buffer_size(png, 1 << 24);
  png_set_filter(png, 0, filtered ? PNG_ALL_FILTERS : PNG_FILTER_NONE);
  png_set_IHDR(png, info, picture.width, picture.height, picture.depth, picture.colour,
               picture.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, 0, 0);
  std::vector<png_color> colours;
  std::vector<png_byte> alphas;
  for (const std::uint32_t c : picture.palette) {
    colours.push_back({static_cast<png_byte>(c >> 16), static_cast<png_byte>(c >> 8), static_cast<png_byte>(c)});
    alphas.push_back(static_cast<png_byte>(c >> 24));
  }
  while (!alphas.empty() && alphas.back() == 255) alphas.pop_back();
  if (!colours.empty()) png_set_PLTE(png, info, colours.data(), static_cast<int>(colours.size()));
  if (!alphas.empty()) png_set_tRNS(png, info, alphas.data(), static_cast<int>(alphas.size()), nullptr);
  if (!picture.key.empty()) {
    png_color_16 key{};
    key.gray = key.red = picture.key[0];
    if (picture.key.size() == 3) {
      key.green = picture.key[1];
      key.blue = picture.key[2];
    }
    png_set_tRNS(png, info, nullptr, 0, &key);
  }
  png_write_info(png, info);
  std::vector<std::vector<std::uint8_t>> rows;
  std::vector<png_bytep> pointers;
  for (std::size_t y = 0; y < picture.height; ++y) rows.push_back(packed_row(picture, y));
  for (auto& row : rows) pointers.push_back(row.data());
  png_set_interlace_handling(png);
  png_write_image(png, pointers.data());
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return out;
}

Bytes with(const Bytes& file, std::string_view before, const Bytes& chunk) {
  const auto types = png_chunk_types(file);
  const bool there = std::find(types.begin(), types.end(), before) != types.end();
  return insert_png_chunks(file, there ? before : "IDAT", chunk);
}

Bytes raw_exif_text(std::string_view type, std::string_view kind, ByteView exif) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  Writer body;
  body.text(std::string_view("\n", 1)).text(kind).text("\n      ").text(std::to_string(exif.size() + 6));
  const Bytes prefixed = joined({as_bytes(std::string_view("Exif\0\0", 6)), exif});
  for (std::size_t i = 0; i < prefixed.size(); ++i) {
    if (i % 36 == 0) body.text("\n");
    const auto value = static_cast<unsigned>(prefixed[i]);
    body.text(kDigits.substr(value >> 4, 1)).text(kDigits.substr(value & 15, 1));
  }
  body.text("\n");
  Writer data;
  data.text("Raw profile type ").text(kind).u8(0);
  if (type == "tEXt") return png_chunk(type, data.bytes(body.done()).done());
  if (type == "iTXt") data.u8(1);
  data.u8(0);
  if (type == "iTXt") data.text("en").u8(0).u8(0);
  return png_chunk(type, data.bytes(zlib_stored(body.done())).done());
}

Bytes idat_of(const Bytes& png) {
  return png_chunk_data(png, "IDAT");
}

Bytes write_apng(const std::vector<ApngFrame>& frames, std::uint32_t plays, const PngPicture* hidden) {
  const Bytes base = write_png(hidden ? *hidden : frames.front().picture);
  Writer w;
  w.bytes(ByteView(base).first(33));
  w.bytes(png_chunk("acTL", Writer().be32(frames.size()).be32(plays).done()));
  std::uint32_t sequence = 0;
  for (const auto& chunk : chunks_of(base)) {
    if (chunk.type == "PLTE" || chunk.type == "tRNS") w.bytes(png_chunk(chunk.type, chunk.data));
  }
  if (hidden) w.bytes(png_chunk("IDAT", idat_of(base)));
  for (const auto& frame : frames) {
    w.bytes(frame_control(frame, sequence++));
    const Bytes stream = idat_of(write_png(frame.picture));
    if (!hidden && &frame == &frames.front()) {
      w.bytes(png_chunk("IDAT", stream));
      continue;
    }
    // In two parts, as encoders may do it.
    const ByteView view = stream;
    const std::size_t half = view.size() / 2;
    for (const ByteView part : {view.first(half), view.subspan(half)}) {
      w.bytes(png_chunk("fdAT", joined({Writer().be32(sequence++).done(), part})));
    }
  }
  w.bytes(png_chunk("IEND", {}));
  return w.done();
}

Played play_apng(const Bytes& file) {
  Played played;
  const auto chunks = chunks_of(file);
  const ByteView header = chunks.front().data;
  played.width = be32(header, 0);
  played.height = be32(header, 4);
  played.still = decode_png(file).rgba;
  Writer common;
  for (const auto& chunk : chunks) {
    if (chunk.type == "acTL") played.plays = be32(chunk.data, 4);
    if (chunk.type == "PLTE" || chunk.type == "tRNS") common.bytes(png_chunk(chunk.type, chunk.data));
  }
  const std::size_t samples = std::size_t{4} * played.width * played.height;
  std::vector<std::uint16_t> canvas(samples, 0);
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    if (chunks[i].type != "fcTL") continue;
    const ByteView control = chunks[i].data;
    const std::uint32_t width = be32(control, 4), height = be32(control, 8), x0 = be32(control, 12),
                        y0 = be32(control, 16);
    const unsigned dispose = u8(control, 24), blend = u8(control, 25);
    Writer stream;
    for (std::size_t j = i + 1; j < chunks.size() && chunks[j].type != "fcTL"; ++j) {
      if (chunks[j].type == "IDAT") stream.bytes(chunks[j].data);
      if (chunks[j].type == "fdAT") stream.bytes(chunks[j].data.subspan(4));
    }
    const Bytes ihdr = joined({Writer().be32(width).be32(height).done(), header.subspan(8)});
    const Raster raster = decode_png(joined({ByteView(file).first(8), png_chunk("IHDR", ihdr), common.done(),
                                             png_chunk("IDAT", stream.done()), png_chunk("IEND", {})}));
    const std::vector<std::uint16_t> before = canvas;
    for (std::size_t y = 0; y < height; ++y) {
      for (std::size_t x = 0; x < width; ++x) {
        const std::uint16_t* const from = raster.rgba.data() + 4 * (y * width + x);
        std::uint16_t* const to = canvas.data() + 4 * ((y0 + y) * played.width + x0 + x);
        if (blend == 0) {
          std::memcpy(to, from, 8);
        } else {
          lay_over(from, to);
        }
      }
    }
    played.canvases.push_back(canvas);
    played.delays.push_back(
        {static_cast<std::uint16_t>(be16(control, 20)), static_cast<std::uint16_t>(be16(control, 22))});
    if (dispose == 2) canvas = before;
    if (dispose == 1) {
      for (std::size_t y = 0; y < height; ++y) {
        std::memset(canvas.data() + 4 * ((y0 + y) * played.width + x0), 0, std::size_t{8} * width);
      }
    }
  }
  return played;
}

}  // namespace whittle::test
