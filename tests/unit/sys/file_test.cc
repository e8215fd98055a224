#include "sys/file.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

using namespace whittle;
namespace fs = std::filesystem;

TEST_CASE("only regular files are opened, and nothing hangs") {
  const test::TempDir dir;
  REQUIRE(::mkfifo((dir.path() + "/fifo").c_str(), 0600) == 0);
  CHECK(sys::open_regular(dir.path() + "/fifo").error().reason == Reason::not_regular_file);
  CHECK(sys::open_regular(dir.path()).error().message == "is a directory");
  CHECK(sys::open_regular("/dev/null").error().reason == Reason::not_regular_file);
  CHECK(sys::open_regular(dir.path() + "/none").error().reason == Reason::not_found);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (dir.path() + "/socket").c_str(), sizeof address.sun_path - 1);
  REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  CHECK(sys::open_regular(dir.path() + "/socket").error().message == "is a socket, not a regular file");
  ::close(fd);
}

TEST_CASE("a name with a NUL byte is no file") {
  CHECK(!sys::open_regular(std::string("a\0b", 3)).ok());
}

TEST_CASE("a file that is not as long as expected has changed") {
  const test::TempDir dir;
  std::ofstream(dir.path() + "/a") << "12345";
  const auto file = sys::open_regular(dir.path() + "/a");
  REQUIRE(file.ok());
  CHECK(sys::read_all(file->fd, 5, "a")->size() == 5);
  CHECK(sys::read_all(file->fd, 4, "a").error().reason == Reason::changed_during_run);
  CHECK(sys::read_all(file->fd, 6, "a").error().reason == Reason::changed_during_run);
#ifndef WHITTLE_SANITIZED  // sanitizers' operator new ends the process where others throw
  CHECK(sys::read_all(file->fd, std::uint64_t{1} << 60, "a").error().reason == Reason::out_of_memory);
#endif
}

TEST_CASE("a file source reads windows anywhere") {
  const test::TempDir dir;
  std::string text(200'000, '\0');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i * 31 >> 3);
  std::ofstream(dir.path() + "/a", std::ios::binary) << text;
  const auto file = sys::open_regular(dir.path() + "/a");
  const auto source = sys::file_source(file->fd, text.size(), "a");
  for (const auto& [offset, count] :
       {std::pair<std::uint64_t, std::size_t>{0, 4}, {4090, 20}, {199'990, 100}, {7, 65536}, {0, 1}}) {
    const auto bytes = source->read(offset, count);
    REQUIRE(bytes.ok());
    const std::string_view expected = std::string_view(text).substr(offset, count);
    REQUIRE(bytes->size() == expected.size());
    CHECK(std::memcmp(bytes->data(), expected.data(), expected.size()) == 0);
  }
  CHECK(source->read(200'000, 1)->empty());
}

TEST_CASE("errno becomes a reason") {
  CHECK(sys::error_from_errno(ENOSPC, "write", "a").reason == Reason::no_space);
  CHECK(sys::error_from_errno(EDQUOT, "write", "a").reason == Reason::no_space);
  CHECK(sys::error_from_errno(EACCES, "open", "a").reason == Reason::permission_denied);
  CHECK(sys::error_from_errno(EROFS, "write", "a").reason == Reason::read_only);
  CHECK(sys::error_from_errno(EMFILE, "open", "a").transient);
  CHECK(!sys::error_from_errno(EIO, "open", "a").transient);
  CHECK(sys::error_from_errno(ENOENT, "open", "a").message == "cannot open: no such file or directory");
}
