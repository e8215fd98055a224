#include "run/gate.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

namespace whittle::run {

Gate::Gate(Limits limits, std::vector<Waiting> tasks) : limits_(limits), tasks_(std::move(tasks)) {
  std::vector<double> longest(tasks_.size());  // of a task's input
  for (std::size_t begin = 0, end = 0; begin < tasks_.size(); begin = end) {
    double ms = 0;
    for (; end < tasks_.size() && tasks_[end].source == tasks_[begin].source; ++end)
      ms = std::max(ms, tasks_[end].cost.ms);
    std::fill(longest.begin() + static_cast<std::ptrdiff_t>(begin), longest.begin() + static_cast<std::ptrdiff_t>(end),
              ms);
  }
  std::vector<std::size_t> order(tasks_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (longest[a] != longest[b]) return longest[a] > longest[b];
    if (tasks_[a].source != tasks_[b].source) return tasks_[a].source < tasks_[b].source;
    return tasks_[a].cost.ms > tasks_[b].cost.ms;
  });
  for (const std::size_t task : order) {
    if (tasks_[task].held)
      held_.insert(task);
    else
      pending_.push_back(task);
  }
}

bool Gate::fits(std::size_t task) const {
  if (in_flight_ == 0) return true;
  return used_bytes_ <= limits_.bytes && tasks_[task].cost.bytes <= limits_.bytes - used_bytes_;
}

std::vector<std::size_t> Gate::admit() {
  const std::scoped_lock lock(mutex_);
  std::vector<std::size_t> admitted;
  while (!pending_.empty() && in_flight_ < limits_.count) {
    auto next = pending_.begin();
    if (!fits(*next)) {
      if (backfills_ >= kMaxBackfills) break;
      const auto end = std::next(next, std::min<std::ptrdiff_t>(kLookAhead, std::ssize(pending_)));
      next = std::find_if(next, end, [&](std::size_t task) { return fits(task); });
      if (next == end) break;
      ++backfills_;
    } else {
      backfills_ = 0;
    }
    ++in_flight_;
    used_bytes_ += tasks_[*next].cost.bytes;
    admitted.push_back(*next);
    pending_.erase(next);
  }
  return admitted;
}

void Gate::let_in(const std::vector<std::size_t>& tasks) {
  const std::scoped_lock lock(mutex_);
  for (auto task = tasks.rbegin(); task != tasks.rend(); ++task) {
    if (held_.erase(*task) > 0) pending_.push_front(*task);
  }
}

void Gate::release(std::size_t task) {
  const std::scoped_lock lock(mutex_);
  --in_flight_;
  used_bytes_ -= tasks_[task].cost.bytes;
}

std::size_t Gate::in_flight() const {
  const std::scoped_lock lock(mutex_);
  return in_flight_;
}

std::vector<std::size_t> Gate::close() {
  const std::scoped_lock lock(mutex_);
  std::vector<std::size_t> left(pending_.begin(), pending_.end());
  left.insert(left.end(), held_.begin(), held_.end());
  pending_.clear();
  held_.clear();
  return left;
}

}  // namespace whittle::run
