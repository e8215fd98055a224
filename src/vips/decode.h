#pragma once
// Bytes to pixels, strictly: the loader is named by the format that sniff found, any warning of the decoder is an
// error where nobody else checks the pixels, and nothing is read from files.

#include "base/bytes.h"
#include "base/result.h"
#include "vips/context.h"

namespace whittle::vips {

/// How files of one format are opened.
struct Loader {
  const char* operation = nullptr;  ///< "jpegload_buffer"; none: there is no decoder
  const char* format = "";          ///< for messages: "JPEG"
  enum class Images { first, all } images = Images::first;
  /// libvips 8.14's HEIF loader frees the profile with the loaded image, though images made from it still point at it
  /// (found with AddressSanitizer). Then the image that is returned gets one of its own.
  enum class Profile { own, lent } profile = Profile::own;
  /// Where somebody checks the pixels, warnings of the decoder need not be taken for damage.
  enum class Warnings { are_damage, are_checked } warnings = Warnings::are_damage;
};

struct DecodeOptions {
  std::uint64_t max_pixels = 268'000'000;  ///< width x height x frames, checked before any pixel is decoded
  int shrink = 1;                          ///< 1, or 2, 4, 8 where the loader can decode to a fraction of the size
};

/// The image in `file`, all frames or pages below one another. Only the header has been read when this returns: pixels
/// come, top to bottom and once, when somebody asks; errors in them surface there. `file` must outlive the image.
/// Errors: corrupt, too-large, unsupported-format (no loader in this build).
Result<ImagePtr> open_image(ByteView file, const Loader& loader, const DecodeOptions& options = {});

/// `image` with all its pixels in memory, so that it can be read more than once and in any order. `what` is said when
/// that fails.
Result<ImagePtr> to_memory(VipsImage* image, const char* what);

int frame_count(VipsImage* image);   ///< frames or pages, at least 1
int frame_height(VipsImage* image);  ///< of one frame
bool has_field(VipsImage* image, const char* name);
/// The bytes of a blob field ("icc-profile-data", "exif-data", ...), empty when there is none. Valid as long as the
/// image.
ByteView blob_field(VipsImage* image, const char* name);
int int_field(VipsImage* image, const char* name, int fallback);
std::vector<int> int_list_field(VipsImage* image, const char* name);

}  // namespace whittle::vips
