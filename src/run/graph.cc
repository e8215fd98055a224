#include "run/graph.h"

#include <tbb/flow_graph.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/log.h"

#include "plan/row.h"
#include "run/alike.h"
#include "run/collect.h"
#include "run/commit.h"
#include "run/gate.h"
#include "run/memory.h"
#include "run/read.h"
#include "run/write.h"

// The graph has three nodes. The gate in front of it admits tasks, so its queues never hold more than the gate's count.
// Encoding is an async node: whoever encodes may answer from any thread without holding one of TBB's. A task's memory
// is given back to the gate when its output is staged; the committer then works on disk files only.
//
// Node bodies are noexcept: an exception that left one would cancel the graph, and one bad file would end the batch.

namespace whittle::run {
namespace {

namespace flow = tbb::flow;
using Message = std::shared_ptr<Work>;
// Not the default policy, which is lightweight: it runs the body inside the predecessor's try_put, under a spin lock.
using EncodeNode = flow::async_node<Message, Message, flow::queueing>;

/// Has all `threads` of the arena at once. oneTBB starts them when it needs them and ends the program when it cannot;
/// later the workers may have taken their room.
void start_threads(std::size_t threads) {
  constexpr std::chrono::seconds kLongest{1};
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t missing = threads;
  const auto meet = [&](std::size_t) {
    std::unique_lock lock(mutex);
    if (missing > 0 && --missing > 0 && !changed.wait_for(lock, kLongest, [&] { return missing == 0; })) missing = 0;
    changed.notify_all();
  };
  tbb::parallel_for(std::size_t{0}, threads, meet, tbb::simple_partitioner());
}

/// Whether threads of the graph only read and write, because workers encode: then the calling one has nothing to do.
/// One that waits for a graph keeps looking for work, and takes processor time from those who encode.
bool has_reading_threads(const plan::Capacity& capacity) {
  return capacity.programs != plan::Programs::none && capacity.threads > 1;
}

/// With the calling one. More than have work would wake and spin for nothing.
std::size_t threads_of(const plan::Capacity& capacity) {
  return has_reading_threads(capacity) ? 1 + capacity.io_threads : capacity.threads;
}

class Run {
 public:
  Run(plan::Plan plan, Folders& folders, MadeFiles& made, Encoder& encoder, cache::Cache* cache, Observer* observer,
      const std::function<bool()>& stopped)
      : folders_(folders),
        made_(made),
        settings_(std::move(plan.settings)),
        tasks_(std::move(plan.tasks)),
        encoder_(encoder),
        memory_(cache, settings_),
        alike_(tasks_),
        stopped_(stopped),
        collector_(tasks_.size(), observer),
        work_(tasks_with_work(tasks_)),
        gate_({settings_.capacity.in_flight, settings_.memory_budget}, waiting(tasks_, work_)),
        committer_(
            settings_.capacity.staged,
            [this](const Message& work, Status status) { committed(*work, std::move(status)); },
            [this] { collector_.warned("this system cannot make files durable: a power cut may lose the last ones"); }),
        read_(graph_, settings_.capacity.io_threads, [this](Message work) noexcept { return read(std::move(work)); }),
        encode_(graph_, static_cast<std::size_t>(settings_.capacity.jobs),
                [this](const Message& work, EncodeNode::gateway_type& gateway) noexcept { encode(work, gateway); }),
        write_(graph_, settings_.capacity.io_threads, [this](const Message& work) noexcept { return write(work); }) {
    flow::make_edge(read_, encode_);
    flow::make_edge(encode_, write_);
  }

