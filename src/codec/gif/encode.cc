#include "codec/gif/encode.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "codec/gif/colour_set.h"
#include "codec/gif/effort.h"
#include "codec/gif/pack.h"
#include "codec/gif/palette.h"
#include "codec/gif/spell.h"

namespace whittle::gif {
namespace {

constexpr unsigned kLeastCodeSize = 2;
constexpr std::size_t kSmall = 3000;  // symbols whose dictionary is never full
constexpr double kLeastPasses = 1.5;  // what a search for clear codes takes to be worth it
constexpr std::size_t kMostColours = 256;

unsigned code_size_for(std::size_t symbols) {
  return std::max(kLeastCodeSize, index_bits(symbols));
}

/// A patch whose strings are known.
struct Frame {
  Cut cut;
  bool shares = false;         ///< the table of the screen
  bool transparent = false;    ///< has an index that is not painted
  std::vector<Pixel> colours;  ///< that are used
  // Then:
  std::vector<Pixel> table;  ///< of its own
  unsigned code_size = kLeastCodeSize;
  std::array<std::uint8_t, kMostColours> indices{};  ///< of the symbols
  std::uint8_t left = 0;                             ///< the index that is not painted
};

class Encoder {
 public:
  Encoder(std::vector<Patch> patches, const Screen& screen, const EncodeOptions& options)
      : patches_(std::move(patches)), screen_(screen), options_(options), plan_(effort_plan(options.effort)) {}

  Result<Bytes> run() {
    std::vector<Pixel> shared = shared_colours(patches_);
    TRY(cut_all(shared));
    TRY(arrange(std::move(shared)));
    return write();
  }

 private:
  Status cut_all(const std::vector<Pixel>& shared);
  Status arrange(std::vector<Pixel> shared);
  void choose_tables();
  bool index_shared(const Patch& patch, Frame& frame) const;
  Result<Bytes> write();
  void write_frame(Bytes& out, std::size_t i);

  Effort effort_for(const Patch& patch) const;

