#pragma once
// The strings that an LZW code has learnt since its last clear code, as a tree: a node is a string, its children are
// the strings with one symbol more.

#include <array>
#include <cstdint>

namespace whittle::gif {

inline constexpr unsigned kMaxCodes = 4096;

class Strings {
 public:
  static constexpr unsigned kNone = kMaxCodes - 1;  ///< no node is

  /// Symbols are below 2^code_size and are nodes themselves; what is learnt is numbered behind them.
  explicit Strings(unsigned code_size) : first_(1u << code_size) { clear(); }

  void clear() {
    slots_.fill(kEmpty);
    next_ = first_;
  }
  /// The string of `node` and `symbol`, or kNone.
  unsigned child(unsigned node, unsigned symbol) const {
    const std::uint32_t key = node << 8 | symbol;
    for (std::size_t at = slot_of(key);; at = (at + 1) % kSlots) {
      if (slots_[at] >> 12 == key) return slots_[at] & (kMaxCodes - 1);
      if (slots_[at] == kEmpty) return kNone;
    }
  }
  bool is_full() const { return next_ == kMaxCodes - 2; }  // clear and end code have numbers too
  unsigned learnt() const { return next_ - first_; }
  /// As a reader does: also a string that is there already takes a number. Nothing when full.
  void learn(unsigned node, unsigned symbol) {
    if (is_full()) return;
    const std::uint32_t key = node << 8 | symbol, value = next_++;
    std::size_t at = slot_of(key);
    while (slots_[at] != kEmpty) {
      if (slots_[at] >> 12 == key) return;
      at = (at + 1) % kSlots;
    }
    slots_[at] = key << 12 | value;
  }

 private:
  static constexpr std::size_t kSlots = 1u << 13;  // at most half full
  static constexpr std::uint32_t kEmpty = 0xFFFF'FFFF;

  static std::size_t slot_of(std::uint32_t key) { return key * 2654435761u >> 19; }

  std::array<std::uint32_t, kSlots> slots_;  ///< key and node
  unsigned first_, next_ = 0;
};

}  // namespace whittle::gif
