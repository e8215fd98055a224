// TIFF: a copy of a file for the decoder, whose directories name nothing but what says how the picture looks. libtiff
// warns of any tag that is not as it should be (a text without its NUL, a count that is off, an order), libvips takes
// each warning for damage, and what such tags say is carried by our own code.

#include "container/defect.h"
#include "container/tiff/fields.h"
#include "container/tiff/pages.h"
#include "container/tiff/tiff.h"

namespace whittle::container {
namespace {

constexpr std::uint16_t kWanted[] = {
    256,  257, 258, 259, 262, 266, 273, 274, 277, 278, 279,  // sizes, kinds and places of samples
    282,  283, 284, 292, 293, 296, 317, 320, 322, 323, 324,
    325,  332, 338, 339, 347, 529, 530, 532,  // inks, extra samples, JPEG tables, YCbCr
    34675};                                   // ICC

bool is_wanted(const TiffEntry& entry) {
  return std::binary_search(std::begin(kWanted), std::end(kWanted), entry.tag);
}

}  // namespace

Result<Bytes> tiff_for_decoder(ByteView file) {
  Window window(file);
  TRY_ASSIGN(const TiffBlock block, TiffBlock::open(window));
  const bool big = block.is_big_tiff();
  const unsigned word = big ? 8 : 4;
  Bytes out(file.begin(), file.end());
  constexpr std::uint64_t kRoom = std::uint64_t{64} << 20;  // for directories
  if (!big && file.size() > UINT32_MAX - kRoom) return out;
  std::uint64_t link = big ? 8 : 4;  // where the offset of the next directory goes
  for (TiffChain chain(block); chain.at() != 0;) {
    if (chain.count() > kMaxTiffPages) return corrupt("TIFF directories without end", chain.at());
    TRY_ASSIGN(TiffDirectory directory, block.read(chain.at()));
    chain.go_on(directory.next);
    std::erase_if(directory.entries, [](const TiffEntry& entry) { return !is_wanted(entry); });
    drop_repeated(directory.entries);
    if (out.size() % 2 != 0) append_u8(out, 0);
    store_number(out, link, out.size(), word, block.order());
    append_number(out, directory.entries.size(), big ? 8 : 2, block.order());
    for (const TiffEntry& entry : directory.entries) append(out, file.subspan(entry.at, big ? 20 : 12));
    link = out.size();
    append_number(out, 0, word, block.order());
  }
  return out;
}

}  // namespace whittle::container
