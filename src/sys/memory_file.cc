#include "sys/memory_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <new>

#include "sys/file.h"

namespace whittle::sys {
namespace {

constexpr std::size_t kMaxWrite = 1 << 30;

Result<Fd> make(unsigned flags) {
  Fd fd(::memfd_create("whittle", MFD_CLOEXEC | flags));
  if (!fd) return error_from_errno(errno, "make a file in memory", {});
  return fd;
}

}  // namespace

Status write_at_start(int fd, ByteView bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t written =
        ::pwrite(fd, bytes.data() + at, std::min(kMaxWrite, bytes.size() - at), static_cast<off_t>(at));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return error_from_errno(written == 0 ? EIO : errno, "write a file in memory", {});
    at += static_cast<std::size_t>(written);
  }
  return {};
}

Result<Fd> sealed_copy(ByteView bytes) {
  TRY_ASSIGN(Fd fd, make(MFD_ALLOW_SEALING));
  TRY(write_at_start(fd.get(), bytes));
  if (::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
    return error_from_errno(errno, "seal a file in memory", {});
  return fd;
}

Result<Fd> memory_file() {
  return make(0);
}

Result<Bytes> copy_from(int fd, std::uint64_t size) {
  struct stat stat {};
  if (::fstat(fd, &stat) != 0) return error_from_errno(errno, "inspect a file in memory", {});
  if (stat.st_size < 0 || static_cast<std::uint64_t>(stat.st_size) < size)
    return make_error(Category::io, Reason::io_error, "a file in memory is shorter than was said");
  try {
    Bytes bytes(size);
    for (std::size_t at = 0; at < bytes.size();) {
      const ssize_t got =
          ::pread(fd, bytes.data() + at, std::min(kMaxWrite, bytes.size() - at), static_cast<off_t>(at));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return error_from_errno(errno, "read a file in memory", {});
      if (got == 0) return make_error(Category::io, Reason::io_error, "a file in memory became shorter");
      at += static_cast<std::size_t>(got);
    }
    return bytes;
  } catch (const std::bad_alloc&) {
    return make_error(Category::limit, Reason::out_of_memory, "not enough memory");
  }
}

Result<Mapping> Mapping::of(int fd, std::uint64_t size) {
  if (size == 0) return Mapping(ByteView{});
  // Private: kernels before 6.7 refuse shared mappings of what is sealed, even for reading.
  void* const address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (address == MAP_FAILED) return error_from_errno(errno, "map a file in memory", {});
  return Mapping(ByteView(static_cast<const std::byte*>(address), size));
}

Mapping::~Mapping() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

}  // namespace whittle::sys
