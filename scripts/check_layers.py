#!/usr/bin/env python3
"""Checks that #include lines follow the layers of src/README.md: downwards only, and sideways only as written there.

    scripts/check_layers.py [SRC]     prints each include that does not, as file:line, and exits 1

Headers of include/whittle are free for all. What is named below is what a folder may include besides itself; "folder/file" allows
that one header.
"""
import pathlib
import re
import sys

BASE = ["base"]
GROUND = ["base", "sys"]
CRAFT = ["engine", "codec", "container", "vips", "metric", "worker", "cache"]
ALLOWED = {
    # ground: OS calls only in sys; base knows neither OS nor images
    "base": [],
    "sys": BASE,
    # craft
    "container": BASE,
    "vips": BASE + ["container"],
    "metric": BASE,
    "codec": BASE + ["container/png/chunks.h", "container/meta/mark.h"],
    "engine": GROUND + ["codec", "container", "vips", "metric"],
    "worker": GROUND + ["engine"],
    "cache": GROUND,
    # flow
    "scan": GROUND + CRAFT,
    "plan": GROUND + CRAFT + ["scan/found.h"],
    # run: what a task carries, and plan's words for its outcome and its paths; never how plan finds them
    "run": GROUND + CRAFT + [f"plan/{name}.h" for name in ("task", "settings", "cost", "build", "output_path")],
    "optimize": GROUND + CRAFT + ["scan", "plan", "run"],
    "score": GROUND + ["engine"],
    # what is linked and what it can do: asks craft, belongs to no run
    "build_info": GROUND + CRAFT,
    # face: sees neither flow nor craft
    "report": BASE + ["sys/terminal.h"],
    "cli": BASE + ["report", "sys/terminal.h", "sys/signals.h", "sys/standard_streams.h"],
}
INCLUDE = re.compile(r'\s*#\s*include\s*"([^"]+)"')


def folder_of(path):
    """The folder under src, or the name without suffix of a file directly in it."""
    return path.parts[0] if len(path.parts) > 1 else path.stem


def complaint(source, included):
    """What is wrong with the file `source` (relative to src) including `included`, or None."""
    if included.startswith("whittle/"):
        return None
    folder, target = folder_of(source), pathlib.PurePath(included)
    if ".." in target.parts or (len(target.parts) == 1 and folder_of(target) not in ALLOWED):
        return "includes are rooted in src"
    if folder not in ALLOWED:
        return f"{folder} has no place in the layers"
    if folder_of(target) == folder or folder_of(target) in ALLOWED[folder] or included in ALLOWED[folder]:
        return None
    return f"{folder} may not include this"


def main():
    src = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / "src"
    files = sorted(path for path in src.rglob("*") if path.suffix in (".h", ".cc"))
    if not files:
        sys.exit(f"no sources in {src}")
    wrong = 0
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if match and (problem := complaint(path.relative_to(src), match[1])):
                print(f"{path}:{number}: {match[1]}: {problem}")
                wrong += 1
    sys.exit(1 if wrong else 0)


main()
