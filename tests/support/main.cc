#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif
#include "tests/support/corpus.h"

int main(int argc, char** argv) {
  const int status = Catch::Session().run(argc, argv);
  return status == 0 && whittle::test::corpus_was_missed() ? whittle::test::kSkipped : status;
}
