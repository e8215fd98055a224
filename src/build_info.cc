#include <oneapi/tbb/version.h>

#include "engine/engine.h"
#include "whittle/optimize.h"

namespace whittle {

BuildInfo build_info() {
  BuildInfo info;
  info.version = WHITTLE_VERSION;
  info.components.push_back({"libvips", engine::libvips_version() + " (" WHITTLE_LIBVIPS_KIND ")"});
  info.components.push_back({"oneTBB", TBB_runtime_version()});
  info.readable = engine::readable_formats();
  info.writable = engine::writable_formats();
  info.notes = engine::build_notes();
  return info;
}

}  // namespace whittle
