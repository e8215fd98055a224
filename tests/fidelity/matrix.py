#!/usr/bin/env python3
"""Nothing true is lost: every kind of input, through every operation, judged by decoders that share no code with whittle or libvips.

    tests/fidelity/matrix.py WHITTLE [-v] [PATTERN...]     inputs whose names match, else all

Prints a matrix, rows inputs, columns operations. A cell is
    =         right: kept as it was, or the new file shows and carries the same
    a code    refused with this reason, the file left alone
    WRONG     neither; what is wrong stands below the matrix
and exits 1 when there is one that known_wrong.txt does not name, 77 when a referee is missing. With -v the words of refusals too.
"""
import concurrent.futures
import dataclasses
import fnmatch
import json
import multiprocessing
import os
import struct
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing is left in the source tree
import metadata as meta
import referees
import tiff_tags
import tools

os.environ["WHITTLE_CACHE"] = "off"  # what is judged is worked out

# Refusals that may be true of a sound file. "corrupt" and its like never are.
HONEST = {"unsupported", "unsupported-format", "animated-unsupported", "alpha-unsupported", "depth-unsupported", "gain-map", "extras",
          "signed", "too-small", "too-large"}
LEFT_ALONE = {"kept", "skipped"}
# What a format has a place for, of another's metadata; whose the picture is goes into XMP where there is none for EXIF.
HOLDS_XMP = {"jpeg", "png", "webp", "avif", "jxl", "tiff", "gif"}
HOLDS_EXIF = HOLDS_XMP - {"gif"}
HOLDS_COMMENTS = {"jpeg", "png", "gif"}


@dataclasses.dataclass
class Operation:
    name: str
    options: list
    strip: str = "none"  # none, safe, all, extras, gps, xmp (all but IPTC)
    target: str = ""  # empty: in place
    extras_only: bool = False  # tried with inputs that have some


OPERATIONS = [
    Operation("-i", ["-i"]), Operation("-s", ["-i", "-s"], "safe"), Operation("strip all", ["-i", "--strip", "all"], "all"),
    Operation("strip gps", ["-i", "--strip", "gps"], "gps"), Operation("strip xmp", ["-s", "--keep", "iptc", "-f", "webp"], "xmp", "webp"),
    Operation("strip extras", ["-i", "-q", "80", "--strip", "extras"], "extras", extras_only=True),
    Operation("-q 80", ["-i", "-q", "80"]), Operation("-q auto", ["-i", "-q", "auto"]),
] + [Operation("-f " + name, ["-f", name], target=name) for name in ("jpeg", "png", "webp", "gif", "avif", "tiff", "jxl")] + [
    Operation("-q webp", ["-q", "80", "-f", "webp"], target="webp"),
    Operation("-q srgb", ["-i", "-q", "80", "--icc", "srgb"]), Operation("srgb png", ["--icc", "srgb", "-f", "png"], target="png")]


def cases():
    import make_avif, make_extras, make_gif, make_jpeg, make_png, make_rights  # cases are made when they are asked for
    import make_tiff, make_tiff_tags, make_webp
    modules = (make_png, make_jpeg, make_tiff, make_tiff_tags, make_gif, make_webp, make_avif, make_extras, make_rights)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        made = list(pool.map(lambda module: list(module.cases()), modules))
    for module in made:
        for case in module:
            case.name = case.name[case.name.rindex(".") + 1:] + "-" + case.name  # no two may become one output
            yield case


# Comparison of what is shown

def upright(shown, orientation):
    """Pixels of each frame as they are to be seen, and the width."""
    w, h = shown.width, shown.height
    swap = orientation >= 5
    source = {1: lambda x, y: (x, y), 2: lambda x, y: (w - 1 - x, y), 3: lambda x, y: (w - 1 - x, h - 1 - y),
              4: lambda x, y: (x, h - 1 - y), 5: lambda x, y: (y, x), 6: lambda x, y: (y, h - 1 - x),
              7: lambda x, y: (w - 1 - y, h - 1 - x), 8: lambda x, y: (w - 1 - y, x)}[orientation]
    across, down = (h, w) if swap else (w, h)
    if orientation == 1:
        return [frame.rgba for frame in shown.frames], w
    places = [source(x, y) for y in range(down) for x in range(across)]
    return [[frame.rgba[y * w + x] for x, y in places] for frame in shown.frames], across


