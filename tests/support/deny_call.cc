// Runs a program that may not make some system calls, as containers and other sandboxes do it.
//
//   whittle_deny_call EPERM|ENOSYS|ENOLCK CALL[,CALL...] PROGRAM [ARGUMENT...]
//
// CALL may be O_TMPFILE: openat with that flag, as on file systems without unnamed files.
//
// Exit: that of the program; 77 when none of the calls has such a name here; 126 when the filter or the program cannot
// be had.

#include <fcntl.h>
#include <seccomp.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr int kUnnamedFiles = 1'000'000;  // the number of no call

int error_named(std::string_view name) {
  if (name == "ENOSYS") return ENOSYS;
  return name == "ENOLCK" ? ENOLCK : EPERM;
}

/// Those of `names` that are calls here.
std::vector<int> numbers_of(std::string_view names) {
  std::vector<int> numbers;
  while (!names.empty()) {
    const std::string name(names.substr(0, names.find(',')));
    names.remove_prefix(std::min(names.size(), name.size() + 1));
    const int number = name == "O_TMPFILE" ? kUnnamedFiles : seccomp_syscall_resolve_name(name.c_str());
    if (number >= 0) numbers.push_back(number);
  }
  return numbers;
}

bool add_rule(scmp_filter_ctx filter, std::uint32_t action, int call) {
  constexpr scmp_datum_t kFlag = O_TMPFILE & ~O_DIRECTORY;
  if (call == kUnnamedFiles)
    return seccomp_rule_add(filter, action, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, kFlag, kFlag)) == 0;
  return seccomp_rule_add(filter, action, call, 0) == 0;
}

bool deny(int error_number, const std::vector<int>& calls) {
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (filter == nullptr) return false;
  const std::uint32_t action = SCMP_ACT_ERRNO(static_cast<unsigned>(error_number));
  const bool denied =
      std::all_of(calls.begin(), calls.end(), [&](int call) { return add_rule(filter, action, call); }) &&
      seccomp_load(filter) == 0;
  seccomp_release(filter);
  return denied;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fputs("usage: whittle_deny_call EPERM|ENOSYS|ENOLCK CALL[,CALL...] PROGRAM [ARGUMENT...]\n", stderr);
    return 126;
  }
  const int error_number = error_named(argv[1]);
  const std::vector<int> calls = numbers_of(argv[2]);
  if (calls.empty()) return 77;
  if (!deny(error_number, calls)) {
    std::perror("whittle_deny_call: cannot deny");
    return 126;
  }
  execvp(argv[3], argv + 3);
  std::perror(argv[3]);
  return 126;
}
