#include "worker/sandbox.h"

#include <fcntl.h>
#include <linux/prctl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "base/sanitized.h"

namespace whittle::worker {
namespace {

constexpr rlim_t kDescriptors = 64;

bool limit(int what, rlim_t most) {
  rlimit now{};
  if (::getrlimit(static_cast<__rlimit_resource_t>(what), &now) != 0) return false;
  const rlim_t hard = std::min(now.rlim_max, most);
  const rlimit wanted{hard, hard};
  return ::setrlimit(static_cast<__rlimit_resource_t>(what), &wanted) == 0;
}

bool set_limits(const SandboxLimits& limits) {
  std::signal(SIGXFSZ, SIG_IGN);  // writing fails instead, and the job with it
  bool held = limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, kDescriptors);
  if (limits.output_bytes != 0) held = limit(RLIMIT_FSIZE, limits.output_bytes) && held;
  if (kSanitized) return false;
  if (limits.address_space_bytes != 0) held = limit(RLIMIT_AS, limits.address_space_bytes) && held;
  return held;
}

/// landlock(7). Debian 12's headers know the first version only, so the structure of the sixth is written out here; the
/// kernel takes longer ones as long as what it does not know is zero.
bool forbid_files() {
  if (kSanitized) return false;  // reports name their places from the program's file
  struct {
    std::uint64_t files, network, scopes;
  } rules{};
  constexpr unsigned kVersionQuery = 1;
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, kVersionQuery);
  if (version < 1) return false;
  constexpr int kFileRights[] = {13, 14, 15, 15, 16};  // how many bits each version knows
  rules.files = (std::uint64_t{1} << kFileRights[std::min(version, 5L) - 1]) - 1;
  if (version >= 4) rules.network = 3;  // bind and connect
  if (version >= 6) rules.scopes = 3;   // abstract sockets and signals
  const std::size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  const long ruleset = ::syscall(SYS_landlock_create_ruleset, &rules, size, 0);
  if (ruleset < 0) return false;
  const bool held = ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  ::close(static_cast<int>(ruleset));
  return held;
}

/// What libvips and its codecs call once everything is loaded, and what glibc's threads and malloc need. Sorted by
/// purpose. Not here, so refused with EPERM: open, socket, fork, exec, kill, ptrace, ioctl, fcntl's setters ...
constexpr int kAllowed[] = {
    // memory
    SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(brk),
    // the descriptors it was given
    SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(pwrite64), SCMP_SYS(writev), SCMP_SYS(lseek),
    SCMP_SYS(fstat), SCMP_SYS(ftruncate), SCMP_SYS(close), SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    // threads
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(exit),
    SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_getattr), SCMP_SYS(getcpu),
    SCMP_SYS(set_tid_address), SCMP_SYS(membarrier),
    // signals to itself: abort
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    // time, chance, its own figures
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday), SCMP_SYS(times), SCMP_SYS(getrusage), SCMP_SYS(getrandom), SCMP_SYS(sysinfo),
    SCMP_SYS(uname), SCMP_SYS(getrlimit),
    // the end
    SCMP_SYS(exit_group)};

bool forbid_system_calls() {
  if (kSanitized) return false;
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (filter == nullptr) return false;
  bool held = true;
  const auto rule = [&](std::uint32_t action, int call, auto... conditions) {
    held = seccomp_rule_add(filter, action, call, sizeof...(conditions), conditions...) == 0 && held;
  };
  for (const int call : kAllowed) rule(SCMP_ACT_ALLOW, call);
  // New threads, but no new processes; clone3 hides its flags in memory, so glibc is told to use clone.
  rule(SCMP_ACT_ALLOW, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
  rule(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
  const auto self = static_cast<scmp_datum_t>(::getpid());
  rule(SCMP_ACT_ALLOW, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, self));
  rule(SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), SCMP_A0(SCMP_CMP_EQ, 0));  // limits of its own
  rule(SCMP_ACT_ALLOW, SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
  rule(SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), SCMP_A0(SCMP_CMP_LE, kDescriptors));  // glibc's fstat
  held = held && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return held;
}

/// When memory is short, the kernel should end a worker and not its parent.
void volunteer_for_the_oom_killer() {
  const int fd = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  (void)!::write(fd, "800", 3);
  ::close(fd);
}

}  // namespace

bool die_with_parent(int parent) {
  return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == parent;
}

bool close_all_above(int last) {
#ifdef SYS_close_range
  if (::syscall(SYS_close_range, static_cast<unsigned>(last) + 1, ~0U, 0) == 0) return true;
#endif
  rlimit descriptors{};
  if (::getrlimit(RLIMIT_NOFILE, &descriptors) != 0 || descriptors.rlim_cur > 1'000'000) return false;
  for (int fd = last + 1; fd < static_cast<int>(descriptors.rlim_cur); ++fd) ::close(fd);
  return true;
}

std::uint32_t enter_sandbox(const SandboxLimits& limits) {
  std::uint32_t guards = 0;
  volunteer_for_the_oom_killer();
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) guards |= kNoNewPrivileges;
  if (set_limits(limits)) guards |= kLimits;
  if (forbid_files()) guards |= kNoFiles;
  if (forbid_system_calls()) guards |= kFewSystemCalls;
  return guards;
}

void allow_tracing() {
  (void)prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
}

void limit_address_space(std::uint64_t bytes) {
  if (kSanitized) return;
  rlimit now{};
  if (::getrlimit(RLIMIT_AS, &now) != 0) return;
  now.rlim_cur = bytes == 0 ? now.rlim_max : std::min<rlim_t>(bytes, now.rlim_max);
  ::setrlimit(RLIMIT_AS, &now);
}

}  // namespace whittle::worker
