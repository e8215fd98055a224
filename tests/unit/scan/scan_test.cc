#include "scan/scan.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>

#include "scan/list.h"
#include "sys/file.h"
#include "tests/support/make_directories.h"
#include "tests/support/scan_tree.h"

using namespace whittle;
using test::names;
using test::Names;
using test::scan_all;
using test::Tree;
namespace fs = std::filesystem;

TEST_CASE("a tree is walked depth first in bytewise order, hidden names left out") {
  Tree tree;
  for (const char* name : {"b.png", "a/2.png", "a/1.png", "a.png", ".hidden.png", ".h/x.png", "Z.png"}) tree.file(name);
  CHECK(names(tree.options()) == Names{"Z.png", "a/1.png", "a/2.png", "a.png", "b.png"});
  Options options = tree.options();
  options.hidden = true;
  CHECK(names(options) == Names{".h/x.png", ".hidden.png", "Z.png", "a/1.png", "a/2.png", "a.png", "b.png"});
  options.max_depth = 1;
  CHECK(names(options) == Names{".hidden.png", "Z.png", "a.png", "b.png"});
}

TEST_CASE("a repository's own directory is never entered") {
  Tree tree;
  tree.file(".git/objects/a.png");
  tree.file("a.png");
  Options options = tree.options();
  options.hidden = true;
  CHECK(names(options) == Names{"a.png"});
}

TEST_CASE("ignore files: deeper wins, .ignore wins, --no-ignore reads none, --exclude always counts") {
  Tree tree;
  for (const char* name : {"a.png", "b.png", "sub/a.png", "sub/b.png", "out/x.png", "keep/out/y.png"}) tree.file(name);
  tree.file(".gitignore", "a.png\n/out/\n");
  tree.file("sub/.gitignore", "!a.png\nb.png\n");
  CHECK(names(tree.options()) == Names{"b.png", "keep/out/y.png", "sub/a.png"});
  tree.file(".ignore", "!a.png\n");
  CHECK(names(tree.options()) == Names{"a.png", "b.png", "keep/out/y.png", "sub/a.png"});
  Options options = tree.options();
  options.ignore_files = false;
  options.exclude = {"b.png", "!sub/b.png"};
  CHECK(names(options) == Names{"a.png", "keep/out/y.png", "out/x.png", "sub/a.png", "sub/b.png"});
}

TEST_CASE("what is named directly is never left out") {
  Tree tree;
  tree.file(".gitignore", "*.png\n");
  tree.file(".hidden.png");
  tree.file("a.png");
  Options options;
  options.paths = {tree.path("a.png"), tree.path(".hidden.png")};
  CHECK(names(options) == Names{"a.png", ".hidden.png"});
}

TEST_CASE("rules of parent directories count up to the repository's root and not beyond") {
  Tree tree;
  tree.file(".gitignore", "b.png\n");
  tree.file("repo/.git/HEAD");
  tree.file("repo/.gitignore", "/in/deep/a.png\n");
  tree.file("repo/in/deep/a.png");
  tree.file("repo/in/deep/b.png");
  Options options;
  options.paths = {tree.path("repo/in")};
  CHECK(names(options) == Names{"deep/b.png"});
}

TEST_CASE("a link to a file is followed once: inside the tree, elsewhere with --follow") {
  Tree tree;
  tree.file("in/real/a.png");
  tree.file("away/b.png");
  tree.file("in/notes.txt");
  fs::create_symlink("real/a.png", tree.path("in/inside.png"));
  fs::create_symlink("../away/b.png", tree.path("in/outside.png"));
  fs::create_symlink("../away/b.png", tree.path("in/outside.txt"));
  Options options;
  options.paths = {tree.path("in")};
  options.ignore_files = false;
  const auto find = [&](std::string_view name) -> const scan::Found* {
    static std::vector<scan::Found> found;
    found = std::move(scan::scan(options, [] { return false; })).value();
    const auto place =
        std::find_if(found.begin(), found.end(), [&](const auto& one) { return one.relative() == name; });
    return place == found.end() ? nullptr : &*place;
  };
  const scan::Found* const inside = find("inside.png");
  REQUIRE((inside != nullptr && inside->link));
  CHECK(fs::path(inside->link->path) == fs::canonical(tree.path("in/real/a.png")));
  CHECK(inside->link->directory == sys::Directory::open(tree.path("in/real"), sys::Links::keep)->id());
  REQUIRE(find("outside.png") != nullptr);
  REQUIRE(find("outside.png")->error);
  CHECK(find("outside.png")->error->reason == Reason::outside);
  CHECK(find("outside.txt") == nullptr);
  options.follow = FollowLinks::yes;
  REQUIRE((find("outside.png") != nullptr && find("outside.png")->link));
  CHECK_FALSE(find("outside.png")->error);
  // Named: the user wants it.
  options = {};
  options.paths = {tree.path("in/outside.png")};
  REQUIRE((find("outside.png") != nullptr && find("outside.png")->link));
  CHECK_FALSE(find("outside.png")->error);
}

TEST_CASE("symbolic links: files are followed, directories on request, cycles cut") {
  Tree tree;
  tree.file("real/a.png");
  fs::create_symlink("real/a.png", tree.path("link.png"));
  fs::create_symlink("real", tree.path("dir"));
  fs::create_symlink("..", tree.path("real/up"));
  fs::create_symlink("nowhere", tree.path("dangling.png"));
  CHECK(names(tree.options()) == Names{"link.png", "real/a.png"});
  Options options = tree.options();
  options.follow = FollowLinks::yes;
  CHECK(names(options) == Names{"dir/a.png", "link.png"});
}

