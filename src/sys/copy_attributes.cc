#include "sys/copy_attributes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>
#include <vector>

#include "sys/fd.h"
#include "sys/file.h"

namespace whittle::sys {
namespace {

/// Attributes that only root may set, or that the kernel keeps itself.
bool may_be_refused(int error_number) {
  return error_number == EPERM || error_number == EACCES || error_number == ENOTSUP || error_number == EINVAL ||
         error_number == ENODATA || error_number == ENOSYS;
}

Status copy_xattr(int from, int to, const char* name, const std::string& path) {
  const ssize_t size = ::fgetxattr(from, name, nullptr, 0);
  if (size < 0) return {};  // gone in between
  std::vector<char> value(static_cast<std::size_t>(size));
  const ssize_t got = ::fgetxattr(from, name, value.data(), value.size());
  if (got < 0) return {};
  if (::fsetxattr(to, name, value.data(), static_cast<std::size_t>(got), 0) == 0 || may_be_refused(errno)) return {};
  return error_from_errno(errno, "copy the extended attributes", path);
}

Status copy_xattrs(int from, int to, const std::string& path) {
  const ssize_t size = ::flistxattr(from, nullptr, 0);
  if (size <= 0) return {};  // none, or the file system has none
  std::vector<char> names(static_cast<std::size_t>(size));
  const ssize_t got = ::flistxattr(from, names.data(), names.size());
  if (got <= 0) return {};
  for (const char *name = names.data(), *end = name + got; name < end; name += std::strlen(name) + 1) {
    TRY(copy_xattr(from, to, name, path));
  }
  return {};
}

/// The process's umask, from /proc so that other threads do not see it change.
mode_t current_umask() {
  const Fd fd(::open("/proc/self/status", O_RDONLY | O_CLOEXEC));
  char buffer[2048];
  const ssize_t length = fd ? ::read(fd.get(), buffer, sizeof buffer - 1) : -1;
  if (length > 0) {
    const std::string_view text(buffer, static_cast<std::size_t>(length));
    const std::size_t at = text.find("\nUmask:");
    const std::size_t digits = at == std::string_view::npos ? at : text.find('0', at);
    mode_t mask = 0;
    if (digits != std::string_view::npos &&
        std::from_chars(text.data() + digits, text.data() + text.size(), mask, 8).ec == std::errc()) {
      return mask;
    }
  }
  const mode_t mask = ::umask(077);  // without /proc there is no other way than to change it for a moment
  ::umask(mask);
  return mask;
}

}  // namespace

Status copy_attributes(int from, int to, const std::string& path) {
  struct stat st {
  }, made{};
  if (::fstat(from, &st) != 0 || ::fstat(to, &made) != 0) return error_from_errno(errno, "look at it", path);
  mode_t mode = st.st_mode & 07777;
  const bool same_owner = made.st_uid == st.st_uid && made.st_gid == st.st_gid;
  if (!same_owner && ::fchown(to, st.st_uid, st.st_gid) != 0) {
    // Not root: the group alone may still be ours to give.
    if (::fchown(to, static_cast<uid_t>(-1), st.st_gid) != 0) mode &= ~static_cast<mode_t>(S_ISGID);
    mode &= ~static_cast<mode_t>(S_ISUID);
  }
  // ACLs are an extended attribute and change the group bits, so the mode comes last.
  TRY(copy_xattrs(from, to, path));
  return set_mode(to, mode, path);
}

Status set_mode(int fd, mode_t mode, const std::string& path) {
  struct stat st {};
  if (::fstat(fd, &st) == 0 && (st.st_mode & 07777) == mode) return {};
  if (::fchmod(fd, mode) != 0 && errno != EPERM && errno != ENOSYS)
    return error_from_errno(errno, "set the permissions", path);
  return {};
}

mode_t default_mode() {
  static const mode_t umask_at_start = current_umask();
  return 0666 & ~umask_at_start;
}

mode_t mode_before_copy(int from) {
  struct stat st {};
  const bool will_be_ours = ::fstat(from, &st) == 0 && st.st_uid == ::geteuid() && st.st_gid == ::getegid();
  return will_be_ours ? st.st_mode & 0777 : 0600;
}

}  // namespace whittle::sys
