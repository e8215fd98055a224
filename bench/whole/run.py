#!/usr/bin/env python3
"""Whole-run benchmarks: whittle against bare libvips (floor), sharp and find, interleaved on the same machine.

    bench/whole/run.py [CASE...]        cases: photo texture small list workers search

Every contender runs once to warm up, then RUNS times in turn (A B C A B C ...), so that what else the machine does hits all alike.
Times are those of whole processes, start included; peak memory is the kernel's. Printed are medians, and of each round the ratio
of whittle to the other: its median and, in brackets, its range. Nothing here fails because of a time.

Needs build/release with the targets whittle and whittle_floor, images (--corpus) and, for sharp, scripts/setup --bench. What is
missing is left out with a message.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("WHITTLE_CACHE", "off")  # what is measured is worked out
SIDES = ("wall", "cpu", "peak")
IMAGE_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".tif", ".tiff"}
# 1x1 grey PNG: the smallest file that --list has to read a header of.
TINY_PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010800000000"
                         "3a7e9b550000000a49444154789c6360000000020001" "48afa4710000000049454e44ae426082")
LIST_DIRECTORIES, LIST_FILES = 1000, 100


class Contender:
    """A named command line; `out` is emptied before each run."""

    def __init__(self, name, command, out=None, environment=None):
        self.name, self.command, self.out = name, [str(word) for word in command], out
        self.environment = {**os.environ, **(environment or {})}
        self.figures = []

    def run(self):
        if self.out:
            shutil.rmtree(self.out, ignore_errors=True)
            self.out.mkdir(parents=True)
        with tempfile.TemporaryFile() as errors:
            started = time.perf_counter()
            child = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
                                     env=self.environment)
            _, status, usage = os.wait4(child.pid, 0)
            wall = time.perf_counter() - started
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode != 0:
                errors.seek(0)
                sys.exit(f"{self.name} ended with {child.returncode}: {' '.join(self.command[:8])} ...\n"
                         + errors.read(2000).decode(errors="replace"))
        return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss / 1024}

    def output_bytes(self):
        return sum(path.stat().st_size for path in self.out.rglob("*") if path.is_file()) if self.out else 0


def ratio_text(mine, other):
    ratios = [a / b for a, b in zip(mine, other)]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"


def compare(title, contenders, runs):
    """Runs the contenders in turn; the first is whittle."""
    print(f"\n{title}")
    for contender in contenders:
        contender.run()
    for round_number in range(runs):
        for contender in contenders:
            contender.figures.append(contender.run())
        print(f"\r  round {round_number + 1}/{runs}", end="", file=sys.stderr, flush=True)
    print("\r", end="", file=sys.stderr)
    columns = {c.name: {side: [figure[side] for figure in c.figures] for side in SIDES} for c in contenders}
    mine = columns[contenders[0].name]
    print(f"  {'':10} {'wall s':>8} {'CPU s':>8} {'peak MB':>8} {'out kB':>8}   {contenders[0].name} takes: wall, CPU, peak")
    for contender in contenders:
        own = columns[contender.name]
        medians = [statistics.median(own[side]) for side in SIDES]
        line = f"  {contender.name:10} {medians[0]:8.3f} {medians[1]:8.3f} {medians[2]:8.1f} {contender.output_bytes() / 1000:8.0f}"
        if contender is not contenders[0]:
            line += "   " + "  ".join(ratio_text(mine[side], own[side]) for side in SIDES)
        print(line)


class Bench:
    def __init__(self, options, scratch):
        self.options, self.scratch = options, scratch

    def conversion(self, title, source, files, parallel):
        """whittle, floor and sharp convert `files`, all those below `source` (or `source` itself), to WebP q80."""
        o = self.options
        out = {name: self.scratch / "out" / name for name in ("whittle", "floor", "sharp")}
        contenders = [Contender("whittle", [o.whittle, "-q", "80", "-f", "webp", "-j", parallel, "--quiet", "-o", out["whittle"], source],
                                out["whittle"])]
        if o.floor.exists():
            contenders.append(Contender("floor", [o.floor, parallel, "webp", 80, 4, out["floor"], *files], out["floor"]))
        else:
            print(f"without floor: {o.floor} is not built (cmake --build --preset release --target whittle_floor)")
        if (ROOT / "third_party/sharp/node_modules/sharp").exists() and shutil.which("node"):
            root = source if source.is_dir() else source.parent
            contenders.append(Contender("sharp", ["node", ROOT / "bench/whole/sharp.mjs", parallel, "webp", 80, 4, out["sharp"], root, *files],
                                        out["sharp"], {"UV_THREADPOOL_SIZE": str(parallel)}))
        else:
            print("without sharp: run scripts/setup --bench")
        compare(title, contenders, o.runs)

    def images(self, folder):
        source = self.options.corpus / folder
        if not source.is_dir():
            print(f"\n{folder}: skipped, there is no {source} (--corpus names a directory with such a folder)")
            return None, []
        return source, sorted(path for path in source.rglob("*") if path.suffix.lower() in IMAGE_SUFFIXES)

    def folder(self, folder):
        source, files = self.images(folder)
        if files:
            self.conversion(f"{folder}: {len(files)} files to WebP q80, {self.options.jobs} jobs", source, files, self.options.jobs)

    def photo(self):
        self.folder("photo")

    def texture(self):
        self.folder("texture")

    def small(self):
        _, files = self.images("texture")
        if files:
            typical = sorted(files, key=lambda path: path.stat().st_size)[len(files) // 2]
            self.conversion(f"small: {typical.name}, {typical.stat().st_size} bytes, to WebP q80", typical, [typical], 1)

    def workers(self):
        """What worker processes cost: against --no-sandbox, on large, small and single files."""
        for folder, arguments in (("photo", ["-q", "80", "-f", "webp"]), ("texture", ["-q", "80", "-f", "webp"]), ("texture", [])):
            source, files = self.images(folder)
            if files:
                self.workers_on(f"{folder}, {' '.join(arguments) or 'lossless'}: {len(files)} files", source, arguments, self.options.jobs)
        _, files = self.images("texture")
        if files:
            self.workers_on("one small file", min(files, key=lambda path: path.stat().st_size), [], 1)

    def workers_on(self, title, source, arguments, jobs):
        contenders = []
        for name, more in (("workers", []), ("in-process", ["--no-sandbox"])):
            out = self.scratch / "out" / name
            contenders.append(Contender(name, [self.options.whittle, *arguments, *more, "-j", jobs, "--quiet", "-o", f"{out}/", source], out))
        compare(f"workers: {title}", contenders, self.options.runs)

    def search(self):
        """What it costs to aim at a score: against one encode at a quality, and against sharp's one with mozjpeg, at the least quality
        (--blind-quality) with which every picture reaches that score."""
        source, files = self.images("photo")
        if not files:
            return
        o = self.options
        out = self.scratch / "out"
        aimed = {format: Contender("auto:80", [o.whittle, "-q", "auto:80", "-f", format, "-j", o.jobs, "--quiet", "-o", out / f"auto-{format}", source],
                                   out / f"auto-{format}") for format in ("webp", "jpeg")}
        blind = Contender("q80", [o.whittle, "-q", "80", "-f", "webp", "-j", o.jobs, "--quiet", "-o", out / "blind", source], out / "blind")
        compare(f"search: photo to WebP, {len(files)} files", [aimed["webp"], blind], o.runs)
        if (ROOT / "third_party/sharp/node_modules/sharp").exists() and shutil.which("node"):
            sharp = Contender("sharp", ["node", ROOT / "bench/whole/sharp.mjs", o.jobs, "jpeg", o.blind_quality, 0, out / "sharp", source, *files],
                              out / "sharp", {"UV_THREADPOOL_SIZE": str(o.jobs)})
            compare(f"search: photo to JPEG, {len(files)} files, sharp with mozjpeg at q{o.blind_quality}", [aimed["jpeg"], sharp], o.runs)

    def list(self):
        tree = self.scratch / "tree"
        for d in range(LIST_DIRECTORIES):
            directory = tree / f"d{d:04}"
            directory.mkdir(parents=True)
            for f in range(LIST_FILES):
                (directory / f"f{f:03}.png").write_bytes(TINY_PNG)
        compare(f"list: {LIST_DIRECTORIES * LIST_FILES} files in {LIST_DIRECTORIES} directories",
                [Contender("whittle", [self.options.whittle, "--list", tree]),
                 Contender("find", ["find", tree, "-type", "f", "-printf", "%s\\n"])], self.options.runs)
        shutil.rmtree(tree)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cases = ["photo", "texture", "small", "list", "workers", "search"]
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {' '.join(cases)}; all unless named")
    parser.add_argument("--whittle", type=pathlib.Path, default=ROOT / "build/release/whittle")
    parser.add_argument("--floor", type=pathlib.Path, default=ROOT / "build/release/bench/whittle_floor")
    parser.add_argument("--corpus", type=pathlib.Path, default=ROOT.parent / "shared/corpus", help="directory with photo/ and texture/")
    parser.add_argument("--blind-quality", type=int, default=93)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    if unknown := set(options.cases) - set(cases):
        parser.error(f"no such case: {' '.join(sorted(unknown))}")
    if not options.whittle.exists():
        parser.error(f"{options.whittle} is not there: build it, or name it with --whittle")
    # A child starts as a copy of this process, and the kernel counts that copy too.
    print(f"{options.runs} runs after a warm-up, interleaved, {options.jobs} jobs; peaks below this script's own memory read as that")
    with tempfile.TemporaryDirectory(prefix="whittle-bench-") as scratch:
        bench = Bench(options, pathlib.Path(scratch))
        for case in options.cases or cases:
            getattr(bench, case)()


main()
