// Runs a program that may not make one system call, as containers and other sandboxes do it.
//
//   whittle_deny_call EPERM|ENOSYS CALL PROGRAM [ARGUMENT...]
//
// Exit: that of the program; 77 when the call has no such name here; 126 when the filter or the program cannot be had.

#include <seccomp.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string_view>

namespace {

bool deny(int error_number, int call) {
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (filter == nullptr) return false;
  const bool denied = seccomp_rule_add(filter, SCMP_ACT_ERRNO(static_cast<unsigned>(error_number)), call, 0) == 0 &&
                      seccomp_load(filter) == 0;
  seccomp_release(filter);
  return denied;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fputs("usage: whittle_deny_call EPERM|ENOSYS CALL PROGRAM [ARGUMENT...]\n", stderr);
    return 126;
  }
  const int error_number = std::string_view(argv[1]) == "ENOSYS" ? ENOSYS : EPERM;
  const int call = seccomp_syscall_resolve_name(argv[2]);
  if (call < 0) return 77;
  if (!deny(error_number, call)) {
    std::perror("whittle_deny_call: cannot deny");
    return 126;
  }
  execvp(argv[3], argv + 3);
  std::perror(argv[3]);
  return 126;
}