def without_hidden(rgba):
    return [pixel if pixel[3] else (0, 0, 0, 0) for pixel in rgba]


def on_grey(rgba, colour=None):
    """Colours over middle grey, from 0 to 1, so that what is hidden does not count and alpha does; of `colour` as sRGB."""
    pixels = list(set(rgba))
    colours = [tuple(c / 65535 for c in pixel[:3]) for pixel in pixels]
    if colour:
        colours = colour.to_srgb(colours)
    out = {}
    for pixel, rgb in zip(pixels, colours):
        a = pixel[3] / 65535
        out[pixel] = tuple(c * a + 0.5 * (1 - a) for c in rgb)
    return [out[pixel] for pixel in rgba]


def timeline(frames, milliseconds):
    """[frame, milliseconds] in which equal neighbours are one."""
    line = []
    for frame, time in zip(frames, milliseconds):
        if line and line[-1][0] == frame:
            line[-1][1] += time
        else:
            line.append([frame, time])
    return line


def difference(one, other, width):
    """(mean, of the worst 8x8 block the mean) in steps of 255, of pixels from 0 to 1."""
    blocks, total = {}, 0.0
    for i, (p, q) in enumerate(zip(one, other)):
        block = blocks.setdefault((i % width // 8, i // width // 8), [0, 0.0, 0.0, 0.0])
        block[0] += 1
        for c in range(3):
            block[c + 1] += p[c] - q[c]
            total += abs(p[c] - q[c])
    worst = max(abs(block[c]) / block[0] for block in blocks.values() for c in (1, 2, 3))
    return 255 * total / (3 * len(one)), 255 * worst


def compare_pixels(before, after, width, exact, same_colour, rounded=False):
    """What is wrong with frames that are pairs of RGBA lists, or None. `rounded`: both are computed, perhaps not alike."""
    for i, (source, result) in enumerate(zip(before.frames, after.frames)):
        if exact and same_colour and not rounded:
            if before.hidden_means_nothing or after.hidden_means_nothing:
                source, result = without_hidden(source), without_hidden(result)
            if source != result:
                worst = max(abs(a - b) for p, q in zip(source, result) for a, b in zip(p, q))
                return f"pixels of frame {i} differ by up to {worst / 257:.1f}, and it was to be lossless"
            continue
        one = on_grey(source, None if same_colour else before.colour)
        other = on_grey(result, None if same_colour else after.colour)
        mean, worst = difference(one, other, width)
        if mean > (1.5 if exact else 7) or worst > (6 if exact else 20):
            return f"colours of frame {i} differ by {mean:.1f}, in a block by {worst:.1f}"
    return None


@dataclasses.dataclass
class Seen:
    frames: list
    width: int
    colour: object
    loops: int
    times: list
    hidden_means_nothing: bool  # GIF: what is transparent has no colour


def see(path, tags):
    shown = referees.read(path, tags)
    orientation = shown.orientation
    if orientation is None:
        orientation = ORIENTATIONS.get(str(tags.get("IFD0:Orientation")), 1)
    frames, width = upright(shown, orientation)
    return Seen(frames, width, shown.colour, shown.loops, [frame.milliseconds for frame in shown.frames],
                path.endswith(".gif")), shown.cmyk


ORIENTATIONS = {"Horizontal (normal)": 1, "Mirror horizontal": 2, "Rotate 180": 3, "Mirror vertical": 4,
                "Mirror horizontal and rotate 270 CW": 5, "Rotate 90 CW": 6, "Mirror horizontal and rotate 90 CW": 7, "Rotate 270 CW": 8}


def shown_wrong(source, result, exact, rounded):
    """What is wrong with how `result` looks and moves, or None; both (Seen, whether CMYK)."""
    (before, was_cmyk), (after, is_cmyk) = source, result
    if len(before.frames[0]) != len(after.frames[0]) or before.width != after.width:
        return "another size, or turned"
    if before.times and (len(before.frames) > 1 or len(after.frames) > 1):
        one = timeline(before.frames if exact else range(len(before.frames)), before.times)
        other = timeline(after.frames if exact else range(len(after.frames)), after.times)
        if sum(before.times) != sum(after.times) or (exact and [t for _, t in one] != [t for _, t in other]):
            return f"times {before.times} became {after.times}"
        if len(one) > 1 and after.loops not in (before.loops, min(before.loops, 0xFFFF)):  # WebP counts to 65535
            return f"loops {before.loops} became {after.loops}"
        if exact:
            before = dataclasses.replace(before, frames=[frame for frame, _ in one])
            after = dataclasses.replace(after, frames=[frame for frame, _ in other])
    if len(before.frames) != len(after.frames):
        return f"{len(before.frames)} frames became {len(after.frames)}"
    if was_cmyk and not is_cmyk:
        return None  # no converter says what these inks look like without a profile
    same_colour = before.colour.label == after.colour.label
    if exact and not same_colour and before.colour.label.startswith("icc") and after.colour.label.startswith("icc"):
        return "another profile"
    return compare_pixels(before, after, before.width, exact, same_colour, rounded)


# What is carried

def density(tags):
    """Dots an inch across and down, or None where nothing says it."""
    for name, fields in (("JFIF", ("XResolution", "YResolution")), ("PNG-pHYs", ("PixelsPerUnitX", "PixelsPerUnitY")),
                         ("IFD0", ("XResolution", "YResolution"))):
        unit = tags.get(f"{name}:ResolutionUnit") or tags.get(f"{name}:PixelUnits")
        inches = {"inches": 1, "cm": 2.54, "meters": 0.0254}.get(unit)
        said = [tags.get(f"{name}:{field}") for field in fields]
        if inches and None not in said:
            return tuple(float(number) * inches for number in said)
    return None


def says_density_in_exif(tags):
    return density({tag: value for tag, value in tags.items() if not tag.startswith("IFD0:")}) is None


def has_been_turned(before, after):
    """Whether what was across is down now."""
    one, other = (ORIENTATIONS.get(str(tags.get("IFD0:Orientation")), 1) for tags in (before, after))
    return one >= 5 > other


def carried_wrong(case, operation, row, data, tags, source_tags):
    """What of the metadata is missing, or still there, or None."""
    same_format = row["format_in"] == row["format_out"]
    texts = [str(value) for tag, value in tags.items() if not tag.startswith(("File:", "System:", "SourceFile", "ExifTool"))]
    texts += [str(tags[tag]) for tag in ("File:Comment",) if tag in tags]
    texts += [data.decode("latin-1")] if case.anywhere else []

    def says(words):
        return any(words in text for text in texts)
    if row["format_out"] == "tiff":
        texts.append(data.decode("latin-1"))  # exiftool says each tag once, of one page
    if row["format_out"] == "tiff" and same_format and operation.strip == "none":
        if said := tiff_tags.changed(case.data, data, colours_too="srgb" not in operation.options):
            return said
    holds = {"xmp": HOLDS_XMP, "comment": HOLDS_COMMENTS}.get(case.travels, HOLDS_EXIF)
    for words in case.rights:
        if operation.strip == "all" and says(words):
            return f"still says {words!r}"
        if operation.strip != "all" and not says(words) and (same_format or row["format_out"] in HOLDS_XMP):
            return f"lost {words!r}"
    for words in case.private:
        stays = {"none": True, "extras": True, "safe": case.stays_safe, "gps": words not in meta.PLACES and not case.whole, "xmp": case.stays_safe or (case.iptc and words not in meta.PLACES),
                 "all": False}[operation.strip]
        if not stays and says(words):
            return f"still says {words!r}"
        if stays and not says(words) and (same_format or (case.travels and row["format_out"] in holds)):
            return f"lost {words!r}"
    goes_with_exif = operation.strip == "safe" and row["format_in"] != "tiff" and says_density_in_exif(source_tags)
    if operation.strip != "all" and not goes_with_exif and row["format_out"] in ("jpeg", "png", "tiff"):
        before, after = density(source_tags), density(tags)
        if before and has_been_turned(source_tags, tags):
            before = before[::-1]
        if (before is None) != (after is None) or (before and any(abs(a - b) > 1 for a, b in zip(before, after))):
            return f"{before} dots an inch became {after}"
    for part in case.extras:
        if operation.strip == "extras" and part in data:
            return "still has what stands beside the picture"
        if operation.strip != "extras" and part not in data:
            return "lost what stands beside the picture"
    if case.signed and operation.strip != "all" and case.signed not in data:
        return "lost its credentials"
    if case.chunk and operation.strip == "none" and case.chunk not in data:
        return "lost a private chunk"
    return None


# Cells

def output_of(case, operation, row):
    """The name of the file that stands for the result."""
    kept_in_place = not operation.target and row["outcome"] == "kept"
    return case.name if kept_in_place else os.path.basename(row["output"] or case.name)


def judge(case, operation, row, source_path, source, result_folder, tags):
    """(text of the cell, words about it)."""
    outcome, reason = row["outcome"], row["reason"] or ""
    words = (row["error"] or {}).get("message") or row["detail"] or ""
    if outcome == "failed" or outcome == "skipped":
        return (reason, words) if reason in HONEST or (case.damaged and reason in ("corrupt", "truncated")) else ("WRONG", f"{outcome}, {reason}: {words}")
    path = os.path.join(result_folder, output_of(case, operation, row))
    with open(path, "rb") as file:
        data = file.read()
    if data == case.data and (operation.strip == "none" or outcome == "kept" and not (case.private or case.rights)):
        return "=", ""
    if source is None:
        return "WRONG", "made of what no referee reads"
    try:
        said = referees.complaints(path)
        if said and not referees.complaints(source_path):
            return "WRONG", said
        exact = row["quality"] is None
        wrong = shown_wrong(source, see(path, tags.get(os.path.basename(path), {})), exact, case.rounded)
        wrong = wrong or carried_wrong(case, operation, row, data, tags.get(os.path.basename(path), {}), TAGS[case.name])
    except (tools.Failed, ValueError, IndexError, KeyError, struct.error) as error:
        wrong = f"a referee does not read it: {error}"
    return ("WRONG", wrong) if wrong else ("=", "")


def rows_of(whittle, options, names, where):
    """{name: what whittle reports of it}"""
    status, out, err = tools.run_all(whittle, "--json", *options, *names, cwd=where)
    try:
        return {os.path.basename(row["input"]): row for row in json.loads(out)["files"]}
    except ValueError:
        raise tools.Failed(f"whittle {options}: exit {status}: {err}") from None


def run_operation(whittle, operation, folder):
    """{name: (cell, words)} of one operation on all inputs. Runs in a process of its own."""
    inputs, sources = [case for case in INPUTS if case.extras or not operation.extras_only], SOURCES
    if not inputs:
        return {}
    work = os.path.join(folder, operation.name.replace(" ", "_"))
    os.mkdir(work)
    if operation.target:
        where, names = work, [f"../inputs/{case.name}" for case in inputs]
        options = [*operation.options, "-o", work + "/"]
    else:
        where, names, options = work, [case.name for case in inputs], operation.options
        for case in inputs:
            with open(os.path.join(work, case.name), "wb") as file:
                file.write(case.data)
    rows = rows_of(whittle, options, names, where)
    if operation.target:  # one named file is made even if it grows
        for case in inputs:
            if rows[case.name]["outcome"] == "kept":
                output = os.path.join(work, os.path.splitext(case.name)[0] + "." + operation.target)
                rows.update(rows_of(whittle, [*operation.options, "-o", output], [f"../inputs/{case.name}"], work))
    tags = tags_of(work, inputs, rows, operation)
    return {case.name: judge(case, operation, rows[case.name], os.path.join(folder, "inputs", case.name), sources[case.name], work, tags)
            for case in inputs}


def tags_of(work, inputs, rows, operation):
    """{name: {tag: text}} of what was written; of a copy of an input, what was said of that."""
    tags, new = {}, []
    for case in inputs:
        name = output_of(case, operation, rows[case.name])
        path = os.path.join(work, name)
        if rows[case.name]["outcome"] in ("failed", "skipped") or not os.path.exists(path):
            continue
        with open(path, "rb") as file:
            if file.read() == case.data:
                tags[name] = TAGS[case.name]
            else:
                new.append(path)
    return tags | referees.metadata(new)


INPUTS, SOURCES, TAGS = [], {}, {}  # of the run: the processes are forked with them


def read_sources(inputs, folder):
    """{name: (Seen, whether CMYK)}; None for what no referee reads, which must be left alone."""
    path = os.path.join(folder, "inputs")
    os.mkdir(path)
    for case in inputs:
        with open(os.path.join(path, case.name), "wb") as file:
            file.write(case.data)
    paths = [os.path.join(path, case.name) for case in inputs]
    TAGS.update(referees.metadata(paths))

    def source(path):
        try:
            return see(path, TAGS[os.path.basename(path)])
        except tools.Failed:
            return None
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip((case.name for case in inputs), pool.map(source, paths)))


def read_known():
    """Patterns of cells that are known to be wrong: "INPUT OPERATION", a line each; # begins a comment."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "known_wrong.txt"), encoding="utf-8") as file:
        lines = [line.split("#")[0].strip() for line in file]
    return [line for line in lines if line]


def show(inputs, operations, cells, verbose):
    """Prints the matrix and what is wrong; how many cells are that nobody knew of."""
    first = max(len(case.name) for case in inputs) + 2
    widths = [max([len(o.name)] + [len(cell) for cell, _ in cells[o.name].values()]) + 2 for o in operations]
    print(" " * first + "".join(o.name.ljust(w) for o, w in zip(operations, widths)).rstrip())
    for case in inputs:
        print(case.name.ljust(first) + "".join(cells[o.name].get(case.name, ("", ""))[0].ljust(w) for o, w in zip(operations, widths)).rstrip())
    wrong = [(case.name, o.name, cells[o.name][case.name][1]) for case in inputs for o in operations
             if cells[o.name].get(case.name, ("", ""))[0] == "WRONG"]
    known = read_known()
    new = [cell for cell in wrong if not any(fnmatch.fnmatch(f"{cell[0]} {cell[1]}", pattern) for pattern in known)]
    for cell in wrong:
        print(f"{'WRONG' if cell in new else 'known'} {cell[0]}  {cell[1]}: {cell[2]}")
    for case in inputs if verbose else []:
        for o in operations:
            cell, words = cells[o.name].get(case.name, ("", ""))
            if words and cell != "WRONG":
                print(f"{cell} {case.name}  {o.name}: {words}")
    every = [cell for o in operations for cell, _ in cells[o.name].values()]
    total, right = len(every), every.count("=")
    print(f"{total} cells: {right} right, {total - right - len(wrong)} refused, {len(wrong)} wrong, {len(new)} of them new")
    return len(new)


def main(arguments):
    verbose = "-v" in arguments
    whittle, *patterns = [argument for argument in arguments if argument != "-v"]
    if gone := tools.missing():
        print("skipped: not installed: " + ", ".join(gone))
        return 77
    whittle = os.path.abspath(whittle)
    writes = tools.run(whittle, "--version").decode().split("writes:")[1].split("\n")[0].split()
    operations = [o for o in OPERATIONS if not o.target or o.target in writes]
    INPUTS.extend(case for case in cases() if not patterns or any(fnmatch.fnmatch(case.name, pattern) for pattern in patterns))
    with tempfile.TemporaryDirectory(prefix="fidelity-") as folder:
        SOURCES.update(read_sources(INPUTS, folder))
        forked = multiprocessing.get_context("fork")
        with concurrent.futures.ProcessPoolExecutor(os.cpu_count(), mp_context=forked) as pool:
            made = {o.name: pool.submit(run_operation, whittle, o, folder) for o in operations}
            cells = {name: future.result() for name, future in made.items()}
    return 1 if show(INPUTS, operations, cells, verbose) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
