#pragma once
// What libpng says about a PNG, to compare a file before and after a rewrite.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "whittle/error.h"

namespace whittle::test {

/// What a reader that uses libpng can learn, but for what follows from how the pixels are stored.
struct PngReport {
  std::map<std::string, std::string> said;  ///< values as text, by chunk
  std::vector<std::uint16_t> rgba;          ///< 16 bits a sample
};
/// Throws std::runtime_error for libpng's errors; its warnings are passed over.
PngReport png_report(ByteView file);

/// What becomes of a PNG under plain `-i`: none, a rewrite that says the same to libpng; verification-failed, one that
/// does not; else why the file is left alone.
Reason png_treatment(const Bytes& file);

}  // namespace whittle::test
