// The PNG engine by itself: bytes, CPU time and whether libpng (and libspng, where there is one) still sees the same
// pixels.
//
//   whittle_png_engine [-e EFFORT] [-r RUNS] [-o DIR] [-k] [-2] [-q] FILE...
//
//   -r  runs a file, of which the least CPU time counts     -o  write the results there
//   -k  keep metadata (otherwise as --strip all)             -2  run again on the result: bytes must stay
//   -q  totals only                                          -n  no checks
// One line a file: effort, bytes in, bytes out, CPU milliseconds of the engine, name. Exit status 1 when a check fails.

#include <png.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#ifdef WHITTLE_BENCH_SPNG
#include <spng.h>
#endif

#include "container/header.h"
#include "engine/formats/png_repack.h"

namespace {

using whittle::Bytes;
using whittle::ByteView;

struct Pixels {
  std::uint32_t width = 0, height = 0;
  std::vector<std::uint8_t> rgba16;  ///< in the order of the machine (spng) or big-endian (libpng)
  bool ok = false;
};

struct Source {
  ByteView bytes;
  std::size_t at = 0;
};

void read_bytes(png_structp png, png_bytep out, std::size_t n) {
  auto& source = *static_cast<Source*>(png_get_io_ptr(png));
  if (source.bytes.size() - source.at < n) png_error(png, "end of file");
  std::memcpy(out, source.bytes.data() + source.at, n);
  source.at += n;
}
void ignore(png_structp, png_const_charp) {}

Pixels by_libpng(ByteView bytes) {
  Pixels result;
  Source source{bytes};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, ignore);
  png_infop info = png_create_info_struct(png);
  std::vector<png_bytep> rows;
  if (setjmp(png_jmpbuf(png)) == 0) {
    png_set_read_fn(png, &source, read_bytes);
    png_read_info(png, info);
    result.width = png_get_image_width(png, info);
    result.height = png_get_image_height(png, info);
    png_set_expand_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 0xFFFF, PNG_FILLER_AFTER);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    const std::size_t stride = png_get_rowbytes(png, info);
    result.rgba16.resize(stride * result.height);
    for (std::uint32_t y = 0; y < result.height; ++y) rows.push_back(result.rgba16.data() + y * stride);
    png_read_image(png, rows.data());
    png_read_end(png, nullptr);
    result.ok = true;
  }
  png_destroy_read_struct(&png, &info, nullptr);
  return result;
}

#ifdef WHITTLE_BENCH_SPNG
Pixels by_libspng(ByteView bytes) {
  Pixels result;
  spng_ctx* context = spng_ctx_new(0);
  spng_ihdr header{};
  std::size_t size = 0;
  if (spng_set_png_buffer(context, bytes.data(), bytes.size()) == 0 && spng_get_ihdr(context, &header) == 0 &&
      spng_decoded_image_size(context, SPNG_FMT_RGBA16, &size) == 0) {
    result.width = header.width;
    result.height = header.height;
    result.rgba16.resize(size);
    result.ok = spng_decode_image(context, result.rgba16.data(), size, SPNG_FMT_RGBA16, SPNG_DECODE_TRNS) == 0;
  }
  spng_ctx_free(context);
  return result;
}
#endif

bool same(const Pixels& a, const Pixels& b) {
  return a.ok && b.ok && a.width == b.width && a.height == b.height && a.rgba16 == b.rgba16;
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec) * 1e-6;
}

Bytes read_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto view = std::as_bytes(std::span(text));
  return {view.begin(), view.end()};
}

struct Arguments {
  whittle::engine::Settings settings;
  int runs = 1;
  const char* directory = nullptr;
  bool again = false, quiet = false, check = true;
  std::vector<const char*> files;
};

whittle::Result<Bytes> optimize(ByteView input, const whittle::engine::Settings& settings) {
  whittle::container::Header facts;
  facts.format = whittle::Format::png;
  auto candidate = whittle::engine::repack_png({input, facts, settings, {}});
  if (!candidate) return std::move(candidate).error();
  return std::move(candidate->bytes);
}

/// What is wrong with `output`, or nullptr.
const char* fault(ByteView input, const Bytes& output, const Arguments& arguments) {
  if (const Pixels before = by_libpng(input); before.ok && !same(before, by_libpng(output)))
    return "libpng: other pixels";
#ifdef WHITTLE_BENCH_SPNG
  if (const Pixels before = by_libspng(input); before.ok && !same(before, by_libspng(output))) {
    return "libspng: other pixels";
  }
#endif
  if (!arguments.again) return nullptr;
  const auto second = optimize(output, arguments.settings);
  return second && second.value() == output ? nullptr : "a second run changes it";
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  arguments.settings.strip = whittle::kAllMetadata;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "-e" && i + 1 < argc) {
      arguments.settings.effort = std::atoi(argv[++i]);
    } else if (argument == "-r" && i + 1 < argc) {
      arguments.runs = std::atoi(argv[++i]);
    } else if (argument == "-o" && i + 1 < argc) {
      arguments.directory = argv[++i];
    } else if (argument == "-k") {
      arguments.settings.strip = 0;
    } else if (argument == "-2") {
      arguments.again = true;
    } else if (argument == "-q") {
      arguments.quiet = true;
    } else if (argument == "-n") {
      arguments.check = false;
    } else {
      arguments.files.push_back(argv[i]);
    }
  }
  std::size_t before = 0, after = 0, faults = 0, refused = 0;
  double total = 0;
  for (const char* path : arguments.files) {
    const Bytes input = read_file(path);
    double least = 1e18;
    whittle::Result<Bytes> output = Bytes{};
    for (int run = 0; run < arguments.runs; ++run) {
      const double start = cpu_seconds();
      output = optimize(input, arguments.settings);
      least = std::min(least, cpu_seconds() - start);
    }
    total += least;
    before += input.size();
    if (!output) {
      after += input.size();
      ++refused;
      std::printf("%d %9zu         - %9.1f %s: %s\n", arguments.settings.effort, input.size(), least * 1e3, path,
                  output.error().message.c_str());
      continue;
    }
    after += output.value().size();
    const char* const wrong = arguments.check ? fault(input, output.value(), arguments) : nullptr;
    faults += wrong != nullptr;
    if (!arguments.quiet || wrong != nullptr) {
      std::printf("%d %9zu %9zu %9.1f %s%s%s\n", arguments.settings.effort, input.size(), output.value().size(),
                  least * 1e3, path, wrong ? " FAULT " : "", wrong ? wrong : "");
    }
    if (arguments.directory != nullptr) {
      std::string name = path;
      name = std::string(arguments.directory) + "/" + name.substr(name.rfind('/') + 1);
      std::ofstream(name, std::ios::binary)
          .write(reinterpret_cast<const char*>(output.value().data()),
                 static_cast<std::streamsize>(output.value().size()));
    }
    std::fflush(stdout);
  }
  std::printf("%d %9zu %9zu %9.1f total of %zu files, %zu refused, %zu faults\n", arguments.settings.effort, before,
              after, total * 1e3, arguments.files.size(), refused, faults);
  return faults > 0 ? 1 : 0;
}
