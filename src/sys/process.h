#pragma once
// Starting, watching and ending other processes.

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "sys/channel.h"

namespace whittle::sys {

enum class ErrorStream { dropped, ours };
/// Starts `program` with one end of a channel as descriptor 3, stdin and stdout on /dev/null, and stderr there too
/// unless it is to be ours (in sanitizer builds it always is). Its environment is ours and what of `variables`
/// ("NAME=value") it has not got. Its process id.
Result<int> start_program(const std::string& program, std::span<const char* const> variables, Channel channel,
                          ErrorStream errors);

/// The wait status of child `pid` once it has ended, waited for. nullopt: there is no such child.
std::optional<int> wait_for(int pid);
/// The same, but not longer than `patience`.
std::optional<int> wait_for(int pid, std::chrono::milliseconds patience);
/// What has become of the children, one a call; nullopt when there is no news. One that has ended is reaped.
struct ChildNews {
  enum class What { ended, stopped, continued };
  int pid = 0;
  What what = What::ended;
  int status = 0;  ///< of one that has ended, as from waitpid
};
std::optional<ChildNews> next_child_news();

/// fork. 0 in the child, its id in the parent. The process must have one thread only. With a `key`, which a filter of
/// system calls may ask for (worker/sandbox.h), what was registered with pthread_atfork is not called.
Result<int> fork_process(std::uint64_t key = 0);
/// SIGKILL to a child that has not been reaped.
void kill_child(int pid, std::uint64_t key = 0);
/// A descriptor that becomes readable when there is news of a child. Its signal is blocked from then on.
Result<Fd> child_events();
void clear_child_events(int fd);
void unblock_child_events();

/// How a process ended, from a wait status: the signal, or 0; else its exit code.
int signal_of(int status);
int exit_code_of(int status);
std::string signal_name(int signal_number);  ///< "SIGSEGV"

int process_id();
int parent_id();
/// Makes `fd` known as descriptor `number` too. Both differ.
bool place_at(int fd, int number);

/// The file that this process runs; empty when the system does not tell.
std::string running_program();
/// Whether a file can be run.
bool is_program(const std::string& path);

}  // namespace whittle::sys
