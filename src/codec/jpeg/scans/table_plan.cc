#include "codec/jpeg/scans/table_plan.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace whittle::jpeg {
namespace {

/// A table that a scan needs for one of its components.
struct Use {
  std::size_t scan, component;
};

/// Uses of one table.
struct Group {
  Histogram histogram;
  std::uint64_t bits;
  std::vector<Use> uses;
};

Histogram sum(const Histogram& a, const Histogram& b) {
  Histogram out;
  std::transform(a.begin(), a.end(), b.begin(), out.begin(), std::plus<>());
  return out;
}

/// The tables of one class, DC or AC.
class Class {
 public:
  Class(const std::vector<ScanStatistics>& scans, bool ac, int slots) : slots_(static_cast<std::size_t>(slots)) {
    for (std::size_t s = 0; s < scans.size(); ++s) {
      const std::vector<Histogram>& histograms = ac ? scans[s].ac : scans[s].dc;
      for (std::size_t c = 0; c < histograms.size(); ++c) {
        const Histogram& h = histograms[c];
        if (std::any_of(h.begin(), h.end(), [](std::uint32_t count) { return count != 0; })) {
          groups_.push_back({h, coding_bits(h), {{s, c}}});
        }
      }
    }
  }

  /// Joins what gains most until nothing gains and no scan needs more tables than there are slots.
  void share(Sharing sharing) {
    for (std::size_t s = 0; s < last_scan() + 1; ++s) {
      while (needed(s).size() > slots_) join_best([&](const Group& g) { return uses(g, s); }, true);
    }
    if (sharing == Sharing::none) return;
    while (join_best([](const Group&) { return true; }, false)) {
    }
  }

  const std::vector<Group>& groups() const { return groups_; }

  /// Groups that scan `s` needs.
  std::vector<std::size_t> needed(std::size_t s) const {
    std::vector<std::size_t> out;
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      if (uses(groups_[g], s)) out.push_back(g);
    }
    return out;
  }

  std::optional<std::size_t> slot_of(std::size_t group) const {
    const auto found = std::find(held_.begin(), held_.end(), group);
    if (found == held_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - held_.begin());
  }

  /// Puts what scan `s` needs into slots; what is needed last goes first. Returns the groups that were loaded.
  std::vector<std::size_t> load(std::size_t s) {
    held_.resize(slots_, kNone);
    std::vector<std::size_t> loaded;
    for (const std::size_t group : needed(s)) {
      if (slot_of(group)) continue;
      const auto victim = std::max_element(
          held_.begin(), held_.end(), [&](std::size_t a, std::size_t b) { return next_use(a, s) < next_use(b, s); });
      *victim = group;
      loaded.push_back(group);
    }
    return loaded;
  }

  /// Puts what later scans need into slots that are free from scan `s` on, in the order of need.
  std::vector<std::size_t> load_ahead(std::size_t s) {
    std::vector<std::size_t> loaded;
    for (std::size_t later = s + 1; later <= last_scan(); ++later) {
      for (const std::size_t group : needed(later)) {
        if (slot_of(group)) continue;
        const auto free =
            std::find_if(held_.begin(), held_.end(), [&](std::size_t held) { return next_use(held, s) == kNever; });
        if (free == held_.end()) return loaded;
        *free = group;
        loaded.push_back(group);
      }
    }
    return loaded;
  }

 private:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max(), kNever = kNone;

  static bool uses(const Group& group, std::size_t s) {
    return std::any_of(group.uses.begin(), group.uses.end(), [&](const Use& use) { return use.scan == s; });
  }

  std::size_t last_scan() const {
    std::size_t last = 0;
    for (const Group& group : groups_) {
      for (const Use& use : group.uses) last = std::max(last, use.scan);
    }
    return last;
  }

  std::size_t next_use(std::size_t group, std::size_t s) const {
    std::size_t next = kNever;
    if (group == kNone) return next;
    for (const Use& use : groups_[group].uses) {
      if (use.scan >= s) next = std::min(next, use.scan);
    }
    return next;
  }

