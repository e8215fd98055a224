#pragma once
// IPTC-IIM records, and the image resource blocks (IRB) of Photoshop that JPEG, TIFF and PNG carry them in: "8BIM", a
// number, a name, a length, the data. ImageMagick puts the bare records into a PNG; what takes an IRB takes them too.

#include "base/bytes.h"
#include "container/payload/rights.h"
#include "container/payload/xmp.h"
#include "whittle/options.h"

namespace whittle::container {

/// The IRB's records of rights alone, without any other resource; nothing is left when there are none. Here and below
/// damage ends the reading, and what was read until then counts.
Bytes irb_of_rights(ByteView irb);

/// The IRB without what `strip` names: records of rights (copyright) and of places (gps: where the picture was taken
/// and what it shows); Photoshop's copies of EXIF and XMP, its thumbnails. Its digest of the records goes when they
/// change. What is behind damage stays as it is.
Bytes irb_without(ByteView irb, MetadataSet strip);

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
