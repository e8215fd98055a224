// Makes and compares the images of the shell cases, without libvips: what whittle is judged by must not be what it is
// built on.
//
//   whittle_make_image KIND WIDTHxHEIGHT OUT    (with little compression, so that there is something to save)
//       OUT.png   gradient noise flat palette alpha grey rgb16 animation (APNG)
//       OUT.jpg   gradient noise flat grey
//       OUT.gif   palette animation
//       OUT.webp  gradient noise flat alpha (lossless)
//   whittle_make_image size FILE                "WIDTHxHEIGHT"
//   whittle_make_image same A.png B.png         exit 0 when all samples are equal at 16 bits a channel, 1 when not
//   whittle_make_image same A.jpg B.jpg         exit 0 when all decoded samples are equal, 1 when not

#include <cstdio>  // jpeglib.h needs it and does not include it

#include <jpeglib.h>
#include <png.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#ifdef WHITTLE_TEST_WEBP
#include <webp/decode.h>
#include <webp/encode.h>
#endif

namespace {

using Data = std::vector<std::uint8_t>;

[[noreturn]] void die(const std::string& message) {
  std::cerr << "whittle_make_image: " << message << "\n";
  std::exit(2);
}

Data read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) die("cannot read " + path);
  return Data(std::istreambuf_iterator<char>(in), {});
}

void write_file(const std::string& path, const Data& bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!out.flush()) die("cannot write " + path);
}

struct Pixels {
  unsigned width = 0, height = 0, channels = 3, depth = 8;
  Data bytes;  // rows without padding; 16-bit samples big-endian
};

/// One byte of the picture. `frame` moves what can move.
std::uint8_t sample(const std::string& kind, unsigned x, unsigned y, unsigned channel, unsigned frame,
                    std::uint32_t& random) {
  if (kind == "flat") return static_cast<std::uint8_t>(60 * (channel + 1));
  if (kind == "noise") {
    random = random * 1664525 + 1013904223;  // Numerical Recipes: the same on every machine
    return static_cast<std::uint8_t>(random >> 24);
  }
  if (kind == "palette" || kind == "animation") return static_cast<std::uint8_t>((x / 8 + y / 8 + frame) % 16);
  if (channel == 3) return static_cast<std::uint8_t>((x + y) % 3 == 0 ? 0 : 40 + y % 200);
  return static_cast<std::uint8_t>(x * (channel + 1) + y * 2 + 30 * channel);
}

Pixels draw(const std::string& kind, unsigned width, unsigned height, unsigned frame = 0) {
  Pixels pixels{width, height, 3, 8, {}};
  if (kind == "palette" || kind == "animation" || kind == "grey") pixels.channels = 1;
  if (kind == "alpha") pixels.channels = 4;
  if (kind == "rgb16") pixels.depth = 16;
  std::uint32_t random = 1;
  for (unsigned y = 0; y < height; ++y) {
    for (unsigned x = 0; x < width; ++x) {
      for (unsigned c = 0; c < pixels.channels; ++c) {
        pixels.bytes.push_back(sample(kind, x, y, c, frame, random));
        if (pixels.depth == 16) pixels.bytes.push_back(static_cast<std::uint8_t>(x * 7 + y * 13 + c));
      }
    }
  }
  return pixels;
}

std::vector<png_color> sixteen_colours() {
  std::vector<png_color> colours;
  for (int i = 0; i < 16; ++i) {
    colours.push_back(
        {static_cast<png_byte>(i * 17), static_cast<png_byte>(255 - i * 9), static_cast<png_byte>(i * 5)});
  }
  return colours;
}

