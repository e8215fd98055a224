#pragma once
// libvips, started once and called through small owning types. Only vips/ and engine/ include this.
// Everything here may be used from any thread; one VipsImage belongs to one job.
//
// No file of this folder may be called as one of libvips' own headers (<vips/header.h>, <vips/image.h>, ...), which it
// would hide.

#include <vips/vips.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace whittle::vips {

/// How many jobs this process runs side by side. libvips keeps one error text for the whole process, so its words can
/// only be quoted where jobs run one at a time (a worker process); elsewhere messages are ours alone, the same for
/// every number of jobs.
enum class JobsAtOnce { one, many };

/// Starts libvips on the first call and says whether it could be; later calls cost nothing and their argument is
/// ignored. Process-wide effects: environment variables that would change libvips are removed, malloc thresholds are
/// set, glib's warnings are silenced, every loader but those of our formats is blocked, all operation caches are off.
Status start_vips(JobsAtOnce jobs = JobsAtOnce::many);

std::string vips_version();                ///< of the linked library, "8.18.7"
bool has_operation(const char* nickname);  ///< "webpsave_buffer"
bool has_argument(const char* nickname, const char* argument);

struct UnrefObject {
  void operator()(void* object) const { g_object_unref(object); }
};
using ImagePtr = std::unique_ptr<VipsImage, UnrefObject>;

/// Another handle to the same image.
ImagePtr share(VipsImage* image);

/// Every thread that ran libvips calls must give its caches back at the end of a job: one JobScope a job, outermost.
class JobScope {
 public:
  JobScope() = default;
  JobScope(const JobScope&) = delete;
  JobScope& operator=(const JobScope&) = delete;
  ~JobScope();
};

/// The failure of a libvips call: `what` in our words (the decoder's behind it when jobs run one at a time). Empties
/// the error buffer. Becomes Reason::out_of_memory, or for want of threads Category::limit,
/// when that is what libvips says.
Error vips_failure(Category category, Reason reason, std::string what);

/// The first line of libvips' error text without its line end; pure, for `vips_failure` and its test.
std::string first_line(std::string_view text);

/// One call of a libvips operation by name, with arguments looked up at run time: the same code serves versions that
/// know different arguments.
///   Operation shrink("resize"); shrink.set("in", image); shrink.set("scale", 0.5); if (shrink.run())
///   use(shrink.image());
class Operation {
 public:
  explicit Operation(const char* nickname);
  ~Operation();
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  bool knows(const char* argument) const;
  /// All setters return false, and change nothing, when this libvips has no such operation or argument.
  bool set(const char* argument, int value);  ///< also enums, flags and booleans
  bool set(const char* argument, double value);
  bool set(const char* argument, const char* value);
  bool set(const char* argument, VipsImage* value);
  bool set(const char* argument, const std::vector<double>& values);
  bool set(const char* argument, const std::vector<VipsImage*>& images);
  bool set(const char* argument, ByteView borrowed);  ///< must outlive everything made from it

  bool run();  ///< once; false leaves the reason in libvips' error buffer
  ImagePtr image(const char* output = "out") const;
  Bytes bytes(const char* output = "buffer") const;

 private:
  VipsOperation* operation_ = nullptr;
};

}  // namespace whittle::vips
