#include "vips/context.h"

#include <malloc.h>

#include <cstdlib>
#include <cstring>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace whittle::vips {
namespace {

constexpr const char* kOurLoaders[] = {"VipsForeignLoadJpeg",  "VipsForeignLoadPng",  "VipsForeignLoadWebp",
                                       "VipsForeignLoadNsgif", "VipsForeignLoadHeif", "VipsForeignLoadTiff",
                                       "VipsForeignLoadJxl"};

// Variables with which a user's shell could make libvips start threads inside vips_init (fork would then hang), print
// on stdout, trace leaks (hangs on old versions) or use more threads than we schedule.
constexpr const char* kTraps[] = {"VIPS_MAX_THREADS", "VIPS_CONCURRENCY", "VIPS_PROGRESS",  "VIPS_LEAK",
                                  "VIPS_TRACE",       "VIPS_PROFILE",     "VIPS_INFO",      "VIPS_WARNING",
                                  "VIPS_NOVECTOR",    "VIPS_STALL",       "IM_CONCURRENCY", "VIPS_TILE_HEIGHT",
                                  "VIPS_TILE_WIDTH"};

void ignore_log(const char*, GLogLevelFlags, const char*, void*) {}

// glibc raises its mmap threshold with the first large buffer that is freed and then keeps such memory without end;
// fixed thresholds give back what is more than 64 MB. Not lower: buffers of a picture would be mapped and zeroed anew
// for every icon (WebP has tables of 1 MB) and for every encode of a search, up to 40 % of the time.
void set_malloc_thresholds() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_ARENA_MAX, 2);
#endif
}

void* make_class(GType type, void*) {
  if (!G_TYPE_IS_ABSTRACT(type)) g_type_class_ref(type);
  return nullptr;
}

/// Whether the threads of one pipeline can be had. libvips and glib crash when they cannot.
bool can_start_threads() {
  constexpr std::size_t kThreads = 4;  // what reads ahead, works and writes behind of the longest one
  std::vector<std::thread> threads;
  std::mutex gate;
  {
    const std::scoped_lock closed(gate);  // so that all are there together
    try {
      while (threads.size() < kThreads) threads.emplace_back([&gate] { const std::scoped_lock passing(gate); });
    } catch (const std::system_error&) {  // fewer, then
    }
  }
  for (std::thread& thread : threads) thread.join();
  return threads.size() == kThreads;
}

struct Started {
  bool ok = false;
  bool has_threads = false;
  JobsAtOnce jobs;

  explicit Started(JobsAtOnce jobs_at_once) : jobs(jobs_at_once) {
    for (const char* name : kTraps) unsetenv(name);
    // Or what decodes to more than 100 MB goes through a temporary file, which a sandbox denies. Memory has other
    // limits.
    setenv("VIPS_DISC_THRESHOLD", "1000000g", 1);
    set_malloc_thresholds();
    g_log_set_default_handler(ignore_log, nullptr);
    has_threads = can_start_threads();
    if (!has_threads) return;
    if (vips_init("whittle") != 0) return;
    vips_leak_set(FALSE);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    vips_cache_set_max_mem(0);
    vips_cache_set_max_files(0);
    // Everything is blocked, then our formats are let in: new loaders of a later libvips stay out by themselves.
    vips_block_untrusted_set(TRUE);
    vips_operation_block_set("VipsForeignLoad", TRUE);
    for (const char* loader : kOurLoaders) {
      if (g_type_from_name(loader) != 0) vips_operation_block_set(loader, FALSE);
    }
    // 8.14 marks this saver as not fit for untrusted data. It gets pixels, in a sandbox.
    if (g_type_from_name("VipsForeignSaveJxl") != 0) vips_operation_block_set("VipsForeignSaveJxl", FALSE);
    // A process that forks does once what each of its children would do at its first operation.
    if (jobs == JobsAtOnce::one) vips_type_map_all(g_type_from_name("VipsOperation"), make_class, nullptr);
    ok = true;
  }
};

const Started& started(JobsAtOnce jobs = JobsAtOnce::many) {
  static const Started once(jobs);
  return once;
}

}  // namespace

Status start_vips(JobsAtOnce jobs) {
  if (started(jobs).ok) return {};
  if (!started().has_threads)
    return make_error(Category::limit, Reason::processing_failed,
                      "too few threads are allowed: no image can be decoded");
  return make_error(Category::pool, Reason::processing_failed, "libvips cannot be started");
}

std::string vips_version() {
  return std::to_string(::vips_version(0)) + '.' + std::to_string(::vips_version(1)) + '.' +
         std::to_string(::vips_version(2));
}

