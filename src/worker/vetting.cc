#include "worker/vetting.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include "sys/memory_file.h"
#include "sys/process.h"

namespace whittle::worker {
namespace {

bool is_engine_name(std::string_view name) {
  return name.size() <= 32 && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

}  // namespace

Error crashed(std::string message) {
  return make_error(Category::pool, Reason::crashed, std::move(message));
}

Error nonsense(const std::string& what) {
  return crashed("the worker answered with nonsense: " + what);
}

Error interrupted() {
  return make_error(Category::batch, Reason::interrupted, "interrupted before it was done");
}

Error cause_of_death(int status) {
  const int signal_number = sys::signal_of(status);
  if (signal_number == SIGKILL) {
    return make_error(Category::limit, Reason::out_of_memory, "not enough memory: the system ended the worker");
  }
  if (signal_number != 0) return crashed("the encoder crashed (" + sys::signal_name(signal_number) + ")");
  return crashed("the worker ended by itself (exit code " + std::to_string(sys::exit_code_of(status)) + ")");
}

bool is_an_engines(const Failed& failed) {
  switch (failed.category) {
    case Category::io:
    case Category::validation:
    case Category::processing:
    case Category::corrupt:
    case Category::limit:
    case Category::timeout:
      break;
    default:
      return false;
  }
  switch (failed.reason) {
    case Reason::unsupported_format:
    case Reason::unsupported:
    case Reason::animated_unsupported:
    case Reason::gain_map:
    case Reason::extras:
    case Reason::is_signed:
    case Reason::not_smaller:
    case Reason::already_optimal:
    case Reason::corrupt:
    case Reason::truncated:
    case Reason::too_large:
    case Reason::too_small:
    case Reason::alpha_unsupported:
    case Reason::depth_unsupported:
    case Reason::verification_failed:
    case Reason::no_space:
    case Reason::io_error:
    case Reason::timeout:
    case Reason::out_of_memory:
    case Reason::processing_failed:
      return true;
    default:
      return false;
  }
}

bool is_shortage(const Failed& failed) {
  return failed.category == Category::limit && failed.reason == Reason::processing_failed;
}

Result<engine::Candidate> take_candidate(const Done& done, int output, std::uint64_t limit) {
  if (done.output_bytes == 0 || done.output_bytes > limit) return nonsense("an output of no possible size");
  Result<Bytes> bytes = sys::copy_from(output, done.output_bytes);
  if (!bytes.ok() && bytes.error().reason == Reason::out_of_memory) return std::move(bytes).error();
  if (!bytes.ok() || !is_engine_name(done.engine)) return nonsense("not the output that it announced");
  engine::Candidate candidate;
  candidate.bytes = std::move(*bytes);
  candidate.engine = done.engine;
  candidate.quality = done.quality;
  candidate.score = done.score;
  candidate.encodes = static_cast<int>(done.encodes);
  candidate.verified = done.verified;
  candidate.recoloured = done.recoloured;
  candidate.makeshift = done.makeshift;
  candidate.has_position = done.has_position;
  return candidate;
}

}  // namespace whittle::worker
