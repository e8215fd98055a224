#include "report/progress.h"

#include <system_error>
#include <utility>

#include "base/text.h"
#include "report/rows.h"

namespace whittle::report {
namespace {

constexpr std::string_view kErase = "\r\x1b[K";
constexpr int kDefaultWidth = 80;

Progress::Style completed(Progress::Style style) {
  if (!style.width) style.width = [] { return 0; };
  if (!style.now) style.now = [] { return Progress::Clock::now(); };
  return style;
}

}  // namespace

Progress::Progress(std::FILE* stream, Style style)
    : stream_(stream), style_(completed(std::move(style))), began_(style_.now()), drawn_at_(began_) {
  if (style_.kind == Kind::line) drawn_at_ += kFirstRedraw - kMinRedraw;
  if (style_.ticker == Ticker::no) return;
  try {
    ticker_ = std::jthread([this](const std::stop_token& stop) { keep_ticking(stop); });
  } catch (const std::system_error&) {  // no thread can be had: then the line moves with each file only
  }
}

void Progress::keep_ticking(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, kTick, [] { return false; });
    }
    if (!stop.stop_requested()) tick();
  }
}

Progress::~Progress() {
  finish();
}

void Progress::planned(std::size_t files, std::uint64_t bytes, double cost) {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  state_.planned = true;
  state_.files_total = files;
  state_.bytes_total = bytes;
  planned_at_ = seconds();
  eta_.plan(cost, planned_at_);
  if (style_.kind == Kind::json) write(plan_event(state_, cost));
  redraw_if_due();
}

void Progress::started(std::size_t index, std::string_view input, double cost) {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  state_.active.push_back({index, std::string(input)});
  eta_.start(cost);
  if (style_.kind == Kind::json) write(start_event(index, input));
  redraw_if_due();
}

void Progress::finished(const FileResult& result, double cost) {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  std::erase_if(state_.active, [&result](const ProgressState::Active& file) { return file.index == result.index; });
  ++state_.files_done;
  if (result.outcome == Outcome::failed) ++state_.failed;
  // The plan counts the bytes of files with work only, and those have a cost.
  if (cost > 0 && !is_undone(result)) state_.bytes_done += result.bytes_in;
  state_.bytes_saved += saved_bytes(result);
  eta_.finish(cost, seconds());
  if (style_.kind == Kind::json) write(finish_event(result));
  redraw_if_due();
}

void Progress::warned(std::string_view message) {
  if (style_.kind != Kind::json) {
    above([&] { write("whittle: " + sanitize(message) + "\n"); });
    return;
  }
  const std::lock_guard lock(mutex_);
  if (!ended_) write(warning_event(message));
}

void Progress::above(const std::function<void()>& print) {
  const std::lock_guard lock(mutex_);
  const bool was_visible = visible_;
  erase();
  print();
  if (was_visible) redraw();
}

void Progress::tick() {
  const std::lock_guard lock(mutex_);
  if (!ended_) redraw_if_due();
}

void Progress::finish() {
  if (ticker_.joinable()) {
    ticker_.request_stop();
    ticker_.join();
  }
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  ended_ = true;
  erase();
  if (style_.kind != Kind::json) return;
  update_times();
  write(progress_event(state_, Moment::at_end));
}

bool Progress::complete() const {
  const std::lock_guard lock(mutex_);
  return state_.complete();
}

std::chrono::milliseconds Progress::pause() const {
  switch (style_.kind) {
    case Kind::line:
      break;
    case Kind::plain:
      return style_.interval;
    case Kind::json:
      return kMinEvent;
  }
  return kMinRedraw;
}

void Progress::redraw_if_due() {
  if (style_.now() - drawn_at_ >= pause()) redraw();
}

void Progress::redraw() {
  drawn_at_ = style_.now();
  update_times();
  if (style_.kind == Kind::json) {
    if (state_.planned) write(progress_event(state_, Moment::during));
    return;
  }
  if (style_.kind == Kind::plain) return write("whittle: " + plain_line(state_) + "\n");
  const int width = style_.width();
  std::string text = "\r" + progress_line(state_, width > 0 ? width : kDefaultWidth);
  write(text.append("\x1b[K"));
  visible_ = true;
}

void Progress::erase() {
  if (visible_) write(kErase);
  visible_ = false;
}

/// In one call, so that lines of other writers do not land in the middle. A terminal that went away is no reason to
/// stop a run.
void Progress::write(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream_);
  std::fflush(stream_);
}

void Progress::update_times() {
  state_.seconds = seconds();
  state_.work_seconds = state_.planned ? state_.seconds - planned_at_ : 0;
  state_.cost_share = eta_.done_share();
  state_.eta_seconds = eta_.remaining(state_.seconds);
}

double Progress::seconds() const {
  return std::chrono::duration<double>(style_.now() - began_).count();
}

}  // namespace whittle::report
