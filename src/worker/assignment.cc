#include "worker/assignment.h"

#include <utility>

#include "sys/memory_file.h"

namespace whittle::worker {

Result<SharedBytes> share(ByteView bytes) {
  TRY_ASSIGN(sys::Fd file, sys::sealed_copy(bytes));
  return SharedBytes{std::make_shared<const sys::Fd>(std::move(file)), bytes.size()};
}

Error not_in_time() {
  return make_error(Category::timeout, Reason::timeout, "not done in time");
}

}  // namespace whittle::worker
