// What outputs are made of, as make and ninja read it (gcc -MD -MP writes the same).
//
//   dist/a.webp dist/a.avif: in/a.png whittle.toml
//   in/a.png whittle.toml:
//
// Both programs take blanks, # and $ as escaped here, colons too, which neither then takes for the end of a target. A %
// has no form that both read: make takes a target with one for a pattern, ninja takes it as it is, and so it stays.
#include <algorithm>
#include <set>

#include "base/path.h"
#include "whittle/configuration.h"
#include "whittle/report.h"

namespace whittle {
namespace {

/// Backslashes are themselves, unless they stand before what is escaped: there each needs one of its own.
std::string escaped(std::string_view name) {
  std::string made;
  std::size_t backslashes = 0;
  for (const char c : name) {
    if (c == ' ' || c == '\t' || c == '#' || c == ':') {
      made.append(c == ':' ? 0 : backslashes, '\\').push_back('\\');
    } else if (c == '$') {
      made.push_back('$');
    }
    made.push_back(c);
    backslashes = c == '\\' ? backslashes + 1 : 0;
  }
  return made;
}

using Paths = std::vector<std::string>;

std::string words(const Paths& names) {
  std::string text;
  for (const std::string& name : names) text.append(text.empty() ? "" : " ").append(escaped(name));
  return text;
}

/// Collects rules.
class Depfile {
 public:
  void add(const Paths& outputs, const Paths& inputs) {
    for (const Paths* const names : {&outputs, &inputs}) {
      for (const std::string& name : *names) {
        if (name.find_first_of("\n\r") != std::string::npos && !unnameable_) unnameable_ = name;
      }
    }
    text_ += words(outputs) + ": " + words(inputs) + '\n';
    removable_.insert(inputs.begin(), inputs.end());
  }

  std::variant<std::string, Error> take() {
    if (unnameable_) {
      return Error{Category::validation, Reason::unsupported, "has a line break in its name: no depfile can hold it",
                   *unnameable_};
    }
    for (const std::string& name : removable_) text_ += escaped(name) + ":\n";
    return std::move(text_);
  }

 private:
  std::string text_;
  std::set<std::string> removable_;
  std::optional<std::string> unnameable_;
};

/// One input with what it became.
struct Made {
  Paths outputs, sources;
};

Made made_of(const std::vector<FileResult>& files, std::size_t first, std::size_t end) {
  Made made;
  for (std::size_t i = first; i < end; ++i) {
    const FileResult& result = files[i];
    if (result.outcome == Outcome::failed) continue;
    const std::string& output = result.output.empty() && result.standing ? result.standing->path : result.output;
    if (!output.empty() && std::find(made.outputs.begin(), made.outputs.end(), output) == made.outputs.end())
      made.outputs.push_back(output);
  }
  if (files[first].input != "-") made.sources.push_back(files[first].input);
  if (files[first].configured) {
    const Paths& configurations = files[first].configured->files;
    made.sources.insert(made.sources.end(), configurations.begin(), configurations.end());
  }
  return made;
}

/// The directories from the one of `roots` that holds `path` down to it: what changes when a file comes or goes.
void add_directories(const std::string& path, const Paths& roots, std::set<std::string>& directories) {
  Paths passed;
  for (std::string_view at = directory_of(path);; at = directory_of(at)) {
    passed.push_back(or_dot(at));
    if (std::find(roots.begin(), roots.end(), passed.back()) != roots.end()) {
      directories.insert(passed.begin(), passed.end());
      return;
    }
    if (at.empty() || at == "/") return;  // named by itself, or in a list
  }
}

Paths without_slashes(Paths roots) {
  for (std::string& root : roots) {
    while (root.size() > 1 && root.ends_with('/')) root.pop_back();
  }
  return roots;
}

}  // namespace

std::variant<std::string, Error> render_depfile(const RunReport& report, const std::vector<std::string>& roots,
                                                const std::string& manifest) {
  Depfile depfile;
  std::set<std::string> all;
  const Paths named = without_slashes(roots);
  for (std::size_t first = 0; first < report.files.size();) {
    const std::size_t end = end_of_input(report.files, first);
    const Made made = made_of(report.files, first, end);
    if (!manifest.empty()) {
      all.insert(made.sources.begin(), made.sources.end());
      if (report.files[first].input != "-") add_directories(report.files[first].input, named, all);
    } else if (!made.outputs.empty()) {
      depfile.add(made.outputs, made.sources);
    }
    first = end;
  }
  if (!manifest.empty()) depfile.add({manifest}, Paths(all.begin(), all.end()));
  return depfile.take();
}

}  // namespace whittle
