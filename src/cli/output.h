#pragma once
// The two streams. Nothing that was to be printed is lost silently: a full disk or a closed pipe is an error of the
// run.

#include <string_view>

#include "base/result.h"

namespace whittle::cli {

/// Writes to stdout. Remembers the first error and then writes nothing more. Not thread-safe.
class Output {
 public:
  void write(std::string_view text);  ///< buffered
  void flush();
  /// Flushes. Errors (Category::io): what could not be written, and why. Further calls return the same.
  Status finish();

 private:
  int error_number_ = 0;
};

/// "whittle: MESSAGE" as a line on stderr; control characters are escaped when that is a terminal.
void complain(std::string_view message);

}  // namespace whittle::cli