  std::vector<Patch> patches_;
  const Screen screen_;
  const EncodeOptions options_;
  const Effort& plan_;
  std::size_t all_cells_ = 0;  ///< of frames that are not small
  std::vector<Frame> frames_;
  std::vector<Pixel> shared_;  ///< the table of the screen
  unsigned shared_bits_ = 0;   ///< of its indices; 0: there is none
  bool controlled_ = false;    ///< some frame so far has a graphic control
};

/// Symbols that only spare pixels have, and no table, become such as are left.
void narrow(Patch& patch, const ColourSet* table) {
  std::array<std::uint8_t, kMostColours> symbols{};
  std::vector<Pixel> colours(patch.colours.begin(), patch.colours.begin() + static_cast<std::ptrdiff_t>(patch.needed));
  for (std::size_t i = 0; i < patch.colours.size(); ++i) {
    if (i < patch.needed) {
      symbols[i] = static_cast<std::uint8_t>(i);
    } else if (table != nullptr && table->find(patch.colours[i]) != ColourSet::kNone) {
      symbols[i] = static_cast<std::uint8_t>(colours.size());
      colours.push_back(patch.colours[i]);
    }
  }
  if (colours.size() == patch.colours.size()) return;
  for (Cell& cell : patch.cells) cell = static_cast<Cell>((cell & kFree) | symbols[cell & kSymbol]);
  patch.colours = std::move(colours);
}

/// Spreads the steps that are allowed over frames large enough to need them.
Effort Encoder::effort_for(const Patch& patch) const {
  Effort effort = plan_;
  const double share = plan_.steps * 1e6 / static_cast<double>(std::max<std::size_t>(all_cells_, 1));
  effort.passes = patch.cells.size() < kSmall || share < kLeastPasses ? 0 : std::min(plan_.passes, share);
  return effort;
}

Status Encoder::cut_all(const std::vector<Pixel>& shared) {
  ColourSet table;
  for (const Pixel pixel : shared) table.add(pixel);
  frames_.resize(patches_.size());
  for (const Patch& patch : patches_) all_cells_ += patch.cells.size() < kSmall ? 0 : patch.cells.size();
  for (std::size_t i = 0; i < patches_.size(); ++i) {
    if (passed(options_.deadline)) return timed_out();
    Patch& patch = patches_[i];
    Frame& frame = frames_[i];
    const std::size_t first = patch.leaves ? 1 : 0;
    frame.shares = !shared.empty();
    for (std::size_t c = first; c < patch.needed && frame.shares; ++c) {
      frame.shares = table.find(patch.colours[c]) != ColourSet::kNone;
    }
    narrow(patch, frame.shares ? &table : nullptr);
    frame.cut = cut_best(patch, code_size_for(patch.colours.size()), effort_for(patch));
    for (std::size_t c = first; c < patch.colours.size(); ++c) {
      if (frame.cut.used[c]) frame.colours.push_back(patch.colours[c]);
    }
    frame.transparent = screen_.bare || (patch.leaves && frame.cut.used[kLeft]);
    if (frame.transparent && frame.colours.size() == kMostColours) {
      return make_error(Category::validation, Reason::unsupported,
                        "has more colours than GIF can hold exactly: add -q");
    }
  }
  return {};
}

/// The indices of a frame in the table of the screen. False when that has no room for one that is not painted.
bool Encoder::index_shared(const Patch& patch, Frame& frame) const {
  std::array<bool, kMostColours> taken{};
  ColourSet table;
  for (const Pixel pixel : shared_) table.add(pixel);
  unsigned most = 0;
  for (std::size_t c = patch.leaves ? 1 : 0; c < patch.colours.size(); ++c) {
    if (!frame.cut.used[c]) continue;
    const unsigned index = table.find(patch.colours[c]);
    frame.indices[c] = static_cast<std::uint8_t>(index);
    taken[index] = true;
    most = std::max(most, index);
  }
  if (frame.transparent) {
    const auto spare = static_cast<unsigned>(std::find(taken.begin(), taken.end(), false) - taken.begin());
    if (spare >= 1u << shared_bits_) return false;
    frame.left = static_cast<std::uint8_t>(spare);
    frame.indices[kLeft] = patch.leaves ? frame.left : frame.indices[kLeft];
    if (patch.leaves && frame.cut.used[kLeft]) most = std::max(most, spare);
  }
  frame.code_size = code_size_for(most + 1);
  return true;
}

/// Puts the colours of a frame into a table of its own.
void index_alone(const Patch& patch, Frame& frame) {
  const bool codes_left = patch.leaves && frame.cut.used[kLeft];
  frame.table = frame.colours;
  unsigned index = 0;
  if (codes_left) {
    frame.left = 0;
    frame.indices[kLeft] = 0;
    frame.table.insert(frame.table.begin(), kNoPixel);
    index = 1;
  }
  for (std::size_t c = patch.leaves ? 1 : 0; c < patch.colours.size(); ++c) {
    if (frame.cut.used[c]) frame.indices[c] = static_cast<std::uint8_t>(index++);
  }
  frame.code_size = code_size_for(index);
  if (frame.transparent && !codes_left) {
    frame.left = static_cast<std::uint8_t>(index);
    frame.table.push_back(kNoPixel);
  }
}

Status Encoder::arrange(std::vector<Pixel> shared) {
  std::vector<std::vector<Pixel>> used;
  ColourSet all;
  for (const Frame& frame : frames_) {
    if (!frame.shares) continue;
    used.push_back(frame.colours);
    for (const Pixel pixel : frame.colours) all.add(pixel);
  }
  std::erase_if(shared, [&](Pixel pixel) { return all.find(pixel) == ColourSet::kNone; });
  shared_ = in_order_of_use(std::move(shared), used);
  shared_bits_ = used.empty() ? 0 : index_bits(shared_.size());
  for (;;) {
    const bool room = std::all_of(frames_.begin(), frames_.end(), [&](Frame& frame) {
      return !frame.shares || index_shared(patches_[static_cast<std::size_t>(&frame - frames_.data())], frame);
    });
    if (room) break;
    ++shared_bits_;
  }
  choose_tables();
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    Frame& frame = frames_[i];
    if (fits(frame.cut, frame.code_size)) continue;
    // Colours that were used are needed by now, and their number is known.
    frame.cut = cut_best(patches_[i], frame.code_size, effort_for(patches_[i]));
  }
  return {};
}

/// A table of a frame's own where its codes gain more by small indices than it takes.
void Encoder::choose_tables() {
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    Frame& frame = frames_[i];
    Frame alone = frame;
    index_alone(patches_[i], alone);
    const std::uint64_t own = coded_bits(alone.cut, alone.code_size) + 8 * (3u << index_bits(alone.table.size()));
    if (frame.shares && (patches_.size() == 1 || coded_bits(frame.cut, frame.code_size) <= own)) continue;
    alone.shares = false;
    frame = std::move(alone);
  }
}

