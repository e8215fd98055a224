#include "codec/gif/lossy.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "codec/gif/clears.h"
#include "codec/gif/colour_set.h"
#include "codec/gif/palette.h"

namespace whittle::gif {
namespace {

using container::Area;

constexpr unsigned kNone = 0xFFFF;

// Fitted to SSIMULACRA2 against bytes of ten GIFs, stills and films, dithered and drawn.
constexpr float kAhead = 0.5f, kBelow = 0.3f;  // shares of an error that go to the next pixel, and to those below
constexpr float kBusy = 16, kHalfBusy = 4;     // how much more is allowed where it is busy; and how busy for half of it
constexpr float kAlways = 1e9f;                // allows everything
constexpr float kStretch = 4;                  // how far, squared, a pixel may be off that makes others good

/// The strings learnt since a clear code, whose children can be enumerated.
class Tree {
 public:
  struct Node {
    std::uint16_t parent = kNone, child = kNone, sibling = kNone;
    std::uint8_t symbol = 0;
  };

  explicit Tree(unsigned code_size) : nodes_(kMaxCodes), first_(1u << code_size) { clear(); }

  void clear() {
    next_ = first_;
    for (unsigned i = 0; i < first_; ++i) nodes_[i] = {kNone, kNone, kNone, static_cast<std::uint8_t>(i)};
  }
  const Node& operator[](unsigned node) const { return nodes_[node]; }
  bool is_full() const { return next_ == kMaxCodes - 2; }
  /// See Strings.
  void learn(unsigned parent, unsigned symbol) {
    const unsigned node = next_++;
    nodes_[node] = {static_cast<std::uint16_t>(parent), kNone, kNone, static_cast<std::uint8_t>(symbol)};
    for (unsigned child = nodes_[parent].child; child != kNone; child = nodes_[child].sibling) {
      if (nodes_[child].symbol == symbol) return;
    }
    nodes_[node].sibling = nodes_[parent].child;
    nodes_[parent].child = static_cast<std::uint16_t>(node);
  }
  /// Takes back what was learnt last.
  void forget() {
    Node& node = nodes_[--next_];
    if (nodes_[node.parent].child == next_) nodes_[node.parent].child = node.sibling;
  }

 private:
  std::vector<Node> nodes_;
  unsigned first_, next_ = 0;
};

/// A cell as it may look.
struct Spot {
  Look wanted;
  Look stays;
  float tolerance = 1, still = 1;  ///< squared: of a colour, of what stays
  enum class Can : std::uint8_t { paint, leave, both } can = Can::both;
  std::uint8_t own = 0;  ///< the symbol that will always do
};

/// A string that fits so far.
struct Way {
  std::uint16_t node = 0;
  float cost = 0;
  Look carry;  ///< what the next pixel is to make good
};

class Matcher {
 public:
  Matcher(const std::vector<Spot>& spots, std::uint32_t width, const std::vector<Look>& colours, bool leaves)
      : spots_(spots),
        width_(width),
        colours_(colours),
        leaves_(leaves),
        due_(spots.size()),
        tree_(std::max(2u, index_bits(colours.size()))),
        out_(spots.size()) {}

