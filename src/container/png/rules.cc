#include "container/png/rules.h"

#include <algorithm>

namespace whittle::container {
namespace {

using Verdict = PngRules::Verdict;

enum class Before { palette, pixels, end };  ///< what the chunk must precede
/// What becomes of a second one. Up to 1.6.44 one of colour takes the first with it, since then the first stands.
enum class Second { counts, ignored, disputed };

struct Rule {
  std::uint32_t type;
  Before before;
  std::uint32_t least, most;  ///< bytes
  Second second;
};

constexpr std::uint32_t kAny = UINT32_MAX;
constexpr Rule kRules[] = {
    {fourcc("cHRM"), Before::palette, 32, 32, Second::disputed},
    {fourcc("gAMA"), Before::palette, 4, 4, Second::disputed},
    {fourcc("iCCP"), Before::palette, 14, kAny, Second::disputed},
    {fourcc("sRGB"), Before::palette, 1, 1, Second::disputed},
    {fourcc("cICP"), Before::palette, 4, 4, Second::disputed},
    {fourcc("mDCV"), Before::palette, 24, 24, Second::ignored},
    {fourcc("cLLI"), Before::palette, 8, 8, Second::ignored},
    {fourcc("mDCv"), Before::palette, 24, 24, Second::ignored},  // names of a draft
    {fourcc("cLLi"), Before::palette, 8, 8, Second::ignored},
    {fourcc("sBIT"), Before::palette, 1, 4, Second::ignored},
    {png::kTrns, Before::pixels, 1, 256, Second::ignored},
    {fourcc("bKGD"), Before::pixels, 1, 6, Second::ignored},
    {fourcc("hIST"), Before::pixels, 2, 512, Second::ignored},
    {fourcc("pHYs"), Before::pixels, 9, 9, Second::ignored},
    {fourcc("oFFs"), Before::pixels, 9, 9, Second::ignored},
    {fourcc("pCAL"), Before::pixels, 14, kAny, Second::ignored},
    {fourcc("sCAL"), Before::pixels, 4, kAny, Second::ignored},
    {fourcc("sPLT"), Before::pixels, 3, kAny, Second::counts},
    {fourcc("sTER"), Before::pixels, 1, 1, Second::ignored},
    {fourcc("tIME"), Before::end, 7, 7, Second::ignored},
    {png::kExif, Before::end, 4, kAny, Second::ignored},
    {png::kOrientation, Before::end, 1, 1, Second::ignored},
};

/// Known without a rule: texts, animation, this program's mark, Apple's index of the compressed data, signatures.
constexpr std::uint32_t kOthers[] = {fourcc("tEXt"),    fourcc("zTXt"), fourcc("iTXt"), png::kActl,
                                     png::kFctl,        png::kFdat,     png::kMark,     fourcc("iDOT"),
                                     png::kCredentials, png::kSignature};

const Rule* find_rule(std::uint32_t type) {
  const auto* const rule =
      std::find_if(std::begin(kRules), std::end(kRules), [&](const Rule& r) { return r.type == type; });
  return rule == std::end(kRules) ? nullptr : rule;
}

}  // namespace

bool png::is_known(std::uint32_t type) {
  return find_rule(type) != nullptr || std::find(std::begin(kOthers), std::end(kOthers), type) != std::end(kOthers);
}

bool png::is_text(std::uint32_t type) {
  return type == fourcc("tEXt") || type == fourcc("zTXt") || type == fourcc("iTXt");
}

bool png::is_exif(ByteView start) {
  return has_text(start, 0, std::string_view("II*\0", 4)) || has_text(start, 0, std::string_view("MM\0*", 4));
}

bool PngRules::had(std::uint32_t type) const {
  return std::find(taken_.begin(), taken_.end(), type) != taken_.end();
}

Verdict PngRules::next(std::uint32_t type, std::uint64_t size, ByteView start) {
  if (pixels_ == Pixels::here && type != png::kIdat) pixels_ = Pixels::behind;
  if (type == png::kIdat) {
    // What comes after other chunks is more than the picture needs, or the picture is not whole.
    if (pixels_ == Pixels::behind) return Verdict::ignored;
    pixels_ = Pixels::here;
    return Verdict::counts;
  }
  if (type == png::kActl || type == png::kFctl || type == png::kFdat) return judge_animation(type, size, start);
  return type == png::kPlte ? judge_palette(size) : judge(type, size, start);
}

/// Of an animation nothing counts unless a sound acTL stands before the pixels, where the first one does: browsers show
/// a still picture then. Of a second one some show a still picture, others the animation that the first announces.
Verdict PngRules::judge_animation(std::uint32_t type, std::uint64_t size, ByteView start) {
  const bool announced = had(png::kActl);
  if (type != png::kActl) return announced ? Verdict::counts : Verdict::ignored;
  const bool another = had_actl_;
  if (pixels_ != Pixels::ahead) return announced ? Verdict::disputed : Verdict::ignored;
  had_actl_ = true;
  if (another) return Verdict::disputed;
  if (size != 8 || be32(start, 0) == 0) return Verdict::ignored;
  taken_.push_back(type);
  return Verdict::counts;
}

Verdict PngRules::judge_palette(std::uint64_t size) {
  const bool indexed = ihdr_.colour == PngColour::palette;
  if (had_palette_) return Verdict::broken;
  if (pixels_ != Pixels::ahead) return Verdict::ignored;
  had_palette_ = true;
  if (ihdr_.colour == PngColour::grey || ihdr_.colour == PngColour::grey_alpha) return Verdict::ignored;
  if (size == 0 || size % 3 != 0 || size > 768) return indexed ? Verdict::broken : Verdict::ignored;
  // Up to 1.6.44 it undid a tRNS before it, since then it is dropped itself.
  if (!indexed && (had(png::kTrns) || had(fourcc("bKGD")))) return Verdict::disputed;
  palette_ = static_cast<std::size_t>(size / 3);
  if (indexed) palette_ = std::min(palette_, std::size_t{1} << ihdr_.depth);
  return Verdict::counts;
}

Verdict PngRules::judge(std::uint32_t type, std::uint64_t size, ByteView start) {
  const Rule* const rule = find_rule(type);
  if (rule == nullptr) return Verdict::counts;
  const bool late =
      (rule->before != Before::end && pixels_ != Pixels::ahead) || (rule->before == Before::palette && had_palette_);
  // Whether a palette that counts for nothing ends the place before it is where versions differ.
  const bool unclear = rule->before == Before::palette && pixels_ == Pixels::ahead && had_palette_ && palette_ == 0;
  if (unclear) return Verdict::disputed;
  if (late || size < rule->least || size > rule->most || !fits_colours(type, size, start)) return Verdict::ignored;
  if (had(type)) {
    if (rule->second != Second::counts) return rule->second == Second::ignored ? Verdict::ignored : Verdict::disputed;
    return Verdict::counts;
  }
  if (type != png::kExif || png::is_exif(start)) taken_.push_back(type);
  return Verdict::counts;
}

/// Whether the chunk has the size and values that the colour type asks for, where it asks.
bool PngRules::fits_colours(std::uint32_t type, std::uint64_t size, ByteView start) const {
  const bool indexed = ihdr_.colour == PngColour::palette;
  const bool grey = ihdr_.colour == PngColour::grey || ihdr_.colour == PngColour::grey_alpha;
  if (type == png::kTrns) {
    if (indexed) return size <= palette_;
    return (ihdr_.colour == PngColour::grey && size == 2) || (ihdr_.colour == PngColour::rgb && size == 6);
  }
  if (type == fourcc("hIST")) return palette_ > 0 && size == 2 * palette_;
  if (type == fourcc("bKGD")) {
    if (indexed) return size == 1 && u8(start, 0) < palette_;
    if (size != (grey ? 2U : 6U)) return false;
    if (ihdr_.depth == 16) return true;
    if (grey) return be16(start, 0) < (1U << ihdr_.depth);
    return u8(start, 0) == 0 && u8(start, 2) == 0 && u8(start, 4) == 0;
  }
  if (type == fourcc("sBIT")) {
    if (size != (indexed ? 3U : ihdr_.channels())) return false;
    const unsigned depth = indexed ? 8 : ihdr_.depth;
    const ByteView bits = start.first(static_cast<std::size_t>(size));
    return std::all_of(bits.begin(), bits.end(),
                       [&](std::byte b) { return b != std::byte{0} && static_cast<unsigned>(b) <= depth; });
  }
  return true;
}

}  // namespace whittle::container
