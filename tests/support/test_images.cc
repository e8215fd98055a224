#include "tests/support/test_images.h"

#include <cstdio>
// jpeglib.h wants stdio.h first.
#include <jpeglib.h>
#include <png.h>

#include <cstring>
#include <stdexcept>

#include "engine/formats.h"
#include "vips/decode.h"

namespace whittle::test {

using vips::ImagePtr;

namespace {

struct Random {
  std::uint32_t state = 12345;
  std::uint32_t next() {
    state = state * 1664525u + 1013904223u;
    return state >> 8;
  }
};

unsigned sample(Pattern pattern, int x, int y, int band, int width, int height, Random& random) {
  switch (pattern) {
    case Pattern::gradient:
      return static_cast<unsigned>(
          (band % 2 == 0 ? x * 65535 / std::max(1, width - 1) : y * 65535 / std::max(1, height - 1)) ^ (band * 4369));
    case Pattern::noise:
      return random.next() & 0xFFFF;
    case Pattern::blocks:
      return static_cast<unsigned>(((x / 8 + y / 8 * 3) % 16 * (band + 3) % 16) * 4369);
    case Pattern::speckle:
      break;  // by place, not by band
  }
  return 0;
}

ImagePtr from_memory(const void* data, std::size_t size, int width, int height, int bands, VipsBandFormat format,
                     VipsInterpretation type) {
  if (!vips::start_vips()) throw std::runtime_error("libvips");
  ImagePtr image(vips_image_new_from_memory_copy(data, size, width, height, bands, format));
  if (!image) throw std::runtime_error("cannot make an image");
  image->Type = type;
  return image;
}

}  // namespace

ImagePtr from_samples(const std::vector<std::uint8_t>& samples, int width, int height) {
  const int bands = static_cast<int>(samples.size()) / (width * height);
  return from_memory(samples.data(), samples.size(), width, height, bands, VIPS_FORMAT_UCHAR,
                     bands < 3 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB);
}

ImagePtr from_samples(const std::vector<std::uint16_t>& samples, int width, int height) {
  const int bands = static_cast<int>(samples.size()) / (width * height);
  return from_memory(samples.data(), samples.size() * 2, width, height, bands, VIPS_FORMAT_USHORT,
                     bands < 3 ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_RGB16);
}

ImagePtr make_image(int width, int height, int bands, Pattern pattern, int depth) {
  Random random, places{77};
  std::vector<std::uint16_t> deep;
  deep.reserve(static_cast<std::size_t>(width * height * bands));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const unsigned colour = places.next() % 16;
      for (int band = 0; band < bands; ++band) {
        if (pattern == Pattern::speckle) {
          const bool alpha = band + 1 == bands && bands % 2 == 0;
          deep.push_back(
              static_cast<std::uint16_t>(alpha ? 0xFFFF : colour * static_cast<unsigned>(band + 3) % 16 * 4369));
          continue;
        }
        unsigned value = sample(pattern, x, y, band, width, height, random) & 0xFFFF;
        if (pattern == Pattern::noise && band + 1 == bands && bands % 2 == 0 && x % 5 == 0)
          value = 0;  // hidden colours
        if (pattern == Pattern::blocks && band + 1 == bands && bands % 2 == 0) value = x / 8 % 4 == 0 ? 0 : 0xFFFF;
        deep.push_back(static_cast<std::uint16_t>(value));
      }
    }
  }
  if (depth == 16) return from_samples(deep, width, height);
  std::vector<std::uint8_t> bytes;
  for (const std::uint16_t v : deep) bytes.push_back(static_cast<std::uint8_t>(v >> 8));
  return from_samples(bytes, width, height);
}

ImagePtr make_cmyk(int width, int height) {
  const ImagePtr rgba = make_image(width, height, 4, Pattern::gradient);
  return from_memory(VIPS_IMAGE_ADDR(rgba.get(), 0, 0), VIPS_IMAGE_SIZEOF_IMAGE(rgba.get()), width, height, 4,
                     VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_CMYK);
}

