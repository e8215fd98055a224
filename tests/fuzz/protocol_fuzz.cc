// libFuzzer target: what a worker may send.

#include <cstdlib>
#include <cstring>

#include "base/text.h"
#include "worker/protocol.h"
#include "worker/wire.h"

using namespace whittle;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteView bytes = std::as_bytes(std::span(data, size));
  Bytes packet(bytes.begin(), bytes.end());
  if (size >= worker::kHeaderBytes) {  // a header that fits, so that the fields are reached
    const std::uint32_t magic = worker::kMagic, length = static_cast<std::uint32_t>(size);
    std::memcpy(packet.data(), &magic, sizeof magic);
    packet[5] = packet[6] = packet[7] = std::byte{0};
    std::memcpy(packet.data() + 8, &length, sizeof length);
  }
  const Result<worker::Message> message = worker::unpack(packet);
  if (!message.ok()) return 0;
  if (worker::pack(*message) != packet) std::abort();  // one message, one packet
  if (const auto* const failed = std::get_if<worker::Failed>(&*message)) {
    if (failed->message.size() > worker::kMaxText || sanitize(failed->message) != failed->message ||
        failed->reason == Reason::none) {
      std::abort();
    }
  }
  return 0;
}
