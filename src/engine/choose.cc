#include "engine/choose.h"

#include <algorithm>
#include <numeric>

namespace whittle::engine {

Result<Chosen> choose(std::vector<Bytes> encodings, const std::function<Status(ByteView)>& check) {
  std::vector<std::size_t> order(encodings.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return encodings[a].size() < encodings[b].size(); });
  std::optional<Error> first;
  for (const std::size_t index : order) {
    Status status = check(encodings[index]);
    if (status) return Chosen{index, std::move(encodings[index])};
    if (!first) first = std::move(status).error();
    if (first->reason == Reason::timeout) break;
  }
  return *first;
}

}  // namespace whittle::engine
