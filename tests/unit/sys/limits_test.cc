#include "sys/limits.h"

#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

using namespace whittle;
namespace fs = std::filesystem;

namespace {

/// A fake root of the file system.
struct FakeRoot {
  test::TempDir dir;
  void file(const std::string& path, const std::string& text) {
    fs::create_directories(fs::path(dir.path() + "/" + path).parent_path());
    std::ofstream(dir.path() + "/" + path) << text;
  }
  FakeRoot() { file("proc/meminfo", "MemTotal:       32000000 kB\nMemFree: 1 kB\nMemAvailable:   20000000 kB\n"); }
};

constexpr const char* kV2Mount = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n";
constexpr const char* kV1Mounts =
    "33 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
    "34 31 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";

}  // namespace

TEST_CASE("without cgroups the machine's memory counts") {
  FakeRoot root;
  const sys::Memory memory = sys::memory(root.dir.path());
  CHECK(memory.total == 32'000'000ull * 1024);
  CHECK(memory.available == 20'000'000ull * 1024);
  CHECK(sys::usable_cores(root.dir.path()) >= 1);
}

TEST_CASE("cgroup v2: a parent's limit binds, page cache does not count as used") {
  FakeRoot root;
  root.file("proc/self/cgroup", "0::/a/b\n");
  root.file("proc/self/mountinfo", kV2Mount);
  root.file("sys/fs/cgroup/a/memory.max", "1000000\n");
  root.file("sys/fs/cgroup/a/memory.current", "900000\n");
  root.file("sys/fs/cgroup/a/memory.stat", "anon 5\ninactive_file 400000\n");
  root.file("sys/fs/cgroup/a/b/memory.max", "max\n");
  root.file("sys/fs/cgroup/a/cpu.max", "50000 100000\n");
  root.file("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
  CHECK(sys::memory(root.dir.path()).total == 1'000'000);
  CHECK(sys::memory(root.dir.path()).available == 500'000);
  CHECK(sys::usable_cores(root.dir.path()) == 1);
}

TEST_CASE("cgroup v1: quota and limit of every level") {
  FakeRoot root;
  root.file("proc/self/cgroup", "5:cpu,cpuacct:/x/y\n4:memory:/x\n");
  root.file("proc/self/mountinfo", kV1Mounts);
  root.file("sys/fs/cgroup/cpu,cpuacct/x/y/cpu.cfs_quota_us", "-1\n");
  root.file("sys/fs/cgroup/cpu,cpuacct/x/y/cpu.cfs_period_us", "100000\n");
  root.file("sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us", "20000\n");
  root.file("sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_period_us", "100000\n");
  root.file("sys/fs/cgroup/memory/x/memory.limit_in_bytes", "9223372036854771712\n");
  root.file("sys/fs/cgroup/memory/memory.limit_in_bytes", "2000000\n");
  root.file("sys/fs/cgroup/memory/memory.usage_in_bytes", "2500000\n");
  CHECK(sys::usable_cores(root.dir.path()) == 1);
  CHECK(sys::memory(root.dir.path()).total == 2'000'000);
  CHECK(sys::memory(root.dir.path()).available == 0);
}

TEST_CASE("in a container the mount's root is the group itself") {
  FakeRoot root;
  root.file("proc/self/cgroup", "0::/docker/abc\n");
  root.file("proc/self/mountinfo", "30 23 0:26 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n");
  root.file("sys/fs/cgroup/memory.max", "777\n");
  CHECK(sys::memory(root.dir.path()).total == 777);
}

TEST_CASE("garbage counts as no limit") {
  FakeRoot root;
  root.file("proc/self/cgroup", ":::\n0\nx:y\n0::\n0::/../../..\n");
  root.file("proc/self/mountinfo", std::string("- - -\n 1 2 3 - cgroup2\n") + kV2Mount);
  root.file("sys/fs/cgroup/memory.max", "a lot\n");
  root.file("sys/fs/cgroup/cpu.max", "0 0\n");
  CHECK(sys::memory(root.dir.path()).total == 32'000'000ull * 1024);
  CHECK(sys::usable_cores(root.dir.path()) >= 1);
}
