#include "plan/build.h"

#include <sys/stat.h>

#include <algorithm>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/path.h"
#include "plan/collisions.h"
#include "plan/made_with.h"
#include "plan/output_path.h"
#include "plan/own_settings.h"
#include "plan/row.h"
#include "plan/validate.h"

#include "container/geometry.h"
#include "plan/baseline.h"
#include "sys/file.h"

namespace whittle::plan {
namespace {

struct FileId {
  dev_t device;
  ino_t inode;
  friend bool operator==(const FileId&, const FileId&) = default;
};
struct HashOfId {
  std::size_t operator()(const FileId& id) const { return (id.inode * 0x9e3779b97f4a7c15) ^ id.device; }
};

/// A file met in a walk or a list that neither is an image nor claims to be one by its name.
bool is_bystander(const scan::Found& found, const Inspection& inspection) {
  if (found.named == scan::Named::directly || found.error || !inspection.error) return false;
  const Reason reason = inspection.error->reason;
  return (reason == Reason::not_an_image || reason == Reason::empty_file) &&
         !format_from_extension(file_name(found.path));
}

std::vector<Format> formats_for(const Settings& settings, const container::Header& facts) {
  std::vector<Format> formats = {facts.format};
  if (!settings.smallest_format) {
    if (settings.formats.empty()) return formats;
    formats.clear();
    for (const Format named : settings.formats) {
      const Format format = named == Format::unknown ? facts.format : named;
      if (std::find(formats.begin(), formats.end(), format) == formats.end()) formats.push_back(format);
    }
    return formats;
  }
  // The first is offered with loss and without, so what is asked of it decides for all.
  const Format first = engine::offered_formats(engine::Fidelity::lossless).front();
  const engine::Fidelity fidelity = settings.of(first).fidelity;
  if (fidelity == engine::Fidelity::lossless && facts.coding == container::Coding::lossy)
    return formats;  // its pixels cost more in any lossless format
  for (const Format format : engine::offered_formats(fidelity)) {
    if (format != facts.format) formats.push_back(format);
  }
  return formats;
}

class Builder {
 public:
  Builder(Settings settings, std::size_t inputs, const Options& options) : baseline_(options) {
    plan_.settings = std::move(settings);
    plan_.tasks.reserve(inputs);  // growing would hold a million tasks twice
  }

  void add(const scan::Found& found, Inspection& inspection, std::shared_ptr<const Bytes> stdin_bytes,
           std::shared_ptr<const Settings> own) {
    ++sources_;
    const bool bystander = is_bystander(found, inspection);
    if (bystander && found.named == scan::Named::by_walk) return;
    if (is_deselected(inspection.facts.format) && found.named == scan::Named::by_walk) return;
    Task task = task_for(found, inspection, std::move(own));
    task.stdin_bytes = std::move(stdin_bytes);
    if (bystander) {
      leave_as_it_is(task.row, Outcome::skipped, inspection.error->reason);
      push(std::move(task));
      return;
    }
    if (std::optional<Error> error = whole_input_error(found, settings_of(task), inspection)) {
      finish(std::move(task), found, std::move(*error));
      return;
    }
    if (inspection.done) {
      leave_as_it_is(task.row, Outcome::kept, inspection.done->reason);
      task.row.width_out = inspection.done->width_out;
      task.row.height_out = inspection.done->height_out;
      task.row.cached = true;
      push(std::move(task));
      return;
    }
    add_outputs(std::move(task), found);
  }

  const Settings& settings() const { return plan_.settings; }
  Plan take() && { return std::move(plan_); }

 private:
  bool is_deselected(Format format) const {
    const std::vector<Format>& only = plan_.settings.only;
    return !only.empty() && format != Format::unknown && std::find(only.begin(), only.end(), format) == only.end();
  }

  const Settings& settings_of(const Task& task) const { return settings_for(plan_.settings, task); }

  Task task_for(const scan::Found& found, const Inspection& inspection, std::shared_ptr<const Settings> own) const {
    Task task;
    task.own = std::move(own);
    task.row.configured = found.configured;
    if (plan_.settings.mode == Mode::check && !found.error) {
      task.row.budget = settings_of(task).budget;
      task.row.known_bytes = baseline_.size_of(found.path);
    }
    task.row.input = found.path;
    task.row.bytes_in = inspection.stat.identity.size;
    task.row.format_in = inspection.facts.format;
    task.row.width = inspection.facts.width;
    task.row.height = inspection.facts.height;
    const container::Size seen = container::oriented_size(inspection.facts);
    task.row.width_out = seen.width;
    task.row.height_out = seen.height;
    task.row.frames = inspection.facts.width == 0 ? 0 : inspection.facts.frames;
    task.directory = found.directory;
    task.link = found.link;
    task.identity = inspection.stat.identity;
    task.accessed_ns = inspection.stat.atime_ns;
    task.source = sources_;
    task.facts = inspection.facts;
    task.content = inspection.content;
    return task;
  }

