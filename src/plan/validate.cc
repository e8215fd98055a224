#include "plan/validate.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <optional>
#include <string>

#include "base/path.h"
#include "container/sniff.h"
#include "sys/directory.h"

namespace whittle::plan {
namespace {

Error limit_error(const container::Header& facts, std::uint64_t max_pixels) {
  return make_error(Category::limit, Reason::too_large,
                    std::to_string(facts.width) + " x " + std::to_string(facts.height) +
                        (facts.frames > 1 ? " x " + std::to_string(facts.frames) + " frames" : "") +
                        " is more than the " + std::to_string(max_pixels) + " pixels of --max-pixels");
}

/// What git checks out where LFS is not installed (Git LFS specification 1).
bool is_lfs_pointer(ByteView prefix) {
  constexpr std::string_view kStart = "version https://git-lfs.github.com/spec/v";
  return std::string_view(reinterpret_cast<const char*>(prefix.data()), prefix.size()).starts_with(kStart);
}

Status inspect_source(ByteSource& source, const Settings& settings, container::Header& facts) {
  if (source.size() == 0) return make_error(Category::validation, Reason::empty_file, "the file is empty");
  TRY_ASSIGN(const ByteView prefix, source.read(0, container::kSniffBytes));
  facts.format = container::sniff(prefix);
  if (facts.format == Format::unknown && is_lfs_pointer(prefix)) {
    return make_error(Category::validation, Reason::not_an_image,
                      "is a pointer of Git LFS, not the picture: get that by git lfs pull");
  }
  if (facts.format == Format::unknown) {
    return make_error(Category::validation, Reason::not_an_image, "not an image of a known format");
  }
  if (facts.format == Format::svg) return {};  // refused by its format; it has no pixels to describe
  const Format format = facts.format;
  TRY_ASSIGN(facts, container::read_header(source, format));
  const std::uint64_t area = std::uint64_t{facts.width} * facts.height;
  if (area > settings.max_pixels || facts.frames > settings.max_pixels / std::max<std::uint64_t>(1, area)) {
    return limit_error(facts, settings.max_pixels);
  }
  return {};
}

/// Opens what was found where it was found. Files in turn are mostly of one directory, which stays open.
class Opener {
 public:
  Result<sys::OpenFile> open(const scan::Found& found) {
    const std::string& path = found.link ? found.link->path : found.path;
    const sys::DirectoryId& id = found.link ? found.link->directory : found.directory;
    if (!directory_ || directory_->id() != id) {
      directory_.reset();
      TRY_ASSIGN(directory_, sys::Directory::open_again(std::string(directory_of(path)), id));
    }
    return sys::open_regular_at(directory_->fd(), std::string(file_name(path)).c_str(), sys::Links::keep, found.path);
  }

 private:
  std::optional<sys::Directory> directory_;
};

Inspection inspect(Opener& opener, const scan::Found& found, const Settings& settings) {
  Inspection inspection;
  auto file = opener.open(found);
  if (!file.ok()) {
    inspection.error = std::make_unique<Error>(std::move(file).error());
    return inspection;
  }
  inspection.stat = file->stat;
  const std::unique_ptr<ByteSource> source = sys::file_source(file->fd, file->stat.identity.size, found.path);
  if (Status status = inspect_source(*source, settings, inspection.facts); !status.ok()) {
    inspection.error = std::make_unique<Error>(std::move(status).error());
    inspection.error->path = found.path;
  }
  return inspection;
}

}  // namespace

Inspection inspect_bytes(ByteView bytes, const Settings& settings) {
  Inspection inspection;
  inspection.stat.identity.size = bytes.size();
  MemorySource source(bytes);
  if (Status status = inspect_source(source, settings, inspection.facts); !status.ok()) {
    inspection.error = std::make_unique<Error>(std::move(status).error());
    inspection.error->path = "-";
  }
  return inspection;
}

std::vector<Inspection> validate(const std::vector<scan::Found>& found, const Settings& settings,
                                 const std::function<bool()>& stopped) {
  std::vector<Inspection> inspections(found.size());
  const tbb::global_control control(tbb::global_control::max_allowed_parallelism, settings.capacity.threads);
  const std::size_t chunks = (found.size() + kChunk - 1) / kChunk;
  tbb::parallel_for(std::size_t{0}, chunks, [&](std::size_t chunk) {
    const std::size_t end = std::min(found.size(), (chunk + 1) * kChunk);
    Opener opener;
    for (std::size_t i = chunk * kChunk; i < end; ++i) {
      if (found[i].error || found[i].path == "-") continue;
      if (stopped()) {
        inspections[i].error = std::make_unique<Error>(
            make_error(Category::batch, Reason::interrupted, "interrupted before it was looked at", found[i].path));
        continue;
      }
      inspections[i] = inspect(opener, found[i], settings);
    }
  });
  return inspections;
}

}  // namespace whittle::plan
