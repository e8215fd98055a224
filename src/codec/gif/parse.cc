#include "codec/gif/parse.h"

#include <algorithm>
#include <bit>

namespace whittle::gif {
namespace {

bool has_choice(Cell cell) {
  return (cell & kFree) != 0 && (cell & kSymbol) != kLeft;
}

}  // namespace

unsigned code_width(unsigned code_size, unsigned index) {
  if (index == 0) return code_size + 1;
  return std::min<unsigned>(std::bit_width((1u << code_size) + 1 + index), 12);
}

void Parser::start(std::size_t at) {
  strings_.clear();
  at_ = at;
  bits_ = 0;
  codes_ = 0;
  before_ = Strings::kNone;
}

/// What `nodes` become with one cell more. `pending`: the string that the reader learns with this very code counts too,
/// which is the last one and its own first symbol.
void Parser::extend(const Nodes& nodes, Cell cell, bool pending, Nodes& out) const {
  const unsigned symbol = cell & kSymbol;
  const bool either = has_choice(cell);
  for (std::size_t i = 0; i < nodes.count; ++i) {
    const unsigned node = nodes.node[i];
    const unsigned first = nodes.first[i];
    const bool own = pending && node == before_;
    if (either) {
      unsigned left = strings_.child(node, kLeft);
      if (left == Strings::kNone && own && before_first_ == kLeft) left = kPendingNode;
      if (left != Strings::kNone) out.add(left, first);
    }
    unsigned child = strings_.child(node, symbol);
    if (child == Strings::kNone && own && before_first_ == symbol) child = kPendingNode;
    if (child != Strings::kNone) out.add(child, first);
  }
}

/// Goes on from `nodes`, as long as there is one and pixels have no choice; its last node is left there.
std::size_t Parser::run_on(std::size_t from, std::size_t length, bool pending, Nodes& nodes) const {
  unsigned node = nodes.node[0];
  for (; from + length < cells_.size(); ++length) {
    const Cell cell = cells_[from + length];
    if (has_choice(cell)) break;
    const unsigned symbol = cell & kSymbol;
    unsigned child = strings_.child(node, symbol);
    if (child == Strings::kNone && pending && node == before_ && before_first_ == symbol) child = kPendingNode;
    if (child == Strings::kNone) break;
    node = child;
  }
  nodes.node[0] = static_cast<std::uint16_t>(node);
  return length;
}

/// The length of the longest string from `from` on, and in `last_` its nodes; with `remember`, in `prefixes_` a node
/// for each shorter one too.
std::size_t Parser::longest(std::size_t from, bool pending, bool remember) {
  Nodes& nodes = last_;
  nodes.count = 0;
  const Cell cell = cells_[from];
  if (has_choice(cell)) nodes.add(kLeft, kLeft);
  nodes.add(cell & kSymbol, cell & kSymbol);
  std::size_t length = 1;
  for (;;) {
    if (remember) prefixes_.push_back({nodes.node[0], nodes.first[0]});
    if (!remember && nodes.count == 1) length = run_on(from, length, pending, nodes);
    if (from + length == cells_.size()) return length;
    Nodes more;
    extend(nodes, cells_[from + length], pending, more);
    if (more.count == 0) return length;
    nodes = more;
    ++length;
  }
}

/// The length at which this string and the next one together are longest.
std::size_t Parser::cut(std::size_t length) {
  if (look_back_ == 0 || at_ + length == cells_.size()) return length;
  std::size_t best = length, most = length + longest(at_ + length, false, false);
  const std::size_t least = length > look_back_ ? length - look_back_ : 1;
  for (std::size_t shorter = length; shorter-- > least;) {
    const std::size_t both = shorter + longest(at_ + shorter, false, false);
    if (both <= most) continue;
    most = both;
    best = shorter;
  }
  return best;
}

unsigned Parser::next() {
  const bool learns = before_ != Strings::kNone && !strings_.is_full();
  prefixes_.clear();
  std::size_t length = longest(at_, learns, look_back_ > 0);
  Prefix string{last_.node[0], last_.first[0]};
  if (look_back_ > 0) {
    length = cut(length);
    string = prefixes_[length - 1];
  }
  unsigned node = string.node;
  if (node == kPendingNode) node = (1u << code_size_) + strings_.learnt();
  if (learns) strings_.learn(before_, string.first);
  before_ = node;
  before_first_ = string.first;
  bits_ += code_width(code_size_, codes_++);
  at_ += length;
  return node;
}

}  // namespace whittle::gif
