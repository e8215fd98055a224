#include "engine/save.h"

#include "engine/errors.h"
#include "vips/decode.h"

namespace whittle::engine {
namespace {

void stop_when_late(VipsImage* image, VipsProgress*, void* deadline) {
  if (passed(*static_cast<const Deadline*>(deadline))) vips_image_set_kill(image, TRUE);
}

#if VIPS_MAJOR_VERSION > 8 || VIPS_MINOR_VERSION >= 15
int fields_to_keep(VipsImage* image, Written written) {
  if (written == Written::nothing) return VIPS_FOREIGN_KEEP_NONE;
  // Named one by one: "all" would make libvips invent an EXIF block for images without one.
  int keep = VIPS_FOREIGN_KEEP_OTHER;
  if (vips::has_field(image, VIPS_META_ICC_NAME)) keep |= VIPS_FOREIGN_KEEP_ICC;
  if (vips::has_field(image, VIPS_META_EXIF_NAME)) keep |= VIPS_FOREIGN_KEEP_EXIF;
  if (vips::has_field(image, VIPS_META_XMP_NAME)) keep |= VIPS_FOREIGN_KEEP_XMP;
  if (vips::has_field(image, VIPS_META_IPTC_NAME)) keep |= VIPS_FOREIGN_KEEP_IPTC;
  return keep;
}
void set_metadata(vips::Operation& saver, VipsImage* image, Written written) {
  saver.set("keep", fields_to_keep(image, written));
}
#else
// 8.14 knows all or nothing; the engine has taken off the image what is not to be written.
void set_metadata(vips::Operation& saver, VipsImage* image, Written written) {
  const bool any = vips::has_field(image, VIPS_META_ICC_NAME) || vips::has_field(image, VIPS_META_EXIF_NAME) ||
                   vips::has_field(image, VIPS_META_XMP_NAME) || vips::has_field(image, VIPS_META_IPTC_NAME) ||
                   vips::has_field(image, VIPS_META_ORIENTATION);
  saver.set("strip", written == Written::nothing || !any ? 1 : 0);
}
#endif

void set_arguments(vips::Operation& saver, const Variant& variant) {
  for (const auto& [name, value] : variant.arguments) {
    std::visit([&](auto v) { saver.set(name, v); }, value);
  }
}

}  // namespace

Result<Bytes> save(VipsImage* image, const FormatRow& row, const Variant& variant, Written written,
                   const Deadline& deadline) {
  if (passed(deadline)) return timed_out();
  // A handle of our own: progress signals and kill flags stay on it.
  vips::Operation copy("copy");
  copy.set("in", image);
  if (!copy.run()) return operation_failed("the image cannot be saved");
  const vips::ImagePtr handle = copy.image();
  if (deadline) {
    vips_image_set_progress(handle.get(), TRUE);
    g_signal_connect(handle.get(), "eval", G_CALLBACK(stop_when_late), const_cast<Deadline*>(&deadline));
  }
  vips::Operation saver(row.saver);
  saver.set("in", handle.get());
  set_metadata(saver, handle.get(), written);
  set_arguments(saver, variant);
  const bool saved = saver.run();
  if (passed(deadline)) {
    vips_error_clear();
    return timed_out();
  }
  if (!saved) {
    return operation_failed(std::string("the ") + row.name + " encoder failed");
  }
  return saver.bytes();
}

}  // namespace whittle::engine
