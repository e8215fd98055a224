#include "codec/jpeg/decode/guard.h"

#include <jerror.h>

#include <cstring>
#include <type_traits>

namespace whittle::jpeg {

Guard::Guard(Deadline deadline) : deadline_(deadline) {
  jpeg_std_error(&errors_);
  errors_.error_exit = give_up;
  errors_.emit_message = on_message;
  errors_.output_message = [](j_common_ptr) {};
  std::memset(&progress_, 0, sizeof progress_);
  progress_.progress_monitor = on_progress;
}

Status Guard::run_erased(void (*call)(void*), void* target) {
  if (setjmp(landing_) != 0) return failure();
  call(target);
  return {};
}

// errors_ is the first member, so the address that libjpeg hands back as `err` is that of the guard.
static_assert(std::is_standard_layout_v<Guard>);

void Guard::give_up(j_common_ptr object) {
  Guard& guard = *reinterpret_cast<Guard*>(object->err);
  guard.code_ = object->err->msg_code;
  (*object->err->format_message)(object, guard.message_);
  std::longjmp(guard.landing_, 1);
}

void Guard::on_message(j_common_ptr object, int level) {
  if (level < 0) give_up(object);
}

void Guard::on_progress(j_common_ptr object) {
  Guard& guard = *reinterpret_cast<Guard*>(object->err);
  if (!passed(guard.deadline_)) return;
  guard.late_ = true;
  std::longjmp(guard.landing_, 1);
}

Error Guard::failure() const {
  if (late_) return timed_out();
  switch (code_) {
    case JERR_OUT_OF_MEMORY:
    case JERR_NO_BACKING_STORE:
      return make_error(Category::limit, Reason::out_of_memory, "not enough memory");
    case JERR_SOF_UNSUPPORTED:
    case JERR_BAD_PRECISION:
    case JERR_ARITH_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_CCIR601_NOTIMPL:
      return make_error(Category::validation, Reason::unsupported, std::string("libjpeg: ") + message_);
    case JWRN_JPEG_EOF:
    case JERR_INPUT_EOF:
      return make_error(Category::corrupt, Reason::truncated, std::string("libjpeg: ") + message_);
    default:
      return make_error(Category::corrupt, Reason::corrupt, std::string("libjpeg: ") + message_);
  }
}

}  // namespace whittle::jpeg
