// Which pixels are left and which painted is best decided by what the code has learnt, unless that keeps it from
// learning what will come: then it is better to settle it beforehand. Nor is it known which of them wins; each is
// tried.

#include "codec/gif/spell.h"

#include <algorithm>

namespace whittle::gif {
namespace {

using Cells = std::vector<Cell>;

bool is_free(Cell cell) {
  return (cell & kFree) != 0;
}
bool can_be_painted(Cell cell) {
  return (cell & kSymbol) != kLeft;
}

/// Decides a run of free pixels: painted where that goes on with the colour beside the run, or where all of it has one
/// colour; left elsewhere.
void settle_run(const Cells& cells, std::size_t begin, std::size_t end, Cells& out) {
  std::size_t from = begin, to = end;
  const auto goes_on = [&](std::size_t at, std::size_t neighbour) {
    return can_be_painted(cells[at]) && (cells[at] & kSymbol) == (cells[neighbour] & kSymbol);
  };
  while (begin > 0 && from < end && goes_on(from, begin - 1)) ++from;
  while (end < cells.size() && to > from && goes_on(to - 1, end)) --to;
  const auto changes = [&] {
    int count = 0;
    for (std::size_t i = begin + 1; i < end; ++i) count += cells[i] != cells[i - 1] ? 1 : 0;
    return count;
  };
  const bool paint = from < to && can_be_painted(cells[from]) && changes() <= 1;
  for (std::size_t i = begin; i < end; ++i) {
    const bool painted = i < from || i >= to || (paint && can_be_painted(cells[i]));
    out[i] = painted ? static_cast<Cell>(cells[i] & kSymbol) : kFree | kLeft;
  }
}

Cells settled(const Cells& cells) {
  Cells out = cells;
  for (std::size_t begin = 0; begin < cells.size();) {
    std::size_t end = begin;
    while (end < cells.size() && is_free(cells[end])) ++end;
    if (end > begin) settle_run(cells, begin, end, out);
    begin = end + 1;
  }
  return out;
}

/// Everything painted that can be.
Cells painted(const Cells& cells) {
  Cells out = cells;
  for (Cell& cell : out) {
    if (can_be_painted(cell)) cell &= kSymbol;
  }
  return out;
}

struct Spelling {
  Cells cells;
  Cut cut;
  std::uint64_t bits = 0;
};

class Contest {
 public:
  Contest(unsigned code_size, const Effort& effort) : code_size_(code_size), effort_(effort) {}

  void enter(Cells cells) {
    Spelling spelling{std::move(cells), {}, 0};
    spelling.cut = cut(spelling.cells, code_size_, {});
    spelling.bits = coded_bits(spelling.cut, code_size_);
    spellings_.push_back(std::move(spelling));
  }

  Cut best() {
    std::stable_sort(spellings_.begin(), spellings_.end(),
                     [](const Spelling& a, const Spelling& b) { return a.bits < b.bits; });
    Spelling& best = spellings_.front();
    const auto finalists = std::min(spellings_.size(), static_cast<std::size_t>(effort_.finalists));
    for (std::size_t i = 0; i < finalists; ++i) {
      const Cells& cells = spellings_[i].cells;
      if (effort_.passes > 0) {
        take(best, cut(cells, code_size_, {0, effort_.passes}));
      } else if (!best.cut.clears.empty()) {
        take(best, cut(cells, code_size_, {.worn = Worn::short_strings}));
      }
      if (effort_.look_back > 0) take(best, cut(cells, code_size_, {effort_.look_back, effort_.passes}));
    }
    return std::move(best.cut);
  }

 private:
  void take(Spelling& best, Cut other) const {
    const std::uint64_t bits = coded_bits(other, code_size_);
    if (bits >= best.bits) return;
    best.bits = bits;
    best.cut = std::move(other);
  }

  const unsigned code_size_;
  const Effort& effort_;
  std::vector<Spelling> spellings_;
};

}  // namespace

Cut cut_best(const Patch& patch, unsigned code_size, const Effort& effort) {
  Contest contest(code_size, effort);
  contest.enter(patch.cells);
  const bool has_choice = std::any_of(patch.cells.begin(), patch.cells.end(),
                                      [](Cell cell) { return is_free(cell) && can_be_painted(cell); });
  if (has_choice && effort.spellings > 1) contest.enter(settled(patch.cells));
  if (has_choice && effort.spellings > 2) contest.enter(painted(patch.cells));
  return contest.best();
}

}  // namespace whittle::gif