  template <typename Among>
  bool join_best(const Among& among, bool even_at_a_loss) {
    std::int64_t best = even_at_a_loss ? std::numeric_limits<std::int64_t>::min() : 0;
    std::size_t best_a = 0, best_b = 0;
    for (std::size_t a = 0; a < groups_.size(); ++a) {
      for (std::size_t b = a + 1; b < groups_.size(); ++b) {
        if (!among(groups_[a]) || !among(groups_[b])) continue;
        const std::int64_t gain =
            static_cast<std::int64_t>(groups_[a].bits + groups_[b].bits) -
            static_cast<std::int64_t>(coding_bits(sum(groups_[a].histogram, groups_[b].histogram)));
        if (gain <= best) continue;
        best = gain;
        best_a = a;
        best_b = b;
      }
    }
    if (best_b == 0) return false;
    Group& into = groups_[best_a];
    into.histogram = sum(into.histogram, groups_[best_b].histogram);
    into.bits = coding_bits(into.histogram);
    into.uses.insert(into.uses.end(), groups_[best_b].uses.begin(), groups_[best_b].uses.end());
    groups_.erase(groups_.begin() + static_cast<std::ptrdiff_t>(best_b));
    return true;
  }

  std::size_t slots_;
  std::vector<Group> groups_;
  std::vector<std::size_t> held_;
};

/// Fills the part of `plan` that is about `tables`, whose groups are plan.tables from `offset` on.
void note_uses(const Class& tables, bool ac, int offset, TablePlan& plan) {
  for (std::size_t g = 0; g < tables.groups().size(); ++g) {
    for (const Use& use : tables.groups()[g].uses) {
      TablePlan::ScanTables& scan = plan.scans[use.scan];
      (ac ? scan.ac : scan.dc)[use.component] = offset + static_cast<int>(g);
    }
  }
}

void note_loads(const Class& tables, const std::vector<std::size_t>& groups, bool ac, int offset,
                TablePlan::ScanTables& scan) {
  for (const std::size_t group : groups) {
    // Loaded twice at one scan is not possible: a group that has just come is needed, so it is not thrown out.
    scan.loads.push_back({ac, static_cast<int>(*tables.slot_of(group)), offset + static_cast<int>(group)});
  }
}

void note_slots(const Class& tables, const std::vector<int>& used, int offset, std::vector<int>& slots) {
  for (std::size_t c = 0; c < used.size(); ++c) {
    if (used[c] >= 0) slots[c] = static_cast<int>(*tables.slot_of(static_cast<std::size_t>(used[c] - offset)));
  }
}

}  // namespace

TablePlan plan_tables(const std::vector<ScanStatistics>& scans, bool progressive, Sharing sharing) {
  const int slots = progressive ? 4 : 2;
  Class dc(scans, false, slots), ac(scans, true, slots);
  TablePlan plan;
  for (const ScanStatistics& scan : scans) {
    const std::size_t n = scan.dc.size();
    plan.scans.push_back(
        {std::vector<int>(n, -1), std::vector<int>(n, -1), std::vector<int>(n), std::vector<int>(n), {}});
  }
  for (Class* tables : {&dc, &ac}) {
    tables->share(sharing);
    const int offset = static_cast<int>(plan.tables.size());
    for (const Group& group : tables->groups()) plan.tables.push_back(best_table(group.histogram));
    note_uses(*tables, tables == &ac, offset, plan);
  }
  const int ac_offset = static_cast<int>(dc.groups().size());
  for (std::size_t s = 0; s < scans.size(); ++s) {
    TablePlan::ScanTables& scan = plan.scans[s];
    note_loads(dc, dc.load(s), false, 0, scan);
    note_loads(ac, ac.load(s), true, ac_offset, scan);
    note_slots(dc, scan.dc, 0, scan.dc_slot);
    note_slots(ac, scan.ac, ac_offset, scan.ac_slot);
    if (scan.loads.empty()) continue;
    note_loads(dc, dc.load_ahead(s), false, 0, scan);
    note_loads(ac, ac.load_ahead(s), true, ac_offset, scan);
  }
  return plan;
}

}  // namespace whittle::jpeg
