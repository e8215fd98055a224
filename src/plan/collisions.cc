#include "plan/collisions.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <unordered_map>

#include "base/path.h"
#include "plan/made_with.h"
#include "plan/output_path.h"
#include "plan/row.h"
#include "sys/file.h"

namespace whittle::plan {
namespace {

Error usage(std::string message, std::string path) {
  return make_error(Category::usage, Reason::collision, std::move(message), std::move(path));
}

/// Lower case for ASCII, which is what every folding file system folds.
std::string folded(std::string path) {
  std::transform(path.begin(), path.end(), path.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return path;
}

/// The real path of `path`, whose last parts need not exist yet.
std::string real_path_of_future(std::string_view path) {
  if (auto real = sys::real_path(or_dot(path)); real.ok()) return std::move(*real);
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  if (path.empty() || path == "/" || path == ".") return std::string(path);
  return join(real_path_of_future(directory_of(path)), file_name(path));
}

bool same_file(const sys::FileIdentity& a, const sys::FileIdentity& b) {
  return a.inode != 0 && a.inode == b.inode && a.device == b.device;
}

struct InodeHash {
  std::size_t operator()(const std::pair<dev_t, ino_t>& id) const {
    return std::hash<std::uint64_t>()(static_cast<std::uint64_t>(id.second) * 1'000'003 ^
                                      static_cast<std::uint64_t>(id.first));
  }
};
using Inputs = std::unordered_map<std::pair<dev_t, ino_t>, std::size_t, InodeHash>;

void leave_alone(Task& task, Reason reason, std::string message = {}) {
  task.outputs.clear();
  task.original_path = {};
  const Format wanted = task.row.format_out;
  leave_as_it_is(task.row, make_error(Category::validation, reason, std::move(message)));
  task.row.format_out = wanted;  // tells the outputs of one input apart
}

void leave_standing(Task& task, Reason reason, const std::string& path) {
  leave_alone(task, reason);
  if (std::optional<Standing> standing = standing_at(path))
    task.row.standing = std::make_shared<const Standing>(std::move(*standing));
}

/// What stands where `path` will be written, if anything.
std::optional<sys::FileStat> existing(const std::string& path) {
  if (path.empty() || path == "-") return std::nullopt;
  const auto stat = sys::stat_path(path, sys::Links::follow);
  if (!stat.ok()) return std::nullopt;
  return *stat;
}

/// A file that an earlier run may have left for a task.
struct Left {
  std::string path;
  std::int64_t mtime_ns = 0;
  enum class As { output, original } as = As::output;
};

/// Newest first.
std::vector<Left> left_for(const Task& task) {
  std::vector<Left> left;
  const auto look_at = [&](const std::string& path, Left::As as) {
    if (const auto stat = existing(path)) left.push_back({path, stat->identity.mtime_ns, as});
  };
  for (const Output& output : task.outputs) look_at(output.path.text, Left::As::output);
  look_at(task.original_path.text, Left::As::original);
  std::stable_sort(left.begin(), left.end(), [](const Left& a, const Left& b) { return a.mtime_ns > b.mtime_ns; });
  return left;
}

/// The one of `left` that will do: made with the same options, or with nobody knows which.
const Left* up_to_date(const Settings& settings, const manifest::Entries& listed, const Task& task,
                       const std::vector<Left>& left) {
  const auto entry_of = [&](const Left& one) -> const manifest::Made* {
    const auto entry = listed.find(manifest::name_below(settings.output, one.path));
    return entry == listed.end() ? nullptr : &entry->second;
  };
  const std::uint64_t options = options_of(settings, task);
  for (const Left& one : left) {
    const manifest::Made* const made = entry_of(one);
    if (made != nullptr && made->options == options) return &one;
  }
  // In place of the original another output of the same input may stand, which says nothing of this one.
  const bool has_output =
      std::any_of(left.begin(), left.end(), [](const Left& one) { return one.as == Left::As::output; });
  const Left* newest = nullptr;
  for (const Left& one : left) {
    if (has_output && one.as == Left::As::original) continue;
    if (made_with_other_options(settings, task, one.path, entry_of(one))) return nullptr;
    if (newest == nullptr) newest = &one;
  }
  return newest;
}

void apply_overwrite(const Settings& settings, const manifest::Entries& listed, Task& task) {
  if (settings.overwrite == Overwrite::always || settings.overwrite == Overwrite::changed) return;
  std::vector<Left> left = left_for(task);
  if (left.empty()) return;
  if (settings.overwrite == Overwrite::never) return leave_standing(task, Reason::exists, left.front().path);
  std::erase_if(left, [&](const Left& one) { return one.mtime_ns < task.identity.mtime_ns; });
  if (const Left* const good = up_to_date(settings, listed, task, left))
    leave_standing(task, Reason::up_to_date, good->path);
}

/// In place, a conversion makes a new name: never take one that somebody else has.
void refuse_foreign_file(Task& task) {
  const std::string& path = task.outputs.front().path.text;
  if (path != task.row.input && existing(path)) {
    leave_alone(task, Reason::collision, "'" + path + "' exists already and is not the input");
  }
}

Status check_not_input(const std::string& path, const Inputs& inputs, const std::vector<Task>& tasks) {
  const std::optional<sys::FileStat> stat = existing(path);
  if (!stat) return {};
  const auto found = inputs.find({stat->identity.device, stat->identity.inode});
  if (found == inputs.end()) return {};
  return usage("this output is the input '" + tasks[found->second].row.input + "': use -i, or another -o", path);
}

/// How outputs of the two get names of their own.
std::string way_apart(const Task& a, const Task& b) {
  const std::string_view one = file_name(a.row.input), other = file_name(b.row.input);
  const bool by_extension = stem_of(one) == stem_of(other) && extension_of(one) != extension_of(other);
  return by_extension ? "use --name '{name}.{ext}'" : "use --name or separate runs";
}

Error both_at(const Task& a, const Task& b, const std::string& path) {
  return usage("'" + a.row.input + "' and '" + b.row.input + "' would both be written here: " + way_apart(a, b), path);
}

/// Two outputs of one input.
Error variants_at(const Task& a, const Task& b, const std::string& path) {
  const bool sizes = a.size != b.size;
  return usage(std::string(sizes ? "several sizes of '" : "several formats of '") + a.row.input +
                   "' would be written here: use --name with " + (sizes ? "{w} and {h}" : "{ext}"),
               path);
}

/// Whether `path` leads into a directory that is not there and out again. What that means depends on who makes it when.
bool returns_from_nowhere(std::string_view path) {
  for (std::size_t at = path.find(".."); at != path.npos; at = path.find("..", at + 1)) {
    const bool is_part = (at == 0 || path[at - 1] == '/') && (at + 2 == path.size() || path[at + 2] == '/');
    if (is_part && at > 0 && !existing(std::string(path.substr(0, at)))) return true;
  }
  return false;
}

}  // namespace

Status check_outputs_distinct(std::vector<Task>& tasks, LetterCase letter_case) {
  std::unordered_map<std::string, std::size_t> taken;
  const auto take = [&](const std::string& path, std::size_t index) {
    return taken.emplace(letter_case == LetterCase::folded ? folded(path) : path, index);
  };
  for (Task& task : tasks) {
    for (const Output& output : task.outputs) {
      if (output.path.empty() || output.path.awaits_hash()) continue;  // equal names will mean equal bytes
      const auto [at, fresh] = take(output.path.text, task.row.index);
      if (fresh || at->second == task.row.index) continue;
      const Task& first = tasks[at->second];
      const bool alike = first.size == task.size && first.row.format_out == task.row.format_out;
      if (first.row.input == task.row.input && !alike) return variants_at(first, task, output.path.text);
      if (same_file(first.identity, task.identity)) {
        leave_alone(task, Reason::duplicate);
        break;
      }
      return both_at(first, task, output.path.text);
    }
    // What is delivered where no output can be made.
    const OutputPath& original = task.original_path;
    if (original.empty() || original.awaits_hash()) continue;
    const auto [at, fresh] = take(original.text, task.row.index);
    const bool is_own = fresh || at->second == task.row.index;
    if (!is_own && !same_file(tasks[at->second].identity, task.identity))
      return both_at(tasks[at->second], task, original.text);
  }
  return {};
}

Status check_output_is_no_input(const Settings& settings, const std::vector<std::string>& roots) {
  std::vector<std::pair<std::string_view, std::string_view>> places;
  if (settings.target == Target::directory) places.emplace_back("output", settings.output);
  if (settings.backup_dir) places.emplace_back("backup", *settings.backup_dir);
  if (settings.target == Target::file) places.emplace_back("output", settings.output);
  for (const auto& [what, place] : places) {
    if (returns_from_nowhere(place))
      return usage("a directory of this path, before a .., does not exist", std::string(place));
    if (settings.target == Target::file) continue;
    const std::string real = real_path_of_future(place);
    for (const std::string& root : roots) {
      const auto real_root = sys::real_path(root);
      if (!real_root.ok() || real != *real_root) continue;
      return usage("the " + std::string(what) + " directory is the input '" + root + "': name another, or use -i",
                   std::string(place));
    }
  }
  return {};
}

Status check_outputs_are_no_manifest(const Settings& settings, const std::vector<Task>& tasks) {
  if (settings.target != Target::directory) return {};
  const auto check = [&](const OutputPath& path) -> Status {
    if (path.empty() || manifest::name_below(settings.output, path.text) != manifest::kFileName) return {};
    return usage("is where whittle lists what it made: use another --name", path.text);
  };
  for (const Task& task : tasks) {
    for (const Output& output : task.outputs) TRY(check(output.path));
    TRY(check(task.original_path));
  }
  return {};
}

Status check_existing(const Settings& settings, const manifest::Entries& listed, std::vector<Task>& tasks) {
  if (settings.target == Target::none || settings.target == Target::stdout_stream) return {};
  if (settings.target == Target::in_place) {
    for (Task& task : tasks) {
      if (!task.outputs.empty()) refuse_foreign_file(task);
    }
    return {};
  }
  if (!existing(settings.output)) return {};  // nothing can be there yet
  Inputs inputs;
  for (const Task& task : tasks) inputs.emplace(std::pair(task.identity.device, task.identity.inode), task.row.index);
  for (Task& task : tasks) {
    for (const Output& output : task.outputs) TRY(check_not_input(output.path.text, inputs, tasks));
    TRY(check_not_input(task.original_path.text, inputs, tasks));
    if (task.has_work()) apply_overwrite(settings, listed, task);
  }
  return {};
}

LetterCase letter_case_of(const Settings& settings) {
  if (settings.target != Target::directory) return LetterCase::distinct;
  // A folding file system answers to a name in the other case. Asked of the nearest directory that exists and has
  // letters.
  std::string real = real_path_of_future(settings.output);
  for (std::string_view path = real; path.size() > 1; path = directory_of(path)) {
    std::string other(path);
    const std::size_t at = path.size() - file_name(path).size();
    std::transform(
        other.begin() + static_cast<std::ptrdiff_t>(at), other.end(), other.begin() + static_cast<std::ptrdiff_t>(at),
        [](unsigned char c) { return static_cast<char>(std::islower(c) ? std::toupper(c) : std::tolower(c)); });
    const auto here = existing(std::string(path));
    if (!here || other == path) continue;
    const auto there = existing(other);
    return there && same_file(there->identity, here->identity) ? LetterCase::folded : LetterCase::distinct;
  }
  return LetterCase::distinct;
}

}  // namespace whittle::plan
