#include "worker/sandbox.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

#include "base/sanitized.h"
#include "sys/fd.h"

namespace whittle::worker {
namespace {

constexpr rlim_t kDescriptors = 64;

constexpr rlim_t kReserve = 16 << 20;  ///< bytes of addresses, see ReserveScope

/// Sets the hard limit, and the soft one `reserve` below it.
bool limit(__rlimit_resource_t what, rlim_t most, rlim_t reserve = 0) {
  rlimit now{};
  if (::getrlimit(what, &now) != 0) return false;
  const rlim_t soft = std::min(now.rlim_max, most);
  const rlimit wanted{soft, std::min(now.rlim_max, soft + reserve)};
  return ::setrlimit(what, &wanted) == 0;
}

/// Without them not even root may raise a hard limit again.
bool give_up_capabilities() {
  struct {
    std::uint32_t version;
    int pid;
  } header{0x20080522, 0};  // _LINUX_CAPABILITY_VERSION_3
  const std::uint32_t none[6]{};
  return ::syscall(SYS_capset, &header, none) == 0;
}

bool set_limits() {
  std::signal(SIGXFSZ, SIG_IGN);  // writing fails instead, and the job with it
  const bool held = limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, kDescriptors) && give_up_capabilities();
  return held && !kSanitized;  // sanitizers map what they like, see `limit_for_good`
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
  const sys::Fd ruleset(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rules, size, 0)));
  return ruleset && ::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) == 0;
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
    // its own signals
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    // time, chance, its own figures
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday), SCMP_SYS(times), SCMP_SYS(getrusage), SCMP_SYS(getrandom), SCMP_SYS(sysinfo),
    SCMP_SYS(uname), SCMP_SYS(getrlimit),
    // of the process that forks, and no use to a worker
    SCMP_SYS(wait4), SCMP_SYS(dup2), SCMP_SYS(dup3), SCMP_SYS(close_range), SCMP_SYS(getppid),
    // the end
    SCMP_SYS(exit_group)};

/// Stand in the filter for the halves of the key, which libseccomp does not get to see: it would leave copies.
constexpr std::uint32_t kUpperHalf = 0x7F00'FF7F, kLowerHalf = 0x7F00'FF7E;
constexpr std::uint64_t kWholeKey = std::uint64_t{kUpperHalf} << 32 | kLowerHalf;

/// The instructions of `filter`, which libseccomp writes to files only.
std::vector<sock_filter> exported(scmp_filter_ctx filter) {
  const sys::Fd file(::memfd_create("whittle", MFD_CLOEXEC));
  struct stat st {};
  if (!file || seccomp_export_bpf(filter, file.get()) != 0 || ::fstat(file.get(), &st) != 0) return {};
  std::vector<sock_filter> instructions(static_cast<std::size_t>(st.st_size) / sizeof(sock_filter));
  const std::size_t bytes = instructions.size() * sizeof(sock_filter);
  if (::pread(file.get(), instructions.data(), bytes, 0) != static_cast<ssize_t>(bytes)) return {};
  return instructions;
}

/// A rule's condition: the argument, from 0 on, has this value.
constexpr scmp_arg_cmp equals(unsigned argument, scmp_datum_t value) {
  return {argument, SCMP_CMP_EQ, value, 0};
}

std::vector<sock_filter> filter_of_system_calls() {
  if (kSanitized) return {};
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (filter == nullptr) return {};
  bool complete = true;
  const auto rule = [&](std::uint32_t action, int call, auto... conditions) {
    complete = seccomp_rule_add(filter, action, call, sizeof...(conditions), conditions...) == 0 && complete;
  };
  for (const int call : kAllowed) rule(SCMP_ACT_ALLOW, call);
  // New threads, but no new processes; clone3 hides its flags in memory, so glibc is told to use clone.
  rule(SCMP_ACT_ALLOW, SCMP_SYS(clone), scmp_arg_cmp{0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD});
  rule(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
  const auto with_key = equals(4, kWholeKey);
  rule(SCMP_ACT_ALLOW, SCMP_SYS(clone), equals(0, SIGCHLD), with_key);
  rule(SCMP_ACT_ALLOW, SCMP_SYS(kill), equals(1, SIGKILL), with_key);
  rule(SCMP_ACT_ALLOW, SCMP_SYS(tgkill), equals(2, SIGKILL), with_key);
  rule(SCMP_ACT_ALLOW, SCMP_SYS(prctl), equals(0, PR_SET_PDEATHSIG), with_key);
  rule(SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), equals(0, 0));  // limits of its own
  rule(SCMP_ACT_ALLOW, SCMP_SYS(prctl), equals(0, PR_SET_NAME));
  rule(SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), scmp_arg_cmp{0, SCMP_CMP_LE, kDescriptors, 0});  // glibc's fstat
  std::vector<sock_filter> instructions;
  if (complete) instructions = exported(filter);
  seccomp_release(filter);
  return instructions;
}

