#include "cli/options_table.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <optional>

#include "cli/numbers.h"
#include "cli/suggest.h"

namespace whittle::cli {
namespace {

struct Declared {
  CLI::Option* option;
  Value value;
  std::function<Status(const std::string&)> apply;
  Concerns concerns;
};

std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

Error needs_value(const Declared& declared) {
  return usage_error(names_of(*declared.option).back() + ": needs a value: " + declared.value.name);
}

}  // namespace

struct OptionTable::State {
  CLI::App app;
  std::string group;
  Concerns concerns = Concerns::run;
  std::vector<Declared> declared;

  const Declared* find(const std::string& name) const {
    const CLI::Option* const option = name.starts_with('-') ? app.get_option_no_throw(name) : nullptr;
    const auto found =
        std::find_if(declared.begin(), declared.end(), [&](const Declared& d) { return d.option == option; });
    return option == nullptr || found == declared.end() ? nullptr : &*found;
  }

  std::vector<std::string> all_names() const {
    std::vector<std::string> names;
    for (const Declared& d : declared) {
      for (const std::string& name : names_of(*d.option)) names.push_back(name);
    }
    return names;
  }

  void declare(const std::string& names, const std::string& help, Value value,
               std::function<Status(const std::string&)> apply) {
    CLI::Option* const option =
        value.name.empty() ? app.add_flag(names, help) : app.add_option(names, CLI::callback_t(), help);
    option->group(group)->type_name(value.name)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    declared.push_back({option, std::move(value), std::move(apply), concerns});
  }

  /// CLI11 would take the next argument as the value of "--output=".
  Status check_no_empty_value(const std::vector<std::string>& arguments) const {
    for (const std::string& argument : arguments) {
      if (argument == "--") break;
      if (!argument.starts_with("--") || !argument.ends_with('=')) continue;
      const Declared* const d = find(argument.substr(0, argument.size() - 1));
      if (d != nullptr) return needs_value(*d);
    }
    return {};
  }

  Status split(const std::vector<std::string>& arguments) {
    TRY(check_no_empty_value(arguments));
    try {
      app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::ArgumentMismatch&) {  // the arguments ended where a value was due
      const std::string& last = arguments.back();
      const Declared* const d = find(last.starts_with("--") ? last : std::string{'-', last.back()});
      return d != nullptr ? needs_value(*d) : usage_error(last + ": needs a value");
    } catch (const CLI::Error& error) {
      return usage_error(error.what());
    }
    return {};
  }

  Status apply(const std::string& name, const std::string& given) const {
    const Declared* const d = find(name);
    if (d->value.name.empty() && given != "true") return usage_error(name + ": takes no value");
    if (!d->value.name.empty() && find(given) != nullptr) {
      return usage_error(name + ": needs a value, but the option " + given + " follows");
    }
    Status status = d->apply(given);
    if (status.ok()) return status;
    return usage_error(name + ": " + status.error().message);
  }
};

OptionTable::OptionTable() : state_(std::make_unique<State>()) {
  state_->app.set_help_flag();  // --help is an option like the others
  state_->app.allow_extras();
}
OptionTable::OptionTable(OptionTable&&) noexcept = default;
OptionTable& OptionTable::operator=(OptionTable&&) noexcept = default;
OptionTable::~OptionTable() = default;

void OptionTable::group(std::string title) {
  state_->group = std::move(title);
}

void OptionTable::concerns(Concerns what) {
  state_->concerns = what;
}

void OptionTable::flag(const std::string& names, const std::string& help, std::function<void()> apply) {
  state_->declare(names, help, {}, [apply = std::move(apply)](const std::string&) -> Status {
    apply();
    return {};
  });
}

void OptionTable::value(const std::string& names, Value value, const std::string& help,
                        std::function<Status(const std::string&)> apply) {
  state_->declare(names, help, std::move(value), std::move(apply));
}

Status OptionTable::read(const std::vector<std::string>& arguments, std::vector<std::string>& paths,
                         std::vector<Given>& given) {
  TRY(state_->split(arguments));
  std::optional<Error> first;
  bool only_paths = false;
  for (const std::string& left : state_->app.remaining()) {  // in order: paths, unknown options and the first "--"
    if (!only_paths && left == "--") {
      only_paths = true;
    } else if (!only_paths && left.size() > 1 && left.starts_with('-')) {
      if (!first) first = usage_error(unknown_option(left, state_->all_names()));
    } else {
      paths.push_back(left);
    }
  }
  std::map<const CLI::Option*, std::size_t> seen;
  for (const CLI::Option* option : state_->app.parse_order())
    given.push_back({names_of(*option).back(), option->results().at(seen[option]++)});
  return first ? Status(std::move(*first)) : Status();
}

Status OptionTable::apply(const Given& given) const {
  return state_->apply(given.name, given.text);
}

Status OptionTable::parse(const std::vector<std::string>& arguments, std::vector<std::string>& paths) {
  std::vector<Given> given;
  Status first = read(arguments, paths, given);
  for (const Given& one : given) {
    Status status = apply(one);
    if (!status.ok() && first.ok()) first = std::move(status);
  }
  return first;
}

std::string OptionInfo::key() const {
  const std::string& name = names.back();
  return name.starts_with("--") ? name.substr(2) : std::string();
}

std::vector<OptionInfo> OptionTable::describe() const {
  std::vector<OptionInfo> infos;
  for (const CLI::Option* option : state_->app.get_options([](const CLI::Option*) { return true; })) {
    const auto d = std::find_if(state_->declared.begin(), state_->declared.end(),
                                [&](const Declared& each) { return each.option == option; });
    infos.push_back({names_of(*option), option->get_group(), option->get_description(), d->value, d->concerns});
  }
  return infos;
}

}  // namespace whittle::cli
