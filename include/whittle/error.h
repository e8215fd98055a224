#pragma once
// What went wrong, in one type that travels unchanged from the system call to the report.

#include <string>
#include <string_view>

namespace whittle {

/// The part of the program that a failure belongs to.
enum class Category { usage, io, validation, processing, batch, pool, timeout, corrupt, limit };

/// Why a file has its outcome. The spelling given by `to_string` is a stable interface (JSON, scripts).
enum class Reason {
  none,
  // kept: a finished job whose result was not worth writing
  below_min_savings,
  already_optimal,
  not_smaller,
  // skipped: nothing was tried
  unsupported_format,    ///< not a format that this build reads, or cannot write the one asked for
  unsupported,           ///< the format is read, but no engine does what was asked (lossless JPEG from pixels, ...)
  animated_unsupported,  ///< would lose frames
  gain_map,              ///< would lose an HDR gain map
  extras,                ///< would lose a film, a sound, a depth map or another picture
  is_signed,             ///< its credentials (C2PA, ...) would no longer be true
  hard_link,
  read_only,
  duplicate,   ///< the same file was already named by another path
  exists,      ///< --overwrite never
  up_to_date,  ///< --overwrite older
  excluded,    ///< --only
  outside,     ///< a symbolic link that leads out of what is walked, without --follow
  // failed
  not_found,
  permission_denied,
  not_regular_file,
  empty_file,
  not_an_image,
  corrupt,
  truncated,
  too_large,
  too_small,
  alpha_unsupported,  ///< target has no alpha and no --background was given
  depth_unsupported,
  verification_failed,
  changed_during_run,
  collision,
  no_space,
  io_error,
  timeout,
  crashed,
  out_of_memory,
  processing_failed,
  interrupted,  ///< these two are skipped
  cancelled,    ///< not started because of --fail-fast
};

/// One failure: what kind, why, in words, and which file. Value type, safe to copy between threads.
struct Error {
  Category category = Category::processing;
  Reason reason = Reason::processing_failed;
  std::string message;     ///< one line without the path, no trailing full stop
  std::string path;        ///< the bytes of the path as given; may be empty and need not be UTF-8
  bool transient = false;  ///< may go away when tried again (EINTR, EMFILE, ESTALE, ...)
};

std::string_view to_string(Category category);
std::string_view to_string(Reason reason);  ///< "" for Reason::none

}  // namespace whittle
