// Workers whose engine does what a picture tells it to: "whittle-fault:crash;" anywhere in the file. Only tests have
// them. Built twice: in place of whittle-worker, and with FAULT_REPACKER of whittle-repacker.

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

#include "sys/channel.h"
#include "sys/process.h"
#include "tests/support/image_builders.h"
#include "worker/sandbox.h"
#include "worker/zygote.h"

using namespace whittle;

namespace {

#ifdef FAULT_REPACKER
constexpr const char* kProgram = "whittle-repacker";
constexpr worker::Engines kHonest{engine::run_repack, engine::compare_repack, engine::start_repacks};
#else
constexpr const char* kProgram = "whittle-worker";
constexpr worker::Engines kHonest;
#endif

std::string fault_of(ByteView input) {
  const std::string_view text(reinterpret_cast<const char*>(input.data()), input.size());
  constexpr std::string_view kMark = "whittle-fault:";
  const std::size_t at = text.find(kMark);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + kMark.size());
  return std::string(rest.substr(0, rest.find(';')));
}

Error said(std::string message) {
  return make_error(Category::processing, Reason::processing_failed, std::move(message));
}

/// What came of an attempt to escape.
Error attempt(const char* what, bool worked) {
  return said(std::string(what) + (worked ? ": ALLOWED" : errno == EPERM || errno == EACCES ? ": denied" : ": failed"));
}

[[noreturn]] void hang() {
  while (true) asm volatile("");
}

Error take_all_memory() {
  try {
    while (true) {
      char* const taken = new char[64 << 20];  // never touched: addresses only
      asm volatile("" : : "r"(taken));         // else the compiler takes none
    }
  } catch (const std::bad_alloc&) {
    return make_error(Category::limit, Reason::out_of_memory, "not enough memory");
  }
}

void say(ByteView packet) {
  sys::Channel channel{sys::Fd(worker::kChannelFd)};
  (void)channel.send(packet);
  (void)std::move(channel).release().release();
}

Error try_connect() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) return attempt("connect", false);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(9);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool worked = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  return attempt("connect", worked || errno == ECONNREFUSED);
}

Error try_fork() {
  const pid_t pid = ::fork();
  if (pid == 0) ::pause();
  return attempt("fork", pid > 0);
}

/// With another key than the one that the filter asks for.
Error try_clone() {
  const long pid = ::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0x1234567812345678);
  if (pid == 0) ::pause();
  return attempt("clone", pid > 0);
}

/// Without a filter of system calls nothing is to be learned.
Error try_outlive() {
  return attempt("outlive", ::prctl(PR_SET_PDEATHSIG, 0) == 0);
}

/// SIGKILL from the kernel, as when memory is short: this process may not send it, not even to itself.
[[noreturn]] void be_killed() {
  const rlimit spent{0, 0};
  ::setrlimit(RLIMIT_CPU, &spent);
  hang();
}

Error try_exec() {
  const char* const arguments[] = {"true", nullptr};
  ::execv("/bin/true", const_cast<char* const*>(arguments));
  return attempt("exec", false);
}

/// Of the file that took this worker over: "takeover", "takeover-no" or "takeover-hang". From then on it lies about
/// every file that it meets. Asked whether a candidate is right it says yes; or no; or, of another file than that,
/// nothing.
std::string taken_over_by;

bool takes_over(const std::string& fault) {
  if (!fault.starts_with("takeover")) return false;
  taken_over_by = fault;
  return true;
}

/// Transparent black, of the right size.
engine::Candidate another_picture(const engine::Job& job) {
  test::PngSpec spec;
  spec.width = job.facts.width;
  spec.height = job.facts.height;
  spec.colour = 4;
  return engine::Candidate{test::make_png(spec), "lie", {}, {}, 1, true};
}

/// More than the job may have: of addresses, whatever the limit says, or of output.
Error try_raise(const char* what, __rlimit_resource_t resource) {
  rlimit limit{RLIM_INFINITY, RLIM_INFINITY};
  return attempt(what, ::setrlimit(resource, &limit) == 0);
}

