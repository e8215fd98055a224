#include "plan/capacity.h"

#include "tests/support/catch.h"

using namespace whittle;

TEST_CASE("without limits all jobs run") {
  const plan::Capacity capacity = plan::fit({.jobs = 8}, {});
  CHECK(capacity.jobs == 8);
  CHECK(capacity.programs == plan::Programs::both);
  CHECK(capacity.spares == 3);
  CHECK(capacity.threads == 11);
  CHECK(capacity.in_flight == 16);
  CHECK(capacity.staged == 128);
}

TEST_CASE("few threads and processes mean fewer jobs") {
  CHECK(plan::fit({.jobs = 32}, {.tasks = plan::tasks_of({.jobs = 32})}).jobs == 32);
  const plan::Capacity capacity = plan::fit({.jobs = 32}, {.tasks = 63});
  CHECK(capacity.jobs > 4);
  CHECK(capacity.jobs < 32);
  CHECK(capacity.programs != plan::Programs::none);
  CHECK(plan::tasks_of({.jobs = capacity.jobs + 1}) > 63);
}

TEST_CASE("few descriptors mean fewer staged files, then fewer jobs") {
  const plan::Capacity some = plan::fit({.jobs = 2}, {.descriptors = 253});
  CHECK(some.jobs == 2);
  CHECK(some.staged > 32);
  CHECK(plan::fit({.jobs = 2, .descriptors_staged = 4}, {.descriptors = 253}).staged < some.staged);
  const plan::Capacity many = plan::fit({.jobs = 128, .descriptors_staged = 4}, {.descriptors = 1021});
  CHECK(many.jobs > 32);
  CHECK(many.jobs < 128);
  CHECK(many.staged >= 8);
}

TEST_CASE("with next to nothing one file at a time is done, in this process") {
  for (const plan::Room room : {plan::Room{.tasks = 0}, plan::Room{.tasks = 8}, plan::Room{.descriptors = 13}}) {
    const plan::Capacity capacity = plan::fit({.jobs = 32}, room);
    CHECK(capacity.programs == plan::Programs::none);
    CHECK(capacity.jobs >= 1);
    CHECK(capacity.threads - 1 <= room.tasks);
  }
  CHECK(plan::fit({.jobs = 32}, {.tasks = 0}).threads == 1);
  CHECK(plan::fit({.jobs = 1}, {.tasks = 9}).programs == plan::Programs::one);
}

TEST_CASE("the second program is given up before a job is") {
  const std::size_t all = plan::tasks_of({.jobs = 8});
  CHECK(plan::fit({.jobs = 8}, {.tasks = all}).programs == plan::Programs::both);
  const plan::Capacity capacity = plan::fit({.jobs = 8}, {.tasks = all - 1});
  CHECK(capacity.jobs == 8);
  CHECK(capacity.programs == plan::Programs::one);
}
