#include "run/collect.h"

#include <utility>

namespace whittle::run {

Collector::Collector(std::size_t rows, Observer* observer) : observer_(observer), rows_(rows) {}

void Collector::planned(std::uint64_t bytes, double cost) {
  const std::scoped_lock lock(mutex_);
  if (observer_ != nullptr) observer_->planned(rows_.size(), bytes, cost);
}

void Collector::started(const plan::Task& task) {
  const std::scoped_lock lock(mutex_);
  if (observer_ != nullptr) observer_->started(task.row.index, task.row.input, task.cost.ms);
}

void Collector::finished(FileResult row, double cost) {
  const std::scoped_lock lock(mutex_);
  any_failed_ = any_failed_ || row.outcome == Outcome::failed;
  FileResult& slot = rows_[row.index];
  slot = std::move(row);
  if (observer_ != nullptr) observer_->finished(slot, cost);
}

void Collector::warned(std::string_view message) {
  const std::scoped_lock lock(mutex_);
  if (observer_ != nullptr) observer_->warned(message);
}

bool Collector::any_failed() const {
  const std::scoped_lock lock(mutex_);
  return any_failed_;
}

std::vector<FileResult> Collector::take() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(rows_, {});
}

}  // namespace whittle::run
