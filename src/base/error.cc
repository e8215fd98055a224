#include "whittle/error.h"

namespace whittle {

std::string_view to_string(Category category) {
  switch (category) {
    case Category::usage:
      return "usage";
    case Category::io:
      return "io";
    case Category::validation:
      return "validation";
    case Category::processing:
      return "processing";
    case Category::batch:
      return "batch";
    case Category::pool:
      return "pool";
    case Category::timeout:
      return "timeout";
    case Category::corrupt:
      return "corrupt";
    case Category::limit:
      return "limit";
  }
  return "processing";
}

std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::none:
      return "";
    case Reason::below_min_savings:
      return "below-min-savings";
    case Reason::already_optimal:
      return "already-optimal";
    case Reason::not_smaller:
      return "not-smaller";
    case Reason::unsupported_format:
      return "unsupported-format";
    case Reason::unsupported:
      return "unsupported";
    case Reason::animated_unsupported:
      return "animated-unsupported";
    case Reason::gain_map:
      return "gain-map";
    case Reason::extras:
      return "extras";
    case Reason::is_signed:
      return "signed";
    case Reason::hard_link:
      return "hard-link";
    case Reason::read_only:
      return "read-only";
    case Reason::duplicate:
      return "duplicate";
    case Reason::exists:
      return "exists";
    case Reason::up_to_date:
      return "up-to-date";
    case Reason::excluded:
      return "excluded";
    case Reason::outside:
      return "outside";
    case Reason::not_found:
      return "not-found";
    case Reason::permission_denied:
      return "permission-denied";
    case Reason::not_regular_file:
      return "not-regular-file";
    case Reason::empty_file:
      return "empty-file";
    case Reason::not_an_image:
      return "not-an-image";
    case Reason::corrupt:
      return "corrupt";
    case Reason::truncated:
      return "truncated";
    case Reason::too_large:
      return "too-large";
    case Reason::too_small:
      return "too-small";
    case Reason::alpha_unsupported:
      return "alpha-unsupported";
    case Reason::depth_unsupported:
      return "depth-unsupported";
    case Reason::verification_failed:
      return "verification-failed";
    case Reason::changed_during_run:
      return "changed-during-run";
    case Reason::collision:
      return "collision";
    case Reason::no_space:
      return "no-space";
    case Reason::io_error:
      return "io-error";
    case Reason::timeout:
      return "timeout";
    case Reason::crashed:
      return "crashed";
    case Reason::out_of_memory:
      return "out-of-memory";
    case Reason::processing_failed:
      return "processing-failed";
    case Reason::interrupted:
      return "interrupted";
    case Reason::cancelled:
      return "cancelled";
  }
  return "";
}

}  // namespace whittle
