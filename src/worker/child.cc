#include "worker/child.h"

#include <algorithm>
#include <array>
#include <new>

#include "sys/channel.h"
#include "sys/memory_file.h"
#include "worker/debug.h"

namespace whittle::worker {
namespace {

Message failed(std::uint64_t job, Error error) {
  return Failed{job, error.category, error.reason, std::move(error.message)};
}

Result<Message> work(const Order& order, const std::vector<sys::Fd>& fds, const Engines& engines, engine::Kept& kept) {
  const std::size_t needed = order.operation == Operation::compare ? 2 : 1;
  if (fds.size() != needed) return make_error(Category::pool, Reason::processing_failed, "a job without its file");
  TRY_ASSIGN(const sys::Mapping input, sys::Mapping::of(fds[0].get(), order.input_bytes));
  // Only who encodes has one input for life.
  engine::Kept* const keeps = order.operation == Operation::encode && order.shared_shrink ? &kept : nullptr;
  // Without a deadline: the parent ends what takes too long, and knows for how long it was stopped.
  const engine::Job job{input.bytes(), order.facts, order.settings, std::nullopt, order.shared_shrink, keeps};
  if (order.operation == Operation::compare) {
    TRY_ASSIGN(const sys::Mapping candidate, sys::Mapping::of(fds[1].get(), order.candidate_bytes));
    TRY(engines.compare(job, candidate.bytes()));
    return Message(Done{.job = order.job, .quality = {}, .score = {}, .verified = true, .engine = {}});
  }
  TRY_ASSIGN(const engine::Candidate made, engines.run(job));
  TRY(sys::write_at_start(kOutputFd, made.bytes));
  return Message(Done{order.job, made.bytes.size(), made.quality, made.score, static_cast<std::uint32_t>(made.encodes),
                      made.verified, made.has_position, made.engine, made.recoloured, made.makeshift});
}

}  // namespace

int serve(const Spawn& spawn, int parent, Sandbox* sandbox, const Engines& engines) {
  std::uint32_t guards = 0;
  if (die_with_parent(parent, sandbox != nullptr ? sandbox->key() : 0)) guards |= kDiesWithParent;
  if (sandbox != nullptr) {
    guards |= sandbox->enter(kOutputFd);
  } else {
    allow_tracing();
    wait_for_debugger(spawn.worker);
  }
  const sys::Channel parent_end{sys::Fd(kChannelFd)};
  if (!parent_end.send(pack(Ready{guards}))) return 1;
  engine::Kept kept;
  for (bool first = true;; first = false) {
    std::array<std::byte, kMaxPacket> buffer;
    const auto received = parent_end.receive(buffer, sys::Channel::Wait::yes, sys::Channel::Fds::accepted);
    if (received.arrival != sys::Arrival::packet) return 0;
    const Result<Message> message = unpack(ByteView(buffer).first(received.bytes));
    const Order* const order = message.ok() ? std::get_if<Order>(&*message) : nullptr;
    if (order == nullptr) return 1;
    if (first) limit_for_good({order->output_limit, order->address_space_limit});
    Result<Message> answer = work(*order, received.fds, engines, kept);
    const ReserveScope reserve;
    if (!answer.ok()) answer = failed(order->job, std::move(answer).error());
    if (!parent_end.send(pack(*answer))) return 1;
  }
}

}  // namespace whittle::worker
