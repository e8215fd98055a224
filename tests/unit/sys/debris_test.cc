#include "sys/debris.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "sys/atomic_file.h"
#include "sys/temp_name.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

using namespace whittle;
using sys::AtomicFile;
using sys::Existing;
using test::entries;
using test::read_file;
using test::write_file;
namespace fs = std::filesystem;

namespace {

std::shared_ptr<const sys::Directory> opened(const test::TempDir& dir) {
  auto directory = sys::Directory::open(dir.path(), sys::Links::keep);
  REQUIRE(directory.ok());
  return std::make_shared<const sys::Directory>(std::move(*directory));
}

/// From here on temporary files of this process have names from the start.
bool deny_linkat() {
  std::array<sock_filter, 4> filter = {{
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
      {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_linkat},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EPERM},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
  }};
  const sock_fprog program = {filter.size(), filter.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

}  // namespace

TEST_CASE("debris of dead runs goes, that of living ones and other files stay") {
  const test::TempDir dir;
  const auto touch = [&](const std::string& name) { write_file(dir.path() + "/" + name, "x"); };
  const std::string living = sys::new_temp_name();
  touch(living);
  const sys::Fd held(::open((dir.path() + "/" + living).c_str(), O_RDONLY));
  REQUIRE(::syscall(SYS_flock, held.get(), LOCK_EX) == 0);
  touch(sys::new_temp_name());
  touch(".whittle-999999999-1-0.tmp");
  touch(".whittle-notes.tmp");
  touch("a.png");
  fs::create_symlink("a.png", dir.path() + "/" + sys::new_temp_name());
  CHECK(sys::sweep_debris(*opened(dir)) == 2);
  CHECK(entries(dir.path()) == 4);
  CHECK(fs::exists(dir.path() + "/" + living));
}

TEST_CASE("a sweep leaves what is staged alone, with a name and without") {
  const test::TempDir dir;
  write_file(dir.path() + "/a", "old");
  auto file = AtomicFile::stage({opened(dir), "a", "a"}, as_bytes("new"), {});
  REQUIRE(file.ok());
  CHECK(sys::sweep_debris(*opened(dir)) == 0);
  CHECK(file->commit(std::nullopt, Existing::replace).ok());
  CHECK(read_file(dir.path() + "/a") == "new");
}

TEST_CASE("whenever a sweep comes, nobody loses the file that he writes") {
  const test::TempDir dir;
  const sys::Location target{opened(dir), "a", "a"};
  const pid_t writer = ::fork();
  if (writer == 0) {
    const auto write_once = [&]() -> Status {
      TRY_ASSIGN(AtomicFile file, AtomicFile::stage(target, as_bytes("complete"), {}));
      return file.commit(std::nullopt, Existing::replace);
    };
    Status written;
    if (!deny_linkat()) ::_exit(2);
    for (int i = 0; written.ok() && i < 2000; ++i) written = write_once();
    if (!written.ok()) std::fprintf(stderr, "the writer: %s\n", written.error().message.c_str());
    ::_exit(written.ok() ? 0 : 1);
  }
  int status = -1;
  while (::waitpid(writer, &status, WNOHANG) == 0) (void)sys::sweep_debris(*target.directory);
  CHECK(status == 0);
  CHECK(read_file(dir.path() + "/a") == "complete");
  (void)sys::sweep_debris(*target.directory);
  CHECK(entries(dir.path()) == 1);
}
