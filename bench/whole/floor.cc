// The floor: what libvips alone needs for a batch of conversions on N threads. No checks, no report, no safe
// replacement. Whatever whittle takes beyond this is whittle's own.
//
//   whittle_floor THREADS FORMAT QUALITY EFFORT OUT_DIRECTORY FILE...
//
// Outputs are OUT_DIRECTORY/NNNNNN.FORMAT, numbered by position: a flat directory is the cheapest.

#include <vips/vips.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Batch {
  std::string format, options, directory;
  std::vector<std::string> files;
  std::atomic<std::size_t> next = 0;
  std::atomic<int> failed = 0;
};

bool write_file(const std::string& path, const void* bytes, std::size_t size) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return false;
  const bool written = std::fwrite(bytes, 1, size, file) == size;
  return std::fclose(file) == 0 && written;
}

bool convert(const Batch& batch, std::size_t index) {
  // All frames of what can have several; other loaders do not know the option.
  const std::string& path = batch.files[index];
  const char* loader = vips_foreign_find_load(path.c_str());
  if (loader == nullptr) return false;
  const bool frames =
      std::string(loader).find("Gif") != std::string::npos || std::string(loader).find("Webp") != std::string::npos;
  VipsImage* image = frames ? vips_image_new_from_file(path.c_str(), "access", VIPS_ACCESS_SEQUENTIAL, "n", -1, nullptr)
                            : vips_image_new_from_file(path.c_str(), "access", VIPS_ACCESS_SEQUENTIAL, nullptr);
  if (image == nullptr) return false;
  void* bytes = nullptr;
  std::size_t size = 0;
  bool done = vips_image_write_to_buffer(image, batch.options.c_str(), &bytes, &size, nullptr) == 0;
  g_object_unref(image);
  if (!done) return false;
  char name[32];
  std::snprintf(name, sizeof name, "/%06zu.", index);
  done = write_file(batch.directory + name + batch.format, bytes, size);
  g_free(bytes);
  return done;
}

void work(Batch& batch) {
  for (std::size_t index; (index = batch.next++) < batch.files.size();) {
    if (!convert(batch, index)) {
      ++batch.failed;
      std::fprintf(stderr, "%s: %s\n", batch.files[index].c_str(), vips_error_buffer());
      vips_error_clear();
    }
  }
  vips_thread_shutdown();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7 || VIPS_INIT(argv[0]) != 0) {
    std::fprintf(stderr, "whittle_floor THREADS FORMAT QUALITY EFFORT OUT_DIRECTORY FILE...\n");
    return 2;
  }
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  Batch batch;
  batch.format = argv[2];
  const std::string effort = argv[4];
  batch.options = "." + batch.format + "[Q=" + argv[3] +
                  (batch.format == "webp" || batch.format == "avif" ? ",effort=" + effort : "") + "]";
  batch.directory = argv[5];
  batch.files.assign(argv + 6, argv + argc);
  std::vector<std::thread> threads;
  for (int i = 0; i < std::atoi(argv[1]); ++i) threads.emplace_back(work, std::ref(batch));
  for (std::thread& thread : threads) thread.join();
  vips_shutdown();
  return batch.failed == 0 ? 0 : 1;
}
