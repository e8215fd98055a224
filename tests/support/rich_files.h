#pragma once
// Files with metadata of every kind, for the tests of the code that carries it.

#include "container/metadata.h"
#include "tests/support/test_images.h"

namespace whittle::test {

inline Bytes text(std::string_view value) {
  return concat({as_bytes(value)});
}
inline constexpr std::string_view kXmp =
    "<x:xmpmeta><rdf:Description tiff:Orientation=\"6\" dc:title=\"t\"/></x:xmpmeta>";

inline Bytes small_png() {
  return encode_png(make_image(24, 24, 3, Pattern::gradient).get());
}

inline Bytes small_jpeg() {
  return encode_jpeg(make_image(24, 24, 3, Pattern::gradient).get());
}

inline Bytes rich_png() {
  const Bytes before = concat(
      {png_chunk("gAMA", text(std::string_view("\0\0\xB1\x8F", 4))), png_chunk("sBIT", text("\x08\x08\x08")),
       png_chunk("tEXt", text(std::string_view("Title\0a title", 13))),
       png_chunk("tEXt", text(std::string_view("Copyright\0me", 12))),
       png_chunk("iTXt", concat({as_bytes(std::string_view("XML:com.adobe.xmp\0\0\0\0\0", 22)), as_bytes(kXmp)})),
       png_chunk("eXIf", make_exif(6)), png_chunk("vpAg", text("private")), png_chunk("prVT", text("unsafe"))});
  const Bytes after = png_chunk("tIME", text(std::string_view("\x07\xE8\1\1\0\0\0", 7)));
  return insert_png_chunks(insert_png_chunks(small_png(), "IDAT", before), "IEND", after);
}

// 118 by 59 dots a centimetre.
inline Bytes jfif() {
  return jpeg_segment(0xE0, std::string_view("JFIF\0\1\1\2\0\x76\0\x3B\0\0", 14), {});
}

inline Bytes rich_jpeg() {
  return insert_jpeg_segments(
      small_jpeg(), concat({jfif(), jpeg_segment(0xE1, std::string_view("Exif\0\0", 6), make_exif(6)),
                            jpeg_segment(0xE1, std::string_view("http://ns.adobe.com/xap/1.0/\0", 29), as_bytes(kXmp)),
                            jpeg_segment(0xE2, std::string_view("ICC_PROFILE\0\1\1", 14), make_rgb_profile()),
                            jpeg_segment(0xED, std::string_view("Photoshop 3.0\0", 14), text("8BIM iptc here")),
                            jpeg_segment(0xEC, "Ducky", text("x")), jpeg_segment(0xEB, "JP", text("c2pa")),
                            jpeg_segment(0xFE, "a comment", {})}));
}

inline container::MetadataEdit strip(MetadataSet set) {
  container::MetadataEdit edit;
  edit.strip = set;
  return edit;
}

}  // namespace whittle::test
