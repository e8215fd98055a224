#include <whittle/optimize.h>

#include <iostream>
#include <variant>

// Lists the directory that it is given, and prints how many files whittle found there.
int main(int argc, char** argv) {
  if (argc != 2) return 2;
  whittle::Options options;
  options.paths = {argv[1]};
  options.mode = whittle::Mode::list;
  const whittle::OptimizeResult result = whittle::optimize(options, nullptr);
  if (const auto* error = std::get_if<whittle::Error>(&result)) {
    std::cerr << error->message << "\n";
    return 1;
  }
  std::cout << whittle::build_info().version << " " << std::get<whittle::RunReport>(result).files.size() << "\n";
}
