#include "metric/quality_search.h"

#include <cmath>
#include <set>
#include <utility>

#include "tests/support/catch.h"

using namespace whittle;
using metric::Attempt;

namespace {

metric::Curve typical() {
  metric::Curve curve;
  for (std::size_t i = 0; i < curve.score.size(); ++i) {
    const auto quality = static_cast<double>(5 * i);
    curve.score[i] = 100 - 90 * std::exp(-quality / 50);
    curve.bits_per_pixel[i] = 0.1 * std::exp(quality / 30);
  }
  return curve;
}

/// A picture whose score is the typical one, stretched and shifted, with some unrest, or in plateaus.
struct Picture {
  double stretch = 1, shift = 0, unrest = 0;
  int plateau = 1;
  int full = 0, sampled = 0;

  double score(int quality) const {
    quality = quality / plateau * plateau;
    return (100 - 90 * std::exp(-quality / 50.0)) * stretch + shift + unrest * std::sin(quality * 1.7);
  }
  Result<Attempt> encode(int quality) {
    ++full;
    const int step = quality / plateau * plateau;
    return Attempt{quality, score(quality), static_cast<std::size_t>(1000 * std::exp(step / (30.0 * stretch)))};
  }
  int least_that_reaches(double target) const {
    for (int quality = 1; quality <= 100; ++quality) {
      if (score(quality) >= target) return quality;
    }
    return 101;
  }
};

}  // namespace

TEST_CASE("the least quality that reaches the score is found in few encodes") {
  double encodes = 0;
  int searches = 0;
  for (const double stretch : {0.6, 0.9, 1.0, 1.2}) {
    for (const double shift : {-15.0, -4.0, 0.0, 6.0, 15.0}) {
      for (const double target : {40.0, 60.0, 70.0, 80.0}) {
        Picture picture{stretch, shift};
        const int least = picture.least_that_reaches(target);
        const auto found = metric::reach_score(typical(), target, {}, {[&](int q) { return picture.encode(q); }});
        REQUIRE(found.ok());
        INFO(stretch << " " << shift << " " << target << ", best " << least);
        if (least > 100) {
          CHECK_FALSE(found->reached);
          CHECK(found->attempts[found->best].quality == 100);
          continue;
        }
        CHECK(found->reached);
        const Attempt& best = found->attempts[found->best];
        CHECK(best.score >= target);
        CHECK((best.quality == least || best.score <= target + 0.7));
        CHECK(picture.full <= 6);
        if (std::abs(shift) > 6 || stretch < 0.9) continue;  // hardly any picture is like that
        encodes += picture.full;
        ++searches;
      }
    }
  }
  CHECK(encodes / searches < 2.8);
}

TEST_CASE("on curves that are not smooth the target is reached, and no step less is left out") {
  for (const double stretch : {0.6, 0.9, 1.2}) {
    for (const double unrest : {0.5, 1.5, 3.0, 4.0}) {
      for (const int plateau : {1, 4}) {
        for (const double target : {25.0, 30.0, 40.0, 55.0}) {
          CAPTURE(stretch, unrest, plateau, target);
          Picture picture{stretch, -5, unrest, plateau};
          const auto found = metric::reach_score(typical(), target, {}, {[&](int q) { return picture.encode(q); }});
          REQUIRE(found.ok());
          const Attempt& best = found->attempts[found->best];
          CHECK(found->reached == (best.score >= target));
          if (picture.score(100) >= target) CHECK(found->reached);
          CHECK(picture.full <= 18);
          if (best.score <= target + 0.7) continue;
          CHECK(picture.score(best.quality - 1) < target);
        }
      }
    }
  }
}

TEST_CASE("encodes of a sample that lies elsewhere save full ones") {
  int with_sample = 0, without = 0;
  for (const double target : {50.0, 60.0, 66.0}) {
    Picture picture{0.7, 8};
    const auto sample = [&](int quality) -> Result<Attempt> {
      ++picture.sampled;
      return Attempt{quality, picture.score(quality) - 2, 0};
    };
    const auto full = [&](int q) { return picture.encode(q); };
    const auto found = metric::reach_score(typical(), target, {}, {full, sample});
    REQUIRE(found.ok());
    const Attempt& best = found->attempts[found->best];
    CHECK(best.score >= target);
    CHECK((best.quality == picture.least_that_reaches(target) || best.score <= target + 0.7));
    CHECK(picture.sampled <= 3);
    with_sample += std::exchange(picture.full, 0);
    REQUIRE(metric::reach_score(typical(), target, {}, {full}).ok());
    without += picture.full;
  }
  CHECK(with_sample < without);
}

