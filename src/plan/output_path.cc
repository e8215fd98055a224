#include "plan/output_path.h"

#include "base/hash.h"
#include "base/path.h"
#include "container/geometry.h"

namespace whittle::plan {
namespace {

constexpr std::string_view kHash8 = "{hash8}";

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

/// The extension for `format`: the file's own when it says the same format.
std::string_view extension_for(std::string_view name, Format original, Format format) {
  return original == format ? extension_of(name) : file_extension(format);
}

std::string with_extension(std::string_view path, std::string_view extension) {
  const std::string_view name = file_name(path);
  std::string changed(path.substr(0, path.size() - name.size() + extension_at(name)));
  if (!extension.empty()) changed.append(".").append(extension);
  return changed;
}

/// The template's text for one output. A template with {dir} is relative to the output directory, any other to the
/// mirrored one.
std::string from_template(const Settings& settings, std::string_view relative, const container::Header& facts,
                          Format format) {
  const std::string_view name = file_name(relative);
  const container::Size size = container::output_size(facts, settings.of(format).resize);
  std::string text = settings.name_template;
  const std::string_view extension = extension_for(name, facts.format, format);
  const bool names_directory = text.find("{dir}") != std::string::npos;
  if (extension.empty()) replace_all(text, ".{ext}", "");
  replace_all(text, "{ext}", extension);
  replace_all(text, "{fmt}", to_string(format));
  replace_all(text, "{w}", std::to_string(size.width));
  replace_all(text, "{h}", std::to_string(size.height));
  replace_all(text, "{dir}", directory_of(relative));
  replace_all(text, "{stem}", stem_of(name));  // last: a file may be named "{w}.png"
  while (text.starts_with('/')) text.erase(0, 1);
  return names_directory ? text : join(directory_of(relative), text);
}

}  // namespace

std::string output_path(const Settings& settings, const scan::Found& found, const container::Header& facts,
                        Format format) {
  switch (settings.target) {
    case Target::none:
      return {};
    case Target::stdout_stream:
      return "-";
    case Target::file:
      return settings.output;
    case Target::in_place:
      return facts.format == format ? found.path : with_extension(found.path, file_extension(format));
    case Target::directory:
      break;
  }
  const std::string_view relative = found.path == "-" ? std::string_view("stdin") : found.relative();
  return join(settings.output, from_template(settings, relative, facts, format));
}

std::string original_path(const Settings& settings, const scan::Found& found, const container::Header& facts) {
  const bool fits = settings.smallest_format || settings.formats.empty() || settings.formats.front() == facts.format;
  if (settings.target == Target::in_place || (settings.target != Target::directory && !fits)) return {};
  return output_path(settings, found, facts, facts.format);
}

bool awaits_hash(std::string_view path) {
  return path.find(kHash8) != std::string_view::npos;
}

std::string with_hash(std::string path, ByteView bytes) {
  if (awaits_hash(path)) replace_all(path, kHash8, hex(hash128(bytes)).substr(0, 8));
  return path;
}

std::string backup_path(const Settings& settings, const scan::Found& found) {
  return join(*settings.backup_dir, found.relative());
}

}  // namespace whittle::plan
