#pragma once
// Which libraries this process runs with, for whoever keeps what they made.

#include <string>

namespace whittle::sys {

/// A line for each library that is loaded (its build, or size and time), and for each codec beside libvips that it may
/// load later. Another text where one of them is another one.
std::string loaded_libraries();

}  // namespace whittle::sys
