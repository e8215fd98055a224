#include "scan/glob.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

// Both levels, characters in a component and components in a path, are the same problem: a sequence with wildcards for
// any number of elements. The greedy algorithm keeps one point of return, the last wildcard, so it cannot run away on
// "*a*a*a*b".

namespace whittle::scan {
namespace {

/// `is_star(p)`, `one(p, t)`: does pattern element p match text element t.
template <typename IsStar, typename One>
bool matches_sequence(std::size_t pattern_size, std::size_t text_size, IsStar is_star, One one) {
  std::size_t p = 0, t = 0;
  std::size_t star = pattern_size, retry = 0;  // where the last wildcard stands, and the text it may still take
  while (t < text_size) {
    if (p < pattern_size && is_star(p)) {
      star = p++;
      retry = t;
    } else if (p < pattern_size && one(p, t)) {
      ++p;
      ++t;
    } else if (star < pattern_size) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern_size && is_star(p)) ++p;
  return p == pattern_size;
}

bool in_class(std::string_view name, unsigned char c) {
  if (name == "alpha") return std::isalpha(c);
  if (name == "digit") return std::isdigit(c);
  if (name == "alnum") return std::isalnum(c);
  if (name == "upper") return std::isupper(c);
  if (name == "lower") return std::islower(c);
  if (name == "space") return std::isspace(c);
  if (name == "punct") return std::ispunct(c);
  if (name == "xdigit") return std::isxdigit(c);
  if (name == "blank") return c == ' ' || c == '\t';
  if (name == "cntrl") return std::iscntrl(c);
  if (name == "graph") return std::isgraph(c);
  if (name == "print") return std::isprint(c);
  return false;
}

/// One element of a component pattern: a character, `?`, `*`, or a bracket expression.
struct Element {
  enum class Kind { literal, any, star, bracket, never } kind = Kind::literal;
  std::string_view text;  ///< the literal, or what stands between the brackets
};

/// The end of the bracket expression that opens at `text[0]`, behind the closing bracket; 0 when it never closes.
std::size_t bracket_end(std::string_view text) {
  std::size_t at = 1;
  if (at < text.size() && (text[at] == '!' || text[at] == '^')) ++at;
  if (at < text.size() && text[at] == ']') ++at;
  for (; at < text.size(); ++at) {
    if (text[at] == ']') return at + 1;
    if (text[at] == '\\') ++at;
    if (text.substr(at).starts_with("[:")) {
      const std::size_t close = text.find(":]", at + 2);
      if (close != std::string_view::npos) at = close + 1;
    }
  }
  return 0;
}

bool bracket_matches(std::string_view inside, unsigned char c) {
  const bool negated = inside.starts_with('!') || inside.starts_with('^');
  if (negated) inside.remove_prefix(1);
  bool found = false;
  const auto take = [&] {
    if (inside.size() > 1 && inside[0] == '\\') inside.remove_prefix(1);
    const auto value = static_cast<unsigned char>(inside[0]);
    inside.remove_prefix(1);
    return value;
  };
  while (!inside.empty()) {
    if (inside.starts_with("[:")) {
      const std::size_t close = inside.find(":]", 2);
      if (close != std::string_view::npos) {
        found = found || in_class(inside.substr(2, close - 2), c);
        inside.remove_prefix(close + 2);
        continue;
      }
    }
    const unsigned char low = take();
    unsigned char high = low;
    if (inside.size() >= 2 && inside[0] == '-') {
      inside.remove_prefix(1);
      high = take();
    }
    found = found || (c >= low && c <= high);
  }
  return found != negated;
}

std::vector<Element> elements_of(std::string_view pattern) {
  using Kind = Element::Kind;
  std::vector<Element> elements;
  while (!pattern.empty()) {
    std::size_t length = 1;
    Element element{Kind::literal, pattern.substr(0, 1)};
    if (pattern[0] == '*') {
      element.kind = Kind::star;
    } else if (pattern[0] == '?') {
      element.kind = Kind::any;
    } else if (pattern[0] == '\\') {
      if (pattern.size() > 1)
        element.text = pattern.substr(1, 1);
      else
        element.kind = Kind::never;  // a lone backslash at the end matches nothing
      length = std::min<std::size_t>(2, pattern.size());
    } else if (pattern[0] == '[') {
      const std::size_t end = bracket_end(pattern);
      if (end == 0) {
        element.kind = Kind::never;
        length = pattern.size();
      } else {
        element = {Kind::bracket, pattern.substr(1, end - 2)};
        length = end;
      }
    }
    elements.push_back(element);
    pattern.remove_prefix(length);
  }
  return elements;
}

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return parts;
}

/// A line without its end and the blanks before it; a backslash keeps a blank.
std::string_view trimmed(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
  return line;
}

}  // namespace

bool matches_component(std::string_view pattern, std::string_view name) {
  using Kind = Element::Kind;
  const std::vector<Element> elements = elements_of(pattern);
  return matches_sequence(
      elements.size(), name.size(), [&](std::size_t p) { return elements[p].kind == Kind::star; },
      [&](std::size_t p, std::size_t t) {
        switch (elements[p].kind) {
          case Kind::literal:
            return elements[p].text[0] == name[t];
          case Kind::any:
            return true;
          case Kind::bracket:
            return bracket_matches(elements[p].text, static_cast<unsigned char>(name[t]));
          default:
            return false;
        }
      });
}

std::optional<Glob> Glob::parse(std::string_view line) {
  line = trimmed(line);
  if (line.empty() || line.starts_with('#')) return std::nullopt;
  Glob glob;
  if (line.starts_with('!')) {
    glob.negated_ = true;
    line.remove_prefix(1);
  } else if (line.starts_with("\\#") || line.starts_with("\\!")) {
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    glob.directories_only_ = true;
    line.remove_suffix(1);
  }
  const bool tied = line.find('/') != std::string_view::npos;
  if (line.starts_with('/')) line.remove_prefix(1);
  if (line.empty()) return std::nullopt;
  if (!tied) glob.segments_.emplace_back("**");
  for (const std::string_view part : split(line)) glob.segments_.emplace_back(part);
  if (glob.segments_.back() == "**") glob.segments_.emplace_back("*");  // at the end it takes at least one component
  return glob;
}

bool Glob::matches(std::string_view path, PathKind kind) const {
  if (directories_only_ && kind != PathKind::directory) return false;
  const std::vector<std::string_view> parts = split(path);
  return matches_sequence(
      segments_.size(), parts.size(), [&](std::size_t p) { return segments_[p] == "**"; },
      [&](std::size_t p, std::size_t t) { return matches_component(segments_[p], parts[t]); });
}

}  // namespace whittle::scan
