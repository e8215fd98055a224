#include "worker/zygote_process.h"

#include <array>
#include <utility>

#include "base/build_identity.h"
#include "base/log.h"
#include "sys/memory_file.h"
#include "sys/process.h"
#include "worker/debug.h"
#include "worker/vetting.h"

namespace whittle::worker {
namespace {

constexpr std::chrono::milliseconds kLastMoments{2000};  ///< to kill and reap its workers

/// glibc asks for huge pages for what it allocates: a picture then takes hundreds of page faults less. And functions of
/// libraries are linked once, not in each fork.
constexpr std::array<const char*, 2> kVariables{"GLIBC_TUNABLES=glibc.malloc.hugetlb=1", "LD_BIND_NOW=1"};

}  // namespace

Status ZygoteProcess::start() {
  said_hello_ = false;
  using Pair = std::pair<sys::Channel, sys::Channel>;
  TRY_ASSIGN(Pair ends, sys::Channel::pair());
  TRY_ASSIGN(pid_,
             sys::start_program(program_, kVariables, std::move(ends.second),
                                log::is_on() || is_debugging() ? sys::ErrorStream::ours : sys::ErrorStream::dropped));
  control_ = std::move(ends.first);
  return {};
}

void ZygoteProcess::end() {
  control_.close();
  if (pid_ == 0) return;
  if (!said_hello_) sys::kill_child(pid_);   // it may be anything
  if (!sys::wait_for(pid_, kLastMoments)) {  // it is stopped, perhaps
    sys::kill_child(pid_);
    (void)sys::wait_for(pid_);
  }
  pid_ = 0;
}

void ZygoteProcess::destroy() {
  control_.close();
  if (pid_ == 0) return;
  sys::kill_child(pid_);
  const std::optional<int> status = sys::wait_for(std::exchange(pid_, 0));
  log::debug("the process that starts workers ended (status {})", status.value_or(-1));
}

Result<ZygoteProcess::Ends> ZygoteProcess::spawn(std::uint32_t worker) {
  using Pair = std::pair<sys::Channel, sys::Channel>;
  TRY_ASSIGN(Pair ends, sys::Channel::pair());
  TRY_ASSIGN(sys::Fd output, sys::memory_file());
  const int fds[] = {ends.second.fd(), output.get()};
  TRY(control_.send(pack(Spawn{worker}), fds));
  return Ends{std::move(ends.first), std::move(output)};
}

void ZygoteProcess::kill(std::uint32_t worker) {
  (void)control_.send(pack(Kill{worker}));
}

Result<std::optional<Message>> ZygoteProcess::hear() {
  std::array<std::byte, kMaxPacket> buffer;
  while (true) {
    const auto received = control_.receive(buffer, sys::Channel::Wait::no, sys::Channel::Fds::refused);
    if (received.arrival == sys::Arrival::none) return std::optional<Message>();
    Result<Message> message = received.arrival == sys::Arrival::packet ? unpack(ByteView(buffer).first(received.bytes))
                                                                       : Result<Message>(crashed("closed"));
    if (!message.ok()) return crashed("the process that starts workers ended");
    const Hello* const hello = std::get_if<Hello>(&*message);
    if (hello == nullptr) return std::optional<Message>(std::move(*message));
    if (hello->build != build_identity()) {
      return make_error(Category::pool, Reason::processing_failed,
                        "the worker program is of another build (" + hello->build + ")", program_);
    }
    said_hello_ = true;
  }
}

}  // namespace whittle::worker