Data encode_png(const Pixels& pixels, const std::string& kind) {
  const bool indexed = kind == "palette" || kind == "animation";
  const int type = indexed                ? PNG_COLOR_TYPE_PALETTE
                   : pixels.channels == 1 ? PNG_COLOR_TYPE_GRAY
                   : pixels.channels == 4 ? PNG_COLOR_TYPE_RGBA
                                          : PNG_COLOR_TYPE_RGB;
  Data out;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &out,
      [](png_structp p, png_bytep data, std::size_t size) {
        Data& bytes = *static_cast<Data*>(png_get_io_ptr(p));
        bytes.insert(bytes.end(), data, data + size);
      },
      nullptr);
  png_set_compression_level(png, 1);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
  png_set_IHDR(png, info, pixels.width, pixels.height, static_cast<int>(pixels.depth), type, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  const std::vector<png_color> colours = sixteen_colours();
  if (indexed) png_set_PLTE(png, info, colours.data(), static_cast<int>(colours.size()));
  png_write_info(png, info);
  const std::size_t stride = pixels.bytes.size() / pixels.height;
  for (unsigned y = 0; y < pixels.height; ++y) png_write_row(png, pixels.bytes.data() + y * stride);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return out;
}

void put_be32(Data& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

Data png_chunk(const std::string& name, const Data& body) {
  Data out;
  put_be32(out, static_cast<std::uint32_t>(body.size()));
  out.insert(out.end(), name.begin(), name.end());
  out.insert(out.end(), body.begin(), body.end());
  put_be32(out, static_cast<std::uint32_t>(crc32(0, out.data() + 4, static_cast<uInt>(out.size() - 4))));
  return out;
}

/// The body of the only chunk called `name`.
Data chunk_body(const Data& png, const std::string& name) {
  for (std::size_t at = 8; at + 12 <= png.size();) {
    const std::size_t size = std::size_t{png[at]} << 24 | png[at + 1] << 16 | png[at + 2] << 8 | png[at + 3];
    if (std::string(png.begin() + static_cast<long>(at) + 4, png.begin() + static_cast<long>(at) + 8) == name) {
      return Data(png.begin() + static_cast<long>(at) + 8, png.begin() + static_cast<long>(at + 8 + size));
    }
    at += size + 12;
  }
  die("no chunk " + name);
}

Data frame_control(std::uint32_t sequence, unsigned width, unsigned height) {
  Data body;
  for (const std::uint32_t value : {sequence, std::uint32_t{width}, std::uint32_t{height}, 0U, 0U})
    put_be32(body, value);
  for (const int byte : {0, 1, 0, 10, 0, 0})
    body.push_back(static_cast<std::uint8_t>(byte));  // 1/10 s, no disposal, no blending
  return body;
}

/// Two frames; the second one in fdAT.
Data encode_apng(unsigned width, unsigned height) {
  const Data first = encode_png(draw("animation", width, height, 0), "animation");
  const Data second = encode_png(draw("animation", width, height, 5), "animation");
  Data out(first.begin(), first.begin() + 8);
  const auto add = [&](const std::string& name, const Data& body) {
    const Data chunk = png_chunk(name, body);
    out.insert(out.end(), chunk.begin(), chunk.end());
  };
  Data second_data;
  put_be32(second_data, 2);  // its sequence number
  const Data idat = chunk_body(second, "IDAT");
  second_data.insert(second_data.end(), idat.begin(), idat.end());
  add("IHDR", chunk_body(first, "IHDR"));
  add("acTL", {0, 0, 0, 2, 0, 0, 0, 0});
  add("PLTE", chunk_body(first, "PLTE"));
  add("fcTL", frame_control(0, width, height));
  add("IDAT", chunk_body(first, "IDAT"));
  add("fcTL", frame_control(1, width, height));
  add("fdAT", second_data);
  add("IEND", {});
  return out;
}

Data encode_jpeg(const Pixels& pixels) {
  jpeg_compress_struct jpeg;
  jpeg_error_mgr errors;
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &memory, &size);
  jpeg.image_width = pixels.width;
  jpeg.image_height = pixels.height;
  jpeg.input_components = static_cast<int>(pixels.channels);
  jpeg.in_color_space = pixels.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 95, TRUE);
  jpeg_start_compress(&jpeg, TRUE);
  for (unsigned y = 0; y < pixels.height; ++y) {
    JSAMPROW row = const_cast<JSAMPROW>(pixels.bytes.data() + std::size_t{y} * pixels.width * pixels.channels);
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  Data out(memory, memory + size);
  jpeg_destroy_compress(&jpeg);
  std::free(memory);
  return out;
}

