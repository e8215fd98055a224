#pragma once
// A pair of connected sockets that keep packets apart and carry descriptors, and waiting for several of them.

#include <chrono>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "sys/fd.h"

namespace whittle::sys {

enum class Arrival { packet, none, closed };

/// One end of a SOCK_SEQPACKET pair. Move-only; not thread-safe.
class Channel {
 public:
  static constexpr std::size_t kMaxFds = 4;  ///< in one packet

  Channel() = default;
  explicit Channel(Fd fd) : fd_(std::move(fd)) {}
  /// Two connected ends, closed on exec.
  static Result<std::pair<Channel, Channel>> pair();

  /// Sends one packet. Does not wait: a peer that does not read gets an error (transient). The descriptors stay ours.
  Status send(ByteView packet, std::span<const int> fds = {}) const;

  struct Received {
    Arrival arrival = Arrival::none;
    std::size_t bytes = 0;  ///< in `buffer`; a packet that is longer counts as closed
    std::vector<Fd> fds;    ///< only if asked for; else the kernel drops them
  };
  enum class Wait { no, yes };
  enum class Fds { refused, accepted };
  /// Takes one packet. `none`: nothing there yet (Wait::no).
  Received receive(std::span<std::byte> buffer, Wait wait, Fds fds) const;

  int fd() const { return fd_.get(); }
  Fd release() && { return std::move(fd_); }
  explicit operator bool() const { return static_cast<bool>(fd_); }
  void close() { fd_.reset(); }

 private:
  Fd fd_;
};

/// What lets one thread wake another that waits in `wait_readable`.
class Wakeup {
 public:
  static Result<Wakeup> make();
  void wake() const;   ///< thread-safe
  void clear() const;  ///< by the waiting thread
  int fd() const { return fd_.get(); }

 private:
  explicit Wakeup(Fd fd, Fd write_end = {}) : fd_(std::move(fd)), write_end_(std::move(write_end)) {}
  Fd fd_;
  Fd write_end_;  ///< of a pipe, where there are no events
};

/// Waits until one of `fds` can be read or was closed by its peer, or until `timeout`. Which ones: true in the result,
/// at the index of the descriptor.
std::vector<bool> wait_readable(std::span<const int> fds, std::optional<std::chrono::milliseconds> timeout);

}  // namespace whittle::sys
