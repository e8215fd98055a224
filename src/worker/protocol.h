#pragma once
// What parent, zygote and workers say to each other: one message a packet, a fixed header, fields in a fixed order.
// PROTOCOL.md has the layout byte by byte, with an example.
//
// A worker has looked at hostile bytes and may say anything. `unpack` therefore believes nothing: every length must be
// exact, every enumerator one that exists, every text short and printable. What a number means (does the output have
// that many bytes?) is for the pool to check.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/bytes.h"
#include "base/result.h"
#include "engine/engine.h"

namespace whittle::worker {

inline constexpr std::uint32_t kMagic = 0x4b52'5757;  ///< "WWRK" as bytes
inline constexpr std::size_t kHeaderBytes = 12;
inline constexpr std::size_t kMaxPacket = 1024;  ///< bytes; longer packets are not even read whole

// Zygote -> parent

/// First message: which program this is. Parent and worker must come from one build.
struct Hello {
  std::string build;
};
/// The fork failed: there is no such worker.
struct Unborn {
  std::uint32_t worker = 0;
};
/// A worker is dead and reaped; `status` as from waitpid.
struct Exited {
  std::uint32_t worker = 0;
  std::int32_t status = 0;
};

/// A worker was stopped (SIGSTOP, a debugger) or runs again. Time it was stopped is not its own.
struct Paused {
  std::uint32_t worker = 0;
  bool is_paused = false;
};

// Parent -> zygote

/// Fork worker number `worker`. Comes with two descriptors: its end of a new socket, and its output file.
struct Spawn {
  std::uint32_t worker = 0;
};
/// SIGKILL it.
struct Kill {
  std::uint32_t worker = 0;
};

// Worker -> parent

/// The parts of the sandbox that hold, as bits of worker::Guard.
struct Ready {
  std::uint32_t guards = 0;
};
/// The output file holds a candidate.
struct Done {
  std::uint64_t job = 0;
  std::uint64_t output_bytes = 0;
  std::optional<int> quality;
  std::optional<double> score;
  std::uint32_t encodes = 1;
  bool verified = false;
  bool has_position = false;  ///< a note for the user: nothing is decided by it
  std::string engine;
  bool recoloured = false;
  bool makeshift = false;
};
/// There is none.
struct Failed {
  std::uint64_t job = 0;
  Category category = Category::processing;
  Reason reason = Reason::processing_failed;
  std::string message;
};

// Parent -> worker

enum class Operation : std::uint8_t { encode, compare };

/// The one piece of work of a worker. Comes with a descriptor of the input, read-only; Operation::compare with a second
/// one, the candidate that is to show the same picture (answer: Done with no output, or Failed).
struct Order {
  std::uint64_t job = 0;
  Operation operation = Operation::encode;
  std::uint64_t input_bytes = 0;
  std::uint64_t candidate_bytes = 0;      ///< of Operation::compare
  std::uint64_t output_limit = 0;         ///< bytes of output it may write
  std::uint64_t address_space_limit = 0;  ///< bytes it may map
  /// Set where others of this input may follow: at which fraction all of them decode it.
  std::optional<int> shared_shrink;
  container::Header facts;
  engine::Settings settings;
};

using Message = std::variant<Hello, Unborn, Exited, Spawn, Kill, Ready, Done, Failed, Order, Paused>;

/// The packet of `message`. Texts are cut to kMaxText (worker/wire.h) and made printable.
Bytes pack(const Message& message);

/// The message in `packet`. Errors (Category::pool): another magic or type, a wrong length, a value outside
/// its range.
Result<Message> unpack(ByteView packet);

}  // namespace whittle::worker
