#include "cache/table.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

using namespace whittle;
using cache::Table;
namespace fs = std::filesystem;

namespace {

constexpr cache::Shape kShape{4, 12};

struct Place {
  test::TempDir dir;
  sys::Directory directory = std::move(*sys::open_private_directory(dir.path(), sys::Missing::fail));
  std::string file = dir.path() + "/table";

  Table open() { return std::move(*Table::open(directory, "table", kShape, 1 << 20)); }
  void add(int first, int count, int version) {
    Table table = open();
    for (int i = first; i < first + count; ++i) table.add(key(i), value(i, version));
    REQUIRE(table.flush().ok());
  }
  static Bytes key(int i) {
    Bytes key;
    append_le32(key, static_cast<std::uint64_t>(i));
    return key;
  }
  static Bytes value(int i, int version) {
    Bytes value;
    for (const int number : {i, version, i * version}) append_le32(value, static_cast<std::uint64_t>(number));
    return value;
  }
  /// Of `count` keys, how many are found with the right value; none may have another one.
  int found(int count, int version) {
    const Table table = open();
    int right = 0;
    for (int i = 0; i < count; ++i) {
      const auto there = table.find(key(i));
      if (!there) continue;
      const Bytes expected = value(i, version);
      REQUIRE(std::equal(there->begin(), there->end(), expected.begin(), expected.end()));
      ++right;
    }
    return right;
  }
};

}  // namespace

TEST_CASE("a table finds what was added to it, the last of equal keys, and nothing else") {
  Place place;
  place.add(0, 100, 1);
  place.add(0, 50, 2);
  const Table table = place.open();
  CHECK(table.size() == 100);
  for (int i = 0; i < 100; ++i) CHECK(le32(*table.find(Place::key(i)), 4) == (i < 50 ? 2u : 1u));
  CHECK_FALSE(table.find(Place::key(100)));
  CHECK((fs::status(place.file).permissions() & fs::perms::all) == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("a table of which any byte is another one loses one record") {
  Place place;
  place.add(0, 20, 1);
  const auto size = fs::file_size(place.file);
  for (std::uintmax_t at = Table::kHead.size(); at < size; ++at) {
    std::fstream file(place.file, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    const char old = static_cast<char>(file.get());
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(old ^ 0x10));
    file.flush();
    CAPTURE(at);
    CHECK(place.found(20, 1) == 19);
    file.seekp(static_cast<std::streamoff>(at));
    file.put(old);
  }
}

TEST_CASE("a table that was cut off anywhere keeps what is whole, and goes on from there") {
  Place place;
  place.add(0, 20, 1);
  const auto size = fs::file_size(place.file);
  fs::copy_file(place.file, place.file + ".whole");
  for (std::uintmax_t length = 0; length < size; length += 5) {
    fs::copy_file(place.file + ".whole", place.file, fs::copy_options::overwrite_existing);
    fs::resize_file(place.file, length);
    CAPTURE(length);
    const auto whole =
        length < Table::kHead.size() ? 0 : static_cast<int>((length - Table::kHead.size()) / kShape.record());
    CHECK(place.found(20, 1) == whole);
    place.add(0, 20, 1);
    CHECK(place.found(20, 1) == 20);
    CHECK(place.open().damaged() == 0);
  }
}

TEST_CASE("a table with another beginning, of zeros or of noise is made anew") {
  Place place;
  for (const char fill : {'\0', 'x', '\xff'}) {
    {
      std::ofstream file(place.file, std::ios::binary | std::ios::trunc);
      file << std::string(5000, fill);
    }
    fs::permissions(place.file, fs::perms::owner_read | fs::perms::owner_write);
    CHECK(place.found(20, 1) == 0);
    place.add(0, 20, 1);
    CHECK(place.found(20, 1) == 20);
  }
}

TEST_CASE("a table that others can write is not used, nor one that is a link") {
  Place place;
  place.add(0, 5, 1);
  REQUIRE(::chmod(place.file.c_str(), 0660) == 0);
  CHECK_FALSE(Table::open(place.directory, "table", kShape, 1 << 20).ok());
  REQUIRE(::chmod(place.file.c_str(), 0600) == 0);
  fs::rename(place.file, place.file + "2");
  fs::create_symlink("table2", place.file);
  CHECK_FALSE(Table::open(place.directory, "table", kShape, 1 << 20).ok());
}

TEST_CASE("a rewritten table has what was kept") {
  Place place;
  place.add(0, 100, 1);
  Table table = place.open();
  REQUIRE(
      table.rewrite(place.directory, Table::Rewrite::always, [](ByteView key, ByteView) { return le32(key, 0) < 30; })
          .ok());
  CHECK(place.found(100, 1) == 30);
  CHECK(fs::file_size(place.file) == Table::kHead.size() + 30 * kShape.record());
}
