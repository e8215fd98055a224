#include "engine/repack.h"

#include "codec/deflate/compress.h"
#include "codec/deflate/parse.h"
#include "codec/png/write.h"
#include "container/png/chunks.h"
#include "engine/errors.h"
#include "engine/formats/gif_repack.h"
#include "engine/formats/jpeg_repack.h"
#include "engine/formats/png_repack.h"
#include "engine/refuse_extras.h"

namespace whittle::engine {
namespace {

constexpr Repack kGif{keeps_gif_frames, repack_gif, compare_gif_repack};
constexpr Repack kJpeg{is_jpeg_repack, repack_jpeg, compare_jpeg_repack};
constexpr Repack kPng{keeps_png_pixels, repack_png, compare_png_repack, read_png_source};

/// `work(repack, job)` with the source as decoders take it, if nothing is lost that the whole file has beside the
/// picture.
template <typename Work>
auto guarded(const Job& job, Work work) -> decltype(work(kPng, job)) {
  const Repack* const repack = repack_of(job.settings.format);
  if (repack == nullptr) return unsupported("no engine keeps more than the pixels of this format");
  return without_exceptions([&]() -> decltype(work(kPng, job)) {
    container::Header facts = job.facts;
    facts.extras |= container::find_extras(job.input, facts.format);
    if (auto error = refuse_extras(facts, job.settings, "this format")) return *std::move(error);
    Job found{job.input, facts, job.settings, job.deadline};
    std::optional<Bytes> read;
    if (repack->as_read != nullptr) {
      TRY_ASSIGN(read, repack->as_read(found));
    }
    if (read) found.input = *read;
    return work(*repack, found);
  });
}

/// A PNG with something of everything. Encoded once before the first fork, it leaves all tables that are worked out
/// when they are first used, which for a small file takes as long as its search.
Bytes small_picture() {
  constexpr std::uint8_t kSide = 16, kDepth = 8, kTrueColour = 2;
  constexpr std::uint8_t kHeader[] = {0, 0, 0, kSide, 0, 0, 0, kSide, kDepth, kTrueColour, 0, 0, 0};
  Bytes rows;
  rows.reserve(kSide * (1 + 3 * kSide));
  for (unsigned y = 0; y < kSide; ++y) {
    append_u8(rows, 0);  // unfiltered
    for (unsigned x = 0; x < 3u * kSide; ++x) append_u8(rows, static_cast<std::uint8_t>(x * x * y / 7 & 0xF8));
  }
  const ByteView signature = as_bytes(container::kPngSignature);
  Bytes file(signature.begin(), signature.end());
  container::append_png_chunk(file, container::png::kIhdr, std::as_bytes(std::span(kHeader)));
  if (const auto deflated = deflate::compress(rows, {}); deflated.ok())
    container::append_png_chunk(file, container::png::kIdat, png::zlib_stream(*deflated, rows));
  container::append_png_chunk(file, container::png::kIend, {});
  return file;
}

}  // namespace

const Repack* repack_of(Format format) {
  if (format == Format::gif) return &kGif;
  if (format == Format::jpeg) return &kJpeg;
  if (format == Format::png) return &kPng;
  return nullptr;
}

Result<Candidate> run_repack(const Job& job) {
  return guarded(job, [](const Repack& repack, const Job& found) { return repack.run(found); });
}

Status compare_repack(const Job& job, ByteView candidate) {
  return guarded(job, [&](const Repack& repack, const Job& found) { return repack.compare(found, candidate); });
}

Status start_repacks() {
  deflate::get_ready();
  const Bytes file = small_picture();
  MemorySource source(file);
  if (const auto facts = container::read_header(source, Format::png); facts.ok()) {
    Settings settings;
    settings.format = Format::png;
    (void)run_repack({file, *facts, settings, std::nullopt});
  }
  return {};
}

}  // namespace whittle::engine
