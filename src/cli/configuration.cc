#include "cli/configuration.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "cli/config_file.h"
#include "cli/defaults.h"
#include "cli/options.h"
#include "cli/said.h"

namespace whittle::cli {
namespace {

/// Options are understood by the table that understands the command line, again and again: each time it is told what
/// holds for one kind of inputs.
class FileConfiguration final : public Configuration {
 public:
  FileConfiguration(std::vector<Given> given, std::vector<std::string> paths)
      : given_(std::move(given)),
        paths_(std::move(paths)),
        said_(std::make_unique<Said>()),
        table_(declare_options(*said_)) {
    vocabulary_.options = table_.describe();
    vocabulary_.check = [this](const std::string& key, const std::string& text) -> Status {
      *said_ = {};
      return table_.apply({"--" + key, text});
    };
  }

  std::variant<ConfigFile, Error> parse(std::string_view text, const std::string& path) const override {
    Result<ConfigFile> file = parse_config(text, path, vocabulary_);
    if (!file.ok()) return std::move(file).error();
    return std::move(*file);
  }

  std::variant<Options, Error> options(const std::vector<Held>& settings, Destined destined) const override {
    Result<Options> options = understand(settings, destined);
    if (!options.ok()) return std::move(options).error();
    return std::move(*options);
  }

 private:
  /// A configuration neither names outputs nor replaces a picture by one of another format or size.
  static bool is_for(const Held& held, Destined destined) {
    if (held.setting.key == "format") return destined == Destined::directory;
    if (held.setting.key == "resize") return destined != Destined::in_place;
    return true;
  }

  bool is_said(const std::string& key) const {
    return std::any_of(given_.begin(), given_.end(),
                       [&](const Given& one) { return matter_of(one.name) == matter_of("--" + key); });
  }

  static bool is_locked(const std::vector<Held>& settings, const Given& given) {
    return std::any_of(settings.begin(), settings.end(), [&](const Held& held) {
      return held.lock && matter_of("--" + held.setting.key) == matter_of(given.name);
    });
  }

  Result<Options> understand(std::vector<Held> settings, Destined destined) const {
    std::erase_if(settings, [&](const Held& held) { return !is_for(held, destined); });
    *said_ = {};
    said_->invocation.options.paths = paths_;
    for (const Given& given : given_) {
      if (!is_locked(settings, given)) TRY(table_.apply(given));
    }
    bool skip = false;
    for (const auto& [setting, file, match, lock] : settings) {
      if (setting.text == kDefault) continue;
      if (setting.key == kSkip)
        skip = true;
      else if (lock || !is_said(setting.key))
        TRY(table_.apply({"--" + setting.key, setting.text}));
    }
    // What only --check looks at may be said for all modes.
    if (!said_->check && !is_said("budget")) said_->invocation.options.budget.reset();
    TRY_ASSIGN(const Invocation invocation, settle(*said_));
    Options options = invocation.options;
    options.skip = skip;
    return options;
  }

  const std::vector<Given> given_;
  const std::vector<std::string> paths_;
  const std::unique_ptr<Said> said_;  ///< where the table tells it, so each question begins with a new one
  const OptionTable table_;
  Vocabulary vocabulary_;
};

/// As a basic string of TOML.
std::string quoted(std::string_view text) {
  std::string made = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F)
      made += fmt::format("\\u{:04X}", byte);
    else
      made += (c == '"' || c == '\\') ? std::string{'\\', c} : std::string{c};
  }
  return made + '"';
}

/// One key, what it says and who says so.
struct Line {
  std::string value, from;
};

}  // namespace

std::shared_ptr<const Configuration> configuration_for(std::vector<Given> given, std::vector<std::string> paths) {
  return std::make_shared<FileConfiguration>(std::move(given), std::move(paths));
}

std::vector<std::string> config_keys() {
  std::vector<std::string> keys = {std::string(kSkip)};
  for (const OptionInfo& option : describe_options()) {
    if (option.concerns == Concerns::input && !option.key().empty()) keys.push_back(option.key());
  }
  return keys;
}

std::string render_config(const std::string& path, const Configured* configured, const std::vector<Given>& given) {
  std::map<std::string, Line> lines;
  const std::vector<std::string> keys = config_keys();
  for (const Given& one : given) {
    const std::string key = one.name == "-s" ? "strip" : one.name.substr(std::min<std::size_t>(2, one.name.size()));
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) continue;
    const bool adds = lines.count(key) != 0 && (key == "strip" || key == "keep" || key == "format");
    const std::string text = one.name == "-s" ? "safe" : one.text;
    lines[key] = {adds ? lines[key].value + "," + text : text, "command line or WHITTLE_OPTIONS"};
  }
  const std::map<std::string, Line> said = lines;
  for (const Held& held : configured == nullptr ? std::vector<Held>() : configured->settings) {
    const bool is_said = std::any_of(said.begin(), said.end(), [&](const auto& line) {
      return matter_of("--" + line.first) == matter_of("--" + held.setting.key);
    });
    if (is_said && !held.lock) continue;
    if (is_said) {
      std::erase_if(lines, [&](const auto& line) {
        return said.count(line.first) != 0 && matter_of("--" + line.first) == matter_of("--" + held.setting.key);
      });
    }
    std::string from = fmt::format("{}:{}", held.file, held.setting.line);
    if (!held.match.empty()) from += " " + held.match;
    if (held.lock) from += ", locked";
    lines[held.setting.key] = {held.setting.text, from};
  }
  std::string text = "# " + sanitize(path) + "\n";
  if (lines.empty()) text += "# nothing is said: every option has its default\n";
  for (const auto& [key, line] : lines) {
    const bool is_flag = line.value == "true";
    text += fmt::format("{} = {}  # {}\n", key, is_flag ? "true" : quoted(line.value), sanitize(line.from));
  }
  return text;
}

}  // namespace whittle::cli
