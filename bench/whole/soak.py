#!/usr/bin/env python3
"""Memory over ten thousand mixed jobs: is it the same at the end as after the first thousand?

    bench/whole/soak.py [--files 10000] [--whittle build/release/whittle]

One run of whittle -n over copies of corpus files of all formats, to WebP, AVIF and each file's own format. Printed, for each thousand
rows: resident memory of the program, and the sum and the number of its worker processes. Shared pages count in each process.
"""
import argparse
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("WHITTLE_CACHE", "off")  # what is measured is worked out
IMAGE_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".tif", ".tiff"}
PAGE = os.sysconf("SC_PAGE_SIZE")


def resident(pid, shared=True):
    try:
        words = pathlib.Path(f"/proc/{pid}/statm").read_text().split()
        return (int(words[1]) - (0 if shared else int(words[2]))) * PAGE
    except OSError:
        return 0


def children(pid):
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(path.read_text().rsplit(")", 1)[1].split()[1]) == pid:
                found.append(int(path.parent.name))
        except (OSError, IndexError):
            pass
    return found


def fill(directory, corpus, count, most_bytes):
    chance = random.Random(1)
    sources = sorted(path for path in corpus.rglob("*") if path.suffix.lower() in IMAGE_SUFFIXES and 0 < path.stat().st_size <= most_bytes)
    for i in range(count):
        source = chance.choice(sources)
        folder = directory / f"{i // 500:03}"
        folder.mkdir(exist_ok=True)
        shutil.copyfile(source, folder / f"{i:05}{source.suffix.lower()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--most-bytes", type=int, default=120_000)
    parser.add_argument("--whittle", type=pathlib.Path, default=ROOT / "build/release/whittle")
    parser.add_argument("--corpus", type=pathlib.Path, default=ROOT.parent / "shared/corpus")
    parser.add_argument("arguments", nargs="*", default=["-q", "70", "-e", "3"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="whittle-soak-") as scratch:
        fill(pathlib.Path(scratch), options.corpus, options.files, options.most_bytes)
        run = subprocess.Popen([options.whittle, "-n", "--ndjson", "-f", "webp", *options.arguments, scratch], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
        print(f"  {'rows':>7} {'program MB':>10} {'workers MB':>10} {'workers':>7}")
        rows, program, most_workers, marks = 0, 0, 0, []
        for _ in run.stdout:
            rows += 1
            if rows % 50 == 0:
                zygotes = children(run.pid)
                workers = [worker for zygote in zygotes for worker in children(zygote)]
                program = max(program, resident(run.pid))
                most_workers = max(most_workers, sum(resident(worker) for worker in workers))
            if rows % 1000 == 0:
                print(f"  {rows:7} {program / 1e6:10.1f} {most_workers / 1e6:10.1f} {len(workers):7}", flush=True)
                marks.append(program)
                program = most_workers = 0
        status = run.wait()
    if status not in (0, 3):
        sys.exit(f"ended with {status}")
    if len(marks) > 2:
        print(f"program: {(marks[-1] - marks[0]) / 1e6:+.1f} MB from the first thousand rows to the last")


main()
