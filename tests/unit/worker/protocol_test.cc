#include "worker/protocol.h"

#include "tests/support/catch.h"
#include "worker/wire.h"

using namespace whittle;
using namespace whittle::worker;

namespace {

template <typename T>
T through(const T& message) {
  const Bytes packet = pack(message);
  CHECK(packet.size() <= kMaxPacket);
  const Result<Message> read = unpack(packet);
  REQUIRE(read.ok());
  REQUIRE(std::holds_alternative<T>(*read));
  return std::get<T>(*read);
}

Order sample_order() {
  Order order;
  order.job = 77;
  order.operation = Operation::compare;
  order.input_bytes = 1ull << 40;
  order.candidate_bytes = 9;
  order.output_limit = 1ull << 30;
  order.address_space_limit = 12;
  order.facts.format = Format::tiff;
  order.facts.width = 640;
  order.facts.height = 480;
  order.facts.frames = 2;
  order.facts.depth = 16;
  order.facts.orientation = 6;
  order.facts.colour = container::Colour::cmyk;
  order.facts.mixed_pages = container::Has::yes;
  order.facts.oblong_pixels = container::Has::yes;
  order.facts.extras = bit(container::Extra::film);
  order.settings.format = Format::webp;
  order.settings.fidelity = engine::Fidelity::lossy;
  order.settings.quality = 61;
  order.settings.asked_quality = 52;
  order.settings.target_score = 80.5;
  order.settings.max_bytes = 1ull << 33;
  order.settings.min_quality = 41;
  order.settings.loss = engine::Loss::to_fit;
  order.settings.mark = engine::Mark::no;
  order.settings.baseline = true;
  order.settings.effort = 9;
  order.settings.strip = kSafeStrip;
  order.settings.icc = IccPolicy::srgb;
  order.settings.resize = Resize{Resize::Kind::percent, 0, 0, 12.5, true};
  order.settings.background = Colour{1, 2, 3};
  return order;
}

bool is_message(const Bytes& packet) {
  return unpack(packet).ok();
}

}  // namespace

TEST_CASE("messages come through as they were") {
  CHECK(through(Hello{"0.1.0; vips 8"}).build == "0.1.0; vips 8");
  CHECK(through(Unborn{3}).worker == 3);
  CHECK(through(Exited{3, 139}).status == 139);
  CHECK(through(Spawn{3}).worker == 3);
  CHECK(through(Kill{9}).worker == 9);
  CHECK(through(Ready{63}).guards == 63);
  const Done done = through(Done{5, 1234, 80, 87.5, 3, true, true, "png-vips"});
  CHECK(done.output_bytes == 1234);
  CHECK(done.quality == 80);
  CHECK(done.score == 87.5);
  CHECK(done.encodes == 3);
  CHECK(done.verified);
  CHECK(done.has_position);
  CHECK(done.engine == "png-vips");
  CHECK_FALSE(through(Done{5, 1, std::nullopt, std::nullopt, 1, false, false, ""}).quality);
  const Failed failed = through(Failed{6, Category::corrupt, Reason::truncated, "ends too early"});
  CHECK(failed.category == Category::corrupt);
  CHECK(failed.reason == Reason::truncated);
  CHECK(failed.message == "ends too early");
}

TEST_CASE("an order carries facts and settings") {
  const Order order = through(sample_order());
  CHECK(order.job == 77);
  CHECK(order.operation == Operation::compare);
  CHECK(order.input_bytes == 1ull << 40);
  CHECK(order.facts.width == 640);
  CHECK(order.facts.orientation == 6);
  CHECK(order.facts.colour == container::Colour::cmyk);
  CHECK(order.facts.mixed_pages == container::Has::yes);
  CHECK(order.facts.oblong_pixels == container::Has::yes);
  CHECK(order.facts.extras == bit(container::Extra::film));
  CHECK(order.facts.apng == container::Has::no);
  CHECK(order.settings.format == Format::webp);
  CHECK(order.settings.quality == 61);
  CHECK(order.settings.asked_quality == 52);
  CHECK(order.settings.target_score == 80.5);
  CHECK(order.settings.max_bytes == 1ull << 33);
  CHECK(order.settings.min_quality == 41);
  CHECK(order.settings.loss == engine::Loss::to_fit);
  CHECK(order.settings.mark == engine::Mark::no);
  CHECK(order.settings.baseline);
  CHECK(order.settings.effort == 9);
  CHECK(order.settings.strip == kSafeStrip);
  REQUIRE(order.settings.resize);
  CHECK(order.settings.resize->value == 12.5);
  CHECK(order.settings.resize->enlarge);
  REQUIRE(order.settings.background);
  CHECK(order.settings.background->blue == 3);
}

TEST_CASE("the example of PROTOCOL.md is what is sent") {
  const std::uint8_t expected[] = {0x57, 0x57, 0x52, 0x4b, 0x05, 0x00, 0x00, 0x00,
                                   0x10, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00};
  const ByteView example = std::as_bytes(std::span(expected));
  CHECK(pack(Kill{2}) == Bytes(example.begin(), example.end()));
}

TEST_CASE("texts are cut and made printable before they are sent") {
  CHECK(through(Failed{1, Category::io, Reason::io_error, "a\nb\x1b[2J"}).message == "a\\x0ab\\x1b[2J");
  CHECK(through(Failed{1, Category::io, Reason::io_error, std::string(5000, 'x')}).message.size() == kMaxText);
  const std::string wide = through(Hello{std::string(kMaxText - 1, 'x') + "\xc3\xa9"}).build;
  CHECK(wide.size() <= kMaxText + 3);
}

TEST_CASE("what is not exactly a message is none") {
  const Bytes good = pack(Message(Failed{6, Category::corrupt, Reason::truncated, "ends too early"}));
  REQUIRE(is_message(good));
  for (std::size_t size = 0; size < good.size(); ++size)
    CHECK_FALSE(is_message(Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))));
  Bytes longer = good;
  longer.push_back(std::byte{0});
  CHECK_FALSE(is_message(longer));
  const auto with = [&](std::size_t at, unsigned value) {
    Bytes changed = good;
    changed[at] = static_cast<std::byte>(value);
    return changed;
  };
  CHECK_FALSE(is_message(with(0, 0)));      // magic
  CHECK_FALSE(is_message(with(4, 0)));      // type
  CHECK_FALSE(is_message(with(4, 10)));     // type
  CHECK_FALSE(is_message(with(7, 1)));      // type
  CHECK_FALSE(is_message(with(8, 1)));      // length
  CHECK_FALSE(is_message(with(20, 200)));   // category
  CHECK_FALSE(is_message(with(21, 0)));     // Reason::none
  CHECK_FALSE(is_message(with(21, 250)));   // reason
  CHECK_FALSE(is_message(with(22, 255)));   // length of the text
  CHECK_FALSE(is_message(with(26, '\n')));  // the text
}

TEST_CASE("numbers outside their range make no message") {
  Order order = sample_order();
  SECTION("quality") {
    order.settings.quality = 0;
  }
  SECTION("effort") {
    order.settings.effort = 10;
  }
  SECTION("orientation") {
    order.facts.orientation = 9;
  }
  CHECK_FALSE(is_message(pack(Message(order))));
}