  /// What keeps the input from being worked on, whatever its output.
  std::optional<Error> whole_input_error(const scan::Found& found, const Settings& settings, Inspection& inspection) {
    if (found.error) return *found.error;
    if (settings.skip)
      return make_error(Category::validation, Reason::excluded, "left out by " + found.configured->rule);
    if (inspection.error) return std::move(*inspection.error);
    const auto skip = [](Reason reason, std::string message) {
      return make_error(Category::validation, reason, std::move(message));
    };
    if (is_deselected(inspection.facts.format)) return skip(Reason::excluded, "left out by --only");
    if (plan_.settings.target != Target::in_place || found.path == "-") return std::nullopt;
    if (!seen_.insert({inspection.stat.identity.device, inspection.stat.identity.inode}).second &&
        inspection.stat.links == 1) {
      return skip(Reason::duplicate, "the same file was named before by another path");
    }
    if (inspection.stat.links > 1) return skip(Reason::hard_link, "the file has other names (hard links)");
    if ((inspection.stat.mode & S_IWUSR) == 0) return skip(Reason::read_only, "the file is write-protected");
    return std::nullopt;
  }

  /// What becomes of the original where no output can be made of it.
  enum class Original { delivered, left };

  void add_outputs(Task task, const scan::Found& found) {
    const std::vector<std::size_t> sizes = sizes_for(settings_of(task), task.facts);
    // Delivered once: in place of the output that has its size.
    const auto kept = std::find_if(sizes.begin(), sizes.end(), [&](std::size_t size) {
      task.size = size;
      return !changes_size(plan_.settings, task);
    });
    const std::size_t delivering = kept == sizes.end() ? sizes.front() : *kept;
    const auto first = static_cast<std::ptrdiff_t>(plan_.tasks.size());
    for (const std::size_t size : sizes) {
      task.size = size;
      add_formats(task, found, size == delivering ? Original::delivered : Original::left);
    }
    decode_once({plan_.tasks.begin() + first, plan_.tasks.end()});
  }

  /// Lets outputs of one input be made of the same pixels.
  static void decode_once(std::span<Task> tasks) {
    std::vector<Output*> decoding;
    int shrink = engine::kMostShrink;
    for (Task& task : tasks) {
      for (Output& output : task.outputs) {
        const std::optional<int> alone = engine::decode_shrink(task.facts, *output.settings);
        if (!alone) continue;
        shrink = std::min(shrink, *alone);
        decoding.push_back(&output);
      }
    }
    if (decoding.size() < 2) return;
    for (Output* const output : decoding) output->shared_shrink = shrink;
  }

  /// Those of the sizes that make different pictures of this one: nothing is enlarged, so the large ones may be one.
  static std::vector<std::size_t> sizes_for(const Settings& settings, const container::Header& facts) {
    std::vector<std::size_t> sizes;
    std::vector<container::Size> made;
    for (std::size_t i = 0; i < settings.encoders->size(); ++i) {
      const container::Size size = container::output_size(facts, settings.resize(i));
      if (std::find(made.begin(), made.end(), size) != made.end()) continue;
      made.push_back(size);
      sizes.push_back(i);
    }
    return sizes;
  }

  void add_formats(const Task& task, const scan::Found& found, Original original) {
    const std::vector<Format> formats = formats_for(settings_of(task), task.facts);
    if (settings_of(task).smallest_format) return add_task(task, found, formats, original);
    // Where an output of its own format is made, the original would be written to the same place.
    const bool has_own = std::find(formats.begin(), formats.end(), task.facts.format) != formats.end();
    for (const Format format : formats) {
      const bool delivers = has_own ? format == task.facts.format : format == formats.front();
      add_task(task, found, {format}, delivers ? original : Original::left);
    }
  }

  /// One task that tries `formats`. Refused when none of them can be made.
  void add_task(Task task, const scan::Found& found, const std::vector<Format>& formats, Original original) {
    std::optional<Error> refusal;
    const Settings& asked = settings_of(task);
    const container::Size size = container::output_size(task.facts, asked.resize(task.size));
    for (const Format format : formats) {
      std::shared_ptr<const engine::Settings> settings = asked.of(format, task.facts.format, task.size);
      if (std::optional<Error> error = engine::refuse(task.facts, *settings)) {
        if (!refusal) refusal = std::move(error);
        continue;
      }
      const Cost cost = estimate(task.facts, task.row.bytes_in, *settings);
      task.outputs.push_back({std::move(settings), output_path(asked, found, task.facts, format, size), {}});
      task.cost.bytes = std::max(task.cost.bytes, cost.bytes);
      task.cost.ms += cost.ms;
    }
    if (task.outputs.empty()) {
      task.look = Look::whole;
      finish(std::move(task), found, std::move(*refusal), original);
      return;
    }
    task.row.format_out = task.outputs.front().settings->format;
    task.deliver = delivery(task);
    if (original == Original::delivered) task.original_path = original_path(asked, found, task.facts);
    if (plan_.settings.backup_dir) task.backup_path = backup_path(plan_.settings, found);
    push(std::move(task));
  }

