// The lossy JPEG encoder against others: bytes, score and CPU time over quality, as a table for BD-rates.
//
//   build/dev/bench/whittle_jpeg_lossy [--effort N] [--encoder own|turbo|mozjpeg] [--sampling auto|420|444]
//                                      [--at-scale] [--quality Q,Q,...] [--runs N] [--shifted] [--no-score] IMAGE... >
//                                      table.csv
//
// `turbo` is progressive 4:2:0 with optimised tables by the linked libjpeg, `mozjpeg` what libvips' saver does with
// trellis, deringing and scan search (nothing of these with plain libjpeg-turbo). Columns: file (with its folder),
// encoder, quality, bytes, ssimulacra2, shifted (both images cropped by 4,4 before scoring), ms_per_mp (user and system
// CPU).

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>  // jpeglib.h needs FILE
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <jpeglib.h>

#include "codec/jpeg/lossy/lossy.h"
#include "codec/jpeg/lossy/steps.h"
#include "codec/jpeg/scans/write.h"
#include "container/sniff.h"
#include "engine/formats.h"
#include "engine/formats/jpeg_lossy.h"
#include "metric/ssimulacra2.h"
#include "vips/decode.h"

namespace {

using namespace whittle;
using jpeg::PixelRows;
using jpeg::Raster;

struct Arguments {
  int effort = 5;
  std::string encoder = "own", sampling = "auto";
  std::vector<double> qualities = {50, 60, 70, 75, 80, 85, 90, 95};
  int runs = 1;
  bool shifted = false, scored = true, at_scale = false;
  std::vector<std::string> files;
};

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

template <typename T>
T value_of(Result<T> result) {
  if (!result) fail(result.error().message);
  return std::move(result).value();
}

Arguments parse(int argc, char** argv) {
  Arguments out;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto next = [&]() -> std::string { return i + 1 < argc ? argv[++i] : ""; };
    if (word == "--effort") {
      out.effort = std::stoi(next());
    } else if (word == "--encoder") {
      out.encoder = next();
    } else if (word == "--sampling") {
      out.sampling = next();
    } else if (word == "--runs") {
      out.runs = std::stoi(next());
    } else if (word == "--shifted") {
      out.shifted = true;
    } else if (word == "--at-scale") {
      out.at_scale = true;
    } else if (word == "--no-score") {
      out.scored = false;
    } else if (word == "--quality") {
      out.qualities.clear();
      std::string list = next();
      for (char* at = list.data(); *at != 0;) {
        out.qualities.push_back(std::strtod(at, &at));
        if (*at == ',') ++at;
      }
    } else {
      out.files.push_back(word);
    }
  }
  return out;
}

Bytes read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) fail(path + " cannot be read");
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  const ByteView bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

/// 8-bit grey or RGB; alpha is laid on white.
vips::ImagePtr open(const Bytes& file) {
  auto image = value_of(engine::open_image(file, container::sniff(file), {}));
  if (image->Bands == 2 || image->Bands == 4) {
    vips::Operation flatten("flatten");
    flatten.set("in", image.get());
    flatten.set("background", std::vector<double>{255.0});
    if (!flatten.run()) fail("cannot be flattened");
    image = flatten.image();
  }
  return value_of(vips::to_memory(image.get(), "cannot be decoded"));
}

Raster raster_of(VipsImage* image) {
  if (image->BandFmt != VIPS_FORMAT_UCHAR) fail("not an image of 8-bit samples");
  Raster out{image->Xsize, image->Ysize, image->Bands, {}};
  const auto* data = static_cast<const std::uint8_t*>(vips_image_get_data(image));
  out.samples.assign(data, data + static_cast<std::size_t>(out.width) * out.height * out.channels);
  return out;
}

/// As the program does it.
Bytes encode_own(VipsImage* image, double quality, const Arguments& arguments) {
  container::Header facts;
  engine::Settings settings;
  settings.effort = arguments.effort;
  const engine::Job job{{}, facts, settings, {}};
  auto picture = value_of(engine::JpegPicture::of(image, job, engine::Pixels::changed));
  return value_of(jpeg::write(picture.at(quality, arguments.effort),
                              {.effort = arguments.effort, .baseline = false, .markers = {}, .deadline = {}}));
}

/// One part of it, for finding constants: with `--at-scale`, or a sampling that is given.
Bytes encode_fixed(const PixelRows& rows, double quality, const Arguments& arguments) {
  using namespace jpeg;
  const Transformed transformed = transform(rows, arguments.sampling == "444" ? Sampling::full : Sampling::half);
  const double scale = arguments.at_scale ? quality : scale_of_quality(quality);
  const Coefficients coefficients = quantise_at(transformed, scale, arguments.effort);
  return value_of(
      jpeg::write(coefficients, {.effort = arguments.effort, .baseline = false, .markers = {}, .deadline = {}}));
}

