#include "worker/guards.h"

namespace whittle::worker {

std::string describe_guards(std::uint32_t guards) {
  constexpr struct {
    Guard guard;
    const char* name;
  } kNames[] = {{kFewSystemCalls, "seccomp"},
                {kNoFiles, "Landlock"},
                {kNoNewPrivileges, "no new privileges"},
                {kLimits, "resource limits"},
                {kFewDescriptors, "closed descriptors"},
                {kDiesWithParent, "death with the parent"}};
  std::string has, lacks;
  for (const auto& [guard, name] : kNames) {
    std::string& list = (guards & guard) != 0 ? has : lacks;
    if (!list.empty()) list += ", ";
    list += name;
  }
  if (has.empty()) return "none";
  return lacks.empty() ? has : has + "; missing: " + lacks;
}

}  // namespace whittle::worker
