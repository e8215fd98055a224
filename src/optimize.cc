#include "whittle/optimize.h"

#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <utility>

#include "base/build_identity.h"
#include "base/log.h"
#include "base/sanitized.h"
#include "cache/cache.h"
#include "plan/build.h"
#include "plan/capacity.h"
#include "plan/settings.h"
#include "run/encoder.h"
#include "run/folders.h"
#include "run/graph.h"
#include "run/made_files.h"
#include "run/prune.h"
#include "run/room.h"
#include "run/stop.h"
#include "run/sweep.h"
#include "scan/scan.h"
#include "sys/libraries.h"
#include "worker/guards.h"
#include "worker/locate.h"
#include "worker/pool.h"

namespace whittle {
namespace {

bool stopped() {
  return run::stop_signal() != 0;
}

void warn(Observer* observer, const std::string& message) {
  if (observer != nullptr) observer->warned(message);
}

/// Where encoders run: in workers if they are wanted and can be had, else here.
class Encoders {
 public:
  /// Starts the workers, but does not wait for them: meanwhile files are looked for.
  Encoders(const Options& options, const plan::Capacity& capacity, std::uint64_t memory) {
    if (!options.sandbox) {
      where_ = "none: the encoders run in this process (--no-sandbox)";
      return;
    }
    if (capacity.programs == plan::Programs::none) {
      where_ = "none: too few processes or open files are allowed, the encoders run in this process";
      return;
    }
    const std::string worker = worker::find_worker(options.worker_program);
    const bool both = capacity.programs == plan::Programs::both;
    const std::string repacker = both ? worker::find_repacker(worker) : std::string();
    worker::Setup setup{worker, repacker, capacity.jobs, capacity.spares, memory, stopped};
    if (worker.empty()) {
      where_ = "none: whittle-worker is not found, the encoders run in this process";
      return;
    }
    auto pool = worker::Pool::start(std::move(setup));
    if (pool.ok())
      pool_ = std::move(*pool);
    else
      where_ = "none: " + pool.error().message + ", the encoders run in this process";
  }

  /// Waits until it is known.
  std::unique_ptr<run::Encoder> encoder() {
    if (pool_ != nullptr) {
      const Result<std::uint32_t> guards = pool_->wait_until_ready();
      if (guards.ok()) {
        where_ = "worker processes with " + worker::describe_guards(*guards);
        is_weak_ = !kSanitized && (*guards & worker::kFewSystemCalls) == 0;
        is_whole_ = *guards == worker::kAllGuards;
        return run::worker_encoder(*pool_);
      }
      where_ = "none: " + guards.error().message + ", the encoders run in this process";
      pool_.reset();
    }
    return run::in_process_encoder();
  }

  bool has_workers() const { return pool_ != nullptr; }
  const std::string& where() const { return where_; }
  /// Whether hostile files meet less than they should. Some parts may be missing on any kernel, and what they forbid is
  /// forbidden by the list of system calls as well.
  bool is_weak() const { return is_weak_; }
  bool is_whole() const { return is_whole_; }

