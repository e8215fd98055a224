#include "codec/jpeg/lossy/trellis.h"

#include <algorithm>
#include <cmath>

#include "codec/jpeg/sparse.h"

namespace whittle::jpeg {
namespace {

/// A coefficient that may be coded with one of two levels, or not at all.
struct Node {
  int place;                     // zigzag
  int choices;                   // 1 or 2
  std::array<int, 2> magnitude;  // rounded, and one below
  std::array<float, 2> relief;   // squared error less that of 0; negative
  bool negative;
  float best;    // cost of the cheapest way that ends here
  int previous;  // index of the node before, -1: none
  int chosen;    // index in `magnitude`
};

/// More than any code and its bits take.
constexpr float kMostBits = 30;

Node make_node(int place, float x) {
  const float magnitude = std::fabs(x);
  const int rounded = std::min(static_cast<int>(magnitude + 0.5f), 1023);
  Node node;
  node.place = place;
  node.negative = x < 0;
  node.choices = rounded >= 2 ? 2 : 1;
  for (int i = 0; i < node.choices; ++i) {
    const int level = rounded - i;
    node.magnitude[static_cast<std::size_t>(i)] = level;
    const auto value = static_cast<float>(level);
    node.relief[static_cast<std::size_t>(i)] = value * (value - 2 * magnitude);  // (x - v)^2 - x^2
  }
  return node;
}

/// The cheapest way to `node`, the `index`th; ways start at `from`, before which a level is certain not to be 0.
void relax(Node* nodes, int index, int from, const BandRates& rates, float lambda, int first_place) {
  Node& node = nodes[index];
  node.best = 1e30f;
  for (int c = 0; c < node.choices; ++c) {
    const int size = size_of(node.magnitude[static_cast<std::size_t>(c)]);
    float best = 1e30f;
    int previous = -1;
    for (int p = index - 1; p >= from; --p) {
      const float cost = nodes[p].best + lambda * rates.level(node.place - nodes[p].place - 1, size);
      if (cost >= best) continue;
      best = cost;
      previous = p;
    }
    if (from == 0) {
      const float cost = lambda * rates.level(node.place - first_place, size);
      if (cost < best) {
        best = cost;
        previous = -1;
      }
    }
    best += node.relief[static_cast<std::size_t>(c)];
    if (best >= node.best) continue;
    node.best = best;
    node.previous = previous;
    node.chosen = c;
  }
}

float trellis_band(Node* nodes, int count, Band band, const BandRates& rates, float lambda, std::int16_t* levels) {
  const float empty = lambda * rates.empty();
  if (count == 0) return empty;
  int from = 0;
  for (int i = 0; i < count; ++i) {
    relax(nodes, i, from, rates, lambda, band.first);
    // Dropping so large a level costs more than any bits that could be saved before and behind it.
    if (nodes[i].relief[0] < -2 * kMostBits * lambda) from = std::max(i, from);
  }
  float best = from == 0 ? empty : 1e30f;
  int last = -1;
  for (int i = from; i < count; ++i) {
    const float cost = nodes[i].best + (nodes[i].place == band.last ? 0 : lambda * rates.end());
    if (cost >= best) continue;
    best = cost;
    last = i;
  }
  for (int i = last; i >= 0; i = nodes[i].previous) {
    const int magnitude = nodes[i].magnitude[static_cast<std::size_t>(nodes[i].chosen)];
    levels[kNaturalOfZigzag[static_cast<std::size_t>(nodes[i].place)]] =
        static_cast<std::int16_t>(nodes[i].negative ? -magnitude : magnitude);
  }
  return best;
}

}  // namespace

float trellis_block(const float* coefficients, std::uint64_t candidates, const TrellisCosts& costs,
                    std::int16_t* levels) {
  std::uint64_t places = 0;
  for (std::uint64_t left = candidates & ~std::uint64_t{1}; left != 0; left &= left - 1) {
    places |= std::uint64_t{1} << kZigzagOfNatural[static_cast<std::size_t>(std::countr_zero(left))];
  }
  float cost = 0;
  std::array<Node, kBlock> nodes;
  for (std::size_t b = 0; b < kBands.size(); ++b) {
    int count = 0;
    for (; places != 0; places &= places - 1) {
      const int place = std::countr_zero(places);
      if (place > kBands[b].last) break;
      const std::uint8_t natural = kNaturalOfZigzag[static_cast<std::size_t>(place)];
      nodes[static_cast<std::size_t>(count++)] = make_node(place, coefficients[natural] * costs.reciprocals[natural]);
    }
    cost += trellis_band(nodes.data(), count, kBands[b], costs.rates[b], costs.lambda, levels);
  }
  return cost;
}

}  // namespace whittle::jpeg
