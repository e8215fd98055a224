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
  CHECK(plan::output_path(directory(), file, facts(Format::jpeg), Format::jpeg, {640, 480}).text == "out/a/b.JPEG");
  CHECK(plan::output_path(directory(), file, facts(Format::jpeg), Format::webp, {640, 480}).text == "out/a/b.webp");
}

TEST_CASE("a name without extension stays one in its own format") {
  const scan::Found file = found("src/b", 4);
  CHECK(plan::output_path(directory(), file, facts(Format::png), Format::png, {640, 480}).text == "out/b");
  CHECK(plan::output_path(directory(), file, facts(Format::png), Format::webp, {640, 480}).text == "out/b.webp");
}

TEST_CASE("name templates") {
  const scan::Found file = found("src/a/b.png", 4);
  const auto with = [&](const std::string& text) {
    return plan::output_path(directory(text), file, facts(Format::png), Format::webp, {640, 480}).text;
  };
  CHECK(with("{stem}-{w}x{h}.{ext}") == "out/a/b-640x480.webp");
  CHECK(with("{fmt}/{dir}/{stem}.{ext}") == "out/webp/a/b.webp");
  CHECK(with("{dir}/{stem}.{ext}") == "out/a/b.webp");
  CHECK(with("{ext}.{ext}{stem}") == "out/a/webp.webpb");
}

TEST_CASE("the hash of the bytes goes where the template has it") {
  const scan::Found file = found("src/a/b.png", 4);
  const plan::OutputPath path =
      plan::output_path(directory("{hash8}/{stem}.{hash8}.{ext}"), file, facts(Format::png), Format::webp, {640, 480});
  CHECK(path.text == "out/a/{hash8}/b.{hash8}.webp");
  const std::string digits = hex(hash128(as_bytes("abc"))).substr(0, 8);
  CHECK(path.with_hash(as_bytes("abc")) == "out/a/" + digits + "/b." + digits + ".webp");
}

TEST_CASE("a path that looks like a placeholder is none") {
  const auto path = [](const plan::Settings& settings, const scan::Found& file) {
    return plan::output_path(settings, file, facts(Format::png), Format::png, {640, 480}).with_hash(as_bytes("abc"));
  };
  for (const std::string name : {"{w}", "{hash8}", "{stem}", "{dir}", "{ext}"}) {
    const scan::Found file = found("src/" + name + "/" + name + ".png", 4);
    CHECK(path(directory("{stem}.{ext}"), file) == "out/" + name + "/" + name + ".png");
    CHECK(path(directory("{dir}/{stem}-{w}.{ext}"), file) == "out/" + name + "/" + name + "-640.png");
    plan::Settings settings;
    settings.target = plan::Target::in_place;
    CHECK(path(settings, file) == file.path);
    settings.target = plan::Target::file;
    settings.output = name + ".png";
    CHECK(path(settings, file) == settings.output);
    settings = directory("{stem}.{ext}");
    settings.output = name;
    CHECK(path(settings, found("src/a.png", 4)) == name + "/a.png");
  }
}

TEST_CASE("{dir} is nothing for a file at the top") {
  const scan::Found file = found("src/b.png", 4);
  CHECK(plan::output_path(directory("{dir}/{stem}.{ext}"), file, facts(Format::png), Format::png, {640, 480}).text ==
        "out/b.png");
  CHECK(plan::output_path(directory("x/{dir}/{stem}.{ext}"), file, facts(Format::png), Format::png, {640, 480}).text ==
        "out/x/b.png");
}

TEST_CASE("in place, a conversion changes the extension only") {
  plan::Settings settings;
  settings.target = plan::Target::in_place;
  CHECK(plan::output_path(settings, found("x/a.png", 0), facts(Format::png), Format::png, {640, 480}).text ==
        "x/a.png");
  CHECK(plan::output_path(settings, found("x.d/a", 0), facts(Format::png), Format::webp, {640, 480}).text ==
        "x.d/a.webp");
}

TEST_CASE("the original is delivered only where its format fits") {
  plan::Settings settings = directory();
  settings.formats = {Format::webp};
  const scan::Found file = found("src/a.png", 4);
  CHECK(plan::original_path(settings, file, facts(Format::png)).text == "out/a.png");
  settings.target = plan::Target::file;
  settings.output = "x.webp";
  CHECK(plan::original_path(settings, file, facts(Format::png)).empty());
  settings.formats = {Format::png};
  CHECK(plan::original_path(settings, file, facts(Format::png)).text == "x.webp");
  settings.target = plan::Target::in_place;
  CHECK(plan::original_path(settings, file, facts(Format::png)).empty());
}
