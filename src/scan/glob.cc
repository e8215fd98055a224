#include "scan/glob.h"

#include <algorithm>
#include <utility>

#include "base/path.h"

// Both levels, characters in a component and components in a path, are the same problem: a sequence with wildcards for
// any number of elements. The greedy algorithm keeps one point of return, the last wildcard, so it cannot run away on
// "*a*a*a*b". Patterns are taken apart once; matching allocates nothing, because a walk asks every pattern about every
// name.

namespace whittle::scan {
namespace {

/// Matches from `text` to `end`. `is_star(p)`: does pattern element p take anything; `one(p, t)`: does it match the
/// text element at t; `next(t)`: where the element after it starts.
template <typename IsStar, typename One, typename Next>
bool matches_sequence(std::size_t pattern_size, std::size_t end, IsStar is_star, One one, Next next) {
  std::size_t p = 0, t = 0;
  std::size_t star = pattern_size, retry = 0;  // where the last wildcard stands, and the text it may still take
  while (t < end) {
    if (p < pattern_size && is_star(p)) {
      star = p++;
      retry = t;
    } else if (p < pattern_size && one(p, t)) {
      ++p;
      t = next(t);
    } else if (star < pattern_size) {
      p = star + 1;
      t = retry = next(retry);
    } else {
      return false;
    }
  }
  while (p < pattern_size && is_star(p)) ++p;
  return p == pattern_size;
}

bool is_between(unsigned c, char low, char high) {
  return c >= static_cast<unsigned char>(low) && c <= static_cast<unsigned char>(high);
}

/// ASCII, whatever the locale. Nothing for a class that does not exist.
std::optional<bool> is_in_class(std::string_view name, unsigned c) {
  const bool upper = is_between(c, 'A', 'Z'), lower = is_between(c, 'a', 'z'), digit = is_between(c, '0', '9');
  const bool graph = is_between(c, '!', '~'), alnum = upper || lower || digit;
  if (name == "alpha") return upper || lower;
  if (name == "digit") return digit;
  if (name == "alnum") return alnum;
  if (name == "upper") return upper;
  if (name == "lower") return lower;
  if (name == "xdigit") return digit || is_between(c, 'a', 'f') || is_between(c, 'A', 'F');
  if (name == "punct") return graph && !alnum;
  if (name == "space") return c == ' ' || is_between(c, '\t', '\r');
  if (name == "blank") return c == ' ' || c == '\t';
  if (name == "cntrl") return c < ' ' || c == 127;
  if (name == "graph") return graph;
  if (name == "print") return graph || c == ' ';
  return std::nullopt;
}

/// A line without its end and the blanks before it; a backslash keeps a blank.
std::string_view trimmed(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::size_t end = 0;  // behind the last character that counts
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '\\') {
      if (++at == line.size()) return line;
    } else if (line[at] == ' ') {
      continue;
    }
    end = at + 1;
  }
  return line.substr(0, end);
}

}  // namespace

/// Takes a pattern apart, slashes included: an escaped slash separates components too, one in brackets does not.
class Glob::Compiler {
 public:
  Compiler(std::string_view pattern, Glob& glob) : rest_(pattern), glob_(glob) {}

  /// Whether the pattern is well-formed.
  bool run() {
    while (!rest_.empty()) {
      const char c = take();
      if (c == '/') {
        end_segment(0);
      } else if (c == '*') {
        elements_.push_back({Element::Kind::star});
      } else if (c == '?') {
        elements_.push_back({Element::Kind::any});
      } else if (c == '[') {
        if (!bracket()) return false;
      } else if (c != '\\') {
        elements_.push_back({Element::Kind::literal, c});
      } else if (rest_.empty()) {
        return false;
      } else if (const char escaped = take(); escaped == '/') {
        end_segment(1);  // before an escaped slash `**` takes at least one component
      } else {
        elements_.push_back({Element::Kind::literal, escaped});
      }
    }
    end_segment(1);  // at the end too
    return true;
  }

