// AVIF and HEIC: all boxes at the top, and the bytes of every item and sample inside the file.

#include <algorithm>
#include <array>

#include "container/bmff/bmff.h"
#include "container/bmff/items.h"
#include "container/defect.h"

namespace whittle::container {
namespace {

constexpr std::uint64_t kFullBox = 4;
/// Extents of all items, samples of all tracks.
constexpr std::uint64_t kMaxEntries = 1u << 22;

/// `iloc`: where the bytes of the items are.
class Locations {
 public:
  Locations(Window& file, const HeifMeta& heif) : file_(file), heif_(heif), cursor_(file, heif.item_locations()) {}

  Status check() {
    if (!heif_.item_locations()) return corrupt("HEIF without item locations", 0);
    TRY_ASSIGN(version_, cursor_.number(1));
    cursor_.skip(3);
    TRY_ASSIGN(const std::uint64_t sizes, cursor_.number(1));
    TRY_ASSIGN(const std::uint64_t more_sizes, cursor_.number(1));
    offset_size_ = sizes >> 4 & 15;
    length_size_ = sizes & 15;
    base_size_ = more_sizes >> 4 & 15;
    index_size_ = version_ == 0 ? 0 : more_sizes & 15;
    if (offset_size_ > 8 || length_size_ > 8 || base_size_ > 8 || index_size_ > 8 || version_ > 2) {
      return corrupt("HEIF item locations of unknown layout", heif_.item_locations().offset);
    }
    TRY_ASSIGN(const std::uint64_t items, cursor_.number(version_ < 2 ? 2 : 4));
    bool primary = false;
    for (std::uint64_t i = 0; i < items; ++i) {
      TRY_ASSIGN(const std::uint64_t id, item());
      primary |= id == heif_.primary();
    }
    if (!primary) return corrupt("HEIF without the location of its primary item", heif_.item_locations().offset);
    return {};
  }

 private:
  /// One item; its id.
  Result<std::uint64_t> item() {
    TRY_ASSIGN(const std::uint64_t id, cursor_.number(version_ < 2 ? 2 : 4));
    std::uint64_t method = 0;
    if (version_ > 0) {
      TRY_ASSIGN(method, cursor_.number(2));
      method &= 15;
    }
    TRY_ASSIGN(const std::uint64_t reference, cursor_.number(2));
    TRY_ASSIGN(const std::uint64_t base, cursor_.number(base_size_));
    TRY_ASSIGN(const std::uint64_t extents, cursor_.number(2));
    for (std::uint64_t k = 0; k < extents; ++k) {
      if (++entries_ > kMaxEntries) return corrupt("too many HEIF item extents", cursor_.at());
      TRY(cursor_.number(index_size_));
      TRY_ASSIGN(const std::uint64_t offset, cursor_.number(offset_size_));
      TRY_ASSIGN(const std::uint64_t length, cursor_.number(length_size_));
      if (reference != 0 || method > 1) continue;  // in another file or another item
      const std::uint64_t room = method == 0 ? file_.size() : heif_.item_data().size();
      if (base > room || offset > room - base || length > room - base - offset) {
        return truncated("the data of HEIF item " + std::to_string(id), file_.size());
      }
    }
    return id;
  }

  Window& file_;
  const HeifMeta& heif_;
  BoxCursor cursor_;
  std::uint64_t version_ = 0, entries_ = 0;
  unsigned offset_size_ = 0, length_size_ = 0, base_size_ = 0, index_size_ = 0;
};

/// `stbl`: samples and chunks of a track.
class Samples {
 public:
  explicit Samples(Window& file) : file_(file) {}

  Status check(const Box& stbl) {
    Boxes boxes(file_, stbl);
    for (;;) {
      TRY_ASSIGN(const std::optional<Box> box, boxes.next());
      if (!box) return {};
      if (box->type == fourcc("stsz")) TRY(sizes(*box));
      if (box->type == fourcc("stco")) TRY(chunks(*box, 4));
      if (box->type == fourcc("co64")) TRY(chunks(*box, 8));
    }
  }

