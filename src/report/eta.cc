// The rate is recent work over recent time, both with exponentially fading memory. As a quotient of two decayed sums it
// is unbiased from the first file on, several files that finish in the same instant all count, and a file without cost
// changes nothing. The cost of a file was worked off since the file before it, not in the moment it ended, and fades
// like that stretch of time does.
//
// Between two finished files work goes on unseen. It is credited at the current rate, up to the cost of the files in
// work, so that the estimate counts down during a long encode. When that credit is used up the run is slower than it
// was: from then on only time is added, the rate falls and the estimate grows, which is the truth.
#include "report/eta.h"

#include <algorithm>
#include <cmath>

namespace whittle::report {
namespace {

constexpr double kMaxCredit = 0.95;  // a file in work is never believed to be done: "0 s left" must not stand still

double usable(double cost) {
  return std::isfinite(cost) && cost > 0 ? cost : 0;
}

}  // namespace

void Eta::plan(double total_cost, double now) {
  *this = Eta();
  planned_ = true;
  total_ = usable(total_cost);
  began_ = last_ = now;
}

void Eta::move_to(double now) {
  if (now <= last_) return;
  const double passed = now - last_;
  const double decay = std::exp(-passed / kMemorySeconds);
  const double time = kMemorySeconds * (1 - decay);
  recent_cost_ *= decay;
  recent_time_ = recent_time_ * decay + time;
  freshness_ = time / passed;
  last_ = now;
}

void Eta::start(double cost) {
  active_ += usable(cost);
}

void Eta::finish(double cost, double now) {
  if (!planned_ || usable(cost) == 0) return;
  active_ = std::max(0.0, active_ - cost);
  move_to(now);
  recent_cost_ += cost * freshness_;
  done_ = std::min(done_ + cost, total_);
  ++finished_;
}

std::optional<double> Eta::remaining(double now) const {
  if (!planned_ || total_ <= 0) return std::nullopt;
  if (done_ >= total_) return 0;
  const bool enough = finished_ >= kMinFiles || done_ >= kMinShare * total_;
  if (!enough || now - began_ < kMinSeconds || recent_time_ <= 0 || recent_cost_ <= 0) return std::nullopt;

  const double rate = recent_cost_ / recent_time_;
  const double left = total_ - done_;
  const double passed = std::max(0.0, now - last_);
  const double credited =
      std::min(passed, kMaxCredit * std::min(active_, left) / rate);  // seconds of unseen work at that rate
  const double left_now = left - rate * credited;

  // At a constant rate both sums keep their quotient; after the credit only the time goes on.
  const double decay = std::exp(-credited / kMemorySeconds);
  const double late_decay = std::exp((credited - passed) / kMemorySeconds);
  const double time = recent_time_ * decay + kMemorySeconds * (1 - decay);
  const double time_now = time * late_decay + kMemorySeconds * (1 - late_decay);
  return left_now * time_now / (rate * time * late_decay);
}

std::optional<double> Eta::done_share() const {
  if (!planned_ || total_ <= 0) return std::nullopt;
  return done_ / total_;
}

}  // namespace whittle::report
