#include "plan/validate.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/hash.h"
#include "base/path.h"
#include "container/sniff.h"
#include "plan/made_with.h"
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
    TRY(enter(found));
    return sys::open_regular_at(directory_->fd(), name_of(found).c_str(), sys::Links::keep, found.path);
  }
  Result<sys::FileStat> stat(const scan::Found& found) {
    TRY(enter(found));
    return sys::stat_at(directory_->fd(), name_of(found).c_str(), sys::Links::keep, found.path);
  }

 private:
  static const std::string& path_of(const scan::Found& found) { return found.link ? found.link->path : found.path; }
  static std::string name_of(const scan::Found& found) { return std::string(file_name(path_of(found))); }

  Status enter(const scan::Found& found) {
    const sys::DirectoryId& id = found.link ? found.link->directory : found.directory;
    if (directory_ && directory_->id() == id) return {};
    directory_.reset();
    TRY_ASSIGN(directory_, sys::Directory::open_again(std::string(directory_of(path_of(found))), id));
    return {};
  }

  std::optional<sys::Directory> directory_;
};

/// What earlier runs know of files that did not change since.
class Known {
 public:
  Known(const cache::Cache* cache, const Settings& settings) : cache_(cache) {
    if (cache_ != nullptr && (cache_->is_new() || !may_be_done(settings))) cache_ = nullptr;
    if (cache_ == nullptr) return;
    for (std::size_t i = 0; i < kFormatCount; ++i) asked_[i] = asked_of(settings, static_cast<Format>(i));
  }

  std::optional<Inspection> of(Opener& opener, const scan::Found& found) const {
    if (cache_ == nullptr) return std::nullopt;
    const Result<sys::FileStat> stat = opener.stat(found);
    if (!stat.ok() || !S_ISREG(stat->mode)) return std::nullopt;
    const std::optional<cache::Seen> seen = cache_->seen(stat->identity);
    if (!seen) return std::nullopt;
    const Content& asked = asked_[static_cast<std::size_t>(seen->format)];
    Inspection known;
    known.done = cache_->done(cache::key_of(seen->content, stat->identity.size, asked));
    if (!known.done) return std::nullopt;
    known.stat = *stat;
    known.facts.format = known.done->format;
    known.facts.width = known.done->width;
    known.facts.height = known.done->height;
    known.facts.frames = known.done->frames;
    return known;
  }

 private:
  const cache::Cache* cache_;
  std::array<Content, kFormatCount> asked_;
};

Inspection inspect(Opener& opener, const scan::Found& found, const Settings& settings, const Known& earlier) {
  if (std::optional<Inspection> known = earlier.of(opener, found)) return std::move(*known);
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
    return inspection;
  }
  constexpr std::size_t kStart = 4096;  // is in the window of most; behind the headers of pictures of one kind
  if (const Result<ByteView> start = source->read(0, kStart); start.ok()) inspection.start = hash128(*start).low;
  return inspection;
}

std::optional<Content> content_of_file(Opener& opener, const scan::Found& found, const Inspection& inspection) {
  const Result<sys::OpenFile> file = opener.open(found);
  if (!file.ok() || file->stat.identity != inspection.stat.identity) return std::nullopt;
  const std::unique_ptr<ByteSource> source = sys::file_source(file->fd, file->stat.identity.size, found.path);
  const Result<Content> content = content_of(*source);
  return content.ok() ? std::optional(*content) : std::nullopt;
}

/// `work(opener, i)` for each of `found`, in parallel.
template <typename Work>
void in_chunks(const std::vector<scan::Found>& found, const Settings& settings, Work work) {
  const tbb::global_control control(tbb::global_control::max_allowed_parallelism, settings.capacity.threads);
  const std::size_t chunks = (found.size() + kChunk - 1) / kChunk;
  tbb::parallel_for(std::size_t{0}, chunks, [&](std::size_t chunk) {
    const std::size_t end = std::min(found.size(), (chunk + 1) * kChunk);
    Opener opener;
    for (std::size_t i = chunk * kChunk; i < end; ++i) work(opener, i);
  });
}

/// Reads what is likely to be there more than once, so that it is encoded once: the whole file, as it is of the first.
void find_contents(const std::vector<scan::Found>& found, const Settings& settings,
                   const std::function<bool()>& stopped, std::vector<Inspection>& inspections) {
  const auto likeness = [](const Inspection& one) { return one.start ^ (one.stat.identity.size * 0x9e3779b97f4a7c15); };
  const auto counts = [](const Inspection& one) { return !one.error && !one.done && one.start != 0; };
  std::unordered_map<std::uint64_t, int> files;
  for (const Inspection& one : inspections) {
    if (counts(one)) ++files[likeness(one)];
  }
  if (files.size() == inspections.size()) return;
  in_chunks(found, settings, [&](Opener& opener, std::size_t i) {
    Inspection& one = inspections[i];
    if (!counts(one) || stopped() || files.find(likeness(one))->second < 2) return;
    one.content = content_of_file(opener, found[i], one);
  });
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
                                 const cache::Cache* cache, const std::function<bool()>& stopped) {
  std::vector<Inspection> inspections(found.size());
  const Known earlier(cache, settings);
  in_chunks(found, settings, [&](Opener& opener, std::size_t i) {
    if (found[i].error || found[i].path == "-") return;
    if (!stopped()) {
      inspections[i] = inspect(opener, found[i], settings, earlier);
      return;
    }
    inspections[i].error = std::make_unique<Error>(
        make_error(Category::batch, Reason::interrupted, "interrupted before it was looked at", found[i].path));
  });
  if (settings.mode != Mode::list) find_contents(found, settings, stopped, inspections);
  return inspections;
}

}  // namespace whittle::plan
