#include "worker/protocol.h"

#include <cstring>
#include <type_traits>

#include "worker/wire.h"

// One function a message lists its fields, for both directions: a Writer appends them, a Reader checks them. The
// structured bindings are there to fail when a struct gets a member that nobody sends.

namespace whittle::worker {
namespace {

template <typename Message>
constexpr std::uint32_t kType = 0;
template <>
constexpr std::uint32_t kType<Hello> = 1;
template <>
constexpr std::uint32_t kType<Unborn> = 2;
template <>
constexpr std::uint32_t kType<Exited> = 3;
template <>
constexpr std::uint32_t kType<Spawn> = 4;
template <>
constexpr std::uint32_t kType<Kill> = 5;
template <>
constexpr std::uint32_t kType<Ready> = 6;
template <>
constexpr std::uint32_t kType<Done> = 7;
template <>
constexpr std::uint32_t kType<Failed> = 8;
template <>
constexpr std::uint32_t kType<Order> = 9;
template <>
constexpr std::uint32_t kType<Paused> = 10;

constexpr std::uint8_t kMax8 = UINT8_MAX;
constexpr std::uint16_t kMax16 = UINT16_MAX;
constexpr std::uint32_t kMax32 = UINT32_MAX;
constexpr std::uint64_t kMax64 = UINT64_MAX;
constexpr auto kLastCategory = Category::limit;
constexpr auto kLastReason = Reason::cancelled;

template <typename Wire, typename T>
void fields(Wire& wire, T& message) requires std::is_same_v<std::remove_const_t<T>, Hello> {
  auto& [build] = message;
  wire.text(build);
}

template <typename Wire, typename T>
void fields(Wire& wire, T& message) requires std::is_same_v<std::remove_const_t<T>, Unborn> {
  auto& [worker] = message;
  wire.number(worker, 0u, kMax32);
}

template <typename Wire, typename T>
void fields(Wire& wire, T& message) requires std::is_same_v<std::remove_const_t<T>, Exited> {
  auto& [worker, status] = message;
  wire.number(worker, 0u, kMax32);
  wire.number(status, INT32_MIN, INT32_MAX);
}

template <typename Wire, typename T>
void fields(Wire& wire, T& message) requires std::is_same_v<std::remove_const_t<T>, Paused> {
  auto& [worker, is_paused] = message;
  wire.number(worker, 0u, kMax32);
  wire.flag(is_paused);
}

template <typename Wire, typename T>
void fields(Wire& wire, T& message) requires std::is_same_v<std::remove_const_t<T>, Spawn> {
  auto& [worker] = message;
  wire.number(worker, 0u, kMax32);
}

template <typename Wire, typename T>
void fields(Wire& wire, T& message) requires std::is_same_v<std::remove_const_t<T>, Kill> {
  auto& [worker] = message;
  wire.number(worker, 0u, kMax32);
}

template <typename Wire, typename T>
void fields(Wire& wire, T& message) requires std::is_same_v<std::remove_const_t<T>, Ready> {
  auto& [guards] = message;
  wire.number(guards, 0u, kMax32);
}

template <typename Wire, typename T>
void fields(Wire& wire, T& message) requires std::is_same_v<std::remove_const_t<T>, Done> {
  auto& [job, output_bytes, quality, score, encodes, verified, has_position, engine, recoloured, makeshift] = message;
  wire.number(job, std::uint64_t{0}, kMax64);
  wire.number(output_bytes, std::uint64_t{0}, kMax64);
  wire.optional(quality, [&](auto& value) { wire.number(value, 1, 100); });
  wire.optional(score, [&](auto& value) { wire.real(value, -1e6, 100.0); });
  wire.number(encodes, 0u, 10'000u);
  wire.flag(verified);
  wire.flag(has_position);
  wire.text(engine);
  wire.flag(recoloured);
  wire.flag(makeshift);
}

template <typename Wire, typename T>
void fields(Wire& wire, T& message) requires std::is_same_v<std::remove_const_t<T>, Failed> {
  auto& [job, category, reason, text] = message;
  wire.number(job, std::uint64_t{0}, kMax64);
  wire.choice(category, Category::usage, kLastCategory);
  wire.choice(reason, Reason::below_min_savings, kLastReason);
  wire.text(text);
}

template <typename Wire, typename T>
void facts_fields(Wire& wire, T& facts) {
  auto& [format, width, height, frames, depth, orientation, colour, alpha, coding, apng, interlaced, arithmetic, extras,
         unusual_coding, mixed_pages, premultiplied, oblong_pixels] = facts;
  using container::Has;
  wire.choice(format, Format::unknown, kLastFormat);
  wire.number(width, 0u, kMax32);
  wire.number(height, 0u, kMax32);
  wire.number(frames, 0u, kMax32);
  wire.number(depth, std::uint8_t{0}, kMax8);
  wire.number(orientation, std::uint8_t{1}, std::uint8_t{8});
  wire.choice(colour, container::Colour::unknown, container::Colour::other);
  wire.choice(alpha, Has::no, Has::yes);
  wire.choice(coding, container::Coding::unknown, container::Coding::lossy);
  for (auto* has : {&apng, &interlaced, &arithmetic, &unusual_coding, &mixed_pages, &premultiplied, &oblong_pixels})
    wire.choice(*has, Has::no, Has::yes);
  wire.number(extras, std::uint16_t{0}, kMax16);
}

template <typename Wire, typename T>
void settings_fields(Wire& wire, T& settings) {
  auto& [format, fidelity, quality, asked_quality, target_score, max_bytes, min_quality, loss, mark, effort, strip, icc,
         baseline, resize, background, max_pixels] = settings;
  wire.choice(format, Format::unknown, kLastFormat);
  wire.choice(fidelity, engine::Fidelity::lossless, engine::Fidelity::lossy);
  wire.number(quality, 1, 100);
  wire.optional(asked_quality, [&](auto& value) { wire.number(value, 1, 100); });
  wire.optional(target_score, [&](auto& value) { wire.real(value, -1e6, 100.0); });
  wire.optional(max_bytes, [&](auto& value) { wire.number(value, std::uint64_t{0}, kMax64); });
  wire.number(min_quality, 0, 100);
  wire.choice(loss, engine::Loss::wanted, engine::Loss::to_fit);
  wire.choice(mark, engine::Mark::no, engine::Mark::yes);
  wire.number(effort, 0, 9);
  wire.number(strip, std::uint16_t{0}, kMax16);
  wire.choice(icc, IccPolicy::keep, IccPolicy::srgb);
  wire.flag(baseline);
  wire.optional(resize, [&](auto& spec) {
    auto& [kind, width, height, value, enlarge] = spec;
    wire.choice(kind, Resize::Kind::box, Resize::Kind::percent);
    wire.number(width, 0u, kMax32);
    wire.number(height, 0u, kMax32);
    wire.real(value, 0.0, 1e9);
    wire.flag(enlarge);
  });
  wire.optional(background, [&](auto& colour) {
    auto& [red, green, blue] = colour;
    for (auto* part : {&red, &green, &blue}) wire.number(*part, std::uint8_t{0}, kMax8);
  });
  wire.number(max_pixels, std::uint64_t{0}, kMax64);
}

template <typename Wire, typename T>
void fields(Wire& wire, T& message) requires std::is_same_v<std::remove_const_t<T>, Order> {
  auto& [job, operation, input_bytes, candidate_bytes, output_limit, address_space_limit, shared_shrink, facts,
         settings] = message;
  wire.number(job, std::uint64_t{0}, kMax64);
  wire.choice(operation, Operation::encode, Operation::compare);
  wire.number(input_bytes, std::uint64_t{0}, kMax64);
  wire.number(candidate_bytes, std::uint64_t{0}, kMax64);
  wire.number(output_limit, std::uint64_t{0}, kMax64);
  wire.number(address_space_limit, std::uint64_t{0}, kMax64);
  wire.optional(shared_shrink, [&](auto& value) { wire.number(value, 1, engine::kMostShrink); });
  facts_fields(wire, facts);
  settings_fields(wire, settings);
}

Error nonsense(const char* what) {
  return make_error(Category::pool, Reason::crashed, what);
}

template <typename T>
Result<Message> body(Reader& reader) {
  T message;
  fields(reader, message);
  if (!reader.read_all()) return nonsense("a message with wrong fields");
  return Message(std::move(message));
}

}  // namespace

Bytes pack(const Message& message) {
  return std::visit(
      [](const auto& m) {
        Writer writer;
        writer.number(kMagic, 0u, 0u);
        writer.number(kType<std::decay_t<decltype(m)>>, kMax32, kMax32);
        writer.number(std::uint32_t{0}, 0u, 0u);  // the length, below
        fields(writer, m);
        Bytes packet = writer.take();
        const auto length = static_cast<std::uint32_t>(packet.size());
        std::memcpy(packet.data() + 8, &length, sizeof length);
        return packet;
      },
      message);
}

Result<Message> unpack(ByteView packet) {
  std::uint32_t magic = 0, type = 0, length = 0;
  Reader reader(packet);
  reader.number(magic, kMagic, kMagic);
  reader.number(type, 0u, kMax32);
  reader.number(length, static_cast<std::uint32_t>(packet.size()), static_cast<std::uint32_t>(packet.size()));
  if (packet.size() < kHeaderBytes || packet.size() > kMaxPacket || magic != kMagic || length != packet.size()) {
    return nonsense("a packet that is no message");
  }
  switch (type) {
    case kType<Hello>:
      return body<Hello>(reader);
    case kType<Unborn>:
      return body<Unborn>(reader);
    case kType<Exited>:
      return body<Exited>(reader);
    case kType<Spawn>:
      return body<Spawn>(reader);
    case kType<Kill>:
      return body<Kill>(reader);
    case kType<Ready>:
      return body<Ready>(reader);
    case kType<Done>:
      return body<Done>(reader);
    case kType<Failed>:
      return body<Failed>(reader);
    case kType<Order>:
      return body<Order>(reader);
    case kType<Paused>:
      return body<Paused>(reader);
    default:
      return nonsense("a message of an unknown type");
  }
}

}  // namespace whittle::worker
