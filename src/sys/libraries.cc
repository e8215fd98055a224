#include "sys/libraries.h"

#include <elf.h>
#include <link.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/path.h"
#include "base/text.h"
#include "sys/directory.h"
#include "sys/file.h"

namespace whittle::sys {
namespace {

struct Library {
  std::string path, build;
};

constexpr std::size_t padded(std::size_t size) {
  return (size + 3) / 4 * 4;
}

/// The build that the linker wrote into a library ("NT_GNU_BUILD_ID"), or "".
std::string build_in(std::string_view notes) {
  while (notes.size() > sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) note;
    std::memcpy(&note, notes.data(), sizeof note);
    const std::size_t name = padded(note.n_namesz), text = padded(note.n_descsz);
    if (name > notes.size() || text > notes.size() || sizeof note + name + text > notes.size()) break;
    if (note.n_type == NT_GNU_BUILD_ID && notes.substr(sizeof note).starts_with("GNU"))
      return std::string(notes.substr(sizeof note + name, note.n_descsz));
    notes.remove_prefix(sizeof note + name + text);
  }
  return {};
}

int add_library(dl_phdr_info* info, std::size_t, void* libraries) {
  Library library{info->dlpi_name, {}};
  if (!library.path.starts_with('/')) return 0;  // the program, which has an identity of its own; the kernel's part
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& part = info->dlpi_phdr[i];
    if (part.p_type != PT_NOTE || !library.build.empty()) continue;
    library.build = build_in({reinterpret_cast<const char*>(info->dlpi_addr + part.p_vaddr), part.p_memsz});
  }
  static_cast<std::vector<Library>*>(libraries)->push_back(std::move(library));
  return 0;
}

std::string line_for(const std::string& path) {
  const auto stat = stat_path(path, Links::follow);
  if (!stat.ok()) return {};
  return std::string(file_name(path)) + ' ' + std::to_string(stat->identity.size) + ' ' +
         std::to_string(stat->identity.mtime_ns) + '\n';
}

bool is_codec(std::string_view name) {
  constexpr std::array kCodecs{"libaom",        "libavif", "libcgif", "libdav1d", "libde265", "libexif",  "libheif",
                               "libimagequant", "libjpeg", "libjxl",  "liblcms2", "libpng",   "librav1e", "libspng",
                               "libSvtAv1Enc",  "libtiff", "libwebp", "libx265",  "libz"};
  return std::any_of(kCodecs.begin(), kCodecs.end(), [&](std::string_view codec) { return name.starts_with(codec); });
}

/// Files of `directory` with names that `counts`, and those of its directories of plugins.
std::string lines_for(const std::string& directory, bool (*counts)(std::string_view)) {
  const auto opened = Directory::open(directory, Links::follow);
  if (!opened.ok()) return {};
  const auto entries = opened->entries();
  if (!entries.ok()) return {};
  std::string lines;
  for (const Entry& entry : *entries) {
    const std::string path = join(directory, entry.name);
    if (entry.kind == EntryKind::file && counts(entry.name)) lines += line_for(path);
    if (entry.kind == EntryKind::directory && (entry.name == "libheif" || entry.name.starts_with("vips-modules")))
      lines += lines_for(path, [](std::string_view) { return true; });
    if (entry.kind == EntryKind::directory && entry.name == "plugins" && directory.ends_with("libheif"))
      lines += lines_for(path, [](std::string_view) { return true; });
  }
  return lines;
}

}  // namespace

std::string loaded_libraries() {
  std::vector<Library> libraries;
  ::dl_iterate_phdr(add_library, &libraries);
  std::string text;
  for (const Library& library : libraries) {
    text += library.build.empty() ? line_for(library.path)
                                  : std::string(file_name(library.path)) + ' ' + base64(library.build) + '\n';
    if (file_name(library.path).starts_with("libvips"))
      text += lines_for(std::string(directory_of(library.path)), is_codec);
  }
  return text;
}

}  // namespace whittle::sys
