#include "cache/cache.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

using namespace whittle;
using cache::Cache;
namespace fs = std::filesystem;

namespace {

const auto kGoesOn = [] { return false; };

struct Place {
  test::TempDir dir;
  std::string path = dir.path() + "/sub/cache";

  std::unique_ptr<Cache> open(const std::string& build = "1", std::uint64_t most = 1 << 20) const {
    auto opened = Cache::open({path, build, most});
    return opened.ok() ? std::move(*opened) : nullptr;
  }
};

cache::Key key(const std::string& text) {
  return content_of(as_bytes(text));
}

cache::Answer answer_of(const std::string& bytes) {
  cache::Answer answer;
  answer.bytes = content_of(as_bytes(bytes));
  answer.size = bytes.size();
  answer.quality = 82;
  answer.score = 80.25;
  answer.encodes = 7;
  answer.output_index = 2;
  answer.verified = answer.has_position = answer.is_stored = true;
  return answer;
}

}  // namespace

TEST_CASE("a cache gives back what it was told, to the same build alone") {
  const Place place;
  place.open()->remember(key("a"), answer_of("bytes"), as_bytes("bytes"));
  place.open()->remember(key("b"), cache::Done{640, 480, 2, 480, 640, Format::gif, Reason::not_smaller});
  const auto again = place.open();
  REQUIRE(again != nullptr);
  const auto answer = again->answer(key("a"));
  REQUIRE(answer);
  CHECK(answer->quality == 82);
  CHECK(answer->score == 80.25);
  CHECK(answer->encodes == 7);
  CHECK(answer->output_index == 2);
  CHECK((answer->verified && answer->has_position && !answer->recoloured));
  const auto bytes = again->result(*answer);
  REQUIRE(bytes);
  CHECK(as_text(*bytes) == "bytes");
  const auto done = again->done(key("b"));
  REQUIRE(done);
  CHECK((done->width == 640 && done->height == 480 && done->frames == 2));
  CHECK((done->width_out == 480 && done->height_out == 640));
  CHECK((done->format == Format::gif && done->reason == Reason::not_smaller));
  CHECK_FALSE(again->answer(key("b")));
  CHECK_FALSE(place.open("2")->answer(key("a")));
}

TEST_CASE("stored bytes that are others are not given out, and go") {
  const Place place;
  place.open()->remember(key("a"), answer_of("bytes"), as_bytes("bytes"));
  std::string file;
  for (const auto& entry : fs::recursive_directory_iterator(place.path + "/results")) {
    if (entry.is_regular_file()) file = entry.path();
  }
  for (const std::string& wrong :
       {std::string("bytez"), std::string("byte"), std::string("bytes and more"), std::string()}) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << wrong;
    const auto again = place.open();
    CHECK_FALSE(again->result(*again->answer(key("a"))));
    CHECK_FALSE(fs::exists(file));
    again->remember(key("a"), answer_of("bytes"), as_bytes("bytes"));
    CHECK(again->result(*again->answer(key("a"))));
  }
}

TEST_CASE("a file is known by its identity, and not by a time that is as young as its reading") {
  const Place place;
  const std::string path = place.dir.path() + "/a.png";
  std::ofstream(path) << "content";
  const auto stat = sys::stat_path(path, sys::Links::keep);
  const auto directory = sys::Directory::open(place.dir.path(), sys::Links::keep);
  REQUIRE((stat.ok() && directory.ok()));
  const cache::Seen seen{content_of(as_bytes("content")), Format::png};
  const auto saw = [&](const std::unique_ptr<Cache>& cache, std::int64_t at) {
    cache->saw({path, directory->id()}, stat->identity, seen, at);
  };
  SECTION("old enough") {
    saw(place.open(), stat->identity.ctime_ns + 10'000'000'000);
    const auto again = place.open();
    REQUIRE(again->seen(stat->identity));
    CHECK(again->seen(stat->identity)->content == seen.content);
    CHECK(again->seen(stat->identity)->format == Format::png);
    auto other = stat->identity;
    SECTION("another size") {
      ++other.size;
    }
    SECTION("another mtime") {
      ++other.mtime_ns;
    }
    SECTION("another ctime") {
      ++other.ctime_ns;
    }
    SECTION("another inode") {
      ++other.inode;
    }
    SECTION("another device") {
      ++other.device;
    }
    if (other != stat->identity) CHECK_FALSE(again->seen(other));
  }
  SECTION("too young, and the run does not end as it should") {
    saw(place.open(), stat->identity.ctime_ns + 1);
    CHECK_FALSE(place.open()->seen(stat->identity));
  }
  SECTION("too young, and looked at again at the end") {
    const auto cache = place.open();
    saw(cache, stat->identity.ctime_ns + 1);
    cache->close(kGoesOn);
    CHECK(place.open()->seen(stat->identity));
  }
  SECTION("too young, and another content by then, whatever its times say") {
    const auto cache = place.open();
    cache->saw({path, directory->id()}, stat->identity, {content_of(as_bytes("CONTENT")), Format::png},
               stat->identity.ctime_ns + 1);
    cache->close(kGoesOn);
    CHECK_FALSE(place.open()->seen(stat->identity));
  }
}

TEST_CASE("a cache is used only where it is the user's own and ours") {
  const Place place;
  SECTION("a directory with something else in it") {
    fs::create_directories(place.path);
    std::ofstream(place.path + "/file") << "mine";
    CHECK(place.open() == nullptr);
    CHECK(fs::exists(place.path + "/file"));
  }
  SECTION("a tag that begins like ours") {
    fs::create_directories(place.path);
    std::ofstream(place.path + "/CACHEDIR.TAG") << "Signature: 8a477f597d28d172789f06886806bc55\n# another program's\n";
    CHECK(place.open() == nullptr);
  }
  SECTION("open to others") {
    REQUIRE(place.open() != nullptr);
    REQUIRE(::chmod(place.path.c_str(), 0770) == 0);
    CHECK(place.open() == nullptr);
  }
  SECTION("an empty directory") {
    fs::create_directories(place.path);
    REQUIRE(::chmod(place.path.c_str(), 0755) == 0);
    CHECK(place.open() != nullptr);
  }
  SECTION("nothing there: all of it is private") {
    REQUIRE(place.open() != nullptr);
    for (const auto& entry : fs::recursive_directory_iterator(place.path))
      CHECK((entry.status().permissions() & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);
  }
}

TEST_CASE("results that were not used for longest go when there are too many") {
  const Place place;
  const std::string large(1000, 'x');
  {
    const auto cache = place.open("1", 5000);
    for (char i = 'a'; i < 'k'; ++i) {
      const std::string bytes = large + i;
      cache->remember(key(std::string(1, i)), answer_of(bytes), as_bytes(bytes));
      for (const auto& entry : fs::recursive_directory_iterator(place.path + "/results")) {
        if (!entry.is_regular_file()) continue;  // each a second older than the one after it
        fs::last_write_time(entry.path(), entry.last_write_time() - std::chrono::seconds(1));
      }
    }
    cache->close(kGoesOn);
  }
  const auto again = place.open("1", 5000);
  for (char i = 'a'; i < 'k'; ++i) {
    CAPTURE(i);
    const auto answer = again->answer(key(std::string(1, i)));
    CHECK(answer.has_value() == (i >= 'g'));
    if (answer) CHECK(again->result(*answer));
  }
}
