#pragma once
// Who made a picture and whose it is: the fields that stay when only the copyright is to stay.
//
//   notice    IPTC 2:116  XMP dc:rights          EXIF Copyright   PNG text "Copyright"
//   creators  IPTC 2:80   XMP dc:creator         EXIF Artist      PNG text "Author"
//   credit    IPTC 2:110  XMP photoshop:Credit
//
// and in XMP all of the rights management schema, xmpRights.

#include <string>
#include <vector>

namespace whittle::container {

/// In UTF-8; empty where nothing is said.
struct Rights {
  std::string notice;
  std::vector<std::string> creators;
  std::string credit;

  bool empty() const { return notice.empty() && creators.empty() && credit.empty(); }
  /// Takes from `other` what is not said here.
  void add(const Rights& other) {
    if (notice.empty()) notice = other.notice;
    if (creators.empty()) creators = other.creators;
    if (credit.empty()) credit = other.credit;
  }
};

}  // namespace whittle::container