ImagePtr make_film(int width, int height, const std::vector<int>& delays, int loop, const std::vector<int>& pictures,
                   int bands) {
  if (!vips::start_vips()) throw std::runtime_error("libvips");
  const int frames = static_cast<int>(delays.size());
  std::vector<std::uint8_t> bytes;
  for (int frame = 0; frame < frames; ++frame) {
    const int picture = pictures.empty() ? frame : pictures[static_cast<std::size_t>(frame)];
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const bool block = x / 8 == picture % (width / 8) && y / 8 == picture % (height / 8);
        const bool hole = bands == 4 && x >= width - 4;
        const std::uint8_t pixel[4] = {static_cast<std::uint8_t>(block ? 255 : 16),
                                       static_cast<std::uint8_t>(block ? 60 + 10 * picture : 32),
                                       static_cast<std::uint8_t>(64), 255};
        for (int band = 0; band < bands; ++band) bytes.push_back(hole ? 0 : pixel[band]);
      }
    }
  }
  ImagePtr film = from_memory(bytes.data(), bytes.size(), width, height * frames, bands, VIPS_FORMAT_UCHAR,
                              VIPS_INTERPRETATION_sRGB);
  vips_image_set_int(film.get(), "page-height", height);
  vips_image_set_int(film.get(), "n-pages", frames);
  vips_image_set_int(film.get(), "loop", loop);
  vips_image_set_array_int(film.get(), "delay", delays.data(), frames);
  return film;
}

Bytes encode(VipsImage* image, const char* saver, const Arguments& arguments) {
  vips::Operation save(saver);
  save.set("in", image);
  for (const auto& [name, value] : arguments) {
    std::visit([&](auto v) { save.set(name, v); }, value);
  }
  if (!save.run()) {
    const std::string text = vips_error_buffer();
    vips_error_clear();
    throw std::runtime_error(std::string(saver) + ": " + text);
  }
  return save.bytes();
}

Bytes encode_png(VipsImage* image) {
  return encode(image, "pngsave_buffer", {{"keep", 0}, {"strip", 1}});
}
Bytes encode_jpeg(VipsImage* image, int quality) {
  return encode(image, "jpegsave_buffer", {{"Q", quality}, {"keep", 0}, {"strip", 1}});
}
Bytes encode_gif(VipsImage* image) {
  return encode(image, "gifsave_buffer", {{"keep-duplicate-frames", 1}, {"dither", 0.0}});
}
Bytes encode_webp_lossless(VipsImage* image) {
  return encode(image, "webpsave_buffer", {{"lossless", 1}, {"exact", 1}, {"keep", 0}, {"strip", 1}});
}

container::Header facts_of(ByteView file, Format format) {
  container::Header facts;
  facts.format = format;
  auto opened = engine::open_image(file, format);
  if (!opened) throw std::runtime_error("facts_of: " + opened.error().message);
  VipsImage* image = opened->get();
  facts.width = static_cast<std::uint32_t>(image->Xsize);
  facts.height = static_cast<std::uint32_t>(vips::frame_height(image));
  facts.frames = static_cast<std::uint32_t>(vips::frame_count(image));
  facts.depth =
      image->BandFmt == VIPS_FORMAT_UCHAR ? 8 : static_cast<std::uint8_t>(8 * VIPS_IMAGE_SIZEOF_ELEMENT(image));
  facts.alpha = vips_image_hasalpha(image) != 0 ? container::Has::yes : container::Has::no;
  facts.orientation = static_cast<std::uint8_t>(vips::int_field(image, "orientation", 1));
  facts.colour = image->Type == VIPS_INTERPRETATION_CMYK ? container::Colour::cmyk
                 : image->Bands < 3                      ? container::Colour::grey
                                                         : container::Colour::rgb;
  facts.coding =
      format == Format::jpeg || format == Format::avif ? container::Coding::lossy : container::Coding::lossless;
  if (format == Format::webp && contains(file, "VP8 ")) facts.coding = container::Coding::lossy;
  if (format == Format::png && file.size() > 26) facts.depth = u8(file, 24);
  if (format == Format::tiff)
    facts.depth = static_cast<std::uint8_t>(vips::int_field(image, "bits-per-sample", facts.depth));
  return facts;
}

Result<engine::Candidate> run(ByteView file, const container::Header& facts, const engine::Settings& settings) {
  return engine::run({file, facts, settings, std::nullopt});
}

Result<engine::Candidate> run(ByteView file, Format source, const engine::Settings& settings) {
  return run(file, facts_of(file, source), settings);
}

engine::Settings lossless(Format format) {
  engine::Settings settings;
  settings.format = format;
  return settings;
}

