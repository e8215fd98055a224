// whittle_compare_png A B: exit 0 when two PNG files decode to the same pixels, 1 when not, 2 when one cannot be
// decoded.
//
// By libpng alone, so that nothing that wrote the file also judges it. Compared as 16-bit RGBA, colour under alpha 0
// included.

#include <png.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

struct Picture {
  png_uint_32 width = 0, height = 0;
  std::vector<png_byte> pixels;  // 8 bytes each
};

[[noreturn]] void fail(png_structp, png_const_charp message) {
  std::fprintf(stderr, "%s\n", message);
  std::exit(2);
}
[[noreturn]] void fail(const char* message) {
  fail(nullptr, message);
}
void warn(png_structp, png_const_charp) {}

Picture decode(const char* path) {
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr) fail(path);
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, warn);
  png_infop info = png_create_info_struct(png);
  png_init_io(png, file);
  png_read_info(png, info);
  Picture picture;
  picture.width = png_get_image_width(png, info);
  picture.height = png_get_image_height(png, info);
  png_set_expand_16(png);  // palette, tRNS and small depths too
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xFFFF, PNG_FILLER_AFTER);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  const std::size_t row_bytes = png_get_rowbytes(png, info);
  if (row_bytes != std::size_t{picture.width} * 8) fail("unexpected row size");
  picture.pixels.resize(row_bytes * picture.height);
  std::vector<png_bytep> rows;
  for (png_uint_32 y = 0; y < picture.height; ++y) rows.push_back(picture.pixels.data() + y * row_bytes);
  png_read_image(png, rows.data());
  png_read_end(png, nullptr);
  png_destroy_read_struct(&png, &info, nullptr);
  std::fclose(file);
  return picture;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) fail("usage: whittle_compare_png A B");
  const Picture a = decode(argv[1]), b = decode(argv[2]);
  if (a.width == b.width && a.height == b.height && a.pixels == b.pixels) return 0;
  std::fprintf(stderr, "%s and %s differ\n", argv[1], argv[2]);
  return 1;
}
