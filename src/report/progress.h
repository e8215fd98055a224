#pragma once
// The progress display: an observer that draws a status line, writes one now and then, or writes JSON events.

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <functional>
#include <mutex>
#include <thread>

#include "report/eta.h"
#include "report/progress_view.h"
#include "whittle/observer.h"

namespace whittle::report {

/// Draws one line that is redrawn in place and erased at the end, writes a plain line at long intervals (for logs), or
/// a JSON event a line (SCHEMA.md). Whether and how to show progress is for the caller to decide. Thread-safe. The
/// stream stays the caller's and must outlive this object; while it lives, others write to the same terminal only
/// through `above`.
class Progress final : public Observer {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Kind { line, plain, json };
  enum class Ticker { no, yes };  ///< yes: a thread of its own redraws while nothing happens, so that the ETA moves
  struct Style {
    Kind kind = Kind::line;
    Ticker ticker = Ticker::yes;
    std::function<int()> width = {};              ///< columns of the terminal, asked before each redraw; unset or 0: 80
    std::function<Clock::time_point()> now = {};  ///< unset: Clock::now
    std::chrono::milliseconds interval{30'000};   ///< plain: from line to line, and before the first
  };

  Progress(std::FILE* stream, Style style);
  ~Progress() override;  ///< calls `finish`
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void planned(std::size_t files, std::uint64_t bytes, double cost) override;
  void started(std::size_t index, std::string_view input, double cost) override;
  void finished(const FileResult& result, double cost) override;
  void warned(std::string_view message) override;  ///< printed, above the status line; json: an event

  /// Takes the line off the screen, runs `print`, puts the line back. For anything else that writes to the terminal.
  void above(const std::function<void()>& print);
  /// Redraws if it is time to. The ticker calls this; tests do without a ticker.
  void tick();
  /// Erases the line, or writes the "done" event; later events are ignored. May be called again, by the same thread.
  void finish();
  /// Whether every planned file has been reported as finished.
  bool complete() const;

  static constexpr std::chrono::milliseconds kMinRedraw{100};    ///< line: at most 10 a second
  static constexpr std::chrono::milliseconds kMinEvent{200};     ///< json: "progress" events, at most 5 a second
  static constexpr std::chrono::milliseconds kFirstRedraw{300};  ///< runs shorter than this show no line
  static constexpr std::chrono::milliseconds kTick{200};

 private:
  void keep_ticking(const std::stop_token& stop);
  std::chrono::milliseconds pause() const;
  void redraw_if_due();
  void redraw();
  void erase();
  void write(std::string_view text);
  void update_times();
  double seconds() const;

  std::FILE* const stream_;
  const Style style_;
  const Clock::time_point began_;

  mutable std::mutex mutex_;
  // Below: protected by mutex_.
  ProgressState state_;
  Eta eta_;
  Clock::time_point drawn_at_;
  double planned_at_ = 0;  // in seconds()
  bool visible_ = false;
  bool ended_ = false;

  std::condition_variable_any wake_;
  std::jthread ticker_;  // last: it uses all of the above
};

}  // namespace whittle::report