 private:
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  /// A bracket expression, behind its opening bracket. Its first character is never the end: "[]a]".
  bool bracket() {
    Bytes set;
    const bool negated = rest_.starts_with('!') || rest_.starts_with('^');
    if (negated) take();
    char low = 0;
    bool may_range = false;  // no range and no class came just before
    for (bool first = true; first || !rest_.starts_with(']'); first = false) {
      if (rest_.empty()) return false;
      char c = take();
      if (c == '[' && rest_.starts_with(':')) {
        const std::size_t end = rest_.find(']', 1);
        if (end == std::string_view::npos) return false;
        if (end >= 2 && rest_[end - 1] == ':') {
          if (!add_class(rest_.substr(1, end - 2), set)) return false;
          rest_.remove_prefix(end + 1);
          may_range = false;
          continue;
        }
      } else if (c == '-' && may_range && !rest_.empty() && rest_.front() != ']') {
        char high = take();
        if (high == '\\') {
          if (rest_.empty()) return false;
          high = take();
        }
        for (unsigned b = static_cast<unsigned char>(low); b <= static_cast<unsigned char>(high); ++b) set.set(b);
        may_range = false;
        continue;
      } else if (c == '\\') {
        if (rest_.empty()) return false;
        c = take();
      }
      set.set(static_cast<unsigned char>(c));
      low = c;
      may_range = true;
    }
    take();
    if (negated) set.flip();
    elements_.push_back({Element::Kind::bracket, 0, glob_.brackets_.size()});
    glob_.brackets_.push_back(set);
    return true;
  }

  static bool add_class(std::string_view name, Bytes& set) {
    for (unsigned b = 0; b < 256; ++b) {
      const std::optional<bool> in = is_in_class(name, b);
      if (!in) return false;
      if (*in) set.set(b);
    }
    return true;
  }

  /// `at_least`: how many components this segment takes when it is `**`.
  void end_segment(int at_least) {
    using Kind = Element::Kind;
    Segment segment;
    std::size_t stars = 0, literals = 0;
    while (stars < elements_.size() && elements_[stars].kind == Kind::star) ++stars;
    for (const Element& element : elements_) {
      if (element.kind != Kind::literal) continue;
      ++literals;
      segment.text += element.literal;
    }
    if (glob_.tied_ && stars > 1 && stars == elements_.size()) {
      segment.kind = Segment::Kind::directories;
    } else if (stars + literals == elements_.size()) {
      segment.kind = stars > 0 ? Segment::Kind::suffix : Segment::Kind::literal;
    } else {
      segment.elements = elements_;
    }
    const bool repeats = segment.kind == Segment::Kind::directories && at_least > 0;
    glob_.segments_.push_back(std::move(segment));
    if (repeats) glob_.segments_.push_back({Segment::Kind::suffix, {}, {}});  // any one component
    elements_.clear();
  }

  std::string_view rest_;
  Glob& glob_;
  std::vector<Element> elements_;  ///< of the segment at hand
};

std::optional<Glob> Glob::parse(std::string_view line) {
  line = trimmed(line);
  if (line.starts_with('#')) return std::nullopt;
  Glob glob;
  if (line.starts_with('!')) {
    glob.negated_ = true;
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    glob.directories_only_ = true;
    line.remove_suffix(1);
  }
  glob.tied_ = line.find('/') != std::string_view::npos;
  if (line.starts_with('/')) line.remove_prefix(1);
  if (line.empty() || !Compiler(line, glob).run()) return std::nullopt;
  return glob;
}

bool Glob::matches(std::string_view path, PathKind kind) const {
  if (directories_only_ && kind != PathKind::directory) return false;
  return tied_ ? matches_path(path) : matches_segment(segments_.front(), file_name(path));
}

bool Glob::matches_segment(const Segment& segment, std::string_view name) const {
  switch (segment.kind) {
    case Segment::Kind::literal:
      return name == segment.text;
    case Segment::Kind::suffix:
      return name.ends_with(segment.text);
    case Segment::Kind::directories:
      return true;
    case Segment::Kind::elements:
      break;
  }
  const std::vector<Element>& elements = segment.elements;
  return matches_sequence(
      elements.size(), name.size(), [&](std::size_t p) { return elements[p].kind == Element::Kind::star; },
      [&](std::size_t p, std::size_t t) {
        const Element& element = elements[p];
        if (element.kind == Element::Kind::literal) return element.literal == name[t];
        return element.kind == Element::Kind::any || brackets_[element.bracket][static_cast<unsigned char>(name[t])];
      },
      [](std::size_t t) { return t + 1; });
}

bool Glob::matches_path(std::string_view path) const {
  const auto end_of = [&](std::size_t t) { return std::min(path.size(), path.find('/', t)); };
  return matches_sequence(
      segments_.size(), path.size(), [&](std::size_t p) { return segments_[p].kind == Segment::Kind::directories; },
      [&](std::size_t p, std::size_t t) { return matches_segment(segments_[p], path.substr(t, end_of(t) - t)); },
      [&](std::size_t t) { return end_of(t) + 1; });
}

}  // namespace whittle::scan
