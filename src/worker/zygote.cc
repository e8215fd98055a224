#include "worker/zygote.h"

#include <array>
#include <map>
#include <optional>
#include <string>

#include "base/build_identity.h"
#include "sys/channel.h"
#include "sys/heap.h"
#include "sys/process.h"
#include "worker/debug.h"
#include "worker/sandbox.h"

namespace whittle::worker {
namespace {

class Zygote {
 public:
  Zygote(const Engines& engines, sys::Fd child_events)
      : engines_(engines), parent_(sys::Fd(kChannelFd)), child_events_(std::move(child_events)) {
    if (!is_debugging()) sandbox_.emplace();
  }

  int run() {
    if (!parent_.send(pack(Hello{std::string(build_identity())}))) return 1;
    while (true) {
      const int fds[] = {parent_.fd(), child_events_.get()};
      const std::vector<bool> readable = sys::wait_readable(fds, std::nullopt);
      if (readable[1]) {
        sys::clear_child_events(child_events_.get());
        if (!report_news()) break;
      }
      if (readable[0] && !obey()) break;
      if (worker_) return *worker_;
    }
    for (const auto& [pid, worker] : workers_) sys::kill_child(pid, key());
    for (const auto& [pid, worker] : workers_) (void)sys::wait_for(pid);
    return 0;
  }

 private:
  std::uint64_t key() const { return sandbox_ ? sandbox_->key() : 0; }

  bool report_news() {
    while (const auto news = sys::next_child_news()) {
      const auto found = workers_.find(news->pid);
      if (found == workers_.end()) continue;
      const std::uint32_t worker = found->second;
      using What = sys::ChildNews::What;
      if (news->what == What::ended) workers_.erase(found);
      const Message message = news->what == What::ended ? Message(Exited{worker, news->status})
                                                        : Message(Paused{worker, news->what == What::stopped});
      if (!parent_.send(pack(message))) return false;
    }
    return true;
  }

  /// One message of the parent. False when it is gone.
  bool obey() {
    std::array<std::byte, kMaxPacket> buffer;
    sys::Channel::Received received = parent_.receive(buffer, sys::Channel::Wait::no, sys::Channel::Fds::accepted);
    if (received.arrival == sys::Arrival::none) return true;
    if (received.arrival == sys::Arrival::closed) return false;
    const Result<Message> message = unpack(ByteView(buffer).first(received.bytes));
    if (!message.ok()) return false;
    if (const auto* const kill = std::get_if<Kill>(&*message)) {
      for (const auto& [pid, worker] : workers_) {
        if (worker == kill->worker) sys::kill_child(pid, key());
      }
      return true;
    }
    const auto* const spawn = std::get_if<Spawn>(&*message);
    return spawn != nullptr && received.fds.size() == 2 && fork_worker(*spawn, received.fds);
  }

  bool fork_worker(const Spawn& spawn, const std::vector<sys::Fd>& fds) {
    const int self = sys::process_id();
    const Result<int> pid = sys::fork_process(key());
    if (!pid.ok()) return parent_.send(pack(Unborn{spawn.worker})).ok();
    if (*pid == 0) {
      sys::unblock_child_events();
      // Neither of the two is 3 or 4 itself: 3 is our channel, and 4 the descriptor of child events.
      const bool placed = sys::place_at(fds[0].get(), kChannelFd) && sys::place_at(fds[1].get(), kOutputFd);
      worker_ = placed ? serve(spawn, self, sandbox_ ? &*sandbox_ : nullptr, engines_) : 1;
      return true;
    }
    workers_.emplace(*pid, spawn.worker);
    return true;
  }

  const Engines engines_;
  sys::Channel parent_;
  sys::Fd child_events_;
  std::optional<Sandbox> sandbox_;        ///< none for those that wait for a debugger
  std::map<int, std::uint32_t> workers_;  ///< by process id
  std::optional<int> worker_;             ///< set in a worker, when its life is over: its exit code
};

}  // namespace

int run_zygote(const Engines& engines) {
  if (!engines.start()) return 1;
  Result<sys::Fd> child_events = sys::child_events();
  if (!child_events.ok()) return 1;
  Zygote zygote(engines, std::move(*child_events));
  sys::keep_memory_for_children();
  return zygote.run();
}

}  // namespace whittle::worker
