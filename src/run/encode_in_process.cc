#include "run/encoder.h"

#include <utility>

#include "base/deadline.h"

namespace whittle::run {
namespace {

class InProcessEncoder final : public Encoder {
 public:
  void start(EncodeRequest request, Done done) noexcept override {
    Deadline deadline;
    if (request.timeout) deadline = std::chrono::steady_clock::now() + *request.timeout;
    Encoded encoded = encode_smallest(*request.work, deadline);
    if (encoded.candidate.ok() && passed(deadline)) {
      encoded.candidate = make_error(Category::timeout, Reason::timeout, "not done within --timeout");
      encoded.complete = false;
    }
    done(std::move(encoded));
  }

 private:
  static Encoded encode_smallest(const Work& work, const Deadline& deadline) {
    const plan::Task& task = work.task;
    std::optional<Encoded> best;
    bool is_complete = true;
    engine::Kept kept;
    for (std::size_t i = 0; i < task.outputs.size(); ++i) {
      const plan::Output& output = task.outputs[i];
      const engine::Job job{work.input(), task.facts, *output.settings, deadline, output.shared_shrink, &kept};
      Result<engine::Candidate> made = engine::run(job);
      is_complete = is_complete && made.ok() && answers(*made, *task.outputs[i].settings);
      if (!best || is_better(made, best->candidate, job.settings.target_score))
        best = Encoded{.candidate = std::move(made), .output_index = i};
    }
    best->complete = is_complete;
    return std::move(*best);
  }

  static bool is_better(const Result<engine::Candidate>& made, const Result<engine::Candidate>& best,
                        std::optional<double> target) {
    if (!made.ok() || !best.ok()) return made.ok() && !best.ok();
    return engine::is_better(*made, *best, target);
  }
};

}  // namespace

std::unique_ptr<Encoder> in_process_encoder() {
  return std::make_unique<InProcessEncoder>();
}

}  // namespace whittle::run
