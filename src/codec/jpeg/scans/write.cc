#include "codec/jpeg/scans/write.h"

#include <algorithm>

#include "codec/jpeg/scans/best_scripts.h"
#include "codec/jpeg/scans/coder.h"
#include "codec/jpeg/scans/table_plan.h"

namespace whittle::jpeg {
namespace {

/// A segment whose length is filled in when it ends.
class Segment {
 public:
  Segment(Bytes& out, int marker) : out_(out) {
    append_be16(out, 0xFF00 | marker);
    begin_ = out.size();
    append_be16(out, 0);
  }
  ~Segment() { store_number(out_, begin_, out_.size() - begin_, 2, std::endian::big); }
  Segment(const Segment&) = delete;
  Segment& operator=(const Segment&) = delete;

 private:
  Bytes& out_;
  std::size_t begin_;
};

void put_jfif(Bytes& out, const Coefficients& coefficients) {
  const Segment segment(out, 0xE0);
  append(out, as_bytes(std::string_view("JFIF\0\1\1", 7)));
  for (const std::uint8_t byte : coefficients.jfif_density) append_u8(out, byte);
  append_be16(out, 0);  // no thumbnail
}

void put_adobe(Bytes& out, Colour colour) {
  const Segment segment(out, 0xEE);
  append(out, as_bytes("Adobe"));
  append_be16(out, 100);
  append_be16(out, 0);
  append_be16(out, 0);
  append_u8(out, colour == Colour::ycc ? 1 : colour == Colour::ycck ? 2 : 0);
}

bool is_deep(const QuantTable& table) {
  return std::any_of(table.begin(), table.end(), [](std::uint16_t step) { return step > 255; });
}

void put_tables(Bytes& out, const Coefficients& coefficients) {
  const Segment segment(out, 0xDB);
  for (int slot = 0; slot < 4; ++slot) {
    const std::optional<QuantTable>& table = coefficients.tables[slot];
    if (!table) continue;
    const bool deep = is_deep(*table);
    append_u8(out, (deep ? 16 : 0) | slot);
    for (const std::uint8_t place : kNaturalOfZigzag) {
      if (deep) append_u8(out, (*table)[place] >> 8);
      append_u8(out, (*table)[place] & 255);
    }
  }
}

void put_frame(Bytes& out, const Coefficients& coefficients, bool progressive) {
  const bool deep = std::any_of(coefficients.tables.begin(), coefficients.tables.end(),
                                [](const std::optional<QuantTable>& table) { return table && is_deep(*table); });
  const Segment segment(out, progressive ? 0xC2 : deep ? 0xC1 : 0xC0);
  append_u8(out, 8);
  append_be16(out, coefficients.height);
  append_be16(out, coefficients.width);
  append_u8(out, static_cast<int>(coefficients.components.size()));
  for (const Component& component : coefficients.components) {
    append_u8(out, component.id);
    append_u8(out, component.h << 4 | component.v);
    append_u8(out, component.table);
  }
}

void put_huffman(Bytes& out, const TablePlan& plan, const std::vector<TablePlan::Load>& loads) {
  if (loads.empty()) return;
  const Segment segment(out, 0xC4);
  for (const TablePlan::Load& load : loads) {
    const HuffmanTable& table = plan.tables[load.table];
    append_u8(out, (load.ac ? 16 : 0) | load.slot);
    for (int length = 1; length <= 16; ++length) append_u8(out, table.counts[length]);
    for (const std::uint8_t symbol : table.symbols) append_u8(out, symbol);
  }
}

void put_scan_header(Bytes& out, const Coefficients& coefficients, const Scan& scan,
                     const TablePlan::ScanTables& tables) {
  const Segment segment(out, 0xDA);
  append_u8(out, static_cast<int>(scan.components.size()));
  for (std::size_t c = 0; c < scan.components.size(); ++c) {
    append_u8(out, coefficients.components[scan.components[c]].id);
    append_u8(out, tables.dc_slot[c] << 4 | tables.ac_slot[c]);
  }
  append_u8(out, scan.first);
  append_u8(out, scan.last);
  append_u8(out, scan.high << 4 | scan.low);
}

std::vector<const HuffmanTable*> pointers(const TablePlan& plan, const std::vector<int>& indexes) {
  std::vector<const HuffmanTable*> out;
  for (const int index : indexes) out.push_back(index < 0 ? nullptr : &plan.tables[index]);
  return out;
}

std::uint64_t bits_of(const std::vector<Histogram>& histograms) {
  std::uint64_t bits = 0;
  for (const Histogram& histogram : histograms) bits += coding_bits(histogram);
  return bits;
}

Bytes encode(const Sparse& sparse, const Script& script, Sharing sharing, const WriteOptions& options) {
  const Coefficients& coefficients = *sparse.source;
  std::vector<ScanStatistics> statistics;
  for (const Scan& scan : script.scans) statistics.push_back(count_scan(sparse, scan, script.progressive));
  const TablePlan plan = plan_tables(statistics, script.progressive, sharing);

  Bytes out;
  append_be16(out, 0xFFD8);
  if (coefficients.jfif_marker) put_jfif(out, coefficients);
  if (coefficients.adobe_marker) put_adobe(out, coefficients.colour);
  append(out, options.markers);
  put_tables(out, coefficients);
  put_frame(out, coefficients, script.progressive);
  for (std::size_t s = 0; s < script.scans.size(); ++s) {
    const TablePlan::ScanTables& tables = plan.scans[s];
    put_huffman(out, plan, tables.loads);
    put_scan_header(out, coefficients, script.scans[s], tables);
    const std::uint64_t bits = statistics[s].raw_bits + bits_of(statistics[s].dc) + bits_of(statistics[s].ac);
    write_scan(sparse, script.scans[s], script.progressive, pointers(plan, tables.dc), pointers(plan, tables.ac),
               bits / 8 + bits / 1024, out);
  }
  append_be16(out, 0xFFD9);
  return out;
}

}  // namespace

Result<Bytes> write(const Coefficients& coefficients, const WriteOptions& options) {
  const std::size_t count = coefficients.components.size();
  if (count < 1 || count > 4 || coefficients.width < 1 || coefficients.width > 65535 || coefficients.height < 1 ||
      coefficients.height > 65535) {
    return make_error(Category::processing, Reason::processing_failed, "not an image that a JPEG can hold");
  }
  const Sparse sparse = make_sparse(coefficients);
  Bytes best;
  for (const Script& script : best_scripts(sparse, options.effort, options.baseline)) {
    if (passed(options.deadline)) return timed_out();
    Bytes bytes = encode(sparse, script, Sharing::where_smaller, options);
    if (best.empty() || bytes.size() < best.size()) best = std::move(bytes);
  }
  return best;
}

}  // namespace whittle::jpeg
