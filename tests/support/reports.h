#pragma once
// Made-up reports for tests of renderers.

#include <string>
#include <utility>
#include <vector>

#include "whittle/report.h"

namespace whittle::test {

inline FileResult row(std::string input, Outcome outcome, Reason reason, std::uint64_t bytes_in,
                      std::uint64_t bytes_out, Format in = Format::png, Format out = Format::png) {
  FileResult result;
  result.input = std::move(input);
  result.outcome = outcome;
  result.reason = reason;
  result.bytes_in = bytes_in;
  result.bytes_out = bytes_out;
  result.format_in = in;
  result.format_out = out;
  result.width = 640;
  result.height = 480;
  result.frames = 1;
  result.attempts = 1;
  result.ms = 12.44;
  if (outcome == Outcome::optimized || outcome == Outcome::converted) result.verified = true;
  return result;
}

inline FileResult failure(std::string input, Category category, Reason reason, std::string message,
                          std::uint64_t bytes_in = 0) {
  FileResult result =
      row(std::move(input), Outcome::failed, reason, bytes_in, bytes_in, Format::unknown, Format::unknown);
  result.width = result.height = result.frames = 0;
  result.error = std::make_shared<const Error>(Error{category, reason, std::move(message), result.input});
  return result;
}

inline FileResult skipped(std::string input, Reason reason, Format format = Format::png, std::uint64_t bytes = 5000) {
  FileResult result = row(std::move(input), Outcome::skipped, reason, bytes, bytes, format, Format::unknown);
  if (format == Format::unknown) result.width = result.height = result.frames = 0;
  result.attempts = 0;
  result.ms = 0;
  return result;
}

inline RunReport report_of(Mode mode, std::vector<FileResult> files, double seconds = 3.21) {
  RunReport report;
  report.mode = mode;
  for (std::size_t i = 0; i < files.size(); ++i) files[i].index = i;
  report.summary = summarize(files, seconds);
  report.files = std::move(files);
  return report;
}

/// Every outcome, a saving of every sign, renamed outputs, several formats.
inline std::vector<FileResult> all_outcomes() {
  std::vector<FileResult> files;
  files.push_back(row("assets/logo.png", Outcome::optimized, Reason::none, 1'234'567, 812'000));
  files.back().output = "assets/logo.png";
  files.push_back(row("assets/photo.jpg", Outcome::converted, Reason::none, 9120, 3011, Format::jpeg, Format::webp));
  files.back().output = "out/photo.webp";
  files.back().quality = 82;
  files.back().encoder_quality = 87;
  files.back().score = 81.204;
  files.back().target = 85;
  files.push_back(row("assets/photo.jpg", Outcome::converted, Reason::none, 9120, 9876, Format::jpeg, Format::avif));
  files.back().output = "out/photo.avif";
  files.back().quality = 60;
  files.back().encoder_quality = 52;
  files.push_back(row("assets/tiny.gif", Outcome::kept, Reason::already_optimal, 812, 812, Format::gif, Format::gif));
  files.push_back(row("assets/icon.png", Outcome::kept, Reason::below_min_savings, 4000, 4000));
  files.back().output = "out/icon.png";
  files.push_back(skipped("assets/phone.jpg", Reason::gain_map, Format::jpeg, 2'400'000));
  files.push_back(skipped("assets/notes.txt", Reason::unsupported_format, Format::unknown, 120));
  files.push_back(skipped("assets/copy.png", Reason::duplicate));
  files.push_back(failure("assets/broken.png", Category::corrupt, Reason::corrupt, "IDAT checksum is wrong", 5120));
  files.push_back(failure("missing.png", Category::io, Reason::not_found, "no such file or directory"));
  return files;
}

/// Names that try to break a terminal, a line or a decoder.
inline std::vector<std::string> hostile_names() {
  std::string wide;
  for (int i = 0; i < 40; ++i) wide += "\xe5\x9b\xbe\xe5\x83\x8f";
  return {"two\nlines.png",
          "red\x1b[31m\x1b]0;title\x07.png",
          "bidi\xe2\x80\xaegnp.exe\xe2\x81\xa6.png",
          "latin1-\xe9t\xe9.png",
          "cut-\xe5\x9b.png",
          std::string(296, 'a') + ".png",
          wide + ".png",
          "quote\"back\\slash\ttab.png",
          "-",
          "delete\x7f.png"};
}

inline std::vector<FileResult> hostile_rows() {
  std::vector<FileResult> files;
  for (const std::string& name : hostile_names())
    files.push_back(row(name, Outcome::optimized, Reason::none, 2000, 1000));
  files.push_back(row("in\xff.png", Outcome::converted, Reason::none, 2000, 1000, Format::png, Format::webp));
  files.back().output = "out/in\xff.webp";
  files.push_back(failure("bad.png", Category::corrupt, Reason::corrupt, "decoder said \xff\x1b[2J\nand more", 10));
  return files;
}

}  // namespace whittle::test
