#include "worker/pool.h"

#include <array>
#include <system_error>

#include "sys/memory_file.h"

namespace whittle::worker {
namespace {

/// Files in memory that can be sealed, and waiting: where a sandbox around us denies them, it is known before any job.
Status try_essentials(const sys::Wakeup& wakeup) {
  constexpr std::array<std::byte, 1> kSomething{};
  TRY_ASSIGN(const sys::Fd sealed, sys::sealed_copy(kSomething));
  TRY(sys::copy_from(sealed.get(), kSomething.size()));
  const std::array<int, 1> fds{wakeup.fd()};
  wakeup.wake();
  const bool woken = sys::wait_readable(fds, std::chrono::milliseconds(0)).front();
  wakeup.clear();
  if (woken) return {};
  return make_error(Category::pool, Reason::processing_failed, "this system does not let a process wait for others");
}

}  // namespace

Result<std::unique_ptr<Pool>> Pool::start(Setup setup) {
  TRY_ASSIGN(sys::Wakeup wakeup, sys::Wakeup::make());
  TRY(try_essentials(wakeup));
  try {
    return std::unique_ptr<Pool>(new Pool(std::move(setup), std::move(wakeup)));
  } catch (const std::system_error&) {
    return make_error(Category::pool, Reason::processing_failed, "no thread can be started");
  }
}

Pool::Pool(Setup setup, sys::Wakeup wakeup)
    : wakeup_(std::move(wakeup)),
      stopped_(setup.stopped),
      thread_([this, setup = std::move(setup)]() mutable { run(std::move(setup)); }) {}

Pool::~Pool() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  wakeup_.wake();
  thread_.join();
}

Result<std::uint32_t> Pool::wait_until_ready() {
  std::unique_lock lock(mutex_);
  constexpr std::chrono::milliseconds kPoll{50};
  while (!changed_.wait_for(lock, kPoll, [&] { return ready_.has_value(); })) {
    if (stopped_()) return make_error(Category::batch, Reason::interrupted, "interrupted before a worker was ready");
  }
  return *ready_;
}

void Pool::submit(Assignment assignment, WhenDone done) {
  {
    const std::scoped_lock lock(mutex_);
    submitted_.emplace_back(std::move(assignment), std::move(done));
  }
  wakeup_.wake();
}

void Pool::run(Setup setup) {
  Crew crew(std::move(setup), [this](Status status, std::uint32_t guards) {
    const std::scoped_lock lock(mutex_);
    ready_ = status.ok() ? Result<std::uint32_t>(guards) : Result<std::uint32_t>(status.error());
    changed_.notify_all();
  });
  while (true) {
    wakeup_.clear();
    std::vector<std::pair<Assignment, WhenDone>> submitted;
    {
      const std::scoped_lock lock(mutex_);
      if (ending_) return;
      submitted.swap(submitted_);
    }
    for (auto& [assignment, done] : submitted) crew.add(std::move(assignment), std::move(done));
    crew.step(wakeup_.fd());
  }
}

}  // namespace whittle::worker