/// Puts the key into the filter's places for it; false where they are not as expected.
bool insert_key(std::vector<sock_filter>& filter, std::uint64_t key) {
  int upper = 0, lower = 0;
  for (sock_filter& instruction : filter) {
    if (BPF_CLASS(instruction.code) != BPF_JMP) continue;
    const bool is_upper = instruction.k == kUpperHalf, is_lower = instruction.k == kLowerHalf;
    upper += is_upper;
    lower += is_lower;
    if (is_upper) instruction.k = static_cast<std::uint32_t>(key >> 32);
    if (is_lower) instruction.k = static_cast<std::uint32_t>(key);
  }
  return upper > 0 && lower > 0;
}

/// What calls before have left below the current stack frame.
[[gnu::noinline]] void wipe_stack() {
  char below[8192];
  ::explicit_bzero(below, sizeof below);
}

/// The key of the filter that holds from now on; 0 where it cannot be had.
[[gnu::noinline]] std::uint64_t forbid_system_calls() {
  std::vector<sock_filter> filter = filter_of_system_calls();
  std::uint64_t key = 0;
  if (filter.empty() || ::getrandom(&key, sizeof key, 0) != sizeof key || key == 0 || !insert_key(filter, key))
    return 0;
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  const bool holds = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
  ::explicit_bzero(filter.data(), filter.size() * sizeof(sock_filter));
  const std::uint64_t result = holds ? key : 0;
  ::explicit_bzero(&key, sizeof key);
  return result;
}

/// When memory is short, the kernel should end a worker, the largest first, and not their parent.
void volunteer_for_the_oom_killer() {
  const int fd = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  (void)!::write(fd, "800", 3);
  ::close(fd);
}

}  // namespace

bool die_with_parent(int parent, std::uint64_t key) {
  return ::syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, key) == 0 && ::getppid() == parent;
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

Sandbox::Sandbox() {
  volunteer_for_the_oom_killer();
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) inherited_ |= kNoNewPrivileges;
  if (set_limits()) inherited_ |= kLimits;
  if (forbid_files()) inherited_ |= kNoFiles;
  key_ = forbid_system_calls();
  if (key_ != 0) inherited_ |= kFewSystemCalls;
  wipe_stack();
}

Sandbox::~Sandbox() = default;

std::uint32_t Sandbox::enter(int last) {
  key_ = 0;
  wipe_stack();
  if (close_all_above(last)) inherited_ |= kFewDescriptors;
  return inherited_;
}

void allow_tracing() {
  (void)prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
}

void limit_for_good(const JobLimits& limits) {
  (void)limit(RLIMIT_FSIZE, limits.output_bytes);
  if (!kSanitized) (void)limit(RLIMIT_AS, limits.address_space_bytes, kReserve);
}

namespace {

void leave_of_addresses(rlim_t reserve) {
  rlimit now{};
  if (kSanitized || ::getrlimit(RLIMIT_AS, &now) != 0 || now.rlim_max == RLIM_INFINITY) return;
  now.rlim_cur = now.rlim_max - std::min(now.rlim_max, reserve);
  ::setrlimit(RLIMIT_AS, &now);
}

}  // namespace

ReserveScope::ReserveScope() {
  leave_of_addresses(0);
}

ReserveScope::~ReserveScope() {
  leave_of_addresses(kReserve);
}

}  // namespace whittle::worker
