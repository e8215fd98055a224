#!/usr/bin/env python3
"""Lossless PNG against ECT and oxipng: bytes and CPU time over whole folders.

    bench/whole/png.py --ect PROGRAM [--oxipng PROGRAM] [--runs 1] [SET...]     sets: kodak screenshot texture site

All metadata is stripped on both sides; ECT runs with --strict, without which it changes colours under full transparency. Each
program works on fresh copies, one file after the other in one process and one thread, the programs in turn. Printed: total bytes,
median of user + system time, and the ratios of whittle to the peer of the same line.
"""
import argparse
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("WHITTLE_CACHE", "off")  # what is measured is worked out
PAIRS = ((2, "ect -2"), (5, "ect -5"), (9, "ect -9"), (0, "oxipng"))


def cpu(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def copies(files, directory):
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    for i, path in enumerate(files):
        shutil.copyfile(path, directory / f"{i:04}-{path.name}")
    return sorted(directory.iterdir())


def total(paths):
    return sum(path.stat().st_size for path in paths)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", default=["kodak", "screenshot", "texture", "site"])
    parser.add_argument("--whittle", type=pathlib.Path, default=ROOT / "build/release/whittle")
    parser.add_argument("--ect", type=pathlib.Path)
    parser.add_argument("--oxipng", help="a command that optimizes the files named after it in place")
    parser.add_argument("--corpus", type=pathlib.Path, default=ROOT.parent / "shared/corpus")
    parser.add_argument("--efforts", default="2,5,9,0")
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    peers = {"oxipng": options.oxipng.split() if options.oxipng else None}
    for level in (2, 5, 9):
        peers[f"ect -{level}"] = [options.ect, f"-{level}", "-strip", "--strict", "--mt-deflate=1"] if options.ect else None
    with tempfile.TemporaryDirectory(prefix="whittle-png-") as scratch:
        for name in options.sets:
            folder = options.corpus / ("photo" if name == "kodak" else name)
            files = sorted(path for path in folder.rglob("*.png") if name != "kodak" or path.name.startswith("kodak"))
            if not files:
                print(f"{name}: no files in {folder}, left out")
                continue
            print(f"{name}: {len(files)} files, {total(files)} bytes")
            for effort, peer in PAIRS:
                if str(effort) not in options.efforts.split(","):
                    continue
                ours = [options.whittle, "--strip", "all", "-e", str(effort), "-j1", "--no-sandbox", "--quiet", "--min-savings", "0", "-i"]
                contenders = {f"whittle -e {effort}": ours} | ({peer: peers[peer]} if peers[peer] else {})
                times, sizes = {key: [] for key in contenders}, {}
                for _ in range(options.runs):
                    for key, command in contenders.items():
                        work = copies(files, pathlib.Path(scratch) / "work")
                        times[key].append(cpu([*command, *work]))
                        sizes[key] = total(work)
                medians = {key: statistics.median(each) for key, each in times.items()}
                line = ", ".join(f"{key} {sizes[key]} bytes {medians[key]:.2f} s" for key in contenders)
                if len(contenders) == 2:
                    mine, other = contenders
                    line += f"; ratio {sizes[mine] / sizes[other]:.4f} bytes, {medians[mine] / medians[other]:.2f} CPU"
                print("  " + line, flush=True)


if len(sys.argv) == 1:
    print("no peer named; only whittle is measured", file=sys.stderr)
main()
