#include <oneapi/tbb/version.h>

#include "engine/engine.h"
#include "vips/context.h"
#include "whittle/optimize.h"

namespace whittle {

BuildInfo build_info() {
  BuildInfo info;
  info.version = WHITTLE_VERSION;
  info.components.push_back({"libvips", vips::vips_version() + " (" WHITTLE_LIBVIPS_KIND ")"});
  info.components.push_back({"oneTBB", TBB_runtime_version()});
  info.readable = engine::readable_formats();
  info.writable = engine::writable_formats();
  info.notes = vips::vips_notes();
  return info;
}

}  // namespace whittle
