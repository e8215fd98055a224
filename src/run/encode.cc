#include "run/encode.h"

#include <utility>

namespace whittle::run {
namespace {

/// Tries all outputs of the task and keeps the smallest that passed; the first error when none did.
Result<Encoded> encode_smallest(const EncodeRequest& request) {
  std::optional<Encoded> best;
  std::optional<Error> first_error;
  for (const plan::Output& output : request.task->outputs) {
    const engine::Job job{request.input, request.task->facts, *output.settings, request.deadline};
    Result<engine::Candidate> made = engine::run(job);
    if (!made.ok()) {
      if (!first_error) first_error = std::move(made).error();
    } else if (!best || made->bytes.size() < best->candidate.bytes.size()) {
      best = Encoded{std::move(*made), &output};
    }
  }
  if (best) return std::move(*best);
  return std::move(*first_error);
}

class InProcessEncoder final : public Encoder {
 public:
  void start(const EncodeRequest& request, Done done) noexcept override {
    Result<Encoded> encoded = encode_smallest(request);
    if (encoded.ok() && request.deadline && std::chrono::steady_clock::now() > *request.deadline) {
      encoded = make_error(Category::timeout, Reason::timeout, "not done within --timeout");
    }
    done(std::move(encoded));
  }
};

}  // namespace

std::unique_ptr<Encoder> in_process_encoder() {
  return std::make_unique<InProcessEncoder>();
}

}  // namespace whittle::run
