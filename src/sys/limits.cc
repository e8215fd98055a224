#include "sys/limits.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string_view>
#include <vector>

#include "base/path.h"

// A process lives in one cgroup of each hierarchy, and every ancestor's limit binds it too. /proc/self/cgroup names the
// group within its hierarchy, /proc/self/mountinfo says where the hierarchy is mounted and which part of it (in a
// container the mount's root is often the group itself). Files are small and read whole; anything unexpected counts as
// no limit.

namespace whittle::sys {
namespace {

/// Nobody gains by more, and some programs walk through all that there may be.
constexpr std::size_t kEnoughDescriptors = 65536;
/// What a shell grants, and where the limit cannot be asked for. What was inherited is looked for among so many.
constexpr std::size_t kUsualDescriptors = 1024;
constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in{std::string(text)};
  for (std::string part; std::getline(in, part, separator);) {
    if (!part.empty()) parts.push_back(std::move(part));
  }
  return parts;
}

std::optional<std::uint64_t> to_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> read_number(const std::string& path) {
  return to_number(read_text(path));
}

/// The number behind `key` in a file of "key value" lines ("MemAvailable:   123 kB").
std::optional<std::uint64_t> keyed_number(const std::string& text, std::string_view key) {
  for (const std::string& line : split(text, '\n')) {
    const std::vector<std::string> words = split(line, ' ');
    if (words.size() >= 2 && words[0] == key) return to_number(words[1]);
  }
  return std::nullopt;
}

/// Directories of the group that has `controller`, from its own up to the hierarchy's root. `controller` "" is cgroup
/// v2.
std::vector<std::string> group_directories(const std::string& root, std::string_view controller) {
  std::string group;
  for (const std::string& line : split(read_text(join(root, "proc/self/cgroup")), '\n')) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::vector<std::string> names = split(controllers, ',');
    const bool matches =
        controller.empty() ? controllers.empty() : std::find(names.begin(), names.end(), controller) != names.end();
    if (matches) group = line.substr(second + 1);
  }
  if (group.empty()) return {};
  std::string mount, mounted_root;
  for (const std::string& line : split(read_text(join(root, "proc/self/mountinfo")), '\n')) {
    const std::size_t dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    const std::vector<std::string> front = split(line.substr(0, dash), ' '), back = split(line.substr(dash + 3), ' ');
    if (front.size() < 5 || back.empty()) continue;
    const std::vector<std::string> options = back.size() >= 3 ? split(back[2], ',') : std::vector<std::string>{};
    const bool v1 = back[0] == "cgroup" && std::find(options.begin(), options.end(), controller) != options.end();
    if (controller.empty() ? back[0] == "cgroup2" : v1) {
      mounted_root = front[3];
      mount = front[4];
    }
  }
  if (mount.empty()) return {};
  // The part of the group's path below what is mounted.
  if (mounted_root != "/" && group.starts_with(mounted_root)) group.erase(0, mounted_root.size());
  if (group.find("..") != std::string::npos) group = "/";
  std::vector<std::string> directories;
  for (std::string_view part = group;; part = directory_of(part)) {
    while (part.starts_with('/')) part.remove_prefix(1);
    std::string_view below = mount;
    below.remove_prefix(std::min<std::size_t>(1, below.size()));  // the mount point is absolute; `root` may not be "/"
    directories.push_back(join(join(root, below), part));
    if (part.empty()) break;
  }
  return directories;
}

/// Cores that a CPU quota allows; infinity without one.
double cpu_quota(const std::string& root) {
  double cores = std::numeric_limits<double>::infinity();
  const auto limit = [&](std::optional<std::uint64_t> quota, std::optional<std::uint64_t> period) {
    if (quota && period && *quota > 0 && *period > 0) {
      cores = std::min(cores, static_cast<double>(*quota) / static_cast<double>(*period));
    }
  };
  for (const std::string& directory : group_directories(root, "")) {
    const std::vector<std::string> words = split(read_text(directory + "/cpu.max"), ' ');
    if (words.size() >= 2) limit(to_number(words[0]), to_number(words[1]));  // "max" is no number
  }
  for (const std::string& directory : group_directories(root, "cpu")) {
    limit(read_number(directory + "/cpu.cfs_quota_us"),
          read_number(directory + "/cpu.cfs_period_us"));  // -1 is no number
  }
  return cores;
}

/// Narrows `memory` to what one group leaves. The page cache that the kernel can drop is not counted as used.
void apply_group(Memory& memory, std::uint64_t limit, std::optional<std::uint64_t> used, const std::string& stat,
                 std::string_view droppable_key) {
  if (limit >= memory.total) return;
  memory.total = limit;
  const std::uint64_t droppable = keyed_number(stat, droppable_key).value_or(0);
  const std::uint64_t held = used.value_or(0) > droppable ? used.value_or(0) - droppable : 0;
  memory.available = std::min(memory.available, limit > held ? limit - held : 0);
}

}  // namespace

int usable_cores(const std::string& root) {
  cpu_set_t set;
  int cores = 1;
  if (::sched_getaffinity(0, sizeof set, &set) == 0) cores = std::max(1, CPU_COUNT(&set));
  const double quota = std::ceil(cpu_quota(root));
  return quota < cores ? std::max(1, static_cast<int>(quota)) : cores;
}

Memory memory(const std::string& root) {
  const std::string meminfo = read_text(join(root, "proc/meminfo"));
  Memory memory;
  memory.total = keyed_number(meminfo, "MemTotal:").value_or(2'000'000) * 1024;
  memory.available = keyed_number(meminfo, "MemAvailable:").value_or(1'000'000) * 1024;
  for (const std::string& directory : group_directories(root, "")) {
    const std::uint64_t limit = std::min(read_number(directory + "/memory.max").value_or(kNoLimit),
                                         read_number(directory + "/memory.high").value_or(kNoLimit));
    apply_group(memory, limit, read_number(directory + "/memory.current"), read_text(directory + "/memory.stat"),
                "inactive_file");
  }
  for (const std::string& directory : group_directories(root, "memory")) {
    apply_group(memory, read_number(directory + "/memory.limit_in_bytes").value_or(kNoLimit),
                read_number(directory + "/memory.usage_in_bytes"), read_text(directory + "/memory.stat"),
                "total_inactive_file");
  }
  return memory;
}

void raise_descriptor_limit() {
  rlimit now{};
  if (::getrlimit(RLIMIT_NOFILE, &now) != 0) return;
  now.rlim_cur = std::max(now.rlim_cur, std::min<rlim_t>(now.rlim_max, kEnoughDescriptors));
  (void)::setrlimit(RLIMIT_NOFILE, &now);
}

std::size_t most_descriptors() {
  rlimit now{};
  if (::getrlimit(RLIMIT_NOFILE, &now) != 0) return kUsualDescriptors;
  return static_cast<std::size_t>(std::min<rlim_t>(now.rlim_cur, kEnoughDescriptors));
}

std::size_t free_descriptors() {
  const std::size_t most = most_descriptors();
  std::size_t open = 0;
  for (std::size_t fd = 0; fd < std::min(most, kUsualDescriptors); ++fd) {
    if (::fcntl(static_cast<int>(fd), F_GETFD) >= 0) ++open;
  }
  return most - open;
}

std::uint64_t peak_resident() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace whittle::sys