TEST_CASE("FIFOs met in a walk are left out, missing and dangling paths are rows") {
  Tree tree;
  REQUIRE(::mkfifo(tree.path("fifo.png").c_str(), 0600) == 0);
  fs::create_symlink("nowhere", tree.path("dangling.png"));
  CHECK(names(tree.options()).empty());
  Options options;
  options.paths = {tree.path("none.png"), tree.path("dangling.png")};
  for (const scan::Found& one : scan_all(options)) {
    REQUIRE(one.error);
    CHECK(one.error->reason == Reason::not_found);
    CHECK(one.error->path == one.path);
  }
}

TEST_CASE("names with newlines, bytes that are not UTF-8, and paths beyond PATH_MAX") {
  Tree tree;
  tree.file("new\nline.png");
  tree.file("\xFF.png");
  std::string deep = tree.dir.path();
  while (deep.size() < 9000) deep += "/" + std::string(200, 'd');
  REQUIRE(test::make_directories(deep));
  const std::vector<scan::Found> found = scan_all(tree.options());
  REQUIRE(found.size() == 2);
  CHECK(found[0].relative() == "new\nline.png");
  CHECK(found[1].relative() == "\xFF.png");
}

TEST_CASE("a tree far deeper than the stack or the descriptor table is walked") {
  Tree tree;
  std::string deep = tree.dir.path();
  for (int i = 0; i < 3000; ++i) deep += "/d";
  REQUIRE(test::make_directories(deep));
  CHECK(names(tree.options()).empty());
}

TEST_CASE("the walked root may be written in any way") {
  Tree tree;
  tree.file("a.png");
  for (const std::string& root : {tree.dir.path() + "/", tree.dir.path() + "//"}) {
    Options options;
    options.paths = {root};
    CHECK(scan_all(options).at(0).path == tree.path("a.png"));
  }
}

TEST_CASE("lists: separators, blank entries, carriage returns") {
  using scan::ListFormat;
  CHECK(scan::parse_list("a\n\nb b\r\nc", ListFormat::lines) == Names{"a", "b b", "c"});
  CHECK(scan::parse_list(std::string_view("a\nx\0b\0\0", 7), ListFormat::nul_separated) == Names{"a\nx", "b"});
  CHECK(scan::parse_list("", ListFormat::lines).empty());
}

TEST_CASE("a file of a list is called by its name, several by their way from the common parent") {
  Tree tree;
  tree.file("sub/a.png");
  tree.file("b.png");
  tree.file("one", "sub/a.png\n");
  tree.file("list", "b.png\n./sub/a.png\n" + tree.path("sub/a.png") + "\nsub/../sub/a.png\n");
  const fs::path before = fs::current_path();
  fs::current_path(tree.dir.path());
  Options options;
  options.files_from = "one";
  CHECK(names(options) == Names{"a.png"});
  options.files_from = "list";
  CHECK(names(options) == Names{"b.png", "sub/a.png", "sub/a.png", "sub/a.png"});
  options.files_from = "none";
  const auto missing = scan::scan(options, [] { return false; });
  fs::current_path(before);
  REQUIRE(!missing.ok());
  CHECK(missing.error().category == Category::usage);
}

TEST_CASE("what is walked is what git does not ignore") {
  if (std::system("git --version >/dev/null 2>&1") != 0) {
    WARN("git is not installed: nothing to compare with");
    return;
  }
  std::mt19937 random(7);
  const auto pick = [&](const Names& from) { return from[random() % from.size()]; };
  const Names parts = {"a", "b", "c.png", "d.png", "ab", "x-1.png", "sp ace", "[z]"};
  const Names patterns = {"*.png",       "!d.png", "/a",     "a/",      "b/*",    "**/ab", "a/**",
                          "x-[0-9].png", "!a/b/",  "sp ace", "\\[z\\]", "c.*",    "?",     "!/b/c.png",
                          "ab/**/d.png", "*",      "!*/",    "b/**/",   "#c.png", "d.png "};
  for (int round = 0; round < 25; ++round) {
    Tree tree;
    for (int i = 0; i < 60; ++i) {
      std::string name = pick(parts);
      for (std::size_t depth = random() % 4; depth > 0; --depth) name = pick(parts) + "/" + name;
      std::error_code error;
      fs::create_directories(fs::path(tree.path(name)).parent_path(), error);
      if (!error && !fs::is_directory(tree.path(name))) std::ofstream(tree.path(name)) << "x";
    }
    for (const std::string& where : {std::string(), std::string("a/"), std::string("b/")}) {
      if (!fs::is_directory(tree.path(where))) continue;
      std::string text;
      for (int i = 0; i < 3; ++i) text += pick(patterns) + "\n";
      tree.file(where + ".gitignore", text);
    }
    const std::string command =
        "cd '" + tree.dir.path() +
        "' && git init -q . && HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent git ls-files -z --others "
        "--exclude-standard > ../" +
        fs::path(tree.dir.path()).filename().string() + ".list";
    REQUIRE(std::system(command.c_str()) == 0);
    const std::string list_path = tree.dir.path() + ".list";
    const auto listed = scan::read_list(list_path, scan::ListFormat::nul_separated, [] { return false; });
    fs::remove(list_path);
    REQUIRE(listed.ok());
    std::set<std::string> expected(listed->begin(), listed->end());
    for (const char* ignore_file : {".gitignore", "a/.gitignore", "b/.gitignore"}) expected.erase(ignore_file);
    const Names walked = names(tree.options());
    std::ifstream rules(tree.path(".gitignore"));
    INFO(std::string(std::istreambuf_iterator<char>(rules), {}));
    CHECK(std::set<std::string>(walked.begin(), walked.end()) == expected);
  }
}
