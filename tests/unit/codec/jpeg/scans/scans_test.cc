// The scan search against the coder: costs told without coding are those of coding.

#include "codec/jpeg/decode/read.h"
#include "codec/jpeg/scans/band_costs.h"
#include "codec/jpeg/scans/best_scripts.h"
#include "codec/jpeg/scans/coder.h"
#include "codec/jpeg/scans/table_plan.h"
#include "tests/support/catch.h"
#include "tests/support/jpeg_files.h"

using namespace whittle;
using namespace whittle::jpeg;
using test::JpegPicture;

namespace {

Coefficients coefficients_of(const test::JpegFile& file) {
  auto read = jpeg::read(test::write_jpeg_file(file));
  if (!read.ok()) FAIL(read.error().message);
  return std::move(read).value();
}

std::uint64_t bits_of(const Sparse& sparse, const Scan& scan) {
  const ScanStatistics counted = count_scan(sparse, scan, true);
  return counted.raw_bits + coding_bits(counted.ac[0]) + scan_overhead(1);
}

}  // namespace

TEST_CASE("bits of every band are told exactly") {
  const std::vector<int> points = {1, 2, 5, 6, 20, 40, 63, 64};
  for (const JpegPicture picture : {JpegPicture::busy, JpegPicture::smooth, JpegPicture::flat}) {
    for (const int quality : {20, 75, 98}) {
      const Coefficients coefficients =
          coefficients_of({.width = 173, .height = 130, .picture = picture, .quality = quality});
      const Sparse sparse = make_sparse(coefficients);
      for (int c = 0; c < 3; ++c) {
        const BandCosts costs = band_costs(sparse.components[c], {.points = points, .levels = 4, .sampling = 1});
        REQUIRE(costs.refine.size() + 1 == costs.first.size());
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
          for (std::size_t j = i + 1; j < points.size(); ++j) {
            for (int low = 0; low < static_cast<int>(costs.first.size()); ++low) {
              INFO("component " << c << " band " << points[i] << "-" << points[j] - 1 << " low " << low);
              const Scan first{{c}, points[i], points[j] - 1, 0, low};
              CHECK(costs.first[static_cast<std::size_t>(low)].at(i, j) == bits_of(sparse, first));
              if (low + 1 == static_cast<int>(costs.first.size())) continue;
              const Scan refine{{c}, points[i], points[j] - 1, low + 1, low};
              CHECK(costs.refine[static_cast<std::size_t>(low)].at(i, j) == bits_of(sparse, refine));
            }
          }
        }
      }
    }
  }
}

TEST_CASE("scripts code every bit of every coefficient once, in an order that decoders can follow") {
  for (const int effort : {0, 2, 4, 5, 7, 9}) {
    for (const JpegPicture picture : {JpegPicture::busy, JpegPicture::smooth}) {
      const Coefficients coefficients =
          coefficients_of({.width = 640, .height = 512, .picture = picture, .quality = 95});
      const Sparse sparse = make_sparse(coefficients);
      for (const Script& script : best_scripts(sparse, effort, false)) {
        constexpr int kUnknown = 99;
        int low[3][64];
        for (auto& component : low) std::fill(std::begin(component), std::end(component), kUnknown);
        for (const Scan& scan : script.scans) {
          CHECK((scan.first == 0 || scan.components.size() == 1));
          CHECK((script.progressive ? (scan.first == 0) == (scan.last == 0) : scan.last == 63));
          for (const int c : scan.components) {
            CHECK((scan.first == 0 || low[c][0] == 0));
            for (int k = scan.first; k <= scan.last; ++k) {
              CHECK(low[c][k] == (scan.refines() ? scan.high : kUnknown));
              CHECK((!scan.refines() || scan.high == scan.low + 1));
              low[c][k] = scan.low;
            }
          }
        }
        for (const auto& component : low) {
          CHECK(std::all_of(std::begin(component), std::end(component), [](int bit) { return bit == 0; }));
        }
      }
    }
  }
}

TEST_CASE("tables stand in their slots when they are needed") {
  const Coefficients coefficients = coefficients_of({.width = 400, .height = 300, .quality = 95});
  const Sparse sparse = make_sparse(coefficients);
  for (const bool baseline : {false, true}) {
    for (const Sharing sharing : {Sharing::none, Sharing::where_smaller}) {
      const Script script = best_scripts(sparse, 9, baseline).front();
      std::vector<ScanStatistics> statistics;
      for (const Scan& scan : script.scans) statistics.push_back(count_scan(sparse, scan, script.progressive));
      const TablePlan plan = plan_tables(statistics, script.progressive, sharing);
      int slots[2][4];
      for (auto& of_class : slots) std::fill(std::begin(of_class), std::end(of_class), -1);
      for (std::size_t s = 0; s < plan.scans.size(); ++s) {
        for (const TablePlan::Load& load : plan.scans[s].loads) {
          REQUIRE(load.slot < (script.progressive ? 4 : 2));
          slots[load.ac][load.slot] = load.table;
        }
        for (std::size_t c = 0; c < plan.scans[s].dc.size(); ++c) {
          for (const bool ac : {false, true}) {
            const int table = (ac ? plan.scans[s].ac : plan.scans[s].dc)[c];
            const Histogram& needed = (ac ? statistics[s].ac : statistics[s].dc)[c];
            if (table >= 0) CHECK(slots[ac][(ac ? plan.scans[s].ac_slot : plan.scans[s].dc_slot)[c]] == table);
            for (std::size_t i = 0; i < 256; ++i) {
              if (needed[i] != 0) CHECK(plan.tables.at(static_cast<std::size_t>(table)).length[i] > 0);
            }
          }
        }
      }
    }
  }
}

TEST_CASE("sampling some rows of a large component finds nearly the same costs") {
  const Coefficients coefficients = coefficients_of({.width = 900, .height = 700, .quality = 90});
  const Sparse sparse = make_sparse(coefficients);
  const std::vector<int> points = {1, 6, 64};
  const BandCosts all = band_costs(sparse.components[0], {.points = points, .levels = 2, .sampling = 1});
  const BandCosts some = band_costs(sparse.components[0], {.points = points, .levels = 2, .sampling = 4});
  const auto bits = [](const BandCosts& costs) { return static_cast<double>(costs.first[0].at(0, 2)); };
  CHECK(bits(some) != bits(all));
  CHECK(bits(some) == Approx(bits(all)).epsilon(0.02));
}
