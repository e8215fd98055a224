#include "worker/sandbox.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "base/sanitized.h"

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
sys::Fd rules_against_files() {
  if (kSanitized) return {};  // reports name their places from the program's file
  struct {
    std::uint64_t files, network, scopes;
  } rules{};
  constexpr unsigned kVersionQuery = 1;
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, kVersionQuery);
  if (version < 1) return {};
  constexpr int kFileRights[] = {13, 14, 15, 15, 16};  // how many bits each version knows
  rules.files = (std::uint64_t{1} << kFileRights[std::min(version, 5L) - 1]) - 1;
  if (version >= 4) rules.network = 3;  // bind and connect
  if (version >= 6) rules.scopes = 3;   // abstract sockets and signals
  const std::size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  return sys::Fd(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rules, size, 0)));
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

/// Stands in the filter for the process id of the worker, which is known after the fork only.
constexpr std::uint32_t kOwnProcess = 0x7F00'FF7F;

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
  rule(SCMP_ACT_ALLOW, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
  rule(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
  // It may end itself, but not stop: then it would have all the time in the world.
  for (const int signal : {SIGABRT, SIGKILL}) {
    rule(SCMP_ACT_ALLOW, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, kOwnProcess),
         SCMP_A2(SCMP_CMP_EQ, static_cast<scmp_datum_t>(signal)));
  }
  rule(SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), SCMP_A0(SCMP_CMP_EQ, 0));  // limits of its own
  rule(SCMP_ACT_ALLOW, SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
  rule(SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), SCMP_A0(SCMP_CMP_LE, kDescriptors));  // glibc's fstat
  std::vector<sock_filter> instructions;
  if (complete) instructions = exported(filter);
  seccomp_release(filter);
  return instructions;
}

bool forbid_system_calls(std::vector<sock_filter> filter) {
  if (filter.empty()) return false;
  for (sock_filter& instruction : filter) {
    if (BPF_CLASS(instruction.code) == BPF_JMP && instruction.k == kOwnProcess)
      instruction.k = static_cast<std::uint32_t>(::getpid());
  }
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

/// When memory is short, the kernel should end a worker, the largest first, and not their parent.
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

Sandbox::Sandbox() {
  volunteer_for_the_oom_killer();
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) inherited_ |= kNoNewPrivileges;
  if (set_limits()) inherited_ |= kLimits;
  rules_ = rules_against_files();
  filter_ = filter_of_system_calls();
}

Sandbox::~Sandbox() = default;

std::uint32_t Sandbox::enter(int last) const {
  std::uint32_t guards = inherited_;
  if (rules_ && ::syscall(SYS_landlock_restrict_self, rules_.get(), 0) == 0) guards |= kNoFiles;
  if (close_all_above(last)) guards |= kFewDescriptors;
  if (forbid_system_calls(filter_)) guards |= kFewSystemCalls;
  return guards;
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
