#include "engine/search/exact.h"

#include <cstdint>

#include "base/log.h"
#include "engine/search/content.h"
#include "engine/search/sample.h"

namespace whittle::engine {
namespace {

/// Whether encoding a part of it says that the whole is not worth encoding without loss.
bool sample_forbids(const Encoding& encoding) {
  VipsImage* const image = encoding.prepared.image.get();
  if (vips::frame_count(image) > 1) return false;
  vips::ImagePtr sample = sample_rows(image);
  return sample && !favours_exact(part_of(encoding, std::move(sample)), encoding.job.settings.quality);
}

/// Icons have few equal neighbours and few bytes; both ways of encoding one take no time.
bool is_icon(const Encoding& encoding) {
  constexpr std::int64_t kMost = 64 * 64;
  VipsImage* const image = encoding.prepared.image.get();
  return std::int64_t{image->Xsize} * image->Ysize <= kMost;
}

}  // namespace

bool can_be_exact(const Encoding& encoding) {
  return encoding.row.lossless == Can::yes && !encoding.prepared.reduced;
}

bool may_be_smaller_exact(const Encoding& encoding) {
  return can_be_exact(encoding) && (is_icon(encoding) || content_of(encoding.prepared.image.get()) == Content::graphic);
}

bool is_likely_smaller_exact(const Encoding& encoding) {
  constexpr std::uint64_t kPixelsAByte = 2;  // photographs without loss have at most 1
  const container::Header& facts = encoding.job.facts;
  const std::uint64_t pixels = std::uint64_t{facts.width} * facts.height * facts.frames;
  return can_be_exact(encoding) &&
         (is_icon(encoding) || (row_of(facts.format).lossless == Can::yes && facts.coding != container::Coding::lossy &&
                                encoding.job.input.size() * kPixelsAByte < pixels));
}

bool favours_exact(const Encoding& sample, int quality) {
  constexpr double kDoubt = 1.2;  // a sample is not the whole
  const Result<Candidate> lossy = encode(sample, with(sample.job.settings, &Settings::quality, quality));
  const Result<Candidate> exact = without_loss(sample);
  return lossy.ok() && exact.ok() &&
         static_cast<double>(exact->bytes.size()) < kDoubt * static_cast<double>(lossy->bytes.size());
}

Result<Candidate> without_loss(const Encoding& encoding) {
  return encode(encoding, with(encoding.job.settings, &Settings::fidelity, Fidelity::lossless));
}

Candidate or_smaller_exact(const Encoding& encoding, Candidate lossy) {
  if (lossy.is_exact() || !may_be_smaller_exact(encoding) || sample_forbids(encoding)) return lossy;
  Result<Candidate> exact = without_loss(encoding);
  if (!exact.ok()) {
    log::debug("without loss it cannot be: {}", exact.error().message);
    lossy.makeshift = true;
    return lossy;
  }
  log::debug("{} bytes at quality {}, {} without loss", lossy.bytes.size(), *lossy.quality, exact->bytes.size());
  return exact->bytes.size() < lossy.bytes.size() ? *std::move(exact) : std::move(lossy);
}

}  // namespace whittle::engine
