#include "worker/build_name.h"

#include "engine/engine.h"

namespace whittle::worker {

std::string build_name() {
  return std::string(WHITTLE_VERSION "; ").append(engine::engine_versions());
}

}  // namespace whittle::worker
