#include "cli/completions.h"

#include <fmt/format.h>

namespace whittle::cli {
namespace {

bool takes_value(const OptionInfo& option) {
  return !option.value.name.empty();
}

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  return fmt::format("{}", fmt::join(words, separator));
}

// bash: one function. Where nothing is offered, readline completes file names ("-o default").

std::string bash_action(const OptionInfo& option) {
  const std::string words = joined(option.value.words, " ");
  switch (option.value.completes) {
    case Completes::files:
      return ":";
    case Completes::directories:
      return "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")";
    case Completes::words:
      return fmt::format("mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$cur\")", words);
    case Completes::word_list:
      return fmt::format(
          "compopt -o nospace; mapfile -t COMPREPLY < <(compgen -P \"$done\" -W '{}' -- \"${{cur##*,}}\")", words);
    case Completes::nothing:
      break;
  }
  return "compopt +o default";
}

std::string render_bash(const std::vector<OptionInfo>& options) {
  std::string names, cases;
  for (const OptionInfo& option : options) {
    names += (names.empty() ? "" : " ") + joined(option.names, " ");
    if (takes_value(option)) cases += fmt::format("    {}) {} ;;\n", joined(option.names, "|"), bash_action(option));
  }
  return fmt::format(
      "# bash completion of whittle, made by: whittle --completions bash\n"
      "_whittle() {{\n"
      "  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD - 1]}} done=\n"
      "  COMPREPLY=()\n"
      "  if [[ $cur == '=' ]]; then  # --option=value arrives as three words\n"
      "    cur=\n"
      "  elif [[ $prev == '=' ]]; then\n"
      "    prev=${{COMP_WORDS[COMP_CWORD - 2]}}\n"
      "  fi\n"
      "  if [[ $cur == *,* ]]; then done=${{cur%,*}},; fi\n"
      "  case $prev in\n"
      "{}"
      "    *)\n"
      "      if [[ $cur == -* ]]; then\n"
      "        mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$cur\")\n"
      "      fi\n"
      "      ;;\n"
      "  esac\n"
      "}}\n"
      "complete -o bashdefault -o default -F _whittle whittle\n",
      cases, names);
}

// zsh: one specification an option for _arguments.

/// In a specification, colons and brackets end a part, and the quote ends the word.
std::string zsh_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\'') {
      escaped += "'\\''";
      continue;
    }
    if (c == '[' || c == ']' || c == ':' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string zsh_action(const Value& value) {
  const std::string name = zsh_text(value.name);
  switch (value.completes) {
    case Completes::files:
      return fmt::format(":{}:_files", name);
    case Completes::directories:
      return fmt::format(":{}:_files -/", name);
    case Completes::words:
      return fmt::format(":{}:({})", name, joined(value.words, " "));
    case Completes::word_list:
      return fmt::format(":{}:_sequence compadd - {}", name, joined(value.words, " "));
    case Completes::nothing:
      break;
  }
  return fmt::format(":{}: ", name);
}

std::string render_zsh(const std::vector<OptionInfo>& options) {
  std::string specifications;
  for (const OptionInfo& option : options) {
    for (const std::string& name : option.names) {
      const std::string_view separator = !takes_value(option) ? "" : name.starts_with("--") ? "=" : "+";
      specifications += fmt::format("    '*{}{}[{}]{}' \\\n", name, separator, zsh_text(option.help),
                                    takes_value(option) ? zsh_action(option.value) : "");
    }
  }
  return fmt::format(
      "#compdef whittle\n"
      "# zsh completion of whittle, made by: whittle --completions zsh\n"
      "_whittle() {{\n"
      "  _arguments -s -S \\\n"
      "{}"
      "    '*:PATH:_files'\n"
      "}}\n"
      "if [[ $funcstack[1] == _whittle ]]; then\n"
      "  _whittle \"$@\"  # found in $fpath\n"
      "else\n"
      "  compdef _whittle whittle  # sourced\n"
      "fi\n",
      specifications);
}

// fish: one command an option.

std::string fish_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\'' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string fish_action(const Value& value) {
  const std::string words = joined(value.words, " ");
  switch (value.completes) {
    case Completes::files:
      return " -r -F";
    case Completes::directories:
      return " -x -a '(__fish_complete_directories)'";
    case Completes::words:
      return fmt::format(" -x -a '{}'", words);
    case Completes::word_list:
      return fmt::format(" -x -a '(__fish_append , {})'", words);
    case Completes::nothing:
      break;
  }
  return " -x";
}

std::string render_fish(const std::vector<OptionInfo>& options) {
  std::string text = "# fish completion of whittle, made by: whittle --completions fish\n";
  for (const OptionInfo& option : options) {
    text += "complete -c whittle";
    for (const std::string& name : option.names) {
      text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    }
    text += fmt::format(" -d '{}'{}\n", fish_text(option.help), takes_value(option) ? fish_action(option.value) : "");
  }
  return text;
}

}  // namespace

std::string render_completions(Shell shell, const std::vector<OptionInfo>& options) {
  switch (shell) {
    case Shell::bash:
      return render_bash(options);
    case Shell::zsh:
      return render_zsh(options);
    case Shell::fish:
      return render_fish(options);
  }
  return {};
}

}  // namespace whittle::cli
