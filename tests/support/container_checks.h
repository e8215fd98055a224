#pragma once
// What tests of the parsers ask again and again.

#include "container/header.h"
#include "container/integrity.h"
#include "tests/support/catch.h"
#include "tests/support/strict_source.h"

namespace whittle::test {

inline Result<container::Header> parse(const Bytes& bytes, Format format) {
  StrictSource source(bytes);
  return container::read_header(source, format);
}

inline container::Header header_of(const Bytes& bytes, Format format) {
  Result<container::Header> header = parse(bytes, format);
  if (!header.ok()) FAIL(header.error().message);
  CHECK(header->format == format);
  return *header;
}

/// Why there is no header.
inline Reason reason_of(const Bytes& bytes, Format format) {
  const Result<container::Header> header = parse(bytes, format);
  return header.ok() ? Reason::none : header.error().reason;
}

/// What the integrity check finds.
inline Reason check(const Bytes& bytes, Format format) {
  const Status status = container::check_integrity(bytes, format);
  if (status.ok()) return Reason::none;
  CHECK(status.error().category == Category::corrupt);
  CHECK(status.error().message.find("at offset") != std::string::npos);
  return status.error().reason;
}

inline Bytes with_change(Bytes bytes, std::size_t at, unsigned value) {
  bytes.at(at) = static_cast<std::byte>(value);
  return bytes;
}

/// Where `text` stands.
inline std::size_t find(const Bytes& bytes, std::string_view text) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (has_text(bytes, at, text)) return at;
  }
  FAIL("not in the sample: " << text);
  return 0;
}

}  // namespace whittle::test
