#include "sys/atomic_file.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>

#include "base/path.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/make_directories.h"
#include "tests/support/temp_dir.h"

using namespace whittle;
using sys::AtomicFile;
using sys::Existing;
using test::entries;
using test::read_file;
using test::write_file;
namespace fs = std::filesystem;

namespace {

sys::FileIdentity identity(const std::string& path) {
  return sys::stat_path(path, sys::Links::keep)->identity;
}

sys::Location at(const std::string& path) {
  auto directory = sys::Directory::open(std::string(directory_of(path)), sys::Links::follow);
  REQUIRE(directory.ok());
  return {std::make_shared<const sys::Directory>(std::move(*directory)), std::string(file_name(path)), path};
}

AtomicFile staged(const std::string& path, std::string_view text) {
  Result<AtomicFile> file = AtomicFile::stage(at(path), as_bytes(text), {});
  REQUIRE(file.ok());
  return std::move(*file);
}

}  // namespace

TEST_CASE("a staged file is invisible until it is committed") {
  const test::TempDir dir;
  const std::string path = dir.path() + "/a";
  AtomicFile file = staged(path, "new");
  CHECK(!fs::exists(path));
  REQUIRE(file.make_durable().ok());
  REQUIRE(file.commit(std::nullopt, Existing::replace).ok());
  CHECK(read_file(path) == "new");
  CHECK(entries(dir.path()) == 1);
}

TEST_CASE("a staged file that is not committed leaves nothing") {
  const test::TempDir dir;
  { const AtomicFile file = staged(dir.path() + "/a", "new"); }
  CHECK(entries(dir.path()) == 0);
}

TEST_CASE("a file that changed in between is not replaced") {
  const test::TempDir dir;
  const std::string path = dir.path() + "/a";
  write_file(path, "old");
  const sys::FileIdentity before = identity(path);
  AtomicFile file = staged(path, "new");
  write_file(path, "somebody else's");
  const Status status = file.commit(before, Existing::replace);
  REQUIRE(!status.ok());
  CHECK(status.error().reason == Reason::changed_during_run);
  CHECK(read_file(path) == "somebody else's");
}

TEST_CASE("a file that was replaced by another of the same size is noticed") {
  const test::TempDir dir;
  const std::string path = dir.path() + "/a";
  write_file(path, "old");
  const sys::FileIdentity before = identity(path);
  AtomicFile file = staged(path, "new");
  write_file(path + "2", "Old");
  fs::rename(path + "2", path);
  CHECK(!file.commit(before, Existing::replace).ok());
  CHECK(read_file(path) == "Old");
}

TEST_CASE("keep never replaces, replace does") {
  const test::TempDir dir;
  const std::string path = dir.path() + "/a";
  write_file(path, "old");
  {
    AtomicFile file = staged(path, "new");
    const Status status = file.commit(std::nullopt, Existing::keep);
    REQUIRE(!status.ok());
    CHECK(status.error().reason == Reason::exists);
  }
  CHECK(read_file(path) == "old");
  CHECK(entries(dir.path()) == 1);
  CHECK(staged(path, "new").commit(std::nullopt, Existing::replace).ok());
  CHECK(read_file(path) == "new");
}

TEST_CASE("files of one name are numbered in turn, whoever stages first, and none is replaced") {
  const test::TempDir dir;
  const std::string path = dir.path() + "/a";
  std::vector<AtomicFile> files;
  for (int i = 0; i < 20; ++i) files.push_back(staged(path, std::to_string(i)));
  fs::create_symlink("nowhere", path + ".~3~");
  for (AtomicFile& file : files) REQUIRE(file.commit(std::nullopt, Existing::number).ok());
  files.clear();
  CHECK(read_file(path) == "0");
  CHECK(read_file(path + ".~1~") == "1");
  CHECK(read_file(path + ".~2~") == "2");
  CHECK(fs::is_symlink(path + ".~3~"));
  CHECK(read_file(path + ".~4~") == "3");
  CHECK(read_file(path + ".~20~") == "19");
  CHECK(entries(dir.path()) == 21);
}

