// errno to Error, in one place.

#include <cerrno>
#include <cstring>

#include "sys/file.h"

namespace whittle::sys {
namespace {

Reason reason_of(int error_number) {
  switch (error_number) {
    case ENOENT:
      return Reason::not_found;
    case EACCES:
    case EPERM:
      return Reason::permission_denied;
    case EROFS:
    case ETXTBSY:
      return Reason::read_only;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return Reason::no_space;
    case ENOMEM:
      return Reason::out_of_memory;
    case EEXIST:
      return Reason::exists;
    case EISDIR:
    case ENXIO:
      return Reason::not_regular_file;
    default:
      return Reason::io_error;
  }
}

std::string_view words_for(int error_number) {
  switch (error_number) {
    case EFBIG:
      return "the file size limit is reached";
    case ENOSPC:
      return "no space left on the device";
    case EDQUOT:
      return "the disk quota is used up";
    case ENOENT:
      return "no such file or directory";
    case EACCES:
      return "permission denied";
    case EISDIR:
      return "is a directory";
    case ENOTDIR:
      return "a part of the path is not a directory";
    case ELOOP:
      return "too many symbolic links, or a loop of them";
    case EEXIST:
      return "exists already";
    default:
      return {};
  }
}

}  // namespace

bool is_transient(int error_number) {
  switch (error_number) {
    case EINTR:
    case EAGAIN:
    case EMFILE:
    case ENFILE:
    case EBUSY:
    case ESTALE:
    case ETIMEDOUT:
      return true;
    default:
      return false;
  }
}

Error error_from_errno(int error_number, std::string_view operation, const std::string& path) {
  char buffer[256];
  const std::string_view words = words_for(error_number);
  std::string message = "cannot " + std::string(operation) + ": ";
  message += words.empty() ? std::string_view(::strerror_r(error_number, buffer, sizeof buffer)) : words;
  const bool short_of_descriptors = error_number == EMFILE || error_number == ENFILE;
  Error error = make_error(short_of_descriptors ? Category::limit : Category::io, reason_of(error_number),
                           std::move(message), path);
  error.transient = is_transient(error_number);
  return error;
}

}  // namespace whittle::sys
