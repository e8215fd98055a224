#include "tests/support/jpeg_files.h"

#include <cstdio>
// jpeglib.h wants stdio.h first.
#include <jpeglib.h>

#include <cmath>
#include <cstdlib>
#include <random>
#include <stdexcept>

#include "container/jpeg/markers.h"

namespace whittle::test {
namespace {

[[noreturn]] void fail(j_common_ptr object) {
  char text[JMSG_LENGTH_MAX];
  (*object->err->format_message)(object, text);
  throw std::runtime_error(text);
}

jpeg_error_mgr* strict(jpeg_error_mgr& errors) {
  jpeg_std_error(&errors);
  errors.error_exit = fail;
  errors.emit_message = [](j_common_ptr object, int level) {
    if (level < 0) fail(object);
  };
  return &errors;
}

struct Compressor {
  Compressor() {
    jpeg.err = strict(errors);
    jpeg_create_compress(&jpeg);
  }
  ~Compressor() { jpeg_destroy_compress(&jpeg); }
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
};

struct Decompressor {
  Decompressor() {
    jpeg.err = strict(errors);
    jpeg_create_decompress(&jpeg);
  }
  ~Decompressor() { jpeg_destroy_decompress(&jpeg); }
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
};

J_COLOR_SPACE space_of(JpegColour colour) {
  constexpr J_COLOR_SPACE kSpaces[] = {JCS_GRAYSCALE, JCS_YCbCr, JCS_RGB, JCS_CMYK, JCS_YCCK};
  return kSpaces[static_cast<int>(colour)];
}

J_COLOR_SPACE input_space_of(JpegColour colour) {
  constexpr J_COLOR_SPACE kSpaces[] = {JCS_GRAYSCALE, JCS_RGB, JCS_RGB, JCS_CMYK, JCS_CMYK};
  return kSpaces[static_cast<int>(colour)];
}

std::uint8_t sample(const JpegFile& file, int x, int y, int channel, std::mt19937& random) {
  if (file.picture == JpegPicture::flat) return static_cast<std::uint8_t>(60 + 40 * channel);
  const double wave = 110 + 90 * std::sin((x * (channel + 1) + y) / 17.0) * std::cos(y / 11.0);
  const int noise = file.picture == JpegPicture::busy ? static_cast<int>(random() % 61) - 30 : 0;
  return static_cast<std::uint8_t>(std::min(255, std::max(0, static_cast<int>(wave) + noise)));
}

void set_scans(jpeg_compress_struct& jpeg, std::vector<jpeg_scan_info>& scans) {
  for (int c = 0; c < jpeg.num_components; ++c) {
    jpeg_scan_info scan{};
    scan.comps_in_scan = 1;
    scan.component_index[0] = c;
    scan.Se = 63;
    scans.push_back(scan);
  }
  jpeg.scan_info = scans.data();
  jpeg.num_scans = static_cast<int>(scans.size());
}

void configure(jpeg_compress_struct& jpeg, const JpegFile& file, std::vector<jpeg_scan_info>& scans) {
  jpeg_set_defaults(&jpeg);
  jpeg_set_colorspace(&jpeg, space_of(file.colour));
  jpeg_set_quality(&jpeg, file.quality, FALSE);  // low qualities have steps above 255
  for (std::size_t c = 0; c < file.sampling.size(); ++c) {
    jpeg.comp_info[c].h_samp_factor = file.sampling[c][0];
    jpeg.comp_info[c].v_samp_factor = file.sampling[c][1];
  }
  jpeg.restart_in_rows = file.restart_rows;
  if (!file.jfif) jpeg.write_JFIF_header = FALSE;
  jpeg.optimize_coding = file.coding == JpegCoding::optimised;
  jpeg.arith_code = file.coding == JpegCoding::arithmetic;
  if (file.coding == JpegCoding::progressive) jpeg_simple_progression(&jpeg);
  if (file.own_scans) set_scans(jpeg, scans);
}

}  // namespace

Bytes write_jpeg_file(const JpegFile& file) {
  Compressor compressor;
  jpeg_compress_struct& jpeg = compressor.jpeg;
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &buffer, &size);
  jpeg.image_width = static_cast<JDIMENSION>(file.width);
  jpeg.image_height = static_cast<JDIMENSION>(file.height);
  jpeg.in_color_space = input_space_of(file.colour);
  jpeg.input_components = jpeg.in_color_space == JCS_GRAYSCALE ? 1 : jpeg.in_color_space == JCS_RGB ? 3 : 4;
  std::vector<jpeg_scan_info> scans;
  configure(jpeg, file, scans);
  jpeg_start_compress(&jpeg, TRUE);
  std::mt19937 random(static_cast<unsigned>(file.width * 1000 + file.height));
  std::vector<std::uint8_t> row(static_cast<std::size_t>(file.width * jpeg.input_components));
  for (int y = 0; y < file.height; ++y) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const int x = static_cast<int>(i) / jpeg.input_components, channel = static_cast<int>(i) % jpeg.input_components;
      row[i] = sample(file, x, y, channel, random);
    }
    JSAMPROW rows = row.data();
    jpeg_write_scanlines(&jpeg, &rows, 1);
  }
  jpeg_finish_compress(&jpeg);
  const ByteView written = std::as_bytes(std::span(buffer, size));
  Bytes out(written.begin(), written.end());
  std::free(buffer);
  return out;
}

JpegContent read_jpeg_content(ByteView file) {
  Decompressor decompressor;
  jpeg_decompress_struct& jpeg = decompressor.jpeg;
  jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(file.data()), file.size());
  jpeg_read_header(&jpeg, TRUE);
  jvirt_barray_ptr* arrays = jpeg_read_coefficients(&jpeg);
  JpegContent content{jpeg.image_width, jpeg.image_height, static_cast<int>(jpeg.jpeg_color_space), {}};
  for (int c = 0; c < jpeg.num_components; ++c) {
    const jpeg_component_info& info = jpeg.comp_info[c];
    JpegContent::Component component{info.component_id,
                                     info.h_samp_factor,
                                     info.v_samp_factor,
                                     static_cast<int>(info.width_in_blocks),
                                     static_cast<int>(info.height_in_blocks),
                                     {},
                                     {}};
    std::copy(std::begin(info.quant_table->quantval), std::end(info.quant_table->quantval), component.table.begin());
    for (JDIMENSION row = 0; row < info.height_in_blocks; ++row) {
      JBLOCKARRAY blocks =
          (*jpeg.mem->access_virt_barray)(reinterpret_cast<j_common_ptr>(&jpeg), arrays[c], row, 1, FALSE);
      const JCOEF* first = blocks[0][0];
      component.coefficients.insert(component.coefficients.end(), first, first + 64 * info.width_in_blocks);
    }
    content.components.push_back(std::move(component));
  }
  jpeg_finish_decompress(&jpeg);
  return content;
}

std::vector<JpegScan> jpeg_scans(ByteView file) {
  std::vector<JpegScan> scans;
  container::JpegMarkers markers(file);
  for (;;) {
    const auto segment = markers.next();
    if (!segment.ok()) throw std::runtime_error(segment.error().message);
    if (!segment.value()) return scans;
    if (segment.value()->marker != container::jpeg::kSos) continue;
    const ByteView p = segment.value()->payload;
    const std::size_t at = 1 + 2 * std::size_t{u8(p, 0)};
    scans.push_back({u8(p, 0), u8(p, at), u8(p, at + 1), u8(p, at + 2) >> 4, u8(p, at + 2) & 15});
  }
}

}  // namespace whittle::test
