// Makes the sample tree of scripts/run: photo-like, screenshot-like, icons, an animation and a damaged file.
//
//   whittle_sample DIRECTORY [SHRINK]     sides are divided by SHRINK, 1 unless given

#include <vips/vips.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "sample_pixels.h"

namespace {

namespace fs = std::filesystem;
using whittle::sample::Picture;
using whittle::sample::Theme;

[[noreturn]] void die(const std::string& what) {
  std::fprintf(stderr, "whittle_sample: %s: %s\n", what.c_str(), vips_error_buffer());
  std::exit(1);
}

VipsImage* image_of(const Picture& picture) {
  VipsImage* pixels = vips_image_new_from_memory(picture.samples.data(), picture.samples.size(), picture.width,
                                                 picture.height, picture.channels, VIPS_FORMAT_UCHAR);
  VipsImage* image = nullptr;
  if (pixels == nullptr || vips_copy(pixels, &image, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr) != 0)
    die("copy");
  g_object_unref(pixels);
  return image;
}

/// Writes and releases. `options` is what libvips takes in brackets after a file name.
void save(VipsImage* image, const fs::path& path, const std::string& options) {
  fs::create_directories(path.parent_path());
  if (vips_image_write_to_file(image, (path.string() + options).c_str(), nullptr) != 0) die(path.string());
  g_object_unref(image);
}

void save_animation(const Picture& frames, int frame_height, const fs::path& path) {
  VipsImage* image = image_of(frames);
  const std::vector<int> delays(static_cast<std::size_t>(frames.height / frame_height), 60);  // ms
  vips_image_set_int(image, VIPS_META_PAGE_HEIGHT, frame_height);
  vips_image_set_int(image, "loop", 0);
  vips_image_set_array_int(image, "delay", delays.data(), static_cast<int>(delays.size()));
  save(image, path, "");
}

void save_camera_jpeg(const Picture& picture, const fs::path& path) {
  VipsImage* image = image_of(picture);
  vips_image_set_string(image, "exif-ifd0-Make", "whittle sample (whittle sample, ASCII, 15 components, 15 bytes)");
  save(image, path, "[Q=92]");
}

/// What a broken download leaves.
void save_cut_short(const fs::path& whole, const fs::path& path) {
  fs::create_directories(path.parent_path());
  fs::copy_file(whole, path, fs::copy_options::overwrite_existing);
  fs::resize_file(path, fs::file_size(path) * 3 / 5);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3 || VIPS_INIT(argv[0]) != 0) {
    std::fprintf(stderr, "whittle_sample DIRECTORY [SHRINK]\n");
    return 2;
  }
  const fs::path root = argv[1];
  const int shrink = argc == 3 ? std::max(1, std::atoi(argv[2])) : 1;

  save_camera_jpeg(whittle::sample::photo(1920 / shrink, 1280 / shrink, 1), root / "photos/valley.jpg");
  save_camera_jpeg(whittle::sample::photo(1280 / shrink, 1600 / shrink, 2), root / "photos/ridge.jpg");
  save(image_of(whittle::sample::photo(1200 / shrink, 800 / shrink, 3)), root / "photos/morning.png", "");
  save(image_of(whittle::sample::screenshot(1920 / shrink, 1080 / shrink, Theme::dark, 4)), root / "screens/editor.png",
       "[compression=3]");
  save(image_of(whittle::sample::screenshot(1280 / shrink, 800 / shrink, Theme::light, 5)), root / "screens/mail.png",
       "[compression=3]");
  for (std::uint32_t i = 0; i < 24; ++i) {
    save(image_of(whittle::sample::icon(i % 2 == 0 ? 64 : 32, i)),
         root / "icons" / ("icon-" + std::to_string(i + 1) + ".png"), "");
  }
  save_animation(whittle::sample::spinner(160 / shrink, 20), 160 / shrink, root / "animation/spinner.gif");
  save_cut_short(root / "photos/ridge.jpg", root / "damaged/cut-short.jpg");
  vips_shutdown();
}
