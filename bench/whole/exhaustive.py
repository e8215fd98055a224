#!/usr/bin/env python3
"""What -q auto finds against the smallest file that any quality gives: bytes, over all whole qualities.

    bench/whole/exhaustive.py [--formats webp,jpeg,avif] [--targets 70,80,90] [IMAGE...]     six pictures of the corpus unless named

Every picture is encoded at each quality of 20 to 100 and scored by --score; the smallest file whose score reaches the target is what
a search could find at best. Pictures of which no quality reaches the target are left out and counted.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("WHITTLE_CACHE", "off")  # what is measured is worked out
SIX = ("photo/kodak1.png", "photo/kodak15.png", "photo/kodak23.png", "screenshot/knip.dev.png", "screenshot/docs.vlt.sh.png",
       "screenshot/quotesdomain.com.png")
QUALITIES = range(20, 101)


def rows(whittle, arguments, images):
    done = subprocess.run([whittle, "--json", "--min-savings", "0", *arguments, *images], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return {row["input"]: row for row in json.loads(done.stdout)["files"]}


def score(whittle, original, path):
    done = subprocess.run([whittle, "--score", original, path], stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout.split()[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("images", nargs="*", type=pathlib.Path)
    parser.add_argument("--formats", default="webp,jpeg,avif")
    parser.add_argument("--targets", default="70,80,90")
    parser.add_argument("--effort", default="5")
    parser.add_argument("--whittle", type=pathlib.Path, default=ROOT / "build/release/whittle")
    options = parser.parse_args()
    images = [str(path) for path in options.images or [ROOT.parent / "shared/corpus" / name for name in SIX]]
    if missing := [path for path in images if not pathlib.Path(path).exists()]:
        sys.exit(f"skipped: {missing[0]} is not there")
    for format in options.formats.split(","):
        common = ["-f", format, "-e", options.effort]
        found = {image: [] for image in images}  # (bytes, score) at each quality
        for quality in QUALITIES:
            with tempfile.TemporaryDirectory(prefix="whittle-exhaustive-") as out:
                for image, row in rows(options.whittle, [*common, "-q", str(quality), "-o", f"{out}/"], images).items():
                    if row["output"] and row["format_out"] == format:
                        found[image].append((row["bytes_out"], score(options.whittle, image, row["output"])))
        for target in map(int, options.targets.split(",")):
            with tempfile.TemporaryDirectory(prefix="whittle-exhaustive-") as out:
                aimed = rows(options.whittle, [*common, "-q", f"auto:{target}", "-o", f"{out}/"], images)
            mine = best = left_out = 0
            worst = 0.0
            for image in images:
                reaching = [size for size, reached in found[image] if reached >= target]
                if not reaching or aimed[image]["score"] is None or aimed[image]["score"] < target:
                    left_out += 1
                    continue
                mine, best = mine + aimed[image]["bytes_out"], best + min(reaching)
                worst = max(worst, aimed[image]["bytes_out"] / min(reaching))
            total = f"{mine} bytes, {mine / best:.4f} of {best}, at worst {worst:.3f}" if best else "none reaches it"
            print(f"{format} auto:{target}: {total}; {left_out} left out", flush=True)


main()