void append_table(Bytes& out, const std::vector<Pixel>& colours, unsigned bits) {
  for (const Pixel pixel : colours) {
    Bytes rgb(sizeof pixel);
    std::memcpy(rgb.data(), &pixel, sizeof pixel);
    append(out, ByteView(rgb).first(3));
  }
  out.resize(out.size() + 3 * ((std::size_t{1} << bits) - colours.size()));
}

void append_loop(Bytes& out, std::uint32_t plays) {
  append_u8(out, 0x21);
  append_u8(out, 0xFF);
  append_u8(out, 11);
  append(out, as_bytes("NETSCAPE2.0"));
  append_u8(out, 3);
  append_u8(out, 1);
  append_le16(out, plays == 0 ? 0 : plays - 1);
  append_u8(out, 0);
}

void Encoder::write_frame(Bytes& out, std::size_t i) {
  const Patch& patch = patches_[i];
  const Frame& frame = frames_[i];
  const bool keeps = patch.disposal == container::Disposal::keep;
  // ImageMagick takes what one frame says for all behind it that say nothing.
  controlled_ = controlled_ || frame.transparent || !keeps || patch.delay > 0;
  if (controlled_) {
    const unsigned disposal = keeps ? 1 : patch.disposal == container::Disposal::clear ? 2 : 3;
    append_u8(out, 0x21);
    append_u8(out, 0xF9);
    append_u8(out, 4);
    append_u8(out, disposal << 2 | (frame.transparent ? 1 : 0));
    append_le16(out, patch.delay / 10);
    append_u8(out, frame.transparent ? frame.left : 0);
    append_u8(out, 0);
  }
  append_u8(out, 0x2C);
  for (const std::uint32_t side : {patch.area.left, patch.area.top, patch.area.width, patch.area.height}) {
    append_le16(out, side);
  }
  const unsigned bits = index_bits(frame.table.size());
  append_u8(out, frame.shares ? 0 : 0x80 | (bits - 1));
  if (!frame.shares) append_table(out, frame.table, bits);
  append_u8(out, frame.code_size);
  const Bytes coded = pack(frame.cut, frame.code_size, frame.indices);
  for (std::size_t at = 0; at < coded.size(); at += 255) {
    const ByteView block = ByteView(coded).subspan(at, std::min<std::size_t>(255, coded.size() - at));
    append_u8(out, block.size());
    append(out, block);
  }
  append_u8(out, 0);
}

Result<Bytes> Encoder::write() {
  Bytes out;
  append(out, as_bytes("GIF89a"));
  append_le16(out, screen_.width);
  append_le16(out, screen_.height);
  append_u8(out, shared_bits_ == 0 ? 0 : 0x80 | 0x70 | (shared_bits_ - 1));
  append_u8(out, 0);
  append_u8(out, screen_.aspect);
  if (shared_bits_ > 0) append_table(out, shared_, shared_bits_);
  if (screen_.plays != 1 && patches_.size() > 1) append_loop(out, screen_.plays);
  for (std::size_t i = 0; i < patches_.size(); ++i) {
    if (passed(options_.deadline)) return timed_out();
    write_frame(out, i);
  }
  append_u8(out, 0x3B);
  return out;
}

}  // namespace

Result<Bytes> encode(std::vector<Patch> patches, const Screen& screen, const EncodeOptions& options) {
  constexpr std::uint32_t kMostSide = 0xFFFF;  // in 16 bits; a first frame beyond its screen can make that larger
  if (screen.width > kMostSide || screen.height > kMostSide) {
    return make_error(Category::validation, Reason::unsupported,
                      "is larger than 65,535 pixels, the most that GIF holds");
  }
  return Encoder(std::move(patches), screen, options).run();
}

}  // namespace whittle::gif
