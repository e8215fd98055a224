#!/usr/bin/env python3
"""Lossless JPEG: sizes against a table of other tools', CPU time against jpegtran's.

    bench/whole/jpeg_lossless.py --reference TABLE [--efforts 5,9] [--rounds 5] ROOT

ROOT holds the files that the table names in its column `file`; the other columns are bytes. Totals are over the files for which
every tool has a figure. Profiles that `--strip all` keeps (pixels mean something else without them) are left out of the comparison
of single files, since jpegtran's -copy none drops them.

CPU is user time, the median of interleaved rounds: one process of whittle in one thread over all files, against jpegtran -optimize
-progressive once a file; what starting jpegtran that often costs (-version) is said apart. Needs build/release/whittle.
"""
import argparse
import csv
import os
import pathlib
import resource
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("WHITTLE_CACHE", "off")  # what is measured is worked out
WHITTLE = ROOT / "build/release/whittle"
MOZJPEG = "mozjpeg_jpegtran_copy_none"


def user_time(commands):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    for command in commands:
        subprocess.run(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def profile_bytes(path):
    """Of the APP2 segments before the first scan."""
    data, at, total = path.read_bytes(), 2, 0
    while at + 4 <= len(data) and data[at + 1] != 0xDA:
        length = struct.unpack(">H", data[at + 2:at + 4])[0]
        if data[at + 1] == 0xE2 and data[at + 4:at + 15] == b"ICC_PROFILE":
            total += length + 2
        at += 2 + length
    return total


def repack(tree, effort):
    return [WHITTLE, "--strip", "all", "-i", "-e", effort, "-j1", "--no-sandbox", tree]


def copy_files(names, root, tree):
    shutil.rmtree(tree, ignore_errors=True)
    for name in names:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, tree / name)


def print_sizes(effort, rows, tree):
    total, profiles, worst = 0, 0, []
    for row in rows:
        size, profile = (tree / row["file"]).stat().st_size, profile_bytes(tree / row["file"])
        total += size
        profiles += profile
        worst.append(((size - profile) / int(row[MOZJPEG]) - 1, row["file"]))
    over, name = max(worst)
    print(f"effort {effort}: {total:,} bytes in {len(rows)} files, of which {profiles:,} are colour profiles; "
          f"at worst {over:+.3%} against {MOZJPEG} ({name})")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--reference", type=pathlib.Path, required=True)
    parser.add_argument("--efforts", default="5,9")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if not WHITTLE.exists():
        sys.exit(f"{WHITTLE} is missing: cmake --preset release && ninja -C build/release")
    with open(options.reference, newline="") as table:
        rows = list(csv.DictReader(table))
    names = [row["file"] for row in rows]
    complete = [row for row in rows if all(row.values())]
    for tool in list(rows[0])[1:]:
        print(f"{tool}: {sum(int(row[tool]) for row in complete):,}")

    times = {}
    with tempfile.TemporaryDirectory() as folder:
        tree, scratch = pathlib.Path(folder) / "tree", pathlib.Path(folder) / "out.jpg"
        jpegtran = [["jpegtran", "-copy", "none", "-optimize", "-progressive", "-outfile", scratch, options.root / n] for n in names]
        for i in range(options.rounds):
            for effort in options.efforts.split(","):
                copy_files(names, options.root, tree)
                times.setdefault(f"effort {effort}", []).append(user_time([repack(tree, effort)]))
                if i == 0:
                    print_sizes(effort, complete, tree)
            times.setdefault("jpegtran", []).append(user_time(jpegtran))
            times.setdefault("starting jpegtran", []).append(user_time([["jpegtran", "-version"]] * len(names)))
    for name, measured in times.items():
        ratios = [a / b for a, b in zip(measured, times["jpegtran"])]
        net = [a / (b - c) for a, b, c in zip(measured, times["jpegtran"], times["starting jpegtran"])]
        print(f"{name}: {statistics.median(measured):.2f} s user, {statistics.median(ratios):.2f} of jpegtran's, "
              f"{statistics.median(net):.2f} without its starts")


if __name__ == "__main__":
    main()
