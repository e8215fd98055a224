#include "scan/walk.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "sys/fd.h"
#include "tests/support/scan_tree.h"

using namespace whittle;
using test::names;
using test::Names;
using test::scan_all;
using test::Tree;
namespace fs = std::filesystem;

namespace {

/// Scans while `change` is called before each step, with the number of the step.
std::vector<scan::Found> scan_with(const Options& options, const std::function<void(int)>& change) {
  int step = 0;
  auto found = scan::scan(options, [&] {
    change(step++);
    return false;
  });
  REQUIRE(found.ok());
  return std::move(*found);
}

bool has_outside(const std::vector<scan::Found>& found) {
  return std::any_of(found.begin(), found.end(),
                     [](const scan::Found& one) { return one.relative().ends_with("secret.png"); });
}

struct DescriptorLimit {
  rlimit before{};
  explicit DescriptorLimit(rlim_t most) {
    ::getrlimit(RLIMIT_NOFILE, &before);
    rlimit now = before;
    now.rlim_cur = most;
    ::setrlimit(RLIMIT_NOFILE, &now);
  }
  ~DescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &before); }
};

}  // namespace

TEST_CASE("a Found is small") {
  CHECK(sizeof(scan::Found) <= 112);
}

TEST_CASE(
    "ten thousand levels need neither stack nor descriptors, and what stands beside them is found on the way back") {
  Tree tree;
  constexpr int kLevels = 10'000, kEvery = 500;
  {
    sys::Fd at(::open(tree.dir.path().c_str(), O_RDONLY | O_DIRECTORY));
    for (int i = 0; i < kLevels; ++i) {
      if (i % kEvery == 0) {
        REQUIRE(::mkdirat(at.get(), "e", 0777) == 0);
        REQUIRE(sys::Fd(::openat(at.get(), "e/f.png", O_CREAT | O_WRONLY, 0666)));
      }
      REQUIRE(::mkdirat(at.get(), "d", 0777) == 0);
      at.reset(::openat(at.get(), "d", O_RDONLY | O_DIRECTORY));
    }
    REQUIRE(sys::Fd(::openat(at.get(), ".gitignore", O_CREAT | O_WRONLY, 0666)));
    REQUIRE(sys::Fd(::openat(at.get(), "deepest.png", O_CREAT | O_WRONLY, 0666)));
  }
  std::vector<scan::Found> found;
  {
    const DescriptorLimit limit(64);
    found = scan_all(tree.options());
  }
  REQUIRE(found.size() == 1 + kLevels / kEvery);
  CHECK(found.front().relative().size() == 2 * kLevels + std::string_view("deepest.png").size());
  CHECK(found.back().relative() == "e/f.png");
  CHECK(std::none_of(found.begin(), found.end(), [](const scan::Found& one) { return one.error != nullptr; }));
}

TEST_CASE("a long chain of rules is freed without recursion when the scan stops") {
  Tree tree;
  constexpr std::size_t kLevels = 20'000;
  {
    sys::Fd at(::open(tree.dir.path().c_str(), O_RDONLY | O_DIRECTORY));
    for (std::size_t i = 0; i < kLevels; ++i) {
      const sys::Fd rules(::openat(at.get(), ".gitignore", O_CREAT | O_WRONLY, 0666));
      REQUIRE(::write(rules.get(), "x\n", 2) == 2);
      REQUIRE(::mkdirat(at.get(), "d", 0777) == 0);
      at.reset(::openat(at.get(), "d", O_RDONLY | O_DIRECTORY));
    }
  }
  std::size_t steps = 0;
  // Two entries a level, so this stops far down; every directory is tested against all rules above it, hence not
  // 20,000.
  CHECK(scan::scan(tree.options(), [&] { return ++steps > 8000; }).ok());
}

TEST_CASE("with --follow, a way back out of a link is found again from far below") {
  Tree tree;
  std::string deep = "target";
  for (int i = 0; i < 40; ++i) deep += "/d";
  tree.file(deep + "/a.png");
  tree.file("outer/in/z/last.png");
  fs::create_symlink(tree.path("target"), tree.path("outer/in/link"));
  Options options = tree.options();
  options.paths = {tree.path("outer")};
  options.follow = FollowLinks::yes;
  const Names found = names(options);
  REQUIRE(found.size() == 2);
  CHECK(found[0].starts_with("in/link/d/"));
  CHECK(found[1] == "in/z/last.png");
}

TEST_CASE("with --follow, a visit that --max-depth cut short does not hide a longer one") {
  Tree tree;
  tree.file("z/sub/a.png");
  tree.file("a/b/x.png");
  fs::create_symlink("../../z", tree.path("a/b/link"));
  Options options = tree.options();
  options.follow = FollowLinks::yes;
  options.max_depth = 4;
  const Names found = names(options);
  CHECK(std::count(found.begin(), found.end(), "z/sub/a.png") == 1);
}

TEST_CASE("a directory that becomes a link during the walk leads nowhere") {
  Tree tree;
  tree.file("in/a/1.png");
  tree.file("in/m/2.png");
  tree.file("in/z/3.png");
  tree.file("outside/secret.png");
  Options options = tree.options();
  options.paths = {tree.path("in")};
  const auto found = scan_with(options, [&](int step) {
    if (step != 1) return;  // 0: before the root is opened
    fs::rename(tree.path("in/m"), tree.path("moved"));
    fs::create_directory_symlink(tree.path("outside"), tree.path("in/m"));
  });
  CHECK(!has_outside(found));
  REQUIRE(found.size() == 3);
  REQUIRE(found[1].error);
  CHECK(found[1].error->path == tree.path("in/m"));
}