  /// Another format that was named, or a change of size, is wanted for itself and not only for its bytes. In place
  /// nothing grows all the same, and a check is about bytes.
  Deliver delivery(const Task& task) const {
    const bool resized = changes_size(plan_.settings, task);
    const bool weighs_bytes = plan_.settings.target == Target::in_place || plan_.settings.mode == Mode::check;
    if (weighs_bytes) return resized && !settings_of(task).min_savings ? Deliver::if_smaller : Deliver::if_better;
    const bool names_format = !settings_of(task).smallest_format && task.row.format_out != task.facts.format;
    const bool several_outputs = plan_.settings.target == Target::directory || plan_.settings.target == Target::none;
    const bool weighs = several_outputs && settings_of(task).min_savings;
    return resized || (names_format && !weighs) ? Deliver::always : Deliver::if_better;
  }

  /// A task whose row is decided. The original is still delivered where every input is, unless it is no image at all.
  void finish(Task task, const scan::Found& found, Error error, Original original = Original::delivered) {
    const bool readable = !found.error && task.facts.format != Format::unknown && error.reason != Reason::excluded;
    error.path = found.path;  // also where opening a directory of it failed
    if (readable && original == Original::delivered)
      task.original_path = original_path(settings_of(task), found, task.facts);
    const Undelivered missing = undelivered(plan_.settings, task, error.reason);
    leave_as_it_is(task.row, std::move(error), missing);
    task.cost = estimate_copy(task.row.bytes_in);
    push(std::move(task));
  }

  void push(Task task) {
    task.row.index = plan_.tasks.size();
    plan_.tasks.push_back(std::move(task));
  }

  Plan plan_;
  Baseline baseline_;
  std::size_t sources_ = 0;  ///< inputs so far
  std::unordered_set<FileId, HashOfId> seen_;
};

/// Reads the image on stdin, if one of the inputs is it.
Result<std::shared_ptr<const Bytes>> read_stdin(std::vector<scan::Found>& found, const std::function<bool()>& stopped) {
  constexpr std::uint64_t kLimit = std::uint64_t{4} << 30;
  for (scan::Found& one : found) {
    if (one.path != "-") continue;
    Result<Bytes> bytes = sys::read_stream(0, kLimit, "-", stopped);
    if (bytes.ok()) return std::make_shared<const Bytes>(std::move(*bytes));
    if (bytes.error().reason != Reason::interrupted) return std::move(bytes).error();
    one.error = std::make_unique<Error>(std::move(bytes).error());
  }
  return std::shared_ptr<const Bytes>();
}

/// Says of each task which one before it makes the same of the same content.
void find_alike(std::vector<Task>& tasks) {
  std::unordered_map<cache::Key, std::size_t> first;
  for (Task& task : tasks) {
    if (!task.content || task.outputs.empty()) continue;
    const cache::Key key = cache::key_of(*task.content, task.row.bytes_in, encoding_of(task));
    const auto [known, is_new] = first.emplace(key, task.row.index);
    if (!is_new) task.like = known->second;
  }
}

}  // namespace

std::vector<FileResult> list(Plan plan) {
  std::vector<FileResult> rows;
  rows.reserve(plan.tasks.size());
  for (Task& task : plan.tasks) {
    FileResult& row = rows.emplace_back(std::move(task.row));
    if (task.outputs.empty()) {
      row.output = std::move(task.original_path.text);
      continue;
    }
    row.bytes_out = row.bytes_in;
    row.outcome = row.format_out == row.format_in ? Outcome::optimized : Outcome::converted;
    row.output = std::move(task.outputs.front().path.text);
    task = {};
  }
  return rows;
}

Result<Plan> build(Settings settings, std::vector<scan::Found> found, const Options& options,
                   const manifest::Entries& listed, const cache::Cache* cache, const std::function<bool()>& stopped) {
  TRY(check_output_is_no_input(settings, options.paths));
  TRY_ASSIGN(std::shared_ptr<const Bytes> stdin_bytes, read_stdin(found, stopped));
  OwnSettings configured(options, settings);
  std::vector<std::shared_ptr<const Settings>> own(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    TRY_ASSIGN(own[i], configured.of(found[i]));
  }
  std::vector<Inspection> inspections = validate(found, settings, cache, stopped);
  Builder builder(settings, found.size(), options);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool is_stdin = found[i].path == "-" && !found[i].error;
    if (is_stdin) inspections[i] = inspect_bytes(*stdin_bytes, builder.settings());
    builder.add(found[i], inspections[i], is_stdin ? stdin_bytes : nullptr, std::move(own[i]));
    found[i] = {};
    inspections[i] = {};
  }
  Plan plan = std::move(builder).take();
  plan.allows_loss = configured.allows_loss();
  TRY(check_outputs_distinct(plan.tasks, letter_case_of(plan.settings)));
  TRY(check_outputs_are_no_manifest(plan.settings, plan.tasks));
  TRY(check_existing(plan.settings, listed, plan.tasks));
  find_alike(plan.tasks);
  return plan;
}

}  // namespace whittle::plan
