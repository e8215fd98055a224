#pragma once
// Errors that many files of the engine return.

#include <new>
#include <string>
#include <utility>

#include "vips/context.h"

namespace whittle::engine {

/// What cannot be done with this file, as asked.
inline Error unsupported(std::string message) {
  return make_error(Category::validation, Reason::unsupported, std::move(message));
}

/// No quality that is allowed makes the file small enough: `bytes` is the least.
inline Error too_large(std::size_t bytes) {
  return make_error(Category::limit, Reason::too_large,
                    "is " + std::to_string(bytes) + " bytes at the least quality allowed, more than --max-size");
}

/// A call of libvips on good pixels has failed.
inline Error operation_failed(std::string what) {
  return vips::vips_failure(Category::processing, Reason::processing_failed, std::move(what));
}

/// What `work` returns, or the error that an exception out of it stands for.
template <typename Work>
auto without_exceptions(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return make_error(Category::limit, Reason::out_of_memory, "not enough memory");
  } catch (...) {
    return make_error(Category::processing, Reason::processing_failed, "an unexpected failure of the engine");
  }
}

}  // namespace whittle::engine
