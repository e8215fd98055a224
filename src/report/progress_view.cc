#include "report/progress_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/units.h"
#include "report/json.h"
#include "report/rows.h"
#include "report/words.h"

namespace whittle::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kBarWidth = 10;
constexpr int kMinNameWidth = 12;
constexpr std::string_view kGap = "  ";

/// "[====>     ]", in ASCII: the locale of the terminal is not known here.
std::string bar(double fraction) {
  const int full = static_cast<int>(fraction * kBarWidth);
  std::string text(static_cast<std::size_t>(full), '=');
  if (full < kBarWidth) text.push_back('>');
  text.resize(kBarWidth, ' ');
  return "[" + text + "]";
}

/// "a.png, b.jpg +2" in at most `room` columns; "" when not even one name fits.
std::string active_names(const std::vector<ProgressState::Active>& active, int room) {
  std::string text;
  int used = 0;
  for (std::size_t i = 0; i < active.size(); ++i) {
    const std::size_t others = active.size() - i - 1;
    const std::string rest = others == 0 ? "" : fmt::format(" +{}", others);
    const int separator = i == 0 ? 0 : 2;
    const int free = room - used - separator - static_cast<int>(rest.size());
    std::string name = sanitize(active[i].input);
    if (display_width(name) > free) {
      if (i > 0) return text + fmt::format(" +{}", others + 1);
      if (free < kMinNameWidth) return "";
      return ellipsize_middle(name, free) + rest;
    }
    if (i > 0) text.append(", ");
    text.append(name);
    used = display_width(text);
  }
  return text;
}

/// "3 s", "1m 05s": without tenths, which would only flicker.
std::string whole_seconds(double seconds) {
  return seconds < 60 ? fmt::format("{:.0f} s", seconds) : format_duration(seconds);
}

std::string saved_so_far(const ProgressState& state) {
  const bool grew = state.bytes_saved < 0;
  return (grew ? "grew by " : "saved ") + signed_bytes(grew ? -state.bytes_saved : state.bytes_saved);
}

std::string time_left(double seconds) {
  return whole_seconds(std::ceil(seconds)) + " left";
}

/// A part of the line; a higher rank is left out earlier.
struct Part {
  int rank;
  std::string text;
};

std::vector<Part> parts_of(const ProgressState& state) {
  if (!state.planned) return {{0, "looking for images"}, {1, whole_seconds(std::floor(state.seconds))}};
  std::vector<Part> parts;
  const double fraction = state.fraction();
  parts.push_back({5, bar(fraction)});
  parts.push_back({0, fmt::format("{:>3} %", state.percent())});
  parts.push_back({1, fmt::format("{}/{}", state.files_done, state.files_total)});
  if (state.failed > 0) parts.push_back({2, fmt::format("{} failed", state.failed)});
  parts.push_back({4, saved_so_far(state)});
  if (state.eta_seconds) {
    parts.push_back({3, time_left(*state.eta_seconds)});
  } else {
    parts.push_back({3, whole_seconds(std::floor(state.seconds))});
  }
  if (state.bytes_per_second() >= 1) {
    parts.push_back({6, format_bytes(static_cast<std::uint64_t>(state.bytes_per_second())) + "/s"});
  }
  return parts;
}

}  // namespace

double ProgressState::fraction() const {
  if (cost_share) return std::clamp(*cost_share, 0.0, 1.0);
  if (files_total == 0) return planned ? 1 : 0;
  return std::min(1.0, static_cast<double>(files_done) / static_cast<double>(files_total));
}

int ProgressState::percent() const {
  constexpr double kNoise = 1e-9;  // 0.29 * 100 is less than 29
  return static_cast<int>(fraction() * 100 + kNoise);
}

double ProgressState::bytes_per_second() const {
  return work_seconds > 0 ? static_cast<double>(bytes_done) / work_seconds : 0;
}

std::string progress_line(const ProgressState& state, int width) {
  const int room = width - 1;  // a full last column makes some terminals wrap
  std::vector<Part> parts = parts_of(state);
  const auto columns = [&parts] {
    int sum = 0;
    for (const Part& part : parts) sum += static_cast<int>(part.text.size() + kGap.size());
    return sum - static_cast<int>(kGap.size());
  };
  while (!parts.empty() && columns() > room) {
    parts.erase(
        std::max_element(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.rank < b.rank; }));
  }
  std::string line;
  for (const Part& part : parts) line.append(line.empty() ? "" : kGap).append(part.text);

  const std::string names = active_names(state.active, room - static_cast<int>(line.size() + kGap.size()));
  if (!names.empty()) line.append(kGap).append(names);
  return line;
}

std::string plain_line(const ProgressState& state) {
  if (!state.planned) return "looking for images, " + whole_seconds(std::floor(state.seconds));
  std::string line = fmt::format("{} of {} {}, {} %, {}", state.files_done, state.files_total,
                                 state.files_total == 1 ? "file" : "files", state.percent(), saved_so_far(state));
  if (state.failed > 0) line += fmt::format(", {} failed", state.failed);
  if (state.eta_seconds) line += ", " + time_left(*state.eta_seconds);
  return line;
}

std::string plan_event(const ProgressState& state, double cost) {
  return dump_line({{"event", "plan"},
                    {"schema", kSchema},
                    {"files", state.files_total},
                    {"bytes", state.bytes_total},
                    {"cost", rounded(cost, 1000)}}) +
         '\n';
}

std::string start_event(std::size_t index, std::string_view input) {
  Json event{{"event", "start"}, {"index", index}};
  put_name(event, "input", input);
  return dump_line(event) + '\n';
}

std::string finish_event(const FileResult& result) {
  Json event{{"event", "finish"}, {"index", result.index}};
  put_name(event, "input", result.input);
  event["outcome"] = outcome_code(result);
  event["reason"] = result.reason == Reason::none ? Json(nullptr) : Json(to_string(result.reason));
  event["saved"] = saved_bytes(result);
  return dump_line(event) + '\n';
}

std::string warning_event(std::string_view message) {
  return dump_line({{"event", "warning"}, {"message", to_utf8_lossy(message)}}) + '\n';
}

std::string progress_event(const ProgressState& state, Moment moment) {
  Json event{{"event", moment == Moment::at_end ? "done" : "progress"}};
  if (moment == Moment::at_end) event["complete"] = state.complete();
  event["fraction"] = rounded(state.fraction(), 10'000);
  event["files_done"] = state.files_done;
  event["files_total"] = state.files_total;
  event["failed"] = state.failed;
  event["active"] = state.active.size();
  event["bytes_done"] = state.bytes_done;
  event["bytes_total"] = state.bytes_total;
  event["saved"] = state.bytes_saved;
  event["bytes_per_second"] = static_cast<std::uint64_t>(state.bytes_per_second());
  event["elapsed_seconds"] = rounded(state.seconds, 10);
  event["eta_seconds"] = state.eta_seconds ? rounded(*state.eta_seconds, 10) : Json(nullptr);
  return dump_line(event) + '\n';
}

}  // namespace whittle::report
