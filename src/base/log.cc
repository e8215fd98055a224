#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>

namespace whittle::log {
namespace {

std::atomic<spdlog::logger*> active{nullptr};

}  // namespace

void start() {
  static const auto logger = [] {
    auto made = std::make_shared<spdlog::logger>("whittle", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("whittle: %H:%M:%S.%e [%t] %v");
    made->set_level(spdlog::level::debug);
    return made;
  }();
  active = logger.get();
}

bool is_on() {
  return active.load(std::memory_order_relaxed) != nullptr;
}

void write(std::string_view message) {
  if (spdlog::logger* const logger = active) logger->debug(message);
}

}  // namespace whittle::log