TEST_CASE("what samples are known to miss less than the whole saves full encodes") {
  metric::Curve curve = typical();
  int known = 0, unknown = 0;
  for (const double stretch : {0.8, 0.9, 1.0}) {
    for (const double target : {50.0, 60.0, 70.0}) {
      Picture picture{stretch};
      const auto sample = [&](int quality) -> Result<Attempt> {
        return Attempt{quality, 100 - 0.9 * (100 - picture.score(quality)), 0};
      };
      const auto full = [&](int q) { return picture.encode(q); };
      curve.sample_loss = 0.9;
      REQUIRE(metric::reach_score(curve, target, {}, {full, sample}).ok());
      known += std::exchange(picture.full, 0);
      curve.sample_loss = 1;
      REQUIRE(metric::reach_score(curve, target, {}, {full, sample}).ok());
      unknown += picture.full;
    }
  }
  CAPTURE(known, unknown);
  CHECK(known < unknown);
}

TEST_CASE("an error of the encoder ends the search") {
  const auto failing = [](int) -> Result<Attempt> {
    return make_error(Category::processing, Reason::processing_failed, "no");
  };
  CHECK_FALSE(metric::reach_score(typical(), 50, {}, {failing}).ok());
  CHECK_FALSE(metric::fit_size(typical(), 50, 1000, {}, {failing}).ok());
}

TEST_CASE("the highest quality that fits is found, to the step") {
  for (const double stretch : {0.7, 1.0, 1.4}) {
    for (const std::size_t limit : {1'200u, 3'000u, 9'000u, 20'000u}) {
      Picture picture{stretch};
      const auto found =
          metric::fit_size(typical(), limit, 80'000, {1, 100}, {[&](int q) { return picture.encode(q); }});
      REQUIRE(found.ok());
      REQUIRE(found->reached);
      const Attempt& best = found->attempts[found->best];
      CHECK(best.bytes <= limit);
      if (best.quality < 100) CHECK(picture.encode(best.quality + 1)->bytes > limit);
      CHECK(picture.full <= 9);
    }
  }
  Picture large;
  const auto none = metric::fit_size(typical(), 500, 80'000, {40, 95}, {[&](int q) { return large.encode(q); }});
  REQUIRE(none.ok());
  CHECK_FALSE(none->reached);
  CHECK(none->attempts[none->best].quality == 40);
}

TEST_CASE("qualities that give the same file are not tried again") {
  constexpr int kPlateau = 4;
  for (const double shift : {-12.0, -3.0, 5.0}) {
    for (const double target : {40.0, 57.0, 70.0, 80.0}) {
      CAPTURE(shift, target);
      Picture picture{.shift = shift, .plateau = kPlateau};
      std::set<int> files;
      const metric::Trials trials{.full =
                                      [&](int quality) {
                                        CHECK(files.insert(quality / kPlateau).second);
                                        return picture.encode(quality);
                                      },
                                  .is_same = [&](int a, int b) { return a / kPlateau == b / kPlateau; }};
      const auto scored = metric::reach_score(typical(), target, {}, trials);
      REQUIRE(scored.ok());
      const Attempt& best = scored->attempts[scored->best];
      const int least = picture.least_that_reaches(target);
      CHECK(scored->reached == (least <= 100));
      if (scored->reached) CHECK((best.score <= target + 0.7 || best.quality / kPlateau == least / kPlateau));

      files.clear();
      const auto limit = static_cast<std::size_t>(100 * target);
      const auto sized = metric::fit_size(typical(), limit, 80'000, {}, trials);
      REQUIRE(sized.ok());
      REQUIRE(sized->reached);
      CHECK(sized->attempts[sized->best].bytes <= limit);
      CHECK(picture.encode(sized->attempts[sized->best].quality + kPlateau)->bytes > limit);
    }
  }
}
