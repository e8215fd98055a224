#pragma once
// The tags and the text of an XML document, one after the other: as much of XML as XMP packets use. No document type,
// so no entities but the five and numbers; that keeps hostile input linear.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace whittle::container {

struct XmlAttribute {
  std::size_t begin = 0, end = 0;  ///< in the document, with the white space before it
  std::string_view name;           ///< with its prefix
  std::string_view value;          ///< as written
};

struct XmlToken {
  enum class Kind { text, start, empty, end };
  Kind kind = Kind::text;
  std::size_t begin = 0, end = 0;
  std::string_view name;  ///< of a tag, with its prefix
  std::string_view text;  ///< as written; CDATA not unwrapped
  bool literal = false;   ///< text of a CDATA section: has no entities
  std::vector<XmlAttribute> attributes;

  /// The value of the attribute `wanted`, as written; empty when there is none.
  std::string_view attribute(std::string_view wanted) const;
};

class XmlTokens {
 public:
  explicit XmlTokens(std::string_view document) : document_(document) {}

  /// Texts and tags, then nullopt; comments and processing instructions are stepped over. nullopt too at the first
  /// thing that is no XML, or no XML that is read here: `failed` tells.
  std::optional<XmlToken> next();
  bool failed() const { return failed_; }

 private:
  std::optional<XmlToken> fail();
  std::optional<XmlToken> read_tag();
  bool read_attribute(XmlToken& tag);
  bool skip_to(std::string_view end);
  void skip_space();

  std::string_view document_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

/// What is written as `raw`, in UTF-8. What is no entity stays as it is.
std::string xml_decoded(std::string_view raw);
/// `text` as it is written between tags or quotes. Characters that XML does not know are left out.
std::string xml_encoded(std::string_view text);

}  // namespace whittle::container
