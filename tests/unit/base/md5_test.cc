#include "base/md5.h"

#include "tests/support/catch.h"

namespace whittle {
namespace {

TEST_CASE("MD5 is that of RFC 1321, also where the rest fills a block") {
  const auto md5 = [](std::string_view text) { return md5_hex(as_bytes(text)); };
  CHECK(md5("") == "D41D8CD98F00B204E9800998ECF8427E");
  CHECK(md5("abc") == "900150983CD24FB0D6963F7D28E17F72");
  CHECK(md5("12345678901234567890123456789012345678901234567890123456789012345678901234567890") ==
        "57EDF4A22BE3C955AC49DA2E2107B67A");
  CHECK(md5(std::string(55, 'a')) == "EF1772B6DFF9A122358552954AD0DF65");
  CHECK(md5(std::string(56, 'a')) == "3B0C8AC703F828B04C6C197006D17218");
  CHECK(md5(std::string(64, 'a')) == "014842D480B571495A4A0363793F7367");
}

}  // namespace
}  // namespace whittle