/// LZW without the compression: 7-bit codes, a clear code before the table could outgrow them.
Data gif_image_data(const Data& indices) {
  constexpr unsigned kBits = 7, kClear = 64, kEnd = 65, kRun = 60;
  Data packed;
  std::uint32_t pending = 0;
  unsigned bits = 0;
  const auto put = [&](unsigned code) {
    pending |= code << bits;
    for (bits += kBits; bits >= 8; bits -= 8, pending >>= 8) packed.push_back(static_cast<std::uint8_t>(pending));
  };
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (i % kRun == 0) put(kClear);
    put(indices[i]);
  }
  put(kEnd);
  if (bits > 0) packed.push_back(static_cast<std::uint8_t>(pending));
  Data out = {kBits - 1};
  for (std::size_t at = 0; at < packed.size(); at += 255) {
    const std::size_t size = std::min<std::size_t>(255, packed.size() - at);
    out.push_back(static_cast<std::uint8_t>(size));
    out.insert(out.end(), packed.begin() + static_cast<long>(at), packed.begin() + static_cast<long>(at + size));
  }
  out.push_back(0);
  return out;
}

Data encode_gif(const std::string& kind, unsigned width, unsigned height) {
  const auto le = [](unsigned value) {
    return Data{static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(value >> 8)};
  };
  Data out = {'G', 'I', 'F', '8', '9', 'a'};
  const auto add = [&](const Data& bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); };
  add(le(width));
  add(le(height));
  add({0x85, 0, 0});  // global table of 64 colours
  const std::vector<png_color> colours = sixteen_colours();
  for (std::size_t i = 0; i < 64; ++i) add({colours[i % 16].red, colours[i % 16].green, colours[i % 16].blue});
  const unsigned frames = kind == "animation" ? 3 : 1;
  if (frames > 1) add({0x21, 0xff, 11, 'N', 'E', 'T', 'S', 'C', 'A', 'P', 'E', '2', '.', '0', 3, 1, 0, 0, 0});
  for (unsigned frame = 0; frame < frames; ++frame) {
    if (frames > 1) add({0x21, 0xf9, 4, 4, 10, 0, 0, 0});  // a tenth of a second
    add({0x2c, 0, 0, 0, 0});
    add(le(width));
    add(le(height));
    add({0});
    add(gif_image_data(draw(kind, width, height, frame).bytes));
  }
  add({0x3b});
  return out;
}

Data encode_webp([[maybe_unused]] const Pixels& pixels) {
#ifdef WHITTLE_TEST_WEBP
  std::uint8_t* memory = nullptr;
  const int width = static_cast<int>(pixels.width), height = static_cast<int>(pixels.height);
  const std::size_t size = pixels.channels == 4
                               ? WebPEncodeLosslessRGBA(pixels.bytes.data(), width, height, width * 4, &memory)
                               : WebPEncodeLosslessRGB(pixels.bytes.data(), width, height, width * 3, &memory);
  Data out(memory, memory + size);
  WebPFree(memory);
  return out;
#else
  die("built without libwebp");
#endif
}

/// All samples of a PNG as 16-bit RGBA, whatever it stores.
Pixels decode_png(const std::string& path) {
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) die("cannot read " + path);
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_init_io(png, file);
  png_read_info(png, info);
  png_set_expand_16(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xffff, PNG_FILLER_AFTER);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  Pixels pixels{png_get_image_width(png, info), png_get_image_height(png, info), 4, 16, {}};
  const std::size_t stride = png_get_rowbytes(png, info);
  pixels.bytes.resize(stride * pixels.height);
  std::vector<png_bytep> rows;
  for (unsigned y = 0; y < pixels.height; ++y) rows.push_back(pixels.bytes.data() + y * stride);
  png_read_image(png, rows.data());
  png_read_end(png, nullptr);
  png_destroy_read_struct(&png, &info, nullptr);
  std::fclose(file);
  return pixels;
}

