#pragma once
// The zygote as its parent sees it: a process that forks workers, and says when one lives or has died.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"
#include "sys/channel.h"
#include "worker/protocol.h"

namespace whittle::worker {

/// Not thread-safe; make and use it in one thread, whose end would end the process.
class ZygoteProcess {
 public:
  /// `program` is whittle-worker.
  explicit ZygoteProcess(std::string program) : program_(std::move(program)) {}
  ~ZygoteProcess() { end(); }
  ZygoteProcess(const ZygoteProcess&) = delete;
  ZygoteProcess& operator=(const ZygoteProcess&) = delete;

  Status start();
  /// Lets it kill and reap its workers and end, and waits for that.
  void end();
  /// The same for one that is gone already or talks nonsense.
  void destroy();
  /// Whether it has said that it is of this build. Workers can be had from then on.
  bool said_hello() const { return said_hello_; }

  /// Our ends of what a new worker has.
  struct Ends {
    sys::Channel channel;
    sys::Fd output;
  };
  /// Asks for worker number `worker`; it says Ready, or Unborn will follow.
  Result<Ends> spawn(std::uint32_t worker);
  /// Asks for the end of a worker; Exited will follow. When that fails, the zygote is gone and so is the worker.
  void kill(std::uint32_t worker);

  /// Readable when it has something to say; -1 when it does not run.
  int fd() const { return control_.fd(); }
  /// What it says, Unborn or Exited; nullopt when there is nothing now. Errors: crashed when it is gone or talks
  /// nonsense, processing-failed when it is of another build.
  Result<std::optional<Message>> hear();

 private:
  const std::string program_;
  int pid_ = 0;  ///< 0: none
  sys::Channel control_;
  bool said_hello_ = false;
};

}  // namespace whittle::worker
