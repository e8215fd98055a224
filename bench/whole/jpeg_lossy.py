#!/usr/bin/env python3
"""The lossy JPEG encoder against others: bytes at equal score, and CPU time at equal score.

    bench/whole/jpeg_lossy.py [--out DIRECTORY] [--bdrate SCRIPT --anchor NAME --reference TABLE] IMAGE...

Writes own-eN.csv for each effort, turbo.csv and mozjpeg.csv (see bench/micro/jpeg_lossy.cc) to DIRECTORY. With a script that
computes BD-rates from tables (columns file,encoder,quality,bytes,ssimulacra2), prints them by folder of the images against the
anchor in the reference table; and, since a gain that lives on the 8x8 grid is none, against turbo both as they are and with 4
columns and rows cut off both pictures before scoring: the two should hardly differ.

CPU is user and system time, decoding and scoring left out, medians of ROUNDS interleaved rounds, for each image interpolated at
scores of 60, 70, 80 and 85, then averaged over images of one folder. Needs build/release with the target whittle_jpeg_lossy.
"""
import argparse
import collections
import csv
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("WHITTLE_CACHE", "off")  # what is measured is worked out
ENCODER = ROOT / "build/release/bench/whittle_jpeg_lossy"
QUALITIES = (50, 60, 70, 75, 80, 85, 90, 95)
SCORES = (60, 70, 80, 85)


def contenders(efforts):
    return {**{f"own-e{e}": ["--effort", str(e)] for e in efforts},
            "turbo": ["--encoder", "turbo"], "mozjpeg": ["--encoder", "mozjpeg"]}


def measure(arguments, images, scored):
    command = [ENCODER, *arguments, "--quality", ",".join(map(str, QUALITIES)), "--shifted" if scored else "--no-score", *images]
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"ended with {done.returncode}: {' '.join(map(str, command[:6]))} ...")
    return list(csv.DictReader(done.stdout.splitlines()))


def all_rounds(efforts, images, rounds):
    """Rows by encoder; `ms_per_mp` becomes the median over the rounds."""
    tables, times = {}, collections.defaultdict(list)
    for i in range(rounds):
        for name, arguments in contenders(efforts).items():
            rows = measure(arguments, images, scored=i == 0)
            tables.setdefault(name, rows)
            for row in rows:
                times[name, row["file"], row["quality"]].append(float(row["ms_per_mp"]))
    for name, rows in tables.items():
        for row in rows:
            row["ms_per_mp"] = f"{statistics.median(times[name, row['file'], row['quality']]):.2f}"
    return tables


def folder(row):
    return row["file"].split("/")[0]


def at_score(points, score):
    """Linear between the points (score, value) around `score`; None beyond them."""
    points = sorted(points)
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if x0 <= score <= x1 and x1 > x0:
            return y0 + (y1 - y0) * (score - x0) / (x1 - x0)
    return None


def print_times(tables, kind):
    def value(name, file, score):
        rows = [r for r in tables[name] if r["file"] == file]
        return at_score([(float(r["ssimulacra2"]), float(r["ms_per_mp"])) for r in rows], score)

    files = sorted({row["file"] for row in tables["turbo"] if folder(row) == kind})
    print(f"{kind}: CPU, ms a megapixel at equal score (and its ratio to mozjpeg's, geometric mean over images)")
    print("encoder".ljust(12) + "".join(str(s).rjust(18) for s in SCORES))
    for name in tables:
        cells = []
        for score in SCORES:
            pairs = [(value(name, f, score), value("mozjpeg", f, score)) for f in files]
            pairs = [(a, b) for a, b in pairs if a is not None and b is not None]
            if not pairs:
                cells.append("-")
                continue
            ratio = math.exp(statistics.fmean(math.log(a / b) for a, b in pairs))
            cells.append(f"{statistics.fmean(a for a, _ in pairs):.1f} ({ratio:.2f})")
        print(name.ljust(12) + "".join(c.rjust(18) for c in cells))


def print_rates(script, anchor, rows, score):
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(["file", "encoder", "quality", "bytes", "ssimulacra2"])
        writer.writerows([r["file"], r["encoder"], r["quality"], r["bytes"], r[score]] for r in rows)
        table.flush()
        subprocess.run([sys.executable, str(script), anchor, table.name], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("images", nargs="+", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build/bench-jpeg")
    parser.add_argument("--efforts", default="2,5,9")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bdrate", type=pathlib.Path)
    parser.add_argument("--anchor", default="jpegli-420")
    parser.add_argument("--reference", type=pathlib.Path)
    options = parser.parse_args()
    if not ENCODER.exists():
        sys.exit(f"{ENCODER} is missing: cmake --preset release && ninja -C build/release whittle_jpeg_lossy")

    tables = all_rounds([int(e) for e in options.efforts.split(",")], options.images, options.rounds)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with open(options.out / f"{name}.csv", "w", newline="") as out:
            writer = csv.DictWriter(out, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)

    rows = [row for table in tables.values() for row in table]
    references = list(csv.DictReader(open(options.reference, newline=""))) if options.reference else []
    for kind in sorted({folder(row) for row in rows}):
        print_times(tables, kind)
        mine = [row for row in rows if folder(row) == kind]
        if not options.bdrate:
            continue
        files = {row["file"] for row in mine}
        anchors = [r for r in references if r["encoder"] == options.anchor and r["file"] in files]
        sys.stdout.flush()
        if anchors:
            print(f"{kind}: bytes at equal score against {options.anchor}", flush=True)
            print_rates(options.bdrate, options.anchor, anchors + mine, "ssimulacra2")
        for score, text in (("ssimulacra2", "as they are"), ("shifted", "cropped by 4,4")):
            print(f"{kind}: against turbo, {text}", flush=True)
            print_rates(options.bdrate, "turbo", mine, score)


if __name__ == "__main__":
    main()