  /// Nothing may be under way when the nodes go, also where something (memory) ran out in between.
  ~Run() {
    if (is_done_) return;
    graph_.cancel();
    try {
      graph_.wait_for_all();
    } catch (const std::exception& error) {
      log::debug("while a run is given up: {}", error.what());
    }
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  std::vector<FileResult> rows() {
    announce();
    pump();
    if (has_reading_threads(settings_.capacity)) wait_asleep();
    graph_.wait_for_all();
    is_done_ = true;
    committer_.close();
    for (const std::size_t place : gate_.close()) finish_unstarted(tasks_[work_[place]]);
    return collector_.take();
  }

 private:
  static std::vector<std::size_t> tasks_with_work(const std::vector<plan::Task>& tasks) {
    std::vector<std::size_t> indices;
    for (const plan::Task& task : tasks) {
      if (task.has_work()) indices.push_back(task.row.index);
    }
    return indices;
  }

  static std::vector<Gate::Waiting> waiting(const std::vector<plan::Task>& tasks,
                                            const std::vector<std::size_t>& work) {
    std::vector<Gate::Waiting> waiting;
    waiting.reserve(work.size());
    for (const std::size_t index : work)
      waiting.push_back({tasks[index].cost, tasks[index].source, tasks[index].like.has_value()});
    return waiting;
  }

  void announce() {
    std::uint64_t bytes = 0;
    double cost = 0;
    for (const std::size_t index : work_) {
      bytes += tasks_[index].row.bytes_in;
      cost += tasks_[index].cost.ms;
    }
    collector_.planned(bytes, cost);
    for (plan::Task& task : tasks_) {
      if (!task.has_work()) collector_.finished(std::move(task.row), 0);
    }
  }

  /// Lets in what the gate admits now.
  void pump() {
    if (stopped_() || (settings_.fail_fast && collector_.any_failed())) return;
    for (const std::size_t place : gate_.admit()) {
      plan::Task& task = tasks_[work_[place]];
      collector_.started(task);
      auto work = std::make_shared<Work>(std::move(task));
      work->gate_ticket = place;
      read_.try_put(std::move(work));
    }
  }

  Message read(Message work) {
    read_input(*work, settings_, folders_, memory_, others_at_work_);
    return work;
  }

  void encode(const Message& work, EncodeNode::gateway_type& gateway) {
    gateway.reserve_wait();
    if (stopped_() && !work->error) {
      work->error =
          make_error(Category::batch, Reason::interrupted, "interrupted before it was encoded", work->row.input);
    }
    const bool needs_answer = !work->error && work->kept == Reason::none && !work->task.outputs.empty();
    std::optional<Encoded> copied = alike_.take(*work);
    if (needs_answer && copied) {
      work->is_copy = true;
      take(*work, std::move(*copied));
    }
    if (!needs_answer || work->candidate || memory_.recall(*work)) {
      settle(*work, nullptr);
      gateway.try_put(work);
      gateway.release_wait();
      return;
    }
    const auto start = std::chrono::steady_clock::now();
    EncodeRequest request{.work = work, .timeout = {}};
    if (settings_.timeout_seconds) {
      request.timeout = std::chrono::duration_cast<std::chrono::steady_clock::duration>(
          std::chrono::duration<double>(*settings_.timeout_seconds));
    }
    encoder_.start(std::move(request), [this, work, start, &gateway](Encoded encoded) {
      work->row.ms += std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
      work->row.attempts += encoded.retries;
      settle(*work, &encoded);
      take(*work, std::move(encoded));
      gateway.try_put(work);
      gateway.release_wait();
    });
  }

  static void take(Work& work, Encoded encoded) {
    work.output_index = encoded.output_index;
    work.complete = encoded.complete;
    if (encoded.candidate.ok())
      work.candidate = std::move(encoded.candidate).value();
    else
      work.error = std::move(encoded.candidate).error();
  }

  /// Those that wait for it can go on, with its answer or without; they are admitted when it leaves.
  void settle(const Work& work, const Encoded* encoded) {
    std::vector<std::size_t> places = alike_.settled(work, encoded);
    for (std::size_t& index : places)
      index = static_cast<std::size_t>(std::lower_bound(work_.begin(), work_.end(), index) - work_.begin());
    gate_.let_in(places);
  }

  flow::continue_msg write(const Message& work) {
    const Written written = write_output(work, settings_, folders_, committer_, made_, memory_, others_at_work_);
    if (written == Written::finished) collector_.finished(work->row, work->task.cost.ms);
    gate_.release(work->gate_ticket);
    pump();
    if (gate_.in_flight() == 0) end();
    return {};
  }

  /// Until nothing is in flight.
  void wait_asleep() {
    std::unique_lock lock(ended_mutex_);
    ended_changed_.wait(lock, [this] { return has_ended_ || gate_.in_flight() == 0; });
  }

  void end() {
    const std::lock_guard lock(ended_mutex_);
    has_ended_ = true;
    ended_changed_.notify_all();
  }

  void committed(Work& work, Status status) {
    if (status.ok()) memory_.written(work, folders_);
    if (status.ok() && work.made) made_.add(work.row.output, work.row.input, *work.made);
    if (!status.ok()) plan::leave_as_it_is(work.row, std::move(status).error());
    collector_.finished(std::move(work.row), work.task.cost.ms);
  }

  void finish_unstarted(plan::Task& task) {
    plan::leave_as_it_is(task.row, Outcome::skipped, stopped_() ? Reason::interrupted : Reason::cancelled);
    collector_.finished(std::move(task.row), task.cost.ms);
  }

  Folders& folders_;
  MadeFiles& made_;
  const plan::Settings settings_;
  std::vector<plan::Task> tasks_;  ///< each moves into its Work when it is admitted
  Encoder& encoder_;
  const Memory memory_;
  Alike alike_;
  const std::function<bool()>& stopped_;
  /// Whether something else will end that holds what a task lacks.
  const std::function<bool()> others_at_work_ = [this] {
    return !stopped_() && (gate_.in_flight() > 1 || committer_.is_at_work());
  };
  Collector collector_;
  const std::vector<std::size_t> work_;  ///< indices of the tasks that have work; the gate counts by place in here
  Gate gate_;
  Committer committer_;
  bool is_done_ = false;
  std::mutex ended_mutex_;
  std::condition_variable ended_changed_;
  bool has_ended_ = false;  ///< protected by ended_mutex_
  flow::graph graph_;
  flow::function_node<Message, Message> read_;
  EncodeNode encode_;
  flow::function_node<Message, flow::continue_msg> write_;
};

}  // namespace

std::vector<FileResult> execute(plan::Plan plan, Folders& folders, MadeFiles& made, Encoder& encoder,
                                cache::Cache* cache, Observer* observer, const std::function<bool()>& stopped) {
  const std::size_t threads = threads_of(plan.settings.capacity);
  const tbb::global_control control(tbb::global_control::max_allowed_parallelism, threads);
  tbb::task_arena arena(static_cast<int>(threads));
  // The graph binds to the arena of the thread that makes it.
  return arena.execute([&] {
    start_threads(threads);
    return Run(std::move(plan), folders, made, encoder, cache, observer, stopped).rows();
  });
}

}  // namespace whittle::run