TEST_CASE("a directory above that becomes a link during the walk does not lead it astray") {
  for (const bool deep : {false, true}) {  // deep: the swapped directory is closed at that moment
    Tree tree;
    std::string chain = "in/a";
    for (int i = 0; deep && i < 40; ++i) chain += "/d";
    tree.file(chain + "/b/1.png");
    tree.file("in/a/z/2.png");
    tree.file("outside/z/secret.png");
    Options options = tree.options();
    options.paths = {tree.path("in")};
    const int when = deep ? 42 : 2;
    const auto found = scan_with(options, [&](int step) {
      if (step != when) return;
      fs::rename(tree.path("in/a"), tree.path("moved"));
      fs::create_directory_symlink(tree.path("outside"), tree.path("in/a"));
    });
    CHECK(!has_outside(found));
    CHECK(std::count_if(found.begin(), found.end(), [](const auto& one) { return one.relative() == "a/z/2.png"; }) ==
          1);
  }
}

TEST_CASE("what is no regular file is an error when named, and never opened") {
  Tree tree;
  REQUIRE(::mkfifo(tree.path("fifo.png").c_str(), 0600) == 0);
  Options options;
  options.paths = {tree.path("fifo.png"), "/dev/null"};
  const auto found = scan_all(options);
  REQUIRE(found.size() == 2);
  for (const scan::Found& one : found) {
    REQUIRE(one.error);
    CHECK(one.error->reason == Reason::not_regular_file);
    CHECK(one.error->path == one.path);
  }
}

TEST_CASE("a directory that cannot be read is a row, and the walk goes on") {
  Tree tree;
  tree.file("a/1.png");
  tree.file("b/2.png");
  REQUIRE(::chmod(tree.dir.path().c_str(), 0755) == 0);
  REQUIRE(::chmod(tree.path("a").c_str(), 0) == 0);
  const auto is_right = [&] {
    const auto found = scan::scan(tree.options(), [] { return false; });
    return found.ok() && found->size() == 2 && (*found)[0].error &&
           (*found)[0].error->reason == Reason::permission_denied && (*found)[0].error->path == tree.path("a") &&
           (*found)[0].relative() == "a" && !(*found)[1].error && (*found)[1].relative() == "b/2.png";
  };
  if (::geteuid() != 0) {
    CHECK(is_right());
    return;
  }
  // Root reads everything, so a child looks that is nobody.
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(::setgid(65534) != 0 || ::setuid(65534) != 0 ? 2 : is_right() ? 0 : 1);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 2) {
    WARN("root cannot become nobody here: unreadable directories are not tested");
  } else {
    CHECK(WEXITSTATUS(status) == 0);
  }
}

TEST_CASE("--one-file-system stays on the device of the walked root") {
  Tree tree;
  std::string pattern = "/dev/shm/whittle-test-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) {
    WARN("no /dev/shm: --one-file-system is not tested");
    return;
  }
  std::ofstream(pattern + "/there.png") << "x";
  tree.file("here.png");
  fs::create_directory_symlink(pattern, tree.path("away"));
  struct stat here {
  }, there{};
  REQUIRE(::stat(tree.dir.path().c_str(), &here) == 0);
  REQUIRE(::stat(pattern.c_str(), &there) == 0);
  Options options = tree.options();
  options.follow = FollowLinks::yes;
  CHECK(names(options) == Names{"away/there.png", "here.png"});
  options.one_file_system = true;
  if (here.st_dev == there.st_dev) {
    WARN("/dev/shm and the temporary directory are one device: --one-file-system is not tested");
  } else {
    CHECK(names(options) == Names{"here.png"});
    options.paths = {pattern};  // the root itself may be anywhere
    CHECK(names(options) == Names{"there.png"});
  }
  fs::remove_all(pattern);
}

TEST_CASE("files beyond PATH_MAX are found") {
  Tree tree;
  sys::Fd at(::open(tree.dir.path().c_str(), O_RDONLY | O_DIRECTORY));
  const std::string name(250, 'd');
  for (int i = 0; i < 30; ++i) {
    REQUIRE(::mkdirat(at.get(), name.c_str(), 0777) == 0);
    at.reset(::openat(at.get(), name.c_str(), O_RDONLY | O_DIRECTORY));
  }
  REQUIRE(sys::Fd(::openat(at.get(), "a.png", O_CREAT | O_WRONLY, 0666)));
  REQUIRE(::symlinkat("a.png", at.get(), "link.png") == 0);
  const auto found = scan_all(tree.options());
  REQUIRE(found.size() == 2);
  CHECK(found[0].path.size() > 7000);
  CHECK(found[1].relative().ends_with("/link.png"));
  CHECK(!found[0].error);
  // The same by a root that is itself beyond it.
  Options options;
  options.paths = {found[0].path.substr(0, found[0].path.rfind('/'))};
  CHECK(names(options) == Names{"a.png", "!"});  // where a link leads cannot be told out there
}