/// Whether it has all the memory, and so runs alone: tests allow 8 GB, their pictures take a few megabytes.
bool is_alone() {
  rlimit limit{};
  return ::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur > (std::uint64_t{4} << 30);
}

Status compare(const engine::Job& job, ByteView candidate) {
  const std::string fault = fault_of(job.input);
  if (fault == "judge-killed" && !is_alone()) be_killed();
  const bool by_this_file = takes_over(fault);
  if (taken_over_by.empty()) return kHonest.compare(job, candidate);
  if (taken_over_by == "takeover-no") return make_error(Category::processing, Reason::verification_failed, "no");
  if (taken_over_by == "takeover-hang" && !by_this_file) hang();
  return {};
}

/// Says by the note on positions whether this process has had a job before.
Result<engine::Candidate> run_counting(const engine::Job& job) {
  static int jobs = 0;
  TRY_ASSIGN(engine::Candidate made, kHonest.run(job));
  made.has_position = jobs++ > 0;
  return made;
}

Result<engine::Candidate> run(const engine::Job& job) {
  const std::string fault = fault_of(job.input);
  if (takes_over(fault) || !taken_over_by.empty()) return another_picture(job);
  if (fault.empty() || fault == "judge-killed") return kHonest.run(job);
  if (fault == "program") return said(kProgram);
  if (fault == "count") return run_counting(job);
  if (fault.starts_with("threads")) {  // as libvips says it, see vips/context.cc
    if (fault == "threads" && is_alone()) return kHonest.run(job);
    return make_error(Category::limit, Reason::processing_failed, "too few threads are allowed");
  }
  if (fault == "crash") *static_cast<volatile int*>(nullptr) = 1;
  if (fault == "abort") std::abort();
  if (fault == "exit") _exit(7);
  if (fault == "hang") hang();
  if (fault == "leak") return take_all_memory();
  if (fault == "killed") be_killed();
  if (fault == "garbage") {
    say(as_bytes("this is no message"));
    hang();
  }
  if (fault == "flood") {
    while (true) say(Bytes(100, std::byte{0x77}));
  }
  if (fault == "long") {
    say(Bytes(4096, std::byte{0x77}));
    hang();
  }
  if (fault == "lie") {
    for (std::uint64_t id = 1; id < 100; ++id)
      say(worker::pack(worker::Done{id, 1 << 20, {}, {}, 1, true, false, "lie"}));
    hang();
  }
  if (fault == "reason") {
    for (std::uint64_t id = 1; id < 100; ++id)
      say(worker::pack(worker::Failed{id, Category::batch, Reason::hard_link, "skip me"}));
    hang();
  }
  if (fault == "mute") {
    ::close(worker::kChannelFd);
    hang();
  }
  if (fault == "size") return engine::Candidate{test::make_png({.width = 3, .height = 3}), "lie", {}, {}, 1, true};
  if (fault == "text") return engine::Candidate{Bytes(10, std::byte{'x'}), "lie", {}, {}, 1, true};
  if (fault == "picture") return another_picture(job);
  if (fault == "large") return engine::Candidate{Bytes(128 << 20, std::byte{'x'}), "lie", {}, {}, 1, true};
  if (fault == "name") return engine::Candidate{Bytes(10), "../../x", {}, {}, 1, true};
  if (fault == "open") return attempt("open", ::open("/etc/passwd", O_RDONLY) >= 0);
  if (fault == "create") return attempt("create", ::open("/tmp/whittle-escaped", O_RDWR | O_CREAT, 0600) >= 0);
  if (fault == "connect") return try_connect();
  if (fault == "fork") return try_fork();
  if (fault == "clone") return try_clone();
  if (fault == "outlive") return try_outlive();
  if (fault == "exec") return try_exec();
  if (fault == "addresses") return try_raise("addresses", RLIMIT_AS);
  if (fault == "output") return try_raise("output", RLIMIT_FSIZE);
  if (fault == "kill") return attempt("kill", ::kill(::getppid(), 0) == 0);
  return said("no such fault: " + fault);
}

}  // namespace

int main() {
  const int parent = sys::parent_id();
  if (!worker::die_with_parent(parent)) return 1;
  _exit(worker::run_zygote({run, compare, kHonest.start}));
}
