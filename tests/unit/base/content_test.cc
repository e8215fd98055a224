#include "base/content.h"

#include "tests/support/catch.h"

using namespace whittle;

TEST_CASE("contents are SHA-256") {
  // sha256sum
  CHECK(hex(content_of(as_bytes("abc"))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(content_of(as_bytes(""))) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("the content of a source is that of its bytes, in however many pieces") {
  Bytes bytes(3 * ByteSource::kMaxRead + 17);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 7 + i / 251);
  MemorySource source(bytes);
  const Result<Content> content = content_of(source);
  REQUIRE(content.ok());
  CHECK(*content == content_of(bytes));
}
