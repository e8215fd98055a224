// Round trips of our own deflate through zlib's inflate, which has nothing in common with it.

#include <zlib.h>

#include <random>

#include "codec/deflate/block_code.h"
#include "codec/deflate/compress.h"
#include "codec/deflate/huffman.h"
#include "codec/deflate/parse.h"
#include "tests/support/catch.h"

using namespace whittle;

namespace {

/// mt19937 with results of 32 bits in their own type.
struct Random {
  using result_type = unsigned;
  static constexpr unsigned min() { return 0; }
  static constexpr unsigned max() { return 0xFFFFFFFF; }
  explicit Random(unsigned seed) : engine(seed) {}
  unsigned operator()() { return static_cast<unsigned>(engine()); }
  std::mt19937 engine;
};

/// What zlib makes of a raw stream; empty when it finds an error or a rest.
Bytes inflated(const Bytes& stream, std::size_t size) {
  Bytes out(size + 1);
  z_stream z{};
  if (inflateInit2(&z, -15) != Z_OK) return {};
  z.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(stream.data()));
  z.avail_in = static_cast<uInt>(stream.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  const int result = inflate(&z, Z_FINISH);
  const bool whole = result == Z_STREAM_END && z.avail_in == 0 && z.total_out == size;
  inflateEnd(&z);
  out.resize(whole ? size : 0);
  return out;
}

template <typename Make>
Bytes bytes_of(std::size_t n, const Make& make) {
  Bytes out(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<std::byte>(make(i) & 255);
  return out;
}

struct Named {
  std::string name;
  Bytes data;
};

/// Degenerate, regular, noisy and image-like.
std::vector<Named> inputs() {
  Random random(7);
  std::vector<Named> all;
  const auto add = [&](std::string name, Bytes data) { all.push_back({std::move(name), std::move(data)}); };
  add("nothing", {});
  for (const std::size_t n : {1, 2, 3, 4, 5, 257, 258, 259, 260, 515, 516, 517, 32767, 32768, 32769, 100'000}) {
    add(std::to_string(n) + " zeros", Bytes(n));
  }
  add("noise", bytes_of(150'000, [&](std::size_t) { return random(); }));
  add("two symbols", bytes_of(60'000, [&](std::size_t) { return random() % 2; }));
  add("every byte once", bytes_of(256, [](std::size_t i) { return i; }));
  add("Fibonacci weights", [&] {  // unlimited codes would be deeper than 15 bits
    Bytes data;
    for (std::size_t symbol = 0, a = 1, b = 1; symbol < 24; ++symbol) {
      data.insert(data.end(), a, static_cast<std::byte>(symbol));
      b += std::exchange(a, b);
    }
    std::shuffle(data.begin(), data.end(), random);
    return data;
  }());
  for (const std::size_t period : {2, 3, 4, 5, 6, 7, 8, 9, 300}) {
    add("period " + std::to_string(period), bytes_of(20'000, [&](std::size_t i) { return (i % period) * 37; }));
    add("broken period " + std::to_string(period), bytes_of(40'000, [&](std::size_t i) {
          return random() % 97 == 0 ? random() : (i % period) * 37 + (i / 5000);
        }));
  }
  const Bytes page = bytes_of(32768, [&](std::size_t) { return random(); });
  Bytes twice = page;
  twice.insert(twice.end(), page.begin(), page.end());  // matches at the longest distance
  add("a window twice", twice);
  add("runs", [&] {
    Bytes data;
    while (data.size() < 300'000) data.insert(data.end(), 1 + random() % 700, static_cast<std::byte>(random() % 3));
    return data;
  }());
  add("RGBA runs", [&] {
    Bytes data;
    while (data.size() < 200'000) {
      const unsigned pixel = random();
      for (unsigned n = 1 + random() % 90; n > 0; --n) {
        for (int shift = 0; shift < 32; shift += 8) data.push_back(static_cast<std::byte>(pixel >> shift & 0xF0));
      }
    }
    return data;
  }());
  add("a photograph's residuals", bytes_of(200'000, [&](std::size_t) {
        return static_cast<unsigned>(static_cast<int>(std::normal_distribution<double>(0, 4)(random)));
      }));
  add("parts of several kinds", [&] {
    Bytes data;
    for (std::size_t i = 3; i < all.size(); i += 4) data.insert(data.end(), all[i].data.begin(), all[i].data.end());
    return data;
  }());
  return all;
}

std::vector<deflate::Options> settings() {
  std::vector<deflate::Options> all;
  all.push_back({.rounds = 1, .iterations = 1, .starts = 1, .tree_depth = 4, .chain3_depth = 1});
  all.push_back({});
  all.push_back({.bytes_per_pixel = 4, .extra_distances = {300, 600, 296, 304, 4, 8}});
  all.push_back({.rounds = 3,
                 .iterations = 6,
                 .starts = 5,
                 .restart = true,
                 .wide_codes = true,
                 .tree_depth = 1000,
                 .bytes_per_pixel = 3});
  all.push_back({.extra_distances = {32768, 1}, .segment = 3000});
  return all;
}

}  // namespace

TEST_CASE("own deflate: zlib inflates every stream to its data") {
  for (const Named& input : inputs()) {
    for (const deflate::Options& options : settings()) {
      INFO(input.name << ", " << options.rounds << " rounds, " << options.segment << " a segment");
      const auto stream = deflate::compress(input.data, options);
      REQUIRE(stream.ok());
      CHECK(inflated(*stream, input.data.size()) == input.data);
      const std::size_t blocks = input.data.size() / std::min<std::size_t>(options.segment / 2, 65535) + 2;
      CHECK(stream->size() <= input.data.size() + 5 * blocks);
    }
  }
}

TEST_CASE("own deflate: random pieces of random kinds") {
  Random random(11);
  for (int round = 0; round < 150; ++round) {
    Bytes data;
    for (unsigned parts = 1 + random() % 6; parts > 0; --parts) {
      const unsigned kind = random() % 4, n = random() % 3000, mask = (1U << random() % 9) - 1;
      if (kind == 0 && !data.empty()) {
        const std::size_t from = random() % data.size();
        for (std::size_t i = 0; i < n; ++i) data.push_back(data[from + i]);
      } else {
        const unsigned value = random();
        for (unsigned i = 0; i < n; ++i) data.push_back(static_cast<std::byte>((kind == 1 ? value : random()) & mask));
      }
    }
    deflate::Options options{.rounds = 1 + static_cast<int>(random() % 3), .restart = random() % 2 == 0};
    options.starts = 1 + static_cast<int>(random() % 5);
    options.wide_codes = random() % 2 == 0;
    options.bytes_per_pixel = 1 + random() % 8;
    options.tree_depth = 1 + random() % 200;
    options.chain3_depth = random() % 40;
    options.segment = 50 + random() % 20'000;
    for (unsigned i = random() % 9; i > 0; --i) options.extra_distances.push_back(1 + random() % 32768);
    INFO("round " << round << ", " << data.size() << " bytes");
    const auto stream = deflate::compress(data, options);
    REQUIRE(stream.ok());
    CHECK(inflated(*stream, data.size()) == data);
  }
}

TEST_CASE("own deflate is smaller than libdeflate's best") {
  // What libdeflate 1.14 makes of each input at level 12; later versions make other sizes.
  constexpr std::size_t kLibdeflate[] = {5,    6,    7,    8,    9,    10,   5,      5,    4,    5,     7,
                                         7,    6,    46,   46,   46,   114,  150015, 8619, 261,  39790, 38,
                                         1488, 41,   1409, 43,   1379, 54,   1449,   55,   1524, 58,    1480,
                                         60,   1496, 72,   1549, 409,  2105, 65546,  1504, 4238, 97783, 66179};
  const std::vector<Named> all = inputs();
  REQUIRE(all.size() == std::size(kLibdeflate));
  std::size_t own = 0, other = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto stream = deflate::compress(all[i].data, {});
    REQUIRE(stream.ok());
    INFO(all[i].name);
    CHECK(stream->size() <= kLibdeflate[i] + kLibdeflate[i] / 200 + 2);
    own += stream->size();
    other += kLibdeflate[i];
  }
  CHECK(own < other);
}

TEST_CASE("a parse is the cheapest way over all literals, matches and lengths") {
  namespace df = deflate;
  Random random(11);
  const std::vector<std::uint32_t> extra{17, 1, 3};
  for (int round = 0; round < 40; ++round) {
    CAPTURE(round);
    const unsigned kind = random() % 3;
    const Bytes data = bytes_of(200 + random() % 1500, [&](std::size_t i) -> std::size_t {
      return kind == 0 ? random() % 3 : kind == 1 ? (i / 40) % 2 * (random() % 2) : i % 17 + random() % 40 / 39;
    });
    df::MatchFinder finder(data, {100, 32, 3});
    df::MatchCache cache;
    finder.fill(cache, 1 << 20);
    df::Histogram histogram;
    for (auto& count : histogram.literal) count = random() % 200;
    for (auto& count : histogram.distance) count = random() % 50;
    const df::Prices prices = df::prices_for(histogram);
    std::vector<df::Symbol> symbols;
    df::Parser(data, extra).parse(cache, 0, data.size(), prices, symbols);

    const auto match_price = [&](std::size_t length, std::size_t distance) {
      return prices.length[length] + prices.distance[df::distance_symbol(distance)];
    };
    df::Price paid = 0;
    std::size_t at = 0;
    for (const df::Symbol symbol : symbols) {
      const std::size_t length = df::symbol_bytes(symbol), distance = df::symbol_distance(symbol);
      if (length == 1) {
        paid += prices.literal[static_cast<std::uint8_t>(data[at])];
      } else {
        REQUIRE(distance <= at);
        for (std::size_t i = 0; i < length; ++i) REQUIRE(data[at + i] == data[at + i - distance]);
        paid += match_price(length, distance);
      }
      at += length;
    }
    REQUIRE(at == data.size());

    std::vector<df::Price> cost(data.size() + 1, 1 << 30);
    cost[0] = 0;
    for (std::size_t i = 0; i < data.size(); ++i) {
      const auto offer = [&](std::size_t length, df::Price price) {
        cost[i + length] = std::min(cost[i + length], cost[i] + price);
      };
      offer(1, prices.literal[static_cast<std::uint8_t>(data[i])]);
      for (const df::Symbol match : cache.at(i)) {
        for (std::size_t length = 3; length <= std::min(df::symbol_length(match), data.size() - i); ++length)
          offer(length, match_price(length, df::symbol_distance(match)));
      }
      for (const std::size_t distance : extra) {
        std::size_t length = 0;
        while (distance <= i && length < 258 && i + length < data.size() &&
               data[i + length] == data[i + length - distance])
          ++length;
        for (; length >= 3; --length) offer(length, match_price(length, distance));
      }
    }
    CHECK(paid == cost.back());
  }
}

TEST_CASE("own deflate stops at its deadline") {
  const Bytes data = bytes_of(100'000, [](std::size_t i) { return i * i / 7; });
  const auto stream = deflate::compress(data, {.deadline = std::chrono::steady_clock::now()});
  REQUIRE_FALSE(stream.ok());
  CHECK(stream.error().reason == Reason::timeout);
}

TEST_CASE("Huffman codes are complete, within their limit, and as short as they can be") {
  Random random(3);
  for (int round = 0; round < 400; ++round) {
    std::vector<std::uint32_t> counts(2 + random() % 285);
    for (auto& count : counts) count = random() % 3 == 0 ? 0 : 1 + (random() >> (random() % 32));
    const int limit = round % 2 == 0 ? 15 : 9;
    std::vector<std::uint8_t> lengths(counts.size());
    deflate::code_lengths(counts, limit, lengths);
    double kraft = 0;
    std::size_t used = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      CHECK((counts[i] == 0) == (lengths[i] == 0));
      if (lengths[i] == 0) continue;
      ++used;
      CHECK(lengths[i] <= limit);
      kraft += std::ldexp(1.0, -lengths[i]);
    }
    if (used > 1) CHECK(kraft == 1.0);
  }
}

TEST_CASE("a wide search for a block's codes finds smaller ones, and never larger ones") {
  namespace df = deflate;
  Random random(5);
  int smaller = 0;
  for (int round = 0; round < 200; ++round) {
    df::Histogram histogram;
    const unsigned few = 1 + random() % 30;
    for (auto& count : histogram.literal) count = random() % 3 == 0 ? random() % few : 0;
    for (auto& count : histogram.distance) count = random() % 4 == 0 ? random() % few : 0;
    histogram.literal[df::kEndOfBlock] = 0;
    const auto quick = df::best_code(histogram), wide = df::best_code(histogram, df::CodeSearch::wide);
    CHECK(wide.bits <= quick.bits);
    smaller += wide.bits < quick.bits ? 1 : 0;
  }
  CHECK(smaller > 20);
}
