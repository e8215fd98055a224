#pragma once
// IPTC-IIM records, and the image resource blocks (IRB) of Photoshop that JPEG, TIFF and PNG carry them in: "8BIM", a
// number, a name, a length, the data. ImageMagick puts the bare records into a PNG; what takes an IRB takes them too.

#include "base/bytes.h"
#include "container/payload/rights.h"
#include "container/payload/xmp.h"

namespace whittle::container {

enum class Keep { all, rights_only, all_but_rights };

/// The IRB with what `keep` says of its IPTC records; with rights_only no other resource stays, and nothing is left
/// when there are no rights. With all_but_rights Photoshop's digest of the records goes when they change. Damage ends
/// the reading; what was read until then counts, and with all_but_rights the rest stays as it is.
Bytes irb_with(ByteView irb, Keep keep);

/// An IRB of `irb`, which may be bare records or empty, with `records` too unless it has some.
Bytes irb_with_records(ByteView irb, ByteView records);
/// An IRB of the records of `irb` alone; empty when it has none.
Bytes irb_of_records(ByteView irb);

/// What the records of an IRB say of the picture, besides rights, in the words that XMP has for it (IPTC Core): titles,
/// caption, keywords, categories, place, date.
std::vector<XmpField> captions_in_irb(ByteView irb);

/// The rights in the IPTC records of an IRB.
Rights rights_in_irb(ByteView irb);
/// The same of bare records, as TIFF has them.
Rights rights_in_iptc(ByteView records);

}  // namespace whittle::container
