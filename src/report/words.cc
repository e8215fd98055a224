#include "report/words.h"

#include <csignal>

namespace whittle::report {
namespace {

struct OutcomeWords {
  std::string_view row, row_would, row_list, total_would, total_list;
};

OutcomeWords words_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::optimized:
      return {"optimized", "would optimize", "optimize", "would be optimized", "to optimize"};
    case Outcome::converted:
      return {"converted", "would convert", "convert", "would be converted", "to convert"};
    case Outcome::kept:
      return {"kept", "kept", "keep", "kept", "to keep"};
    case Outcome::skipped:
      return {"skipped", "skipped", "skip", "skipped", "to skip"};
    case Outcome::failed:
      return {"failed", "failed", "fail", "failed", "failed"};
  }
  return {};
}

}  // namespace

std::string_view outcome_code(const FileResult& result) {
  return result.cached ? "cached" : to_string(result.outcome);
}

std::string_view outcome_text(Outcome outcome, Mode mode) {
  const OutcomeWords words = words_of(outcome);
  switch (mode) {
    case Mode::write:
      return words.row;
    case Mode::check:
    case Mode::dry_run:
      return words.row_would;
    case Mode::list:
      return words.row_list;
  }
  return words.row;
}

std::string_view outcome_total_text(Outcome outcome, Mode mode) {
  const OutcomeWords words = words_of(outcome);
  switch (mode) {
    case Mode::write:
      return words.row;
    case Mode::check:
    case Mode::dry_run:
      return words.total_would;
    case Mode::list:
      return words.total_list;
  }
  return words.row;
}

std::string_view reason_text(Reason reason) {
  switch (reason) {
    case Reason::none:
      return "";
    case Reason::below_min_savings:
      return "saving is below --min-savings";
    case Reason::already_optimal:
      return "already as small as it gets";
    case Reason::not_smaller:
      return "result would not be smaller";
    case Reason::unsupported_format:
      return "not an image format of this build";
    case Reason::unsupported:
      return "what is asked cannot be done with this file";
    case Reason::animated_unsupported:
      return "animation frames would be lost";
    case Reason::gain_map:
      return "HDR gain map would be lost (--strip extras)";
    case Reason::extras:
      return "film, sound or other picture would be lost (--strip extras)";
    case Reason::is_signed:
      return "content credentials would be broken (--strip credentials)";
    case Reason::hard_link:
      return "hard-linked elsewhere, the link would be split";
    case Reason::read_only:
      return "read-only";
    case Reason::duplicate:
      return "same file as another path of this run";
    case Reason::exists:
      return "output exists (--overwrite never)";
    case Reason::up_to_date:
      return "output is up to date (--overwrite older)";
    case Reason::excluded:
      return "left out by --only or a configuration";
    case Reason::outside:
      return "symbolic link that leads outside (-L follows it)";
    case Reason::not_found:
      return "no such file or directory";
    case Reason::permission_denied:
      return "permission denied";
    case Reason::not_regular_file:
      return "not a regular file";
    case Reason::empty_file:
      return "empty file";
    case Reason::not_an_image:
      return "not an image";
    case Reason::corrupt:
      return "damaged image";
    case Reason::truncated:
      return "image ends too early";
    case Reason::too_large:
      return "image is larger than the limits allow";
    case Reason::too_small:
      return "image is too small for this format";
    case Reason::alpha_unsupported:
      return "target format has no transparency and no --background was given";
    case Reason::depth_unsupported:
      return "target format cannot hold this bit depth";
    case Reason::verification_failed:
      return "result did not pass its check, original left alone";
    case Reason::changed_during_run:
      return "file was changed by somebody else meanwhile";
    case Reason::collision:
      return "two inputs would have the same output";
    case Reason::no_space:
      return "no space left on the device";
    case Reason::io_error:
      return "reading or writing failed";
    case Reason::timeout:
      return "took longer than --timeout allows";
    case Reason::crashed:
      return "encoder crashed";
    case Reason::out_of_memory:
      return "not enough memory";
    case Reason::processing_failed:
      return "encoder failed";
    case Reason::interrupted:
      return "run was interrupted";
    case Reason::cancelled:
      return "not started (--fail-fast)";
  }
  return "";
}

std::string cause(const FileResult& result) {
  const bool own = result.error && !result.error->message.empty();
  return own ? result.error->message : std::string(reason_text(result.reason));
}

std::string explanation(const FileResult& result) {
  if (!result.error || result.outcome != Outcome::failed) return cause(result);
  std::string text(to_string(result.error->category));
  return text.append(": ").append(cause(result));
}

std::string_view mode_name(Mode mode) {
  switch (mode) {
    case Mode::write:
      return "write";
    case Mode::check:
      return "check";
    case Mode::dry_run:
      return "dry-run";
    case Mode::list:
      return "list";
  }
  return "";
}

std::string signal_name(int signal_number) {
  switch (signal_number) {
    case SIGHUP:
      return "SIGHUP";
    case SIGINT:
      return "SIGINT";
    case SIGQUIT:
      return "SIGQUIT";
    case SIGPIPE:
      return "SIGPIPE";
    case SIGTERM:
      return "SIGTERM";
    default:
      return "signal " + std::to_string(signal_number);
  }
}

}  // namespace whittle::report
