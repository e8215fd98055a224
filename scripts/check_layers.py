#!/usr/bin/env python3
"""Checks that #include lines follow the layers of src/README.md: downwards only, and sideways only as written there.

There are no circles of includes, and a file's own header is the first of all, so that the compiler sees that it stands alone.

    scripts/check_layers.py [SRC]     prints each include that does not, as file:line, and exits 1

A file lives in the room with the longest path that matches its own: codec/jpeg/lossy/trellis.cc in codec/jpeg, container/header.cc in
container, container/webp/chunks.h in container/*, which is a room for each format. A room sees itself and what its row names: a
folder with all below it, or headers (* does not cross a slash). Headers of include/whittle are free for all.
"""
import pathlib
import re
import sys

ROOMS = {
    # ground: base knows neither system nor images; system calls only in sys
    "base": "",
    "sys": "base",
    "metric": "base",
    "container": "base  container/payload  container/formats.h",
    "container/payload": "base  container/*.h",
    "container/*": "base  container/*.h  container/payload",  # a format sees no other
    "container/formats": "base  container",  # the table of formats, and nobody else, sees them all
    "vips": "base  container",
    # codec: neither libvips nor policy; a codec sees no other but as written
    "codec": "base",  # what codecs share
    "codec/deflate": "base  codec/*.h",
    "codec/png": "base  codec/deflate  container/png/chunks.h  container/png/rules.h",
    "codec/jpeg": "base  codec/*.h",
    "codec/gif": "base  container/gif/frames.h  container/ground.h  container/defect.h",
    "codec/tiff": "base  container/tiff/pages.h  container/payload/ifd.h  container/defect.h",
    # craft: engines are pure functions on bytes; who runs them sees the contract alone
    "engine": "base  codec  container  vips  metric",
    "worker": "base  sys  engine/engine.h",
    "cache": "base  sys",
    "manifest": "base  sys",
    # flow
    "scan": "base  sys",
    "plan": "base  sys  container/*.h  engine/engine.h  scan/found.h  manifest/manifest.h  cache/cache.h",
    "run": "base  sys  cache/*.h  container/*.h  engine/engine.h  worker/pool.h  worker/debug.h  manifest"
           "  plan/task.h  plan/settings.h  plan/capacity.h  plan/cost.h  plan/row.h  plan/output_path.h  plan/made_with.h",
    "optimize": "base  scan  plan  run  worker  manifest/manifest.h  cache/cache.h  sys/libraries.h",
    "cache_upkeep": "base  cache  sys",
    "configured": "base  scan/scan.h",
    "score": "base  sys  engine/score.h",
    "build_info": "base  engine/engine.h",
    # face: sees neither flow nor craft
    "report": "base",
    "cli": "base  report  sys/limits.h  sys/terminal.h  sys/signals.h  sys/standard_streams.h  sys/whole_file.h",
}

INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]+)"|<)')


def matches(pattern, path):
    """Whether the path is what the pattern names, or below it."""
    return re.match(re.escape(pattern).replace(r"\*", "[^/]*") + "(/|$)", path)


def home(path):
    """The row of the path's room and the part of the path that is this room, or None."""
    stem = str(pathlib.PurePath(path).with_suffix(""))
    found = [(pattern, match[0]) for pattern in ROOMS
             if (match := matches(pattern, stem)) and (pattern != "container/*" or match[0].endswith("/"))]
    # Of container/* and container/payload, equally deep, the one that is spelled out.
    return max(found, key=lambda room: (room[0].count("/"), "*" not in room[0]), default=None)


def complaint(source, included):
    """What is wrong with the file `source` (relative to src) including `included`, or None."""
    if included.startswith("whittle/"):
        return None
    room, target = home(source), home(included)
    if room is None:
        return "the file that includes it has no place in the layers"
    if ".." in included or target is None:
        return "includes are rooted in src"
    if target == room or any(matches(pattern, included) for pattern in ROOMS[room[0]].split()):
        return None
    return f"{room[1].rstrip('/')} may not include this"


def circles(includes):
    """Each circle of the graph {file: [file]} that a walk comes upon, as a list of files that ends with its first one."""
    found, done = [], set()

    def walk(path, way):
        if path in way:
            found.append(way[way.index(path):] + [path])
        elif path not in done:
            for target in includes.get(path, []):
                walk(target, way + [path])
            done.add(path)

    for path in includes:
        walk(path, [])
    return found


def read(path, own_header):
    """The rooted includes of a file as (line, header), and whether its own header (if it has one) is the first of all."""
    includes, first = [], True
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if match := INCLUDE.match(line):
            first = first and (includes != [] or match[1] == own_header)
            if match[1]:
                includes.append((number, match[1]))
    return includes, first


def main():
    src = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / "src"
    files = {path.relative_to(src).as_posix(): path for path in sorted(src.rglob("*")) if path.suffix in (".h", ".cc")}
    if not files:
        sys.exit(f"no sources in {src}")
    wrong = []
    graph = {}
    for source, path in files.items():
        own_header = source.removesuffix(".cc") + ".h"
        includes, own_first = read(path, own_header)
        graph[source] = [included for _, included in includes]
        for number, included in includes:
            problem = complaint(source, included)
            if problem:
                wrong.append(f"{path}:{number}: {included}: {problem}")
        if source.endswith(".cc") and own_header in files and not own_first:
            wrong.append(f"{path}:1: {own_header}: a file's own header comes first")
    for circle in circles(graph):
        wrong.append(f"{files[circle[0]]}:1: a circle of includes: {' -> '.join(circle)}")
    print("\n".join(wrong), end="\n" if wrong else "")
    sys.exit(1 if wrong else 0)


main()
