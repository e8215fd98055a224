#include "run/alike.h"

#include <utility>

namespace whittle::run {

Alike::Alike(const std::vector<plan::Task>& tasks) {
  for (const plan::Task& task : tasks) {
    if (task.like && task.has_work()) groups_[*task.like].waiting.push_back(task.row.index);
  }
}

std::vector<std::size_t> Alike::settled(const Work& work, const Encoded* encoded) {
  const std::scoped_lock lock(mutex_);
  const auto group = groups_.find(work.row.index);
  if (group == groups_.end()) return {};
  std::vector<std::size_t> waiting = std::exchange(group->second.waiting, {});
  if (waiting.empty()) return {};
  if (encoded == nullptr || !encoded->complete || !encoded->candidate.ok()) {
    groups_.erase(group);
    return waiting;
  }
  group->second.left = waiting.size();
  group->second.answer = *encoded;
  group->second.content = work.content;
  return waiting;
}

std::optional<Encoded> Alike::take(const Work& work) {
  if (!work.task.like) return std::nullopt;
  const std::scoped_lock lock(mutex_);
  const auto group = groups_.find(*work.task.like);
  if (group == groups_.end() || !group->second.answer) return std::nullopt;
  std::optional<Encoded> answer;
  if (work.content && work.content == group->second.content) answer = group->second.answer;
  if (--group->second.left == 0) groups_.erase(group);
  return answer;
}

}  // namespace whittle::run
