#pragma once
// Finds, for every position of a stream, the matches that an optimal parse may want: for each length the nearest
// distance.
//
// Three structures share the work. A binary tree on four bytes finds long matches; a chain on three bytes finds the
// nearest match of length 3, at any distance, because in filtered photographs four of five matches have that length;
// and periodic stretches (flat areas, whose period is a byte or a pixel) are kept out of both. Inside a stretch all
// useful matches are known without a search: one period back for as long as the stretch lasts, and beyond its end only
// what lines up with the end of an earlier stretch. So stretches are indexed by their ends, one search for a whole
// stretch; a tree would degenerate to a list there.

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "codec/deflate/format.h"

namespace whittle::deflate {

struct MatchOptions {
  std::uint32_t tree_depth = 100;   ///< nodes visited a position
  std::uint32_t chain3_depth = 32;  ///< three-byte candidates looked at a position
  std::uint32_t period = 1;         ///< of flat areas besides 1: bytes a pixel
};

/// Matches of the positions [begin, end), in order of strictly growing length; each (symbol) is length << 16 |
/// distance.
struct MatchCache {
  static constexpr std::uint32_t kInterior = 0x80000000;

  std::size_t begin = 0, end = 0;
  /// end - begin + 1 indices into `matches`; kInterior is set for positions deep inside a stretch, where any match but
  /// the whole 258 can be ignored if that was not so for the 258 positions before.
  std::vector<std::uint32_t> first;
  std::vector<Symbol> matches;

  bool interior(std::size_t at) const { return (first[at - begin] & kInterior) != 0; }
  std::span<const Symbol> at(std::size_t position) const {
    const std::size_t from = first[position - begin] & ~kInterior, to = first[position - begin + 1] & ~kInterior;
    return {matches.data() + from, to - from};
  }
};

class MatchFinder {
 public:
  /// `data` must outlive the finder and be shorter than 4 GiB.
  MatchFinder(ByteView data, const MatchOptions& options);

  /// Fills `cache` for the next positions: to the end of the data, or to where the cache holds `limit` matches and
  /// positions.
  void fill(MatchCache& cache, std::size_t limit);

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr std::size_t kMinStretch = 8;      ///< shorter ones are no trouble to the tree
  static constexpr std::size_t kStretchEnds = 8192;  ///< at most kWindow / kMinStretch for each of two periods

  struct StretchEnd {
    std::uint32_t end, length, older, period;
  };
  struct Continuation {  ///< an earlier end whose bytes after it equal those after the present end
    std::uint32_t distance, length, beyond;
  };
  /// data[i] == data[i - period] for i in [begin + period, end).
  struct Stretch {
    std::size_t period = 1, begin = 0, end = 0;
    bool wanted = false;  ///< long enough to be kept out of the tree, and followed by something
    std::vector<Continuation> continuations;
  };

  void advance(Stretch& stretch, std::size_t position);
  void index_end(const Stretch& stretch);
  void find_continuations(Stretch& stretch) const;
  void add_stretch_matches(const Stretch& stretch, std::size_t position, std::size_t start, MatchCache& cache) const;
  void add_tree_matches(std::size_t position, MatchCache& cache);
  std::size_t common(std::size_t a, std::size_t b, std::size_t known, std::size_t limit) const;

  const std::uint8_t* data_;
  std::size_t size_;
  MatchOptions options_;
  std::size_t position_ = 0;
  int hash_bits_;     ///< of both hashes: tables for small streams are small
  std::size_t mask_;  ///< of positions in the window, or in the whole of a smaller stream
  std::vector<std::uint32_t> head4_, head3_, children_, previous3_, stretch_head_;
  std::vector<StretchEnd> stretch_ends_;  ///< kStretchEnds, fewer for small streams
  std::uint32_t stretch_count_ = 0;
  std::vector<Stretch> stretches_;
};

}  // namespace whittle::deflate