 private:
  std::unique_ptr<worker::Pool> pool_;
  std::string where_;
  bool is_weak_ = true;
  bool is_whole_ = false;
};

/// Makes the run fit what this system allows. What is said of it when that is less than was asked for.
std::string fit_to_system(plan::Settings& settings) {
  settings.capacity = plan::fit(settings.load, run::measure_room(plan::tasks_of(settings.load)));
  const int jobs = settings.capacity.jobs, wanted = settings.load.jobs;
  if (jobs == wanted) return {};
  return fmt::format("{} instead of {}: no more threads, processes or open files are allowed", jobs, wanted);
}

/// What earlier runs found out, where that is asked for and can be had: a run goes without as well.
std::unique_ptr<cache::Cache> open_cache(const Options& options, RunReport& report) {
  if (!options.cache || options.mode == Mode::list) return nullptr;
  const std::string build = std::string(build_identity()) + '\n' + sys::loaded_libraries();
  auto opened = cache::Cache::open({*options.cache, build, options.cache_bytes});
  if (opened.ok()) return std::move(*opened);
  const Error& error = opened.error();
  report.no_cache = (error.path.empty() ? *options.cache : error.path) + ": " + error.message;
  log::debug("no cache: {}", report.no_cache);
  return nullptr;
}

/// What earlier runs left, where it is asked for. Errors end the run where outputs are to be removed by it.
Result<manifest::Entries> earlier_outputs(const plan::Settings& settings, run::Folders& folders, Observer* observer) {
  if (!settings.prune && settings.overwrite != Overwrite::older) return manifest::Entries();
  Result<manifest::Entries> listed = run::listed_outputs(settings, folders);
  if (listed.ok() || settings.prune) return listed;
  warn(observer,
       listed.error().path + ": " + listed.error().message + ": by what options outputs were made is unknown");
  return manifest::Entries();
}

/// Makes the outputs, removes those whose input is gone and keeps the list of both.
void execute(plan::Plan plan, std::vector<std::string> walked, const manifest::Entries& earlier, run::Folders& folders,
             run::Encoder& encoder, cache::Cache* cache, Observer* observer, RunReport& report) {
  const auto warn_of = [&](const Error& error, const char* so) {
    warn(observer, error.path + ": " + error.message + so);
  };
  const plan::Settings settings = plan.settings;
  run::MadeFiles made(settings, folders);
  std::optional<run::Prune> prune;
  if (settings.prune) prune.emplace(plan, std::move(walked), earlier);
  report.files = run::execute(std::move(plan), folders, made, encoder, cache, observer, stopped);
  if (prune && !stopped()) {  // last: when all that is there has its output
    const Result<manifest::Entries> listed = run::listed_outputs(settings, folders);
    if (listed.ok())
      report.pruned = prune->run(*listed, report.files, folders);
    else
      warn_of(listed.error(), ": nothing is pruned");
  }
  const Status saved = made.save(prune ? prune->unlisted() : manifest::Entries());
  if (!saved.ok()) warn_of(saved.error(), ": --prune will not know these outputs");
}

Result<RunReport> run_batch(const Options& options, Observer* observer) {
  const auto start = std::chrono::steady_clock::now();

  // What was said becomes what will happen.
  TRY_ASSIGN(plan::Settings settings, plan::resolve(options));
  RunReport report;
  report.mode = options.mode;
  report.fewer_jobs = fit_to_system(settings);
  log::debug("{} jobs, {} bytes of memory for what is in flight", settings.capacity.jobs, settings.memory_budget);
  // Where results go is opened before anything is looked for: whatever its path means later, it stays that place.
  run::Folders folders(settings);
  const std::unique_ptr<cache::Cache> cache = open_cache(options, report);
  // Where files are known there may be nothing to encode; else the workers start while files are looked for.
  const plan::Capacity capacity = settings.capacity;
  const std::uint64_t memory = settings.memory_budget;
  std::optional<Encoders> encoders;
  if (options.mode != Mode::list && (!cache || cache->is_new())) encoders.emplace(options, capacity, memory);
  // The places named become the files found.
  TRY_ASSIGN(std::vector<scan::Found> found,
             scan::scan(options, stopped, [&](const std::string& message) { warn(observer, message); }));
  log::debug("{} files found", found.size());
  // What is remembered was asked for by one set of settings.
  const bool is_configured =
      std::any_of(found.begin(), found.end(), [](const scan::Found& one) { return one.configured; });
  cache::Cache* const known = is_configured ? nullptr : cache.get();
  if (cache && !known) report.no_cache = *options.cache + ": not used, because a configuration holds for some files";
  std::vector<std::string> walked;
  if (settings.prune) walked = run::walked_directories(options.paths);
  TRY_ASSIGN(const manifest::Entries listed, earlier_outputs(settings, folders, observer));
  // Each file is looked at and gets its task, or the row that says why not.
  TRY_ASSIGN(plan::Plan plan, plan::build(std::move(settings), std::move(found), options, listed, known, stopped));

  if (options.mode == Mode::write && plan.settings.target == plan::Target::in_place && !plan.allows_loss.empty())
    warn(observer, plan.allows_loss + ": allows loss, and -i replaces the pictures (--no-config does without)");

  if (options.mode == Mode::list) {
    report.files = plan::list(std::move(plan));
  } else {
    // What a killed run left behind goes first.
    if (options.mode == Mode::write) run::sweep_debris(plan, folders);
    if (!encoders && plan.has_work()) encoders.emplace(options, capacity, memory);
    const std::unique_ptr<run::Encoder> encoder = encoders ? encoders->encoder() : run::in_process_encoder();
    if (!encoders || !encoders->has_workers()) plan.settings.capacity.programs = plan::Programs::none;
    if (encoders) report.sandbox = encoders->where();
    report.sandbox_is_whole = encoders && encoders->is_whole();
    if (encoders && options.sandbox && encoders->is_weak() && !stopped()) warn(observer, "sandbox: " + report.sandbox);
    log::debug("sandbox: {}", report.sandbox);
    execute(std::move(plan), std::move(walked), listed, folders, *encoder, known, observer, report);
  }
  if (cache) cache->close(stopped);
  encoders.reset();  // the end of the workers counts
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  report.summary = summarize(report.files, elapsed.count(), options.mode);
  report.interrupted_by = run::stop_signal();
  return report;
}

}  // namespace

OptimizeResult optimize(const Options& options, Observer* observer) {
  try {
    Result<RunReport> report = run_batch(options, observer);
    if (!report.ok()) return std::move(report).error();
    return std::move(*report);
  } catch (const std::bad_alloc&) {
    return make_error(Category::limit, Reason::out_of_memory, "not enough memory for the run");
  } catch (const std::exception& error) {  // of oneTBB and the standard library: no thread can be started
    return make_error(Category::limit, Reason::processing_failed, error.what());
  }
}

std::string describe_sandbox(const Options& options) {
  Encoders encoders(options, {}, 0);
  (void)encoders.encoder();
  return encoders.where();
}

void request_stop(int signal_number) {
  run::set_stop_signal(signal_number);
}

}  // namespace whittle
