#include "codec/gif/pack.h"

#include "codec/gif/parse.h"

namespace whittle::gif {
namespace {

/// Codes of a growing number of bits, the lowest bit first.
class CodeWriter {
 public:
  void put(unsigned code, unsigned width) {
    bits_ |= std::uint64_t{code} << count_;
    for (count_ += width; count_ >= 8; count_ -= 8, bits_ >>= 8) append_u8(out_, bits_ & 0xFF);
  }
  Bytes done() {
    if (count_ > 0) append_u8(out_, bits_ & 0xFF);
    return std::move(out_);
  }

 private:
  Bytes out_;
  std::uint64_t bits_ = 0;
  unsigned count_ = 0;
};

/// `string(number, width)` and `clear(width)`, in order; then `end(width)`.
template <typename String, typename Clear, typename End>
void for_each_code(const Cut& cut, unsigned code_size, String string, Clear clear, End end) {
  clear(code_size + 1);
  std::size_t cleared = 0;
  unsigned since = 0;
  for (std::size_t i = 0; i < cut.nodes.size(); ++i) {
    if (cleared < cut.clears.size() && cut.clears[cleared] == i) {
      clear(code_width(code_size, since));
      ++cleared;
      since = 0;
    }
    string(i, code_width(code_size, since++));
  }
  end(code_width(code_size, since));
}

}  // namespace

Cut cut(std::span<const Cell> cells, unsigned code_size, const ClearSearch& search) {
  Cut result;
  result.code_size = code_size;
  const bool planned = search.passes > 0;
  std::vector<std::size_t> clears;
  if (planned) clears = place_clears(cells, code_size, search);
  Parser parser(cells, code_size, search.look_back);
  parser.start(0);
  Wear wear(search.worn);
  std::size_t cleared = 0;
  while (!parser.ended()) {
    result.nodes.push_back(static_cast<std::uint16_t>(parser.next()));
    const bool worn = planned ? cleared < clears.size() && clears[cleared] == parser.at()
                              : wear.is_worn(parser.codes(), parser.at(), parser.is_full());
    if (!worn || parser.ended()) continue;
    result.clears.push_back(static_cast<std::uint32_t>(result.nodes.size()));
    parser.start(parser.at());
    wear.start(parser.at());
    ++cleared;
  }
  // A string that is longer than one symbol is made of what stood before it, but for the first one behind a clear code.
  for (const unsigned node : result.nodes) {
    if (node < 1u << code_size) result.used[node] = true;
  }
  return result;
}

std::uint64_t coded_bits(const Cut& cut, unsigned code_size) {
  std::uint64_t bits = 0;
  const auto count = [&](unsigned width) { bits += width; };
  for_each_code(
      cut, code_size, [&](std::size_t, unsigned width) { bits += width; }, count, count);
  return bits;
}

bool fits(const Cut& cut, unsigned code_size) {
  if (code_size <= cut.code_size) return true;
  const unsigned learnt = kMaxCodes - 2 - (1u << code_size), base = 1u << cut.code_size;
  for (const unsigned node : cut.nodes) {
    if (node >= base + learnt) return false;
  }
  return true;
}

Bytes pack(const Cut& cut, unsigned code_size, std::span<const std::uint8_t> indices) {
  const unsigned clear = 1u << code_size, from = 1u << cut.code_size;
  CodeWriter out;
  for_each_code(
      cut, code_size,
      [&](std::size_t i, unsigned width) {
        const unsigned node = cut.nodes[i];
        out.put(node < from ? indices[node] : node - from + clear + 2, width);
      },
      [&](unsigned width) { out.put(clear, width); }, [&](unsigned width) { out.put(clear + 1, width); });
  return out.done();
}

}  // namespace whittle::gif
