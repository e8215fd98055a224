#include "scan/list.h"

#include "tests/support/scan_tree.h"

using namespace whittle;
using test::names;
using test::Names;
using test::Tree;

namespace {

struct WorkingDirectory {
  std::filesystem::path before = std::filesystem::current_path();
  explicit WorkingDirectory(const std::string& path) { std::filesystem::current_path(path); }
  ~WorkingDirectory() { std::filesystem::current_path(before); }
};

}  // namespace

using namespace std::literals;

TEST_CASE("lists take names of any bytes") {
  Tree tree;
  for (const char* name : {"new\nline.png", "\xFF.png", " blank .png", "-"}) tree.file(name);
  tree.file("list", "new\nline.png\0\xFF.png\0 blank .png\0-\0"s);
  const WorkingDirectory here(tree.dir.path());
  Options options;
  options.files_from = "list";
  options.null_separated = true;
  CHECK(names(options) == Names{"new\nline.png", "\xFF.png", " blank .png", "-"});
}

TEST_CASE("a directory in a list is walked, what is missing is a row") {
  Tree tree;
  tree.file("sub/.hidden.png");
  tree.file("sub/deep/a.png");
  tree.file("list", "sub\r\nnone.png\r\n");
  const WorkingDirectory here(tree.dir.path());
  Options options;
  options.files_from = "list";
  CHECK(names(options) == Names{"sub/deep/a.png", "!"});
}

TEST_CASE("relative names of a list's entries") {
  Tree tree;
  tree.file("sub/a.png");
  tree.file("b.png");
  tree.file("list", "a.png\n../b.png\n./a.png\n" + tree.path("b.png") + "\n.//a.png\n");
  const WorkingDirectory here(tree.path("sub"));
  Options options;
  options.files_from = "../list";
  CHECK(names(options) == Names{"sub/a.png", "b.png", "sub/a.png", "b.png", "sub/a.png"});
}

TEST_CASE("--exclude counts for a list's entries, wherever in their path, but not for what is named directly") {
  Tree tree;
  for (const char* name : {"thumbs/a.png", "sub/thumbs/b.png", "sub/c.png", "d.png", "build/e.png"}) tree.file(name);
  tree.file("list", "./thumbs/a.png\nsub/thumbs/b.png\nsub/c.png\nd.png\nbuild/\n" + tree.path("thumbs/a.png") + "\n");
  const WorkingDirectory here(tree.dir.path());
  Options options;
  options.files_from = "list";
  options.exclude = {"thumbs/", "/d.png", "/build"};
  CHECK(names(options) == Names{"sub/c.png"});
  options.ignore_files = false;
  CHECK(names(options) == Names{"sub/c.png"});
  options.files_from.reset();
  options.paths = {"d.png", "thumbs"};
  CHECK(names(options) == Names{"d.png", "thumbs/a.png"});
}

TEST_CASE("what makes the whole scan fail is found before any walk") {
  Tree tree;
  tree.file("a.png");
  Options options = tree.options();
  options.files_from = tree.path("none");
  int polled = 0;
  const auto stopped = [&] { return ++polled > 1000; };
  const auto result = scan::scan(options, stopped);
  REQUIRE(!result.ok());
  CHECK(result.error().category == Category::usage);
  CHECK(polled == 0);
}

TEST_CASE("a scan that is told to stop ends with what it has") {
  Tree tree;
  for (int i = 0; i < 100; ++i) tree.file(std::to_string(i) + ".png");
  int polled = 0;
  const auto found = scan::scan(tree.options(), [&] { return ++polled > 10; });
  REQUIRE(found.ok());
  CHECK(found->size() < 12);
}
