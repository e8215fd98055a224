#pragma once
// Which Huffman tables a file has, and when they are loaded into which slots.

#include <vector>

#include "codec/jpeg/scans/coder.h"

namespace whittle::jpeg {

struct TablePlan {
  struct Load {
    bool ac;
    int slot, table;
  };
  struct ScanTables {
    std::vector<int> dc, ac;            ///< for each component of the scan: index in `tables`, -1 when none is needed
    std::vector<int> dc_slot, ac_slot;  ///< 0 where none is needed
    std::vector<Load> loads;            ///< before the scan; all go into one DHT segment
  };
  std::vector<HuffmanTable> tables;
  std::vector<ScanTables> scans;
};

enum class Sharing { none, where_smaller };

/// Scans with similar statistics share a table where that saves bytes, and where a sequential file must: it has two
/// slots of each class, a progressive one four. Tables are loaded as early as there is room, since a segment costs four
/// bytes.
TablePlan plan_tables(const std::vector<ScanStatistics>& scans, bool progressive, Sharing sharing);

}  // namespace whittle::jpeg
