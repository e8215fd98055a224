#pragma once
// `--effort` 0-9 in the terms of each codec, in one place so that one scale means one thing: 0 is "as fast as the codec
// goes", 5 is what a build step can afford, 9 is "small at almost any price". Each column never falls.
//
// Reasons, measured on a 2.8 MP photograph with libvips 8.18.7, one thread:
//   webp   method 4 (364 ms) is what libwebp, sharp and bare libvips use; 6 costs twice that for 1-2 %
//   avif   speed steps are steep: 2 costs 1.2 s, 4 costs 6.8 s for 2-4 %; so 5 means 2 and 4 comes only at 8
//   jpeg   the encoder is ours (jpeg_lossy.h): a dead zone below 4, trellis quantisation from there
//   png    has a table of its own: png_effort
//   jxl    7 is libjxl's own default; 8 and 9 are slower by factors

#include <algorithm>

namespace whittle::engine {

struct EffortRow {
  int webp_method;          // 0-6
  int webp_lossless_power;  // 0-100, libwebp's "quality" in lossless mode
  int avif;                 // libvips "effort" 0-9
  int gif;                  // 1-10, cgif and quantiser; the quantiser of PNG palettes too
  int tiff_level;           // zlib 1-9
  int jxl;                  // 1-9
  int webp_sharp_yuv;       // 0, 1: better chroma edges, slower
};

inline constexpr EffortRow kEffort[10] = {
    // webp: method, power; avif; gif; tiff; jxl; sharp yuv
    {0, 0, 0, 1, 1, 1, 0},    //
    {1, 20, 0, 2, 3, 2, 0},   //
    {2, 40, 1, 3, 6, 3, 0},   //
    {3, 50, 1, 4, 6, 4, 0},   //
    {4, 70, 2, 6, 6, 5, 0},   //
    {4, 75, 2, 7, 9, 6, 0},   // default
    {5, 80, 3, 8, 9, 7, 1},   //
    {5, 90, 3, 9, 9, 7, 1},   //
    {6, 95, 4, 10, 9, 8, 1},  //
    {6, 100, 6, 10, 9, 9, 1},
};

inline const EffortRow& effort_row(int effort) {
  return kEffort[std::clamp(effort, 0, 9)];
}

}  // namespace whittle::engine
