#include "container/png/as_read.h"

#include <deque>
#include <vector>

#include "container/png/chunks.h"
#include "container/png/rules.h"
#include "container/png/text.h"

namespace whittle::container {
namespace {

Error left_alone(std::string why) {
  return make_error(Category::validation, Reason::unsupported, std::move(why));
}

/// Whether a reader looks for it before the pixels, though it may stand behind them.
bool is_metadata(std::uint32_t type) {
  return png::is_text(type) || type == png::kExif;
}

class Reading {
 public:
  Reading(ByteView file, PngReader reader) : file_(file), chunks_(file), reader_(reader) {}

  Result<std::optional<Bytes>> run() {
    TRY_ASSIGN(const std::optional<PngChunk> first, chunks_.next());
    if (!first || first->type != png::kIhdr) return corrupt("PNG without IHDR", 8);
    TRY_ASSIGN(const PngHeader ihdr, parse_png_header(first->data, first->offset));
    PngRules rules(ihdr);
    head_.push_back(file_.first(first->end));
    for (;;) {
      TRY_ASSIGN(const std::optional<PngChunk> chunk, chunks_.next());
      if (!chunk) break;
      const PngRules::Verdict verdict = rules.next(chunk->type, chunk->data.size(), chunk->data);
      if (verdict == PngRules::Verdict::disputed) return disputed(*chunk);
      if (verdict == PngRules::Verdict::ignored) {
        changed_ = true;
      } else {
        take(*chunk, rules.palette());
      }
    }
    return finish();
  }

 private:
  static Error disputed(const PngChunk& chunk) {
    return left_alone("has a chunk " + fourcc_text(chunk.type) +
                      " twice, or where decoders disagree about it: what it shows is not certain");
  }

  void take(const PngChunk& chunk, std::size_t palette) {
    pixels_ = pixels_ || chunk.type == png::kIdat;
    const bool early = !pixels_ || (reader_ == PngReader::other && is_metadata(chunk.type));
    if (pixels_ && early) changed_ = true;
    std::vector<ByteView>& to = early ? head_ : tail_;
    if (chunk.type == png::kPlte && chunk.data.size() > 3 * palette) {
      to.push_back(made(png::kPlte, chunk.data.first(3 * palette)));
    } else if (chunk.type == png::kIend && !chunk.data.empty()) {
      to.push_back(made(png::kIend, {}));
    } else {
      to.push_back(chunk.whole());
    }
    if (reader_ == PngReader::other) note_exif(chunk);
  }

  void note_exif(const PngChunk& chunk) {
    if (chunk.type == png::kExif && png::is_exif(chunk.data)) has_exif_ = true;
    if (raw_exif_.empty() && png::is_text(chunk.type)) raw_exif_ = raw_exif(chunk.type, chunk.data);
  }

  /// A chunk that the file does not have like that.
  ByteView made(std::uint32_t type, ByteView data) {
    changed_ = true;
    append_png_chunk(made_.emplace_back(), type, data);
    return made_.back();
  }

  std::optional<Bytes> finish() {
    if (!raw_exif_.empty() && !has_exif_) head_.push_back(made(png::kExif, raw_exif_));
    if (!changed_) return std::nullopt;
    Bytes out;
    for (const ByteView part : head_) append(out, part);
    for (const ByteView part : tail_) append(out, part);
    append(out, file_.subspan(chunks_.position()));
    return out;
  }

  ByteView file_;
  PngChunks chunks_;
  PngReader reader_;
  bool pixels_ = false, changed_ = false, has_exif_ = false;
  std::vector<ByteView> head_, tail_;  ///< before and from the first IDAT on
  std::deque<Bytes> made_;
  Bytes raw_exif_;
};

}  // namespace

Result<std::optional<Bytes>> png_as_read(ByteView png, PngReader reader) {
  return Reading(png, reader).run();
}

Status check_png_unknown(ByteView png, MetadataSet strip) {
  if ((strip & bit(Metadata::comment)) != 0) return {};
  PngChunks chunks(png);
  for (;;) {
    TRY_ASSIGN(const std::optional<PngChunk> chunk, chunks.next());
    if (!chunk) return {};
    const std::uint32_t type = chunk->type;
    if (png::is_critical(type) || png::is_safe_to_copy(type) || png::is_known(type) || png::is_gain_map(type)) continue;
    return left_alone(
        "has a private chunk " + fourcc_text(type) +
        ", which depends on how the pixels are coded and would be lost: add --strip comment to let it go");
  }
}

}  // namespace whittle::container
