#include "worker/pool.h"

namespace whittle::worker {

Result<std::unique_ptr<Pool>> Pool::start(Setup setup) {
  TRY_ASSIGN(sys::Wakeup wakeup, sys::Wakeup::make());
  return std::unique_ptr<Pool>(new Pool(std::move(setup), std::move(wakeup)));
}

Pool::Pool(Setup setup, sys::Wakeup wakeup)
    : wakeup_(std::move(wakeup)), thread_([this, setup = std::move(setup)]() mutable { run(std::move(setup)); }) {}

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
  changed_.wait(lock, [&] { return ready_.has_value(); });
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
