#pragma once
// A format is a row: everything that the common code asks of it. Words and numbers stand in the table (formats.cc);
// functions, effort steps and curves in the format's own file (formats/webp.cc), declared in formats/rows.h.
//
// A format that libvips saves needs a loader, a saver, what it holds, its variants and its cost.

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "base/deadline.h"
#include "container/metadata.h"
#include "engine/engine.h"
#include "engine/lossy_encoder.h"
#include "engine/repack.h"
#include "engine/search/curves.h"
#include "vips/decode.h"

namespace whittle::engine {

struct Encoding;

/// One way of encoding: arguments for the format's libvips saver. Arguments that the linked libvips does not know are
/// left out.
struct Variant {
  const char* engine;  ///< Candidate::engine
  std::vector<std::pair<const char*, std::variant<int, double>>> arguments;
};

enum class Can { no, yes };
enum class Alpha { none, binary, full };
/// What a format can say of time.
struct Clock {
  std::uint32_t unit = 1;       ///< milliseconds
  std::uint32_t max_delay = 0;  ///< milliseconds
  std::uint32_t max_plays = 0;  ///< largest number that is not "without end"
};
/// What several images in one file are; where nothing, the first is the picture.
enum class Images { nothing, pages, frames };
/// When `-f auto` tries a format.
enum class Offer { never, with_loss, without_loss, always };

/// Loss that is neither a quality of the saver nor searched like one.
struct OwnLoss {
  bool (*takes)(const container::Header& source) = nullptr;         ///< other sources are coded exactly
  Result<Candidate> (*encode)(const Encoding& encoding) = nullptr;  ///< searches and marks by itself
};

/// An argument without which a saver does less, and what `--version` says where the linked libvips lacks it.
struct Wanted {
  const char* argument = nullptr;
  const char* without = nullptr;
};

struct FormatRow {
  Format format = Format::unknown;
  const char* name = "this format";  ///< as people write it
  Offer offer = Offer::never;

  // As a source
  const char* loader = nullptr;  ///< of libvips
  /// Opens files in place of `vips::open_image`.
  Result<vips::ImagePtr> (*open)(ByteView file, const vips::Loader& loader,
                                 const vips::DecodeOptions& options) = nullptr;
  Can foreign = Can::yes;              ///< the loader may be given files that we have not written
  Can loader_turns = Can::no;          ///< pixels come upright
  Can loader_shrinks = Can::no;        ///< pixels can be had at 1/2, 1/4 and 1/8 of the size
  Can loader_lends_profile = Can::no;  ///< see vips::Loader
  Images images = Images::nothing;
  std::optional<Error> (*refuse_source)(const container::Header& facts) = nullptr;  ///< whatever it is to become
  /// The source without what decoders pass over; nullopt: as it is. Errors: those of files that are to be left alone.
  Result<std::optional<Bytes>> (*as_read)(const Job& job) = nullptr;
  container::StatedColours (*stated_colours)(ByteView file) = nullptr;  ///< colours said beside a profile
  /// Why another format, or sRGB, cannot say what the file says of its colours. Errors: unsupported, corrupt.
  Status (*refuse_conversion)(ByteView file) = nullptr;

  // What it holds
  std::uint32_t max_side = 0;  ///< pixels
  int max_depth = 8;           ///< bits a sample
  Alpha alpha = Alpha::none;
  Can grey = Can::no;  ///< one channel; else grey becomes RGB
  Can cmyk = Can::no;
  Can profile = Can::no;      ///< an ICC profile
  Can exif = Can::yes;        ///< EXIF, in whatever form
  Can code_points = Can::no;  ///< those of H.273; then it has `stated_colours`
  Clock clock = {};           ///< where `images` are frames
  Can lossless = Can::no;     ///< given pixels exactly
  Can lossy = Can::no;        ///< has a quality; without it pixels are kept whatever is asked

  // As a target: by libvips, or by an encoder or a loss of our own; beside both stands `repack_of`
  const char* saver = nullptr;
  bool (*saver_works)() = nullptr;  ///< where the operation may be there without its codec
  Wanted wanted = {};
  Result<std::vector<Variant>> (*variants)(const Encoding& encoding,
                                           const Settings& settings) = nullptr;  ///< at least one
  Result<std::unique_ptr<LossyEncoder>> (*encoder)(VipsImage* prepared, const Job& job, Pixels pixels) = nullptr;
  std::optional<OwnLoss> own_loss = {};
  /// A file of the format itself, neither resized nor recoloured, with loss: from the file, as `repack_of` does.
  Result<Candidate> (*shrink_own)(const Job& job) = nullptr;
  /// The prepared pixels, which are in memory, exactly, without metadata: in place of the saver.
  Result<Bytes> (*write_exactly)(const Encoding& encoding) = nullptr;
  /// Why nothing can be exact that `repack_of` the format does not do. Asked first.
  std::optional<Error> (*refuse_lossless)(const container::Header& facts, const Settings& settings) = nullptr;
  /// Why the format's own file would lose something that is neither pixels nor asked to go.
  Status (*refuse_own)(ByteView file, const container::MetadataEdit& edit) = nullptr;
  /// Whether an exact repack says of the picture what the format's own file says. Errors: verification-failed.
  Status (*compare_own)(ByteView file, ByteView encoded) = nullptr;
  /// Why an encoding may not be exact without anybody's fault.
  std::optional<Error> (*excuse)(const container::Header& facts) = nullptr;
  Can reads_twice = Can::no;         ///< the saver gains from pixels in memory, or this code reads them itself
  Can saver_drops_opaque = Can::no;  ///< the saver leaves out alpha that hides nothing

  // Steps around the saver
  Result<vips::ImagePtr> (*before_save)(vips::ImagePtr image, const Variant& variant) = nullptr;
  Result<Bytes> (*after_save)(Bytes saved, VipsImage* image) = nullptr;
  /// The last one, on the whole file.
  Result<Bytes> (*make_small)(Bytes file, const Settings& settings, const Deadline& deadline) = nullptr;

  // Metadata that goes through the saver; all other is put back by our own code (container/metadata.h)
  MetadataSet saved_fields = 0;
  Can saves_own_fields = Can::yes;  ///< also those of a source of this format
  Can saves_orientation = Can::no;

  // Searching and planning
  Can reach_score = Can::no;       ///< a quality can be searched for a score
  const Curves* curves = nullptr;  ///< of typical pictures, for the common search for a score or a size
  Can qualities_repeat = Can::no;  ///< neighbouring qualities may give the same file
  PixelCost (*cost)(const Settings& settings) = nullptr;
};

/// All formats that have a row, in the order in which `-f auto` tries them.
std::span<const FormatRow> all_rows();
/// The row of a format, or one that can do nothing.
const FormatRow& row_of(Format format);

/// Whether the encoded pixels must be the prepared ones: asked for, or all that the format can do with such a source.
bool codes_exactly(const FormatRow& row, const container::Header& facts, const Settings& settings);
bool can_read(const FormatRow& row);
bool can_write(const FormatRow& row);

/// `vips::open_image` by the loader of `format`, or what its row has instead.
Result<vips::ImagePtr> open_image(ByteView file, Format format, const vips::DecodeOptions& options = {});

}  // namespace whittle::engine
