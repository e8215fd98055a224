#include "sys/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/auxv.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/sanitized.h"
#include "sys/file.h"

extern char** environ;

namespace whittle::sys {

namespace {

/// Ours, and what of `variables` it does not have.
std::vector<char*> environment_with(std::span<const char* const> variables) {
  std::vector<char*> environment;
  for (char** variable = environ; *variable != nullptr; ++variable) environment.push_back(*variable);
  for (const std::string_view more : variables) {
    const std::string_view name = more.substr(0, more.find('=') + 1);
    const bool said = std::any_of(environment.begin(), environment.end(),
                                  [&](const char* variable) { return std::string_view(variable).starts_with(name); });
    if (!said) environment.push_back(const_cast<char*>(more.data()));
  }
  environment.push_back(nullptr);
  return environment;
}

}  // namespace

Result<int> start_program(const std::string& program, std::span<const char* const> variables, Channel channel,
                          ErrorStream errors) {
  // The child's descriptor 3 must be another one than ours: dup2 onto itself would keep close-on-exec.
  Fd end = std::move(channel).release();
  if (end.get() <= 3) {
    end.reset(::fcntl(end.get(), F_DUPFD_CLOEXEC, 4));
    if (!end) return error_from_errno(errno, "hand a socket on", program);
  }
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  if (errors == ErrorStream::dropped && !kSanitized)
    ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, end.get(), 3);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  // A group of its own: Ctrl-C is for the parent, which decides what becomes of its workers.
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  char* const arguments[] = {const_cast<char*>(program.c_str()), nullptr};
  pid_t pid = 0;
  const int failure =
      ::posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments, environment_with(variables).data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) return error_from_errno(failure, "start", program);
  return static_cast<int>(pid);
}

std::optional<int> wait_for(int pid, std::chrono::milliseconds patience) {
  constexpr int kPause = 2;  // ms
  for (const auto end = std::chrono::steady_clock::now() + patience;;) {
    int status = 0;
    const pid_t ended = ::waitpid(pid, &status, WNOHANG);
    if (ended == pid) return status;
    const bool none = ended < 0 && errno != EINTR;
    if (none || std::chrono::steady_clock::now() >= end) return std::nullopt;
    (void)::poll(nullptr, 0, kPause);
  }
}

std::optional<int> wait_for(int pid) {
  int status = 0;
  pid_t ended = 0;
  do ended = ::waitpid(pid, &status, 0);
  while (ended < 0 && errno == EINTR);
  return ended == pid ? std::optional(status) : std::nullopt;
}

std::optional<ChildNews> next_child_news() {
  int status = 0;
  const pid_t pid = ::waitpid(-1, &status, WNOHANG | WUNTRACED | WCONTINUED);
  if (pid <= 0) return std::nullopt;
  if (WIFSTOPPED(status)) return ChildNews{pid, ChildNews::What::stopped};
  if (WIFCONTINUED(status)) return ChildNews{pid, ChildNews::What::continued};
  return ChildNews{pid, ChildNews::What::ended, status};
}

Result<int> fork_process(std::uint64_t key) {
  const pid_t pid = key == 0 ? ::fork() : static_cast<pid_t>(::syscall(SYS_clone, SIGCHLD, 0, 0, 0, key));
  if (pid < 0) return error_from_errno(errno, "start a process", {});
  return static_cast<int>(pid);
}

void kill_child(int pid, std::uint64_t key) {
  if (::syscall(SYS_kill, pid, SIGKILL, 0, 0, key) != 0 && errno != ESRCH)
    (void)::syscall(SYS_tgkill, pid, pid, SIGKILL, 0, key);  // one may be denied
}

Result<Fd> child_events() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  Fd fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd) return error_from_errno(errno, "watch processes", {});
  return fd;
}

void clear_child_events(int fd) {
  signalfd_siginfo event;
  while (::read(fd, &event, sizeof event) == sizeof event) {
  }
}

void unblock_child_events() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
}

int signal_of(int status) {
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int exit_code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

std::string signal_name(int signal_number) {
  const char* const name = ::sigabbrev_np(signal_number);
  return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(signal_number);
}

int process_id() {
  return ::getpid();
}

int parent_id() {
  return ::getppid();
}

bool place_at(int fd, int number) {
  return ::dup2(fd, number) == number;
}

std::string running_program() {
  char path[PATH_MAX];
  const ssize_t length = ::readlink("/proc/self/exe", path, sizeof path);
  if (length > 0) return {path, static_cast<std::size_t>(length)};
  // Without /proc: the name by which the kernel found it.
  const char* const name = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
  if (name == nullptr) return {};
  return ::realpath(name, path) != nullptr ? path : name;
}

bool is_program(const std::string& path) {
  return !path.empty() && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace whittle::sys
