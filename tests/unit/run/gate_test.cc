#include "run/gate.h"

#include "tests/support/catch.h"

using whittle::run::Gate;

namespace {
/// Tasks of as many inputs.
std::vector<Gate::Waiting> costs(std::initializer_list<std::pair<std::uint64_t, double>> list) {
  std::vector<Gate::Waiting> out;
  for (const auto& [bytes, ms] : list) out.push_back({{bytes, ms}, out.size()});
  return out;
}
}  // namespace

TEST_CASE("the gate admits the longest first, up to its count") {
  const auto c = costs({{1, 1}, {1, 9}, {1, 5}});
  Gate gate({2, 100}, c);
  CHECK(gate.admit() == std::vector<std::size_t>{1, 2});
  CHECK(gate.admit().empty());
  gate.release(1);
  CHECK(gate.admit() == std::vector<std::size_t>{0});
}

TEST_CASE("the gate holds back what waits for others, and then lets it in first") {
  auto c = costs({{1, 9}, {1, 8}, {1, 7}, {1, 6}});
  c[1].held = c[3].held = true;
  Gate gate({2, 100}, c);
  CHECK(gate.admit() == std::vector<std::size_t>{0, 2});
  gate.release(0);
  CHECK(gate.admit().empty());
  gate.let_in({1});
  gate.let_in({1});
  CHECK(gate.admit() == std::vector<std::size_t>{1});
  CHECK(gate.close() == std::vector<std::size_t>{3});
}

TEST_CASE("the gate never admits more bytes than its budget, and fills gaps with smaller tasks") {
  const auto c = costs({{60, 9}, {60, 8}, {30, 7}});
  Gate gate({10, 100}, c);
  CHECK(gate.admit() == std::vector<std::size_t>{0, 2});
  gate.release(2);
  CHECK(gate.admit().empty());
  gate.release(0);
  CHECK(gate.admit() == std::vector<std::size_t>{1});
}

TEST_CASE("a task above the whole budget runs alone") {
  const auto c = costs({{500, 9}, {10, 1}});
  Gate gate({10, 100}, c);
  CHECK(gate.admit() == std::vector<std::size_t>{0});
  CHECK(gate.admit().empty());
  gate.release(0);
  CHECK(gate.admit() == std::vector<std::size_t>{1});
}

TEST_CASE("a task that does not fit is overtaken a limited number of times") {
  auto c = costs({{60, 100}, {60, 99}});
  for (int i = 0; i < 50; ++i) c.push_back({{10, 1}, c.size()});
  Gate gate({3, 100}, c);
  std::vector<std::size_t> first = gate.admit();
  REQUIRE(first.front() == 0);
  int overtakings = static_cast<int>(first.size()) - 1;
  // The small ones come and go while the first large one stays in flight.
  std::vector<std::size_t> small(first.begin() + 1, first.end());
  while (!small.empty()) {
    gate.release(small.back());
    small.pop_back();
    for (const std::size_t task : gate.admit()) {
      small.push_back(task);
      ++overtakings;
    }
  }
  CHECK(overtakings == Gate::kMaxBackfills);
  gate.release(0);
  CHECK(gate.admit().front() == 1);
}

TEST_CASE("the gate keeps the tasks of an input together") {
  std::vector<Gate::Waiting> tasks;
  for (const auto& [ms, source] : {std::pair(2.0, 0), {9.0, 0}, {8.0, 1}, {3.0, 1}, {9.0, 2}, {1.0, 2}})
    tasks.push_back({{1, ms}, static_cast<std::size_t>(source)});
  Gate gate({10, 100}, tasks);
  CHECK(gate.admit() == std::vector<std::size_t>{1, 0, 4, 5, 2, 3});
}

TEST_CASE("a closed gate returns what it never admitted") {
  const auto c = costs({{1, 3}, {1, 2}, {1, 1}});
  Gate gate({1, 100}, c);
  CHECK(gate.admit().size() == 1);
  CHECK(gate.close() == std::vector<std::size_t>{1, 2});
  gate.release(0);
  CHECK(gate.admit().empty());
}
