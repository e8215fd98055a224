#pragma once
// MD5 (RFC 1321), for formats that name their parts by it. It protects nothing.

#include <string>

#include "base/bytes.h"

namespace whittle {

/// 32 hexadecimal digits, in upper case.
std::string md5_hex(ByteView bytes);

}  // namespace whittle