  std::vector<std::uint8_t> run() {
    unsigned before = kNone, before_first = 0, codes = 0;
    std::size_t at = 0;
    Wear wear(Worn::dear);
    while (at < spots_.size()) {
      const bool learns = before != kNone && !tree_.is_full();
      if (learns) tree_.learn(before, before_first);
      const std::size_t length = match(at);
      const unsigned first = out_[at];
      if (learns && first != before_first) {
        tree_.forget();
        tree_.learn(before, first);
      }
      spread(at, length);
      before = node_;
      before_first = first;
      at += length;
      if (!wear.is_worn(++codes, at, tree_.is_full())) continue;
      tree_.clear();
      wear.start(at);
      before = kNone;
      codes = 0;
    }
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kMostWays = 16;
  struct Ways {
    std::array<Way, kMostWays> way;
    std::size_t count = 0;

    Way* begin() { return way.data(); }
    Way* end() { return way.data() + count; }
  };
  static bool costs_less(const Way& a, const Way& b) { return a.cost < b.cost; }

  /// Adds what `way` becomes with a symbol at `at`, if that will do there.
  void extend(const Spot& spot, const Look& due, const Way& way, unsigned node, unsigned symbol, Ways& out) const {
    const bool left = leaves_ && symbol == kLeft;
    if (left ? spot.can == Spot::Can::paint : spot.can == Spot::Can::leave) return;
    if (spot.can == Spot::Can::leave) return add(out, {static_cast<std::uint16_t>(node), way.cost, {}});
    const Look& look = left ? spot.stays : colours_[symbol];
    const Look off = spot.wanted - look;
    const Look error = off + due + way.carry;
    const float plain = off.square(), spread = error.square();
    const float allowed = left ? spot.still : spot.tolerance;
    if (symbol != spot.own && plain > allowed && (spread > allowed || plain > kStretch * allowed)) return;
    Way next{static_cast<std::uint16_t>(node), way.cost + spread / spot.tolerance, error * kAhead};
    add(out, next);
  }

  static void add(Ways& out, const Way& next) {
    if (out.count < kMostWays) {
      out.way[out.count++] = next;
      return;
    }
    Way* const worst = std::max_element(out.begin(), out.end(), costs_less);
    if (next.cost < worst->cost) *worst = next;
  }

  /// Writes the longest string that will do from `at` on; its node is left in `node_`.
  std::size_t match(std::size_t at) {
    Ways ways, more;
    const Way none;
    for (unsigned symbol = 0; symbol < colours_.size(); ++symbol)
      extend(spots_[at], due_[at], none, symbol, symbol, ways);
    std::size_t length = 1;
    for (; at + length < spots_.size(); ++length) {
      more.count = 0;
      const std::size_t here = at + length;
      for (std::size_t i = 0; i < ways.count; ++i) {
        const Way& way = ways.way[i];
        for (unsigned node = tree_[way.node].child; node != kNone; node = tree_[node].sibling) {
          extend(spots_[here], due_[here], way, node, tree_[node].symbol, more);
        }
      }
      if (more.count == 0) break;
      std::swap(ways, more);
    }
    node_ = std::min_element(ways.begin(), ways.end(), costs_less)->node;
    unsigned node = node_;
    for (std::size_t i = length; i-- > 0; node = tree_[node].parent) out_[at + i] = tree_[node].symbol;
    return length;
  }

  /// Passes on what the string has given up to the pixels below.
  void spread(std::size_t at, std::size_t length) {
    Look carry;
    for (std::size_t i = at; i < at + length; ++i) {
      const Spot& spot = spots_[i];
      const unsigned symbol = out_[i];
      if (spot.can == Spot::Can::leave) {
        carry = {};
        continue;
      }
      const Look& look = leaves_ && symbol == kLeft ? spot.stays : colours_[symbol];
      const Look error = spot.wanted - look + due_[i] + carry;
      carry = error * kAhead;
      const Look down = error * kBelow;
      const std::size_t below = i + width_, x = i % width_;
      if (below >= spots_.size()) continue;
      if (below >= at + length) due_[below] = due_[below] + down * 0.5f;
      if (x > 0 && below - 1 >= at + length) due_[below - 1] = due_[below - 1] + down * 0.3f;
      if (x + 1 < width_ && below + 1 < spots_.size() && below + 1 >= at + length) {
        due_[below + 1] = due_[below + 1] + down * 0.2f;
      }
    }
    if (at + length < spots_.size()) due_[at + length] = due_[at + length] + carry;
  }

  const std::vector<Spot>& spots_;
  const std::size_t width_;
  const std::vector<Look>& colours_;  ///< by symbol
  const bool leaves_;
  std::vector<Look> due_;  ///< what pixels are to make good
  Tree tree_;
  std::vector<std::uint8_t> out_;
  unsigned node_ = 0;
};

/// Symbols that no cell has any more are dropped.
void drop_unused(Patch& patch) {
  std::array<bool, 256> used{};
  std::array<Cell, 256> symbols{};
  for (const Cell cell : patch.cells) used[cell & kSymbol] = true;
  std::vector<Pixel> colours;
  for (std::size_t i = 0; i < patch.colours.size(); ++i) {
    if (!used[i] && (i != kLeft || !patch.leaves)) continue;
    symbols[i] = static_cast<Cell>(colours.size());
    colours.push_back(patch.colours[i]);
  }
  for (Cell& cell : patch.cells) cell = static_cast<Cell>((cell & kFree) | symbols[cell & kSymbol]);
  patch.colours = std::move(colours);
  patch.needed = patch.colours.size();
}

}  // namespace

bool may_show(Pixel is, Pixel was, const Tolerance& tolerance, Looks& looks) {
  if (is == kNoPixel || was == kNoPixel) return is == was;
  const Look look = looks.of(is);
  const double most = std::max(tolerance.colours, tolerance.frames) * (1 + kBusy) * std::sqrt(kStretch) + 1e-3;
  return (look - looks.of(was)).square() <= static_cast<float>(most * most);
}

bool Lossy::may_stay(Pixel is, Pixel wanted) {
  if (is == kNoPixel || wanted == kNoPixel) return is == wanted;
  const Look look = looks_.of(is);
  return (look - looks_.of(wanted)).square() <= static_cast<float>(tolerance_.frames * tolerance_.frames);
}

unsigned Lossy::nearest(const std::vector<Pixel>& colours, Pixel wanted) {
  const Look look = looks_.of(wanted);
  const auto best = std::min_element(colours.begin(), colours.end(), [&](Pixel a, Pixel b) {
    return (looks_.of(a) - look).square() < (looks_.of(b) - look).square();
  });
  if (best == colours.end() || !may_show(*best, wanted, tolerance_, looks_)) return ColourSet::kNone;
  return static_cast<unsigned>(best - colours.begin());
}

void Lossy::choose(Patch& patch, const Canvas& before, const Canvas& wanted) {
  const Area& area = patch.area;
  std::vector<Look> colours;
  for (const Pixel pixel : patch.colours) colours.push_back(looks_.of(pixel));
  std::vector<Spot> spots;
  spots.reserve(patch.cells.size());
  // How busy it is around a pixel hides what is done to it.
  const auto activity = [&](std::uint32_t x, std::uint32_t y) {
    const float here = looks_.of(*wanted.at(x, y)).y;
    float sum = 0;
    int count = 0;
    const auto add = [&](std::uint32_t nx, std::uint32_t ny) {
      if (nx >= wanted.width() || ny >= wanted.height() || *wanted.at(nx, ny) == kNoPixel) return;
      sum += std::abs(looks_.of(*wanted.at(nx, ny)).y - here);
      ++count;
    };
    add(x - 1, y), add(x + 1, y), add(x, y - 1), add(x, y + 1);
    return count == 0 ? 0 : sum / static_cast<float>(count);
  };
  for (std::uint32_t y = area.top; y < area.top + area.height; ++y) {
    for (std::uint32_t x = area.left; x < area.left + area.width; ++x) {
      const Cell cell = patch.cells[spots.size()];
      const Pixel was = *before.at(x, y), is = *wanted.at(x, y);
      Spot spot;
      spot.own = static_cast<std::uint8_t>(cell & kSymbol);
      spot.can = is == kNoPixel ? Spot::Can::leave : was == kNoPixel ? Spot::Can::paint : Spot::Can::both;
      if (is != kNoPixel) {
        spot.wanted = looks_.of(is);
        if (was != kNoPixel) spot.stays = looks_.of(was);
        const float a = activity(x, y);
        const float factor = 1 + kBusy * a / (a + kHalfBusy);
        const float tolerance = static_cast<float>(tolerance_.colours) * factor;
        const float still = static_cast<float>(tolerance_.frames) * factor;
        spot.tolerance = tolerance * tolerance;
        spot.still = (cell & kFree) != 0 ? kAlways : still * still;
      }
      spots.push_back(spot);
    }
  }
  const std::vector<std::uint8_t> symbols = Matcher(spots, area.width, colours, patch.leaves).run();
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const bool left = patch.leaves && symbols[i] == kLeft;
    patch.cells[i] = static_cast<Cell>(symbols[i] | (left ? kFree : 0));
  }
  drop_unused(patch);
}

}  // namespace whittle::gif
