#pragma once
// Errors that many files of the engine return.

#include <string>
#include <utility>

#include "vips/context.h"

namespace whittle::engine {

/// What cannot be done with this file, as asked.
inline Error unsupported(std::string message) {
  return make_error(Category::validation, Reason::unsupported, std::move(message));
}

/// A call of libvips on good pixels has failed.
inline Error operation_failed(std::string what) {
  return vips::vips_failure(Category::processing, Reason::processing_failed, std::move(what));
}

}  // namespace whittle::engine