Bytes encode_turbo(const PixelRows& rows, double quality, const Arguments& arguments) {
  jpeg_compress_struct info;
  jpeg_error_mgr errors;
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = static_cast<JDIMENSION>(rows.width);
  info.image_height = static_cast<JDIMENSION>(rows.height);
  info.input_components = rows.channels;
  info.in_color_space = rows.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, static_cast<int>(quality), TRUE);
  jpeg_simple_progression(&info);
  if (arguments.sampling == "444") info.comp_info[0].h_samp_factor = info.comp_info[0].v_samp_factor = 1;
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<JSAMPROW>(rows.row(static_cast<int>(info.next_scanline)));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  const auto* begin = reinterpret_cast<const std::byte*>(bytes);
  Bytes out(begin, begin + size);
  std::free(bytes);
  return out;
}

Bytes encode_mozjpeg(VipsImage* image, double quality) {
  constexpr std::pair<const char*, int> kArguments[] = {{"optimize-coding", 1},
                                                        {"interlace", 1},
                                                        {"trellis-quant", 1},
                                                        {"overshoot-deringing", 1},
                                                        {"optimize-scans", 1},
                                                        {"quant-table", 3},
                                                        {"subsample-mode", VIPS_FOREIGN_SUBSAMPLE_ON},
                                                        {"strip", 1}};
  vips::Operation saver("jpegsave_buffer");
  saver.set("in", image);
  saver.set("Q", static_cast<int>(quality));
  for (const auto& [name, value] : kArguments) saver.set(name, value);
  if (!saver.run()) fail("cannot be saved");
  return saver.bytes();
}

Raster decode(const Bytes& file) {
  jpeg_decompress_struct info;
  jpeg_error_mgr errors;
  info.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(file.data()), file.size());
  jpeg_read_header(&info, TRUE);
  jpeg_start_decompress(&info);
  Raster out{static_cast<int>(info.output_width), static_cast<int>(info.output_height), info.output_components, {}};
  out.samples.resize(static_cast<std::size_t>(out.width) * out.height * out.channels);
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = out.samples.data() + static_cast<std::size_t>(info.output_scanline) * out.width * out.channels;
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return out;
}

metric::Picture picture(const Raster& raster, int crop) {
  const std::size_t stride = static_cast<std::size_t>(raster.width) * raster.channels;
  metric::Picture out;
  out.width = static_cast<std::uint32_t>(raster.width - crop);
  out.height = static_cast<std::uint32_t>(raster.height - crop);
  out.channels = raster.channels;
  out.stride = stride;
  out.data = reinterpret_cast<const std::byte*>(raster.samples.data()) + crop * (stride + raster.channels);
  return out;
}

double cpu_ms() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const auto ms = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3;
  };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

std::string name_of(const std::string& path) {
  const std::filesystem::path p(path);
  return (p.parent_path().filename() / p.filename()).string();
}

void measure(const std::string& path, const Arguments& arguments) {
  const Bytes file = read_file(path);
  const vips::ImagePtr image = open(file);
  const Raster original = raster_of(image.get());
  std::vector<metric::Reference> references;
  if (arguments.scored) references.emplace_back(picture(original, 0));
  if (arguments.shifted) references.emplace_back(picture(original, 4));
  const std::string encoder =
      arguments.encoder == "own" ? "own-e" + std::to_string(arguments.effort) : arguments.encoder;
  for (const double quality : arguments.qualities) {
    Bytes bytes;
    std::vector<double> times;
    for (int run = 0; run < arguments.runs; ++run) {
      const double begin = cpu_ms();
      const bool fixed = arguments.at_scale || arguments.sampling != "auto";
      bytes = arguments.encoder == "own" && fixed ? encode_fixed(original.rows(), quality, arguments)
              : arguments.encoder == "own"        ? encode_own(image.get(), quality, arguments)
              : arguments.encoder == "turbo"      ? encode_turbo(original.rows(), quality, arguments)
                                                  : encode_mozjpeg(image.get(), quality);
      times.push_back(cpu_ms() - begin);
    }
    std::sort(times.begin(), times.end());
    const Raster decoded = decode(bytes);
    double scores[2] = {0, 0};
    for (std::size_t i = 0; i < references.size(); ++i) {
      scores[i] = references[i].score(picture(decoded, i == 0 ? 0 : 4)).overall;
    }
    std::printf("%s,%s,%g,%zu,%.4f,%.4f,%.2f\n", name_of(path).c_str(), encoder.c_str(), quality, bytes.size(),
                scores[0], scores[1], times[times.size() / 2] * 1e6 / original.width / original.height);
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = parse(argc, argv);
  if (const Status started = vips::start_vips(); !started) fail(started.error().message);
  std::printf("file,encoder,quality,bytes,ssimulacra2,shifted,ms_per_mp\n");
  for (const std::string& path : arguments.files) measure(path, arguments);
}