engine::Settings lossy(Format format, int quality) {
  engine::Settings settings;
  settings.format = format;
  settings.fidelity = engine::Fidelity::lossy;
  settings.quality = quality;
  return settings;
}

Raster decode_png(ByteView file) {
  struct Reader {
    ByteView rest;
    static void read(png_structp png, png_bytep out, png_size_t size) {
      auto* self = static_cast<Reader*>(png_get_io_ptr(png));
      if (size > self->rest.size()) png_error(png, "end of data");
      std::memcpy(out, self->rest.data(), size);
      self->rest = self->rest.subspan(size);
    }
  } reader{file};
  const auto fail = [](png_structp, png_const_charp message) {
    throw std::runtime_error(std::string("libpng: ") + message);
  };
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, [](png_structp, png_const_charp) {});
  png_infop info = png_create_info_struct(png);
  Raster raster;
  std::vector<std::uint8_t> bytes;
  try {
    png_set_read_fn(png, &reader, Reader::read);
    png_read_info(png, info);
    raster.width = png_get_image_width(png, info);
    raster.height = png_get_image_height(png, info);
    raster.depth = png_get_bit_depth(png, info);
    raster.colour_type = png_get_color_type(png, info);
    png_set_expand_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 0xFFFF, PNG_FILLER_AFTER);
    png_set_swap(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    raster.rgba.resize(std::size_t{raster.width} * raster.height * 4);
    std::vector<png_bytep> rows;
    for (std::size_t y = 0; y < raster.height; ++y)
      rows.push_back(reinterpret_cast<png_bytep>(raster.rgba.data() + y * raster.width * 4));
    png_read_image(png, rows.data());
    png_read_end(png, nullptr);
  } catch (...) {
    png_destroy_read_struct(&png, &info, nullptr);
    throw;
  }
  png_destroy_read_struct(&png, &info, nullptr);
  return raster;
}

JpegRaster decode_jpeg(ByteView file) {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  errors.error_exit = [](j_common_ptr) { throw std::runtime_error("libjpeg"); };
  errors.output_message = [](j_common_ptr) {};
  jpeg_create_decompress(&jpeg);
  JpegRaster raster;
  try {
    jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(file.data()), file.size());
    jpeg_read_header(&jpeg, TRUE);
    raster.colour_space = jpeg.jpeg_color_space;
    raster.progressive = jpeg.progressive_mode != 0;
    jpeg_start_decompress(&jpeg);
    raster.width = jpeg.output_width;
    raster.height = jpeg.output_height;
    raster.components = jpeg.output_components;
    const std::size_t stride = std::size_t{raster.width} * static_cast<std::size_t>(raster.components);
    raster.samples.resize(stride * raster.height);
    while (jpeg.output_scanline < jpeg.output_height) {
      JSAMPROW row = raster.samples.data() + stride * jpeg.output_scanline;
      jpeg_read_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_decompress(&jpeg);
    raster.warnings = errors.num_warnings;
  } catch (...) {
    jpeg_destroy_decompress(&jpeg);
    throw;
  }
  jpeg_destroy_decompress(&jpeg);
  return raster;
}

std::vector<std::uint16_t> all_pixels(ByteView file, Format format) {
  auto opened = engine::open_image(file, format);
  if (!opened) throw std::runtime_error("all_pixels: " + opened.error().message);
  auto memory = vips::to_memory(opened->get(), "pixels");
  if (!memory) throw std::runtime_error("all_pixels: " + memory.error().message);
  VipsImage* image = memory->get();
  std::vector<std::uint16_t> out;
  const int bands = image->Bands, colours = bands >= 3 ? 3 : 1;
  for (int y = 0; y < image->Ysize; ++y) {
    for (int x = 0; x < image->Xsize; ++x) {
      std::uint16_t p[5] = {};
      for (int b = 0; b < std::min(bands, 5); ++b) {
        const VipsPel* at = VIPS_IMAGE_ADDR(image, x, y);
        p[b] = image->BandFmt == VIPS_FORMAT_USHORT ? reinterpret_cast<const std::uint16_t*>(at)[b]
                                                    : static_cast<std::uint16_t>(at[b] * 257);
      }
      for (int c = 0; c < 3; ++c) out.push_back(p[colours == 3 ? c : 0]);
      out.push_back(bands > colours ? p[colours] : std::uint16_t{0xFFFF});
    }
  }
  return out;
}

}  // namespace whittle::test
