#include "run/room.h"

#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "sys/limits.h"

namespace whittle::run {
namespace {

/// Threads that do nothing but be there together.
class Trial {
 public:
  ~Trial() {
    {
      const std::scoped_lock lock(mutex_);
      over_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  std::size_t start(std::size_t most) {
    threads_.reserve(most);
    try {
      while (threads_.size() < most) threads_.emplace_back([this] { wait(); });
    } catch (const std::system_error&) {  // that is all
    }
    return threads_.size();
  }

 private:
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return over_; });
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace

plan::Room measure_room(std::size_t most_tasks) {
  plan::Room room;
  room.tasks = Trial().start(most_tasks);
  room.descriptors = sys::free_descriptors();
  return room;
}

}  // namespace whittle::run
