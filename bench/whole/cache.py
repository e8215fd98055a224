#!/usr/bin/env python3
"""What the cache (--cache) saves and costs, interleaved on the same machine.

    bench/whole/cache.py [CASE...]

    unchanged   a second `-i` over 100,000 small files that did not change, against `find -type f -printf '%s\\n'`, both warm; peak memory
    touched     the same with new modification times, as after git checkout, against reading and hashing them all (sha256sum)
    again       a second `-q auto -f webp -o dist` over pictures with dist removed, against the first run
    first       a first run with the cache against one without, textures without loss and photos to WebP
    copies      1,500 PNGs with 60 contents against the 60, without a cache

Every contender runs once before it is measured, then RUNS times in turn. Printed are medians and of each round the ratio: its median
and, in brackets, its range. Nothing here fails because of a time. Needs build/release/whittle and images (--corpus).
"""
import argparse
import os
import pathlib
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIRECTORIES, FILES = 1000, 100
DISTINCT, COPIES = 60, 25


def run(command, before=None):
    """Wall seconds and peak megabytes."""
    if before:
        before()
    started = time.perf_counter()
    child = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"exit status {child.returncode}: {command}")
    return wall, usage.ru_maxrss / 1024


def compare(title, runs, mine, other):
    """Each is (name, command, what to do before it)."""
    for _, command, before in (mine, other):
        run(command, before)
    figures = [(run(*mine[1:]), run(*other[1:])) for _ in range(runs)]
    ratios = [a[0] / b[0] for a, b in figures]
    print(f"{title}\n  {mine[0]} {statistics.median(a[0] for a, _ in figures):.3f} s, peak {statistics.median(a[1] for a, _ in figures):.0f} MB; "
          f"{other[0]} {statistics.median(b[0] for _, b in figures):.3f} s; "
          f"ratio {statistics.median(ratios):.3f} ({min(ratios):.3f}-{max(ratios):.3f})")


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def tiny_png(number):
    """A picture of its own for each number, some 100 bytes."""
    pixels = b"".join(b"\0" + struct.pack(">II", number, number * 2654435761 % 2**32) for _ in range(4))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 4, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(pixels))
            + chunk(b"IEND", b""))


class Bench:
    def __init__(self, options, scratch):
        self.o, self.scratch, self.cache = options, scratch, scratch / "cache"

    def whittle(self, *arguments, cache="off"):
        return [self.o.whittle, "--quiet", "-j", self.o.jobs, "--cache", cache, *arguments]

    def tree(self):
        tree = self.scratch / "tree"
        if not tree.exists():
            for d in range(DIRECTORIES):
                (tree / f"d{d:04}").mkdir(parents=True)
                for f in range(FILES):
                    (tree / f"d{d:04}" / f"f{f:03}.png").write_bytes(tiny_png(d * FILES + f))
            run(self.whittle("-i", tree, cache=self.cache))
        return tree

    def unchanged(self):
        tree = self.tree()
        compare(f"unchanged: {DIRECTORIES * FILES} files", self.o.runs, ("whittle", self.whittle("-i", tree, cache=self.cache), None),
                ("find", ["find", tree, "-type", "f", "-printf", "%s\\n"], None))

    def touched(self):
        tree = self.tree()

        def touch():
            subprocess.run(f"find {tree} -type f -print0 | xargs -0 touch", shell=True, check=True)
        compare("touched: the same files", self.o.runs, ("whittle", self.whittle("-i", tree, cache=self.cache), touch),
                ("sha256sum", ["sh", "-c", f"find {tree} -type f -print0 | xargs -0 -P {self.o.jobs} -n 5000 sha256sum"], None))

    def images(self, folder):
        source = self.o.corpus / folder
        if not source.is_dir():
            print(f"{folder}: skipped, there is no {source}")
            return None
        return source

    def again(self):
        for folder in ("photo", "site"):
            if source := self.images(folder):
                out, cache = self.scratch / "dist", self.scratch / f"cache-{folder}"
                arguments = ["-q", "auto", "-f", "webp", "-o", out, source]

                def clean():
                    shutil.rmtree(out, ignore_errors=True)

                def forget():
                    clean()
                    shutil.rmtree(self.scratch / "other", ignore_errors=True)
                first = self.whittle(*arguments, cache=self.scratch / "other")
                run(self.whittle(*arguments, cache=cache), clean)
                compare(f"again: {folder}", self.o.slow_runs, ("second", self.whittle(*arguments, cache=cache), clean), ("first", first, forget))

    def first(self):
        for folder, arguments in (("texture", []), ("photo", ["-q", "80", "-f", "webp"])):
            if source := self.images(folder):
                out, cache = self.scratch / "dist", self.scratch / "fresh"

                def clean():
                    shutil.rmtree(out, ignore_errors=True)
                    shutil.rmtree(cache, ignore_errors=True)
                compare(f"first: {folder} {' '.join(arguments)}", self.o.runs,
                        ("with", self.whittle(*arguments, "-o", out, source, cache=cache), clean),
                        ("without", self.whittle(*arguments, "-o", out, source), clean))

    def copies(self):
        source = self.images("texture")
        if not source:
            return
        pictures = sorted(path for path in source.rglob("*.png"))[:DISTINCT]
        many, few, out = self.scratch / "many", self.scratch / "few", self.scratch / "dist"
        few.mkdir()
        for number, picture in enumerate(pictures):
            shutil.copy(picture, few / f"{number}.png")
        for copy in range(COPIES):
            (many / str(copy)).mkdir(parents=True)
            for path in few.iterdir():
                shutil.copy(path, many / str(copy) / path.name)

        def clean():
            shutil.rmtree(out, ignore_errors=True)
        compare(f"copies: {len(pictures)} contents, {COPIES} times", self.o.slow_runs, ("all", self.whittle("-o", out, many), clean),
                ("distinct", self.whittle("-o", out, few), clean))


def main():
    cases = ["unchanged", "touched", "again", "first", "copies"]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {' '.join(cases)}; all unless named")
    parser.add_argument("--whittle", type=pathlib.Path, default=ROOT / "build/release/whittle")
    parser.add_argument("--corpus", type=pathlib.Path, default=ROOT.parent / "shared/corpus", help="directory with photo/, site/ and texture/")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--slow-runs", type=int, default=3, help="of again and copies")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    if unknown := set(options.cases) - set(cases):
        parser.error(f"no such case: {' '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="whittle-bench-") as scratch:
        bench = Bench(options, pathlib.Path(scratch))
        for case in options.cases or cases:
            getattr(bench, case)()


main()
