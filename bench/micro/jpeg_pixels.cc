// Whether two trees of JPEGs hold the same pixels, by two decoders that share no code: libjpeg and stb_image.
//
//   build/release/bench/whittle_jpeg_pixels ORIGINALS OUTPUTS
//
// Prints the files whose pixels differ, and how many pairs each decoder could read. Exit status 1 if any differ.

#include <csetjmp>
#include <cstdio>  // jpeglib.h needs FILE
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <jpeglib.h>

#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_JPEG
#include <stb/stb_image.h>

namespace {

namespace fs = std::filesystem;

struct Pixels {
  int width = 0, height = 0, channels = 0;
  std::vector<unsigned char> samples;
  bool operator==(const Pixels&) const = default;
};

std::optional<Pixels> by_stb(const fs::path& path) {
  Pixels out;
  unsigned char* samples = stbi_load(path.c_str(), &out.width, &out.height, &out.channels, 0);
  if (samples == nullptr) return std::nullopt;
  out.samples.assign(samples, samples + static_cast<std::size_t>(out.width) * out.height * out.channels);
  stbi_image_free(samples);
  return out;
}

struct Errors {
  jpeg_error_mgr base;
  std::jmp_buf out;
};

[[noreturn]] void leave(j_common_ptr info) {
  std::longjmp(reinterpret_cast<Errors*>(info->err)->out, 1);
}

std::optional<Pixels> by_libjpeg(const fs::path& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return std::nullopt;
  Pixels out;
  jpeg_decompress_struct info;
  Errors errors;
  info.err = jpeg_std_error(&errors.base);
  errors.base.error_exit = leave;
  errors.base.output_message = [](j_common_ptr) {};
  if (setjmp(errors.out) != 0) {
    jpeg_destroy_decompress(&info);
    std::fclose(file);
    return std::nullopt;
  }
  jpeg_create_decompress(&info);
  jpeg_stdio_src(&info, file);
  jpeg_read_header(&info, TRUE);
  jpeg_start_decompress(&info);
  out.width = static_cast<int>(info.output_width);
  out.height = static_cast<int>(info.output_height);
  out.channels = info.output_components;
  out.samples.resize(static_cast<std::size_t>(out.width) * out.height * out.channels);
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = out.samples.data() + static_cast<std::size_t>(info.output_scanline) * out.width * out.channels;
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  std::fclose(file);
  return out;
}

struct Tally {
  const char* decoder;
  std::optional<Pixels> (*decode)(const fs::path&);
  int same = 0, different = 0, unreadable = 0;

  void compare(const fs::path& original, const fs::path& output) {
    const std::optional<Pixels> before = decode(original), after = decode(output);
    if (!before) {
      ++unreadable;
      std::printf("%s cannot read %s\n", decoder, original.c_str());
    } else if (before == after) {
      ++same;
    } else {
      ++different;
      std::printf("%s: %s %s\n", decoder, output.c_str(), after ? "differs" : "cannot be read");
    }
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: whittle_jpeg_pixels ORIGINALS OUTPUTS\n");
    return 2;
  }
  Tally tallies[] = {{"libjpeg", by_libjpeg}, {"stb_image", by_stb}};
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(argv[2])) {
    if (!entry.is_regular_file()) continue;
    const fs::path original = fs::path(argv[1]) / fs::relative(entry.path(), argv[2]);
    if (!fs::exists(original)) continue;
    for (Tally& tally : tallies) tally.compare(original, entry.path());
  }
  bool differ = false;
  for (const Tally& tally : tallies) {
    std::printf("%s: %d the same, %d differ, %d it cannot read\n", tally.decoder, tally.same, tally.different,
                tally.unreadable);
    differ = differ || tally.different != 0;
  }
  return differ ? 1 : 0;
}
