#include "report/progress.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/memory_stream.h"
#include "tests/support/reports.h"

namespace whittle::report {
namespace {

using namespace whittle::test;
using namespace std::chrono_literals;

/// A display without a thread, on a clock that stands still until told.
struct Display {
  explicit Display(Progress::Kind kind) : progress(stream.get(), style_of(kind)) {}

  Progress::Style style_of(Progress::Kind kind) {
    Progress::Style style;
    style.kind = kind;
    style.ticker = Progress::Ticker::no;
    style.now = [this] { return now; };
    return style;
  }
  void finish_file(std::size_t index, Outcome outcome = Outcome::optimized) {
    FileResult result = row("a.png", outcome, Reason::none, 100, 60);
    result.index = index;
    progress.finished(result, 1);
  }
  std::size_t redraws() const {
    const std::string text = stream.text();
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\r'));
  }

  Progress::Clock::time_point now{};
  MemoryStream stream;
  Progress progress;
};

TEST_CASE("a short run draws nothing") {
  Display display(Progress::Kind::line);
  display.progress.planned(1, 100, 1);
  display.now += 200ms;
  display.progress.started(0, "a.png", 1);
  display.finish_file(0);
  display.progress.finish();
  CHECK(display.stream.text().empty());
}

TEST_CASE("a terminal that does not tell its width still gets a line") {
  MemoryStream stream;
  Progress::Clock::time_point now{};
  Progress::Style style;
  style.ticker = Progress::Ticker::no;
  style.width = [] { return 0; };
  style.now = [&now] { return now; };
  Progress progress(stream.get(), style);
  progress.planned(2, 100, 2);
  now += 1s;
  progress.tick();
  CHECK(stream.text().find("0/2") != std::string::npos);
}

TEST_CASE("redraws are throttled to ten a second") {
  Display display(Progress::Kind::line);
  display.progress.planned(10'000, 100, 10'000);
  for (std::size_t i = 0; i < 10'000; ++i) {
    display.now += 1ms;
    display.finish_file(i);
  }
  CHECK(display.redraws() <= 101);
  CHECK(display.redraws() >= 90);
}

TEST_CASE("the line is erased at the end, once, and stays away") {
  Display display(Progress::Kind::line);
  display.progress.planned(2, 100, 2);
  display.now += 1s;
  display.progress.tick();
  display.progress.finish();
  const std::string text = display.stream.text();
  CHECK(text.ends_with("\r\x1b[K"));
  display.progress.finish();
  display.now += 1s;
  display.progress.tick();
  display.finish_file(0);
  CHECK(display.stream.text() == text);
}

TEST_CASE("others write above the line") {
  Display display(Progress::Kind::line);
  display.progress.planned(2, 100, 2);
  display.now += 1s;
  display.progress.tick();
  display.progress.above([&] { std::fputs("hello\n", display.stream.get()); });
  CHECK(display.stream.text().find("\r\x1b[Khello\n\r[") != std::string::npos);
}

TEST_CASE("completion is verified") {
  Display display(Progress::Kind::json);
  CHECK_FALSE(display.progress.complete());
  display.progress.planned(2, 200, 2);
  display.finish_file(0);
  CHECK_FALSE(display.progress.complete());
  display.finish_file(1);
  CHECK(display.progress.complete());
  display.progress.finish();
  const std::string text = display.stream.text();
  const nlohmann::json done = nlohmann::json::parse(text.substr(text.rfind('\n', text.size() - 2) + 1));
  CHECK(done["event"] == "done");
  CHECK(done["complete"] == true);
  CHECK(done["fraction"] == 1.0);
  CHECK(done["saved"] == 80);
}

TEST_CASE("a run that was cut short is not complete") {
  Display display(Progress::Kind::json);
  display.progress.planned(2, 200, 2);
  display.finish_file(0);
  display.progress.finish();
  CHECK(display.stream.text().find(R"("event":"done","complete":false)") != std::string::npos);
}

TEST_CASE("JSON events are one object a line and progress is throttled to five a second") {
  Display display(Progress::Kind::json);
  display.progress.planned(1000, 100'000, 1000);
  for (std::size_t i = 0; i < 1000; ++i) {
    display.progress.started(i, "a\n\xff.png", 1);
    display.now += 10ms;
    display.finish_file(i, i % 100 == 0 ? Outcome::failed : Outcome::optimized);
  }
  display.progress.warned("bad \xff");
  display.progress.finish();

  std::size_t progress_events = 0, lines = 0;
  double fraction = 0;
  std::istringstream stream(display.stream.text());
  for (std::string line; std::getline(stream, line); ++lines) {
    REQUIRE(nlohmann::json::accept(line));
    const nlohmann::json event = nlohmann::json::parse(line);
    if (event["event"] != "progress") continue;
    ++progress_events;
    CHECK(event["fraction"] >= fraction);
    fraction = event["fraction"];
    CHECK(event["active"] == 0);
  }
  CHECK(progress_events <= 51);
  CHECK(progress_events >= 45);
  CHECK(lines == 1 + 2000 + progress_events + 1 + 1);
}

TEST_CASE("plain lines come at long intervals, the first after one") {
  Display display(Progress::Kind::plain);
  display.progress.planned(100, 10'000, 100);
  for (std::size_t i = 0; i < 29; ++i) {
    display.now += 1s;
    display.finish_file(i, i == 3 ? Outcome::failed : Outcome::optimized);
  }
  CHECK(display.stream.text().empty());
  display.now += 1s;
  display.progress.tick();
  const std::string first = "whittle: 29 of 100 files, 29 %, saved 1.1 kB, 1 failed, 1m 15s left\n";
  CHECK(display.stream.text() == first);
  display.now += 29s;
  display.progress.tick();
  CHECK(display.stream.text() == first);
  display.now += 1s;
  display.progress.tick();
  CHECK(display.stream.text().find("whittle: 29 of 100 files", first.size()) == first.size());
  const std::string before = display.stream.text();
  display.progress.warned("a warning");
  CHECK(display.stream.text() == before + "whittle: a warning\n");
  display.progress.finish();
  CHECK(display.stream.text() == before + "whittle: a warning\n");
}

TEST_CASE("before the work is known a plain line says so") {
  Display display(Progress::Kind::plain);
  display.now += 31s;
  display.progress.tick();
  CHECK(display.stream.text() == "whittle: looking for images, 31 s\n");
}

TEST_CASE("the ticker writes plain lines while nothing finishes") {
  MemoryStream stream;
  Progress::Style style;
  style.kind = Progress::Kind::plain;
  style.interval = 1ms;
  Progress progress(stream.get(), style);
  progress.planned(1, 100, 1);
  // However long it takes: a ticker that writes nothing is ended by the test's time limit.
  std::string text;
  while (std::count(text.begin(), text.end(), '\n') < 2) {
    std::this_thread::sleep_for(1ms);
    progress.above([&] { text = stream.text(); });  // nobody writes meanwhile
  }
  progress.finish();
  std::istringstream lines(stream.text());
  for (std::string line; std::getline(lines, line);) CHECK(line == "whittle: 0 of 1 file, 0 %, saved 0 B");
}

TEST_CASE("the ticker redraws on its own and ends with the display") {
  MemoryStream stream;
  {
    Progress::Style style;
    style.width = [] { return 40; };
    Progress progress(stream.get(), style);
    progress.planned(100, 100, 100);
    // Several threads, one after the other in each call as the contract says, beside the ticker.
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
      threads.emplace_back([&progress, t] {
        for (std::size_t i = 0; i < 25; ++i) {
          progress.started(t * 25 + i, "a.png", 1);
          FileResult result = row("a.png", Outcome::optimized, Reason::none, 100, 60);
          result.index = t * 25 + i;
          progress.finished(result, 1);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(progress.complete());
  }
  const std::string text = stream.text();
  CHECK((text.empty() || text.ends_with("\r\x1b[K")));
}

}  // namespace
}  // namespace whittle::report
