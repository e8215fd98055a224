#include "sys/debris.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <utility>

#include "sys/temp_name.h"

namespace whittle::sys {
namespace {

/// Keeps the lock until the name is gone: whoever has just made the file would take it for its own otherwise.
bool remove_if_debris(int directory, const char* name) {
  const Fd fd(::openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat st {};
  if (!fd || ::fstat(fd.get(), &st) != 0 || !S_ISREG(st.st_mode) || try_lock(fd) != Lock::held) return false;
  return ::unlinkat(directory, name, 0) == 0;
}

}  // namespace

Lock try_lock(const Fd& fd) {
  for (;;) {
    // flock(2); its header has the name of one of ours.
    if (::syscall(SYS_flock, fd.get(), LOCK_EX | LOCK_NB) == 0) return Lock::held;
    if (errno != EINTR) return errno == EWOULDBLOCK ? Lock::held_by_another : Lock::unknown_here;
  }
}

void unlock(const Fd& fd) {
  (void)::syscall(SYS_flock, fd.get(), LOCK_UN);
}

DirectoryLock lock_directory(const Directory& directory) {
  constexpr int kTries = 500;
  constexpr timespec kPause{0, 10'000'000};
  Fd fd(::openat(directory.fd(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (int i = 0; fd && i < kTries && try_lock(fd) == Lock::held_by_another; ++i) ::nanosleep(&kPause, nullptr);
  return DirectoryLock(std::move(fd));
}

std::size_t sweep_debris(const Directory& directory) {
  Fd fd(::openat(directory.fd(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  DIR* stream = fd ? ::fdopendir(fd.get()) : nullptr;
  if (stream == nullptr) return 0;
  (void)fd.release();  // the stream closes it
  std::size_t removed = 0;
  while (const dirent* entry = ::readdir(stream)) {
    if (is_temp_name(entry->d_name) && remove_if_debris(::dirfd(stream), entry->d_name)) ++removed;
  }
  ::closedir(stream);
  return removed;
}

}  // namespace whittle::sys
