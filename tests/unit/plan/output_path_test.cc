#include "plan/output_path.h"

#include "base/hash.h"
#include "tests/support/catch.h"

using namespace whittle;

namespace {

scan::Found found(const std::string& path, std::size_t relative_at) {
  scan::Found made;
  made.path = path;
  made.relative_at = static_cast<std::uint32_t>(relative_at);
  return made;
}

container::Header facts(Format format) {
  container::Header header;
  header.format = format;
  header.width = 640;
  header.height = 480;
  return header;
}

plan::Settings directory(const std::string& name_template = "{stem}.{ext}") {
  plan::Settings settings;
  settings.target = plan::Target::directory;
  settings.output = "out";
  settings.name_template = name_template;
  return settings;
}

}  // namespace

TEST_CASE("a tree is mirrored and the extension follows the format") {
  const scan::Found file = found("src/img/a/b.JPEG", 8);
  CHECK(plan::output_path(directory(), file, facts(Format::jpeg), Format::jpeg) == "out/a/b.JPEG");
  CHECK(plan::output_path(directory(), file, facts(Format::jpeg), Format::webp) == "out/a/b.webp");
}

TEST_CASE("a name without extension stays one in its own format") {
  const scan::Found file = found("src/b", 4);
  CHECK(plan::output_path(directory(), file, facts(Format::png), Format::png) == "out/b");
  CHECK(plan::output_path(directory(), file, facts(Format::png), Format::webp) == "out/b.webp");
}

TEST_CASE("name templates") {
  const scan::Found file = found("src/a/b.png", 4);
  const auto with = [&](const std::string& text) {
    return plan::output_path(directory(text), file, facts(Format::png), Format::webp);
  };
  CHECK(with("{stem}-{w}x{h}.{ext}") == "out/a/b-640x480.webp");
  CHECK(with("{fmt}/{dir}/{stem}.{ext}") == "out/webp/a/b.webp");
  CHECK(with("{dir}/{stem}.{ext}") == "out/a/b.webp");
  const std::string hashed = plan::with_hash(with("{stem}.{hash8}.{ext}"), as_bytes("abc"));
  CHECK(hashed.size() == std::string("out/a/b.01234567.webp").size());
  CHECK(hashed == plan::with_hash(with("{stem}.{hash8}.{ext}"), as_bytes("abc")));
  CHECK(hashed != plan::with_hash(with("{stem}.{hash8}.{ext}"), as_bytes("abd")));
}

TEST_CASE("a file whose name looks like a placeholder keeps it") {
  const scan::Found file = found("src/{w}.png", 4);
  CHECK(plan::output_path(directory("{stem}.{ext}"), file, facts(Format::png), Format::png) == "out/{w}.png");
}

TEST_CASE("in place, a conversion changes the extension only") {
  plan::Settings settings;
  settings.target = plan::Target::in_place;
  CHECK(plan::output_path(settings, found("x/a.png", 0), facts(Format::png), Format::png) == "x/a.png");
  CHECK(plan::output_path(settings, found("x.d/a", 0), facts(Format::png), Format::webp) == "x.d/a.webp");
}

TEST_CASE("the original is delivered only where its format fits") {
  plan::Settings settings = directory();
  settings.formats = {Format::webp};
  const scan::Found file = found("src/a.png", 4);
  CHECK(plan::original_path(settings, file, facts(Format::png)) == "out/a.png");
  settings.target = plan::Target::file;
  settings.output = "x.webp";
  CHECK(plan::original_path(settings, file, facts(Format::png)).empty());
  settings.formats = {Format::png};
  CHECK(plan::original_path(settings, file, facts(Format::png)) == "x.webp");
  settings.target = plan::Target::in_place;
  CHECK(plan::original_path(settings, file, facts(Format::png)).empty());
}
