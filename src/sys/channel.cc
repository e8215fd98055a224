#include "sys/channel.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sys/file.h"

namespace whittle::sys {

Result<std::pair<Channel, Channel>> Channel::pair() {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return error_from_errno(errno, "make a pair of sockets", {});
  return std::pair{Channel(Fd(ends[0])), Channel(Fd(ends[1]))};
}

Status Channel::send(ByteView packet, std::span<const int> fds) const {
  iovec part{const_cast<std::byte*>(packet.data()), packet.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxFds)] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (!fds.empty()) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(fds.size_bytes());
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(fds.size_bytes());
    std::memcpy(CMSG_DATA(header), fds.data(), fds.size_bytes());
  }
  ssize_t sent = 0;
  do sent = ::sendmsg(fd_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  while (sent < 0 && errno == EINTR);
  if (sent < 0) return error_from_errno(errno, "send to a process", {});
  return {};
}

Channel::Received Channel::receive(std::span<std::byte> buffer, Wait wait, Fds fds) const {
  iovec part{buffer.data(), buffer.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxFds)];
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (fds == Fds::accepted) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
  }
  ssize_t got = 0;
  do got = ::recvmsg(fd_.get(), &message, MSG_CMSG_CLOEXEC | (wait == Wait::no ? MSG_DONTWAIT : 0));
  while (got < 0 && errno == EINTR);
  Received received;
  if (got < 0) {
    received.arrival = errno == EAGAIN || errno == EWOULDBLOCK ? Arrival::none : Arrival::closed;
    return received;
  }
  for (cmsghdr* header = fds == Fds::accepted ? CMSG_FIRSTHDR(&message) : nullptr; header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    for (std::size_t i = 0; i < (header->cmsg_len - CMSG_LEN(0)) / sizeof(int); ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(header) + i * sizeof fd, sizeof fd);
      received.fds.emplace_back(fd);
    }
  }
  received.bytes = static_cast<std::size_t>(got);
  received.arrival = got == 0 || (message.msg_flags & MSG_TRUNC) != 0 ? Arrival::closed : Arrival::packet;
  return received;
}

Result<Wakeup> Wakeup::make() {
  Fd fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (fd) return Wakeup(std::move(fd));
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return error_from_errno(errno, "make an event", {});
  return Wakeup(Fd(ends[0]), Fd(ends[1]));
}

void Wakeup::wake() const {
  const std::uint64_t one = 1;
  (void)!::write(write_end_ ? write_end_.get() : fd_.get(), &one, sizeof one);
}

void Wakeup::clear() const {
  std::uint64_t count = 0;
  while (::read(fd_.get(), &count, sizeof count) > 0 && write_end_) {  // an event is cleared by one read
  }
}

std::vector<bool> wait_readable(std::span<const int> fds, std::optional<std::chrono::milliseconds> timeout) {
  std::vector<pollfd> waiting;
  waiting.reserve(fds.size());
  for (const int fd : fds) waiting.push_back({fd, POLLIN, 0});
  const auto milliseconds = timeout ? std::clamp<std::int64_t>(timeout->count(), 0, 3'600'000) : -1;
  const int ready = ::poll(waiting.data(), waiting.size(), static_cast<int>(milliseconds));
  std::vector<bool> readable(fds.size(), false);
  for (std::size_t i = 0; ready > 0 && i < waiting.size(); ++i) readable[i] = waiting[i].revents != 0;
  return readable;
}

}  // namespace whittle::sys
