#include "vips/decode.h"

#include <algorithm>

namespace whittle::vips {
namespace {

// Fields that are set again belong to the image.
Result<ImagePtr> with_own_profile(ImagePtr image) {
  const ByteView profile = blob_field(image.get(), VIPS_META_ICC_NAME);
  if (profile.empty()) return image;
  Operation copy("copy");
  copy.set("in", image.get());
  if (!copy.run()) return vips_failure(Category::processing, Reason::processing_failed, "the image cannot be opened");
  ImagePtr own = copy.image();
  vips_image_set_blob_copy(own.get(), VIPS_META_ICC_NAME, profile.data(), profile.size());
  return own;
}

}  // namespace

Result<ImagePtr> open_image(ByteView file, const Loader& loader, const DecodeOptions& options) {
  TRY(start_vips());
  if (loader.operation == nullptr || !has_operation(loader.operation)) {
    return make_error(Category::validation, Reason::unsupported_format, "this build has no decoder for this format");
  }
  Operation load(loader.operation);
  load.set("buffer", file);
  const bool strict = loader.warnings == Loader::Warnings::are_damage;
  load.set("fail-on", strict ? VIPS_FAIL_ON_WARNING : VIPS_FAIL_ON_ERROR);
  load.set("access", VIPS_ACCESS_SEQUENTIAL);
  if (loader.images == Loader::Images::all) load.set("n", -1);
  if (options.shrink > 1) load.set("shrink", options.shrink);
  if (!load.run()) {
    return vips_failure(Category::corrupt, Reason::corrupt,
                        std::string("the ") + loader.format + " decoder cannot open it");
  }
  ImagePtr image = load.image();
  const auto pixels = static_cast<std::uint64_t>(image->Xsize) * static_cast<std::uint64_t>(image->Ysize);
  if (pixels > options.max_pixels) {
    return make_error(
        Category::limit, Reason::too_large,
        std::to_string(pixels) + " pixels are more than the limit of " + std::to_string(options.max_pixels));
  }
  if (loader.profile == Loader::Profile::lent) return with_own_profile(std::move(image));
  return image;
}

Result<ImagePtr> to_memory(VipsImage* image, const char* what) {
  VipsImage* copy = vips_image_copy_memory(image);
  if (copy == nullptr) return vips_failure(Category::corrupt, Reason::corrupt, what);
  return ImagePtr(copy);
}

int frame_height(VipsImage* image) {
  return vips_image_get_page_height(image);
}
int frame_count(VipsImage* image) {
  return std::max(1, image->Ysize / std::max(1, frame_height(image)));
}

bool has_field(VipsImage* image, const char* name) {
  return vips_image_get_typeof(image, name) != 0;
}

ByteView blob_field(VipsImage* image, const char* name) {
  const void* data = nullptr;
  std::size_t size = 0;
  if (vips_image_get_typeof(image, name) != VIPS_TYPE_BLOB || vips_image_get_blob(image, name, &data, &size) != 0)
    return {};
  return {static_cast<const std::byte*>(data), size};
}

int int_field(VipsImage* image, const char* name, int fallback) {
  int value = 0;
  if (!has_field(image, name) || vips_image_get_int(image, name, &value) != 0) return fallback;
  return value;
}

std::vector<int> int_list_field(VipsImage* image, const char* name) {
  int* values = nullptr;
  int count = 0;
  if (vips_image_get_typeof(image, name) != VIPS_TYPE_ARRAY_INT ||
      vips_image_get_array_int(image, name, &values, &count) != 0) {
    return {};
  }
  return {values, values + count};
}

}  // namespace whittle::vips
