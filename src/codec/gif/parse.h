#pragma once
// Cuts pixels into strings for LZW codes. A pixel that may be left or painted matches both, so that which of the two it
// becomes is decided by what the code has learnt.

#include <span>

#include "codec/gif/patch.h"
#include "codec/gif/strings.h"

namespace whittle::gif {

/// Bits of the code that is written as number `index` behind a clear code.
unsigned code_width(unsigned code_size, unsigned index);

class Parser {
 public:
  /// `cells` must outlive it and have symbols below 2^code_size. `look_back`: by how many symbols a string may be cut
  /// short for the sake of the next one.
  Parser(std::span<const Cell> cells, unsigned code_size, unsigned look_back)
      : cells_(cells), strings_(code_size), code_size_(code_size), look_back_(look_back) {}

  /// From here on, behind a clear code.
  void start(std::size_t at);
  /// The node (see Strings) of the next string. Not at the end.
  unsigned next();

  std::size_t at() const { return at_; }
  bool ended() const { return at_ == cells_.size(); }
  std::uint64_t bits() const { return bits_; }  ///< of all codes since the start
  unsigned codes() const { return codes_; }
  bool is_full() const { return strings_.is_full(); }

 private:
  static constexpr std::size_t kMostNodes = 8;
  static constexpr unsigned kPendingNode = kMaxCodes;  ///< the string that is learnt with the next code
  struct Nodes {
    std::uint16_t node[kMostNodes];
    std::uint8_t first[kMostNodes];  ///< symbol of the string
    std::size_t count = 0;

    void add(unsigned a_node, unsigned a_first) {
      if (count == kMostNodes) return;
      node[count] = static_cast<std::uint16_t>(a_node);
      first[count++] = static_cast<std::uint8_t>(a_first);
    }
  };

  std::size_t longest(std::size_t from, bool pending, bool remember);
  std::size_t run_on(std::size_t from, std::size_t length, bool pending, Nodes& nodes) const;
  void extend(const Nodes& nodes, Cell cell, bool pending, Nodes& out) const;
  std::size_t cut(std::size_t length);

  std::span<const Cell> cells_;
  Strings strings_;
  unsigned code_size_, look_back_;
  std::size_t at_ = 0;
  std::uint64_t bits_ = 0;
  unsigned codes_ = 0;
  unsigned before_ = Strings::kNone, before_first_ = 0;  ///< the last string, and its first symbol
  Nodes last_;                                           ///< of the longest string
  struct Prefix {
    std::uint16_t node;
    std::uint8_t first;
  };
  std::vector<Prefix> prefixes_;  ///< of it, by length - 1
};

}  // namespace whittle::gif
