#pragma once
// libjpeg reports errors by longjmp and damage by warnings that it carries on after. Here both end as values.

#include <cstddef>
#include <cstdio>  // jpeglib.h needs FILE and size_t

#include <csetjmp>
#include <type_traits>

#include <jpeglib.h>

#include "base/deadline.h"
#include "base/result.h"

namespace whittle::jpeg {

/// The error manager of one libjpeg object and the place where its errors land. Strict: the first warning ends the call
/// like an error does, since it means that libjpeg is about to make up data.
class Guard {
 public:
  explicit Guard(Deadline deadline = {});
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

  /// To be set as `err` before jpeg_create_*.
  jpeg_error_mgr* errors() { return &errors_; }
  /// To be set as `progress` after jpeg_create_*; ends calls that outlast the deadline.
  jpeg_progress_mgr* progress() { return &progress_; }

  /// Runs `call`, a function object that calls libjpeg. When libjpeg gives up, its frames are left without unwinding:
  /// it may hold nothing that has a destructor. Errors: corrupt, truncated, unsupported (by libjpeg), out-of-memory,
  /// timeout. After an error only jpeg_destroy_* may be called.
  template <typename Call>
  Status run(Call&& call) {
    return run_erased([](void* target) { (*static_cast<std::remove_reference_t<Call>*>(target))(); }, &call);
  }

 private:
  Status run_erased(void (*call)(void*), void* target);
  Error failure() const;
  static void give_up(j_common_ptr object);
  static void on_message(j_common_ptr object, int level);
  static void on_progress(j_common_ptr object);

  jpeg_error_mgr errors_;
  jpeg_progress_mgr progress_;
  std::jmp_buf landing_;
  char message_[JMSG_LENGTH_MAX] = {};
  int code_ = 0;
  bool late_ = false;
  Deadline deadline_;
};

}  // namespace whittle::jpeg
