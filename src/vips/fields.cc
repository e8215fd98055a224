#include "vips/fields.h"

#include "vips/decode.h"

namespace whittle::vips {
namespace {

Bytes copy_of(ByteView view) {
  return {view.begin(), view.end()};
}

void set_blob(VipsImage* image, const char* name, const Bytes& bytes) {
  if (!bytes.empty()) vips_image_set_blob_copy(image, name, bytes.data(), bytes.size());
}

void* collect_metadata_name(VipsImage*, const char* name, GValue*, void* list) {
  constexpr std::string_view kExact[] = {"exif-data",         "xmp-data",         "iptc-data",
                                         "photoshop-data",    "icc-profile-data", "orientation",
                                         "image-description", "gif-comment",      "jpeg-thumbnail-data"};
  constexpr std::string_view kPrefixes[] = {"exif-ifd", "png-comment-"};
  const std::string_view field(name);
  const bool listed = std::find(std::begin(kExact), std::end(kExact), field) != std::end(kExact) ||
                      std::any_of(std::begin(kPrefixes), std::end(kPrefixes),
                                  [&](std::string_view prefix) { return field.starts_with(prefix); });
  if (listed) static_cast<std::vector<std::string>*>(list)->emplace_back(name);
  return nullptr;
}

}  // namespace

container::MetadataBlobs read_blobs(VipsImage* image) {
  return {copy_of(blob_field(image, VIPS_META_ICC_NAME)),
          copy_of(container::exif_body(blob_field(image, VIPS_META_EXIF_NAME))),
          copy_of(blob_field(image, VIPS_META_XMP_NAME))};
}

void clear_metadata(VipsImage* image) {
  std::vector<std::string> names;
  vips_image_map(image, collect_metadata_name, &names);
  for (const std::string& name : names) vips_image_remove(image, name.c_str());
}

void write_blobs(VipsImage* image, const container::MetadataBlobs& blobs) {
  set_blob(image, VIPS_META_ICC_NAME, blobs.icc);
  set_blob(image, VIPS_META_XMP_NAME, blobs.xmp);
  if (blobs.exif.empty()) return;
  Bytes prefixed;  // libvips' EXIF field is what stands in a JPEG
  append(prefixed, as_bytes(std::string_view("Exif\0\0", 6)));
  append(prefixed, blobs.exif);
  set_blob(image, VIPS_META_EXIF_NAME, prefixed);
}

}  // namespace whittle::vips
