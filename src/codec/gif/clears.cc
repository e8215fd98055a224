// The cheapest way to any position is the cheapest way to some clear code before it, and one dictionary from there on:
// a shortest path. Positions are many, so of each stretch of pixels only one is a place for a clear code, and a
// dictionary is followed only until others are ahead of it.

#include "codec/gif/clears.h"

#include <algorithm>
#include <limits>

namespace whittle::gif {
namespace {

/// A place for a clear code.
struct Place {
  std::size_t at = 0;
  double bits = std::numeric_limits<double>::infinity();  ///< to get there, the clear code included
  std::size_t from = 0;                                   ///< the stretch whose place is the clear code before
};

class Search {
 public:
  Search(std::span<const Cell> cells, unsigned code_size, const ClearSearch& search)
      : cells_(cells), parser_(cells, code_size, search.look_back), code_size_(code_size) {
    measure();
    constexpr double kShortest = 8;
    stretch_ = static_cast<std::size_t>(std::max(kShortest, static_cast<double>(reach_) / search.passes));
    places_.resize(cells.size() / stretch_ + 1);
    places_[0] = {0, 0, 0};
  }

  std::vector<std::size_t> run() {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (places_[i].bits < std::numeric_limits<double>::infinity()) follow(i);
    }
    std::vector<std::size_t> clears;
    for (std::size_t i = last_; i != 0; i = places_[i].from) clears.push_back(places_[i].at);
    std::reverse(clears.begin(), clears.end());
    return clears;
  }

 private:
  /// What a pixel costs, and how far a dictionary reaches until it is full.
  void measure() {
    parser_.start(0);
    while (!parser_.ended() && !parser_.is_full()) parser_.next();
    reach_ = parser_.at();
    rate_ = static_cast<double>(parser_.bits()) / static_cast<double>(reach_);
  }

  double lead(const Place& place) const { return place.bits - rate_ * static_cast<double>(place.at); }

  void follow(std::size_t index) {
    constexpr double kHopeless = 2500;  // bits behind a fresh dictionary that a full one does not make up
    const Place start = places_[index];
    parser_.start(start.at);
    std::size_t stretch = index;
    while (!parser_.ended()) {
      parser_.next();
      const double bits = start.bits + static_cast<double>(parser_.bits());
      const Place here{parser_.at(), bits + code_width(code_size_, parser_.codes()), index};
      if (parser_.ended()) {
        if (here.bits < all_bits_) all_bits_ = here.bits, last_ = index;
        return;
      }
      const std::size_t now = here.at / stretch_;
      if (now == index) continue;
      Place& known = places_[now];
      const double behind = lead(here) - lead(known);
      if (now != stretch && parser_.is_full() && behind > kHopeless) return;
      stretch = now;
      if (known.bits == std::numeric_limits<double>::infinity() || behind < 0) known = here;
    }
  }

  std::span<const Cell> cells_;
  Parser parser_;
  unsigned code_size_;
  std::size_t reach_ = 0, stretch_ = 0, last_ = 0;
  double rate_ = 0, all_bits_ = std::numeric_limits<double>::infinity();
  std::vector<Place> places_;
};

}  // namespace

std::vector<std::size_t> place_clears(std::span<const Cell> cells, unsigned code_size, const ClearSearch& search) {
  return Search(cells, code_size, search).run();
}

}  // namespace whittle::gif
