// The program of all tests but the scripts. Its exit status is 77, which CTest takes for "skipped", when no case failed
// but one could not run: see skip.h.
#define CATCH_CONFIG_RUNNER
#include <cstdio>

#include "tests/support/catch.h"
#include "tests/support/skip.h"

namespace whittle::test {
namespace {

bool skipped = false;

}  // namespace

void skip(const std::string& why) {
  std::printf("skipped: %s\n", why.c_str());
  skipped = true;
}

}  // namespace whittle::test

int main(int argc, char** argv) {
  const int failed = Catch::Session().run(argc, argv);
  return failed == 0 && whittle::test::skipped ? 77 : failed;
}