TEST_CASE("mode and extended attributes follow the original") {
  const test::TempDir dir;
  const std::string path = dir.path() + "/a";
  write_file(path, "old");
  fs::permissions(path, fs::perms(0640));
  const bool has_xattrs = ::setxattr(path.c_str(), "user.note", "kept", 4, 0) == 0;
  const auto original = sys::open_regular(path);
  REQUIRE(original.ok());
  Result<AtomicFile> file = AtomicFile::stage(at(path), as_bytes("new"), {&original->fd});
  REQUIRE(file.ok());
  REQUIRE(file->commit(original->stat.identity, Existing::replace).ok());
  CHECK((fs::status(path).permissions() & fs::perms::mask) == fs::perms(0640));
  if (!has_xattrs) {
    WARN("this file system has no extended attributes");
    return;
  }
  char value[8] = {};
  CHECK(::getxattr(path.c_str(), "user.note", value, sizeof value) == 4);
  CHECK(std::string(value) == "kept");
}

TEST_CASE("a new file has the permissions that the umask leaves") {
  const test::TempDir dir;
  REQUIRE(staged(dir.path() + "/a", "x").commit(std::nullopt, Existing::keep).ok());
  write_file(dir.path() + "/b", "x");
  CHECK(fs::status(dir.path() + "/a").permissions() == fs::status(dir.path() + "/b").permissions());
}

TEST_CASE("the file size limit is an error and leaves nothing") {
  const test::TempDir dir;
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const std::string large(8192, 'x');
    const auto file = AtomicFile::stage(at(dir.path() + "/a"), as_bytes(large), {});
    ::_exit(!file.ok() && file.error().reason == Reason::no_space ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(entries(dir.path()) == 0);
}

TEST_CASE("directories and paths beyond PATH_MAX") {
  const test::TempDir dir;
  CHECK(staged(dir.path(), "x").commit(std::nullopt, Existing::replace).error().reason == Reason::not_regular_file);
  std::string deep = dir.path();
  while (deep.size() < 6000) deep += "/" + std::string(200, 'd');
  REQUIRE(test::make_directories(deep));
  REQUIRE(staged(deep + "/a", "deep").commit(std::nullopt, Existing::keep).ok());
  const auto file = sys::open_regular(deep + "/a");
  REQUIRE(file.ok());
  CHECK(sys::read_all(file->fd, 4, "a").ok());
  const sys::FileIdentity before = file->stat.identity;
  CHECK(staged(deep + "/a", "new").commit(before, Existing::replace).ok());
  CHECK(sys::stat_path(deep + "/a", sys::Links::keep)->identity.size == 3);
}

TEST_CASE("only the file that was looked at is removed") {
  const test::TempDir dir;
  const std::string path = dir.path() + "/a";
  write_file(path, "x");
  const sys::FileIdentity seen = identity(path);
  write_file(path, "xy");
  CHECK(sys::remove_unchanged(at(path), seen).error().reason == Reason::changed_during_run);
  CHECK(fs::exists(path));
  CHECK(sys::remove_unchanged(at(path), identity(path)).ok());
  CHECK(!fs::exists(path));
}

TEST_CASE("what becomes of a directory while a file is staged does not lead it elsewhere") {
  const test::TempDir dir;
  fs::create_directories(dir.path() + "/in");
  fs::create_directories(dir.path() + "/outside");
  write_file(dir.path() + "/in/a", "old");
  write_file(dir.path() + "/outside/a", "precious");
  AtomicFile file = staged(dir.path() + "/in/a", "new");
  fs::rename(dir.path() + "/in", dir.path() + "/moved");
  fs::create_directory_symlink("outside", dir.path() + "/in");
  CHECK(file.commit(std::nullopt, Existing::replace).ok());
  CHECK(read_file(dir.path() + "/outside/a") == "precious");
  CHECK(read_file(dir.path() + "/moved/a") == "new");
}