 private:
  Status sizes(const Box& stsz) {
    BoxCursor cursor(file_, stsz);
    cursor.skip(kFullBox);
    TRY_ASSIGN(const std::uint64_t common, cursor.number(4));
    TRY_ASSIGN(const std::uint64_t count, cursor.number(4));
    if (count > kMaxEntries) return corrupt("too many samples in a HEIF track", stsz.offset);
    std::uint64_t total = common * count;
    for (std::uint64_t i = 0; common == 0 && i < count; ++i) {
      TRY_ASSIGN(const std::uint64_t size, cursor.number(4));
      total += size;
    }
    if (total > file_.size()) return truncated("the samples of a HEIF track", file_.size());
    return {};
  }

  Status chunks(const Box& box, unsigned size) {
    BoxCursor cursor(file_, box);
    cursor.skip(kFullBox);
    TRY_ASSIGN(const std::uint64_t count, cursor.number(4));
    if (count > kMaxEntries) return corrupt("too many chunks in a HEIF track", box.offset);
    for (std::uint64_t i = 0; i < count; ++i) {
      TRY_ASSIGN(const std::uint64_t offset, cursor.number(size));
      if (offset >= file_.size()) return truncated("the samples of a HEIF track", file_.size());
    }
    return {};
  }

  Window& file_;
};

bool is_own_box(std::uint32_t type) {
  constexpr std::array kOwn = {fourcc("ftyp"), fourcc("meta"), fourcc("mdat"),
                               fourcc("idat"), fourcc("free"), fourcc("skip")};
  return std::find(kOwn.begin(), kOwn.end(), type) != kOwn.end();
}

Status check_tracks(Window& file, const Box& moov) {
  Boxes boxes(file, moov);
  for (;;) {
    TRY_ASSIGN(const Box trak, boxes.find(fourcc("trak")));
    if (!trak) return {};
    Boxes in_trak(file, trak);
    TRY_ASSIGN(const Box mdia, in_trak.find(fourcc("mdia")));
    if (!mdia) continue;
    Boxes in_mdia(file, mdia);
    TRY_ASSIGN(const Box minf, in_mdia.find(fourcc("minf")));
    if (!minf) continue;
    Boxes in_minf(file, minf);
    TRY_ASSIGN(const Box stbl, in_minf.find(fourcc("stbl")));
    if (stbl) TRY(Samples(file).check(stbl));
  }
}

}  // namespace

// Of a sequence the boxes `moov` are its own; behind a still they are the index of a film.
std::size_t bmff_picture_end(ByteView bytes) {
  Window file(bytes);
  Boxes boxes(file, 0, bytes.size());
  bool sequence = false;
  std::uint64_t end = 0;
  for (;;) {
    const Result<std::optional<Box>> box = boxes.next();
    if (!box.ok() || !*box) break;
    const std::uint32_t type = (*box)->type;
    if (type == fourcc("ftyp") && (*box)->offset != 0) break;  // another file
    if (type == fourcc("ftyp")) {
      const Result<bool> named = names_bmff_sequence(file, **box);
      sequence = named.ok() && *named;
    }
    if (is_own_box(type) || (sequence && type == fourcc("moov"))) end = (*box)->end;
  }
  return end == 0 ? bytes.size() : static_cast<std::size_t>(end);
}

Status check_bmff(ByteView bytes) {
  Window file(bytes);
  TRY(read_bmff_header(file));
  Boxes boxes(file, 0, file.size());
  Box meta, moov;
  for (;;) {
    TRY_ASSIGN(const std::optional<Box> box,
               boxes.next_at_top(bool(meta) || bool(moov) ? Boxes::Rest::anything : Boxes::Rest::boxes));
    if (!box) break;
    if (box->offset != 0 && box->type == fourcc("ftyp")) break;  // another file behind this one
    if (box->offset == 0 && box->type != fourcc("ftyp")) return corrupt("HEIF without ftyp", 0);
    if (box->type == fourcc("meta")) meta = *box;
    if (box->type == fourcc("moov")) moov = *box;
  }
  if (!meta && !moov) return truncated("the HEIF, before its meta box", file.size());
  bool still = static_cast<bool>(meta);
  if (meta && moov) {
    TRY_ASSIGN(still, names_primary(file, meta));
  }
  if (still) {
    TRY_ASSIGN(const HeifMeta heif, HeifMeta::open(file, meta));
    TRY(Locations(file, heif).check());
  }
  if (moov) TRY(check_tracks(file, moov));
  return {};
}

}  // namespace whittle::container