Pixels decode_jpeg(const std::string& path) {
  const Data bytes = read_file(path);
  jpeg_decompress_struct jpeg;
  jpeg_error_mgr errors;
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, bytes.data(), bytes.size());
  jpeg_read_header(&jpeg, TRUE);
  jpeg_start_decompress(&jpeg);
  Pixels pixels{jpeg.output_width, jpeg.output_height, static_cast<unsigned>(jpeg.output_components), 8, {}};
  const std::size_t stride = std::size_t{jpeg.output_width} * static_cast<std::size_t>(jpeg.output_components);
  pixels.bytes.resize(stride * pixels.height);
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = pixels.bytes.data() + stride * jpeg.output_scanline;
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_decompress(&jpeg);
  jpeg_destroy_decompress(&jpeg);
  return pixels;
}

std::string size_of(const std::string& path) {
  const Data bytes = read_file(path);
  const auto text = [](unsigned width, unsigned height) {
    return std::to_string(width) + "x" + std::to_string(height);
  };
  const auto starts = [&](std::string_view magic) {
    return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).starts_with(magic);
  };
  if (starts("\x89PNG")) {
    const Pixels pixels = decode_png(path);
    return text(pixels.width, pixels.height);
  }
  if (starts("GIF8")) return text(bytes[6] | bytes[7] << 8, bytes[8] | bytes[9] << 8);
  if (starts("\xff\xd8")) {
    jpeg_decompress_struct jpeg;
    jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, bytes.data(), bytes.size());
    jpeg_read_header(&jpeg, TRUE);
    const std::string size = text(jpeg.image_width, jpeg.image_height);
    jpeg_destroy_decompress(&jpeg);
    return size;
  }
#ifdef WHITTLE_TEST_WEBP
  int width = 0, height = 0;
  if (WebPGetInfo(bytes.data(), bytes.size(), &width, &height) != 0) {
    return text(static_cast<unsigned>(width), static_cast<unsigned>(height));
  }
#endif
  die("cannot tell the size of " + path);
}

Data make(const std::string& kind, unsigned width, unsigned height, std::string_view extension) {
  const Pixels pixels = draw(kind, width, height);
  if (extension == ".png") return kind == "animation" ? encode_apng(width, height) : encode_png(pixels, kind);
  if (extension == ".jpg" && pixels.depth == 8 && (pixels.channels == 3 || kind == "grey")) return encode_jpeg(pixels);
  if (extension == ".gif" && (kind == "palette" || kind == "animation")) return encode_gif(kind, width, height);
  if (extension == ".webp" && pixels.depth == 8 && pixels.channels >= 3) return encode_webp(pixels);
  die(kind + " cannot be stored in " + std::string(extension));
}

bool is_kind(const std::string& kind) {
  for (const char* known : {"gradient", "noise", "flat", "palette", "alpha", "grey", "rgb16", "animation"}) {
    if (kind == known) return true;
  }
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 2 && arguments[0] == "size") {
    std::cout << size_of(arguments[1]) << "\n";
    return 0;
  }
  if (arguments.size() == 3 && arguments[0] == "same") {
    const auto decode = arguments[1].ends_with(".jpg") ? decode_jpeg : decode_png;
    const Pixels a = decode(arguments[1]), b = decode(arguments[2]);
    return a.width == b.width && a.height == b.height && a.bytes == b.bytes ? 0 : 1;
  }
  unsigned width = 0, height = 0;
  if (arguments.size() != 3 || !is_kind(arguments[0]) ||
      std::sscanf(arguments[1].c_str(), "%ux%u", &width, &height) != 2 || width == 0 || height == 0) {
    die("usage: KIND WIDTHxHEIGHT OUT | size FILE | same A B");
  }
  const std::string& out = arguments[2];
  const std::size_t dot = out.rfind('.');
  write_file(out, make(arguments[0], width, height, dot == std::string::npos ? "" : std::string_view(out).substr(dot)));
  return 0;
}