bool has_operation(const char* nickname) {
  return started().ok && vips_type_find("VipsOperation", nickname) != 0;
}

bool has_argument(const char* nickname, const char* argument) {
  return has_operation(nickname) && Operation(nickname).knows(argument);
}

ImagePtr share(VipsImage* image) {
  g_object_ref(image);
  return ImagePtr(image);
}

JobScope::~JobScope() {
  vips_error_clear();
  vips_thread_shutdown();
}

std::string first_line(std::string_view text) {
  while (!text.empty() && (text.front() == '\n' || text.front() == ' ')) text.remove_prefix(1);
  text = text.substr(0, text.find_first_of("\r\n"));
  while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.remove_suffix(1);
  return std::string(text);
}

Error vips_failure(Category category, Reason reason, std::string what) {
  char* copied = vips_error_buffer_copy();  // copies and clears under one lock
  std::string text = first_line(copied);
  if (std::strstr(copied, "out of memory") != nullptr) {
    category = Category::limit;
    reason = Reason::out_of_memory;
    what = "not enough memory";
  } else if (std::strstr(copied, "Error creating thread") != nullptr) {
    category = Category::limit;
    reason = Reason::processing_failed;
    what = "too few threads are allowed";
  }
  g_free(copied);
  if (started().jobs == JobsAtOnce::one && !text.empty()) what += " (" + text + ")";
  return make_error(category, reason, std::move(what));
}

Operation::Operation(const char* nickname)
    : operation_(has_operation(nickname) ? vips_operation_new(nickname) : nullptr) {}

Operation::~Operation() {
  if (operation_ != nullptr) {
    vips_object_unref_outputs(VIPS_OBJECT(operation_));
    g_object_unref(operation_);
  }
}

bool Operation::knows(const char* argument) const {
  return operation_ != nullptr && g_object_class_find_property(G_OBJECT_GET_CLASS(operation_), argument) != nullptr;
}

bool Operation::set(const char* argument, int value) {
  if (!knows(argument)) return false;
  g_object_set(operation_, argument, value, nullptr);
  return true;
}

bool Operation::set(const char* argument, double value) {
  if (!knows(argument)) return false;
  g_object_set(operation_, argument, value, nullptr);
  return true;
}

bool Operation::set(const char* argument, const char* value) {
  if (!knows(argument)) return false;
  g_object_set(operation_, argument, value, nullptr);
  return true;
}

bool Operation::set(const char* argument, VipsImage* value) {
  if (!knows(argument)) return false;
  g_object_set(operation_, argument, value, nullptr);
  return true;
}

bool Operation::set(const char* argument, const std::vector<double>& values) {
  if (!knows(argument)) return false;
  VipsArrayDouble* array = vips_array_double_new(values.data(), static_cast<int>(values.size()));
  g_object_set(operation_, argument, array, nullptr);
  vips_area_unref(VIPS_AREA(array));
  return true;
}

bool Operation::set(const char* argument, const std::vector<VipsImage*>& images) {
  if (!knows(argument)) return false;
  std::vector<VipsImage*> copy = images;  // libvips takes a plain pointer, and references each image itself
  VipsArrayImage* array = vips_array_image_new(copy.data(), static_cast<int>(copy.size()));
  g_object_set(operation_, argument, array, nullptr);
  vips_area_unref(VIPS_AREA(array));
  return true;
}

bool Operation::set(const char* argument, ByteView borrowed) {
  if (!knows(argument)) return false;
  VipsBlob* blob = vips_blob_new(nullptr, borrowed.data(), borrowed.size());
  g_object_set(operation_, argument, blob, nullptr);
  vips_area_unref(VIPS_AREA(blob));
  return true;
}

bool Operation::run() {
  if (operation_ == nullptr) return false;
  return vips_cache_operation_buildp(&operation_) == 0;
}

ImagePtr Operation::image(const char* output) const {
  VipsImage* image = nullptr;
  g_object_get(operation_, output, &image, nullptr);
  return ImagePtr(image);
}

Bytes Operation::bytes(const char* output) const {
  VipsBlob* blob = nullptr;
  g_object_get(operation_, output, &blob, nullptr);
  if (blob == nullptr) return {};
  std::size_t size = 0;
  const auto* data = static_cast<const std::byte*>(vips_blob_get(blob, &size));
  Bytes bytes(data, data + size);
  vips_area_unref(VIPS_AREA(blob));
  return bytes;
}

}  // namespace whittle::vips
