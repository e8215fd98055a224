#!/usr/bin/env python3
"""Damaged files by the thousand: corpus files with bytes changed, cut or inserted, always the same for a seed.

    bench/whole/mutate.py [--files 20000] [--seed 1] [--keep DIR]

Each batch is one run of whittle -n; failures of the program (a signal, a row missing, an original changed, a worker left behind) end
this script with 1. Of the files that failed, --single of each batch are run once more by themselves: their error text must be the
same. Batches in which a worker crashed or was killed are counted, not blamed: that is what workers are for.
"""
import argparse
import collections
import hashlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("WHITTLE_CACHE", "off")  # what is measured is worked out
IMAGE_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".tif", ".tiff"}
MAX_BYTES = 60_000  # small sources: more damage a second
KINDS = (["-q", "60", "-f", "webp"], ["-q", "60"], [], ["-q", "50", "-f", "png,jpeg", "--background", "white"], ["--resize", "50%", "-q", "70"])


def mutate(data, chance):
    data = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16, 100))):
        if len(data) < 16:
            break
        at = chance.randrange(len(data))
        what = chance.random()
        if what < 0.5:
            data[at] ^= 1 << chance.randrange(8)
        elif what < 0.7:
            data[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
        elif what < 0.8:
            del data[at:at + chance.choice((1, 2, 4, 100))]
        elif what < 0.9:
            data[at:at] = chance.randbytes(chance.choice((1, 2, 4, 100)))
        elif what < 0.97:
            size = chance.choice((2, 4))
            data[at:at + size] = chance.choice((b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff"))[:size]
        else:
            del data[at:]
    return bytes(data)


def with_checksums(data):
    """A PNG whose chunks claim to be whole, so that what is wrong in them reaches the decoders."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return data
    data, at = bytearray(data), 8
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at:at + 4], "big")
        if end + 4 > len(data):
            break
        data[end:end + 4] = zlib.crc32(data[at + 4:end]).to_bytes(4, "big")
        at = end + 4
    return bytes(data)


def digest(directory):
    return {path.name: hashlib.sha256(path.read_bytes()).digest() for path in directory.iterdir()}


def workers_alive():
    found = []
    for process in pathlib.Path("/proc").iterdir():
        try:
            environment = (process / "environ").read_bytes()
            if b"WHITTLE_MUTATE=" + str(os.getpid()).encode() in environment and b"Z" != (process / "stat").read_text().rsplit(")", 1)[1].split()[0].encode():
                found.append(process.name)
        except (OSError, IndexError):
            pass
    return found


def run(options, arguments, paths):
    return subprocess.run([options.whittle, "-n", "--json", "--timeout", "20", *arguments, *paths], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env={**os.environ, "WHITTLE_MUTATE": str(os.getpid())})


def errors_of(output):
    return {row["input"]: row["error"]["message"] for row in json.loads(output)["files"] if row.get("error")}


def batch(options, number, count, sources, seen):
    chance = random.Random(options.seed * 1_000_003 + number)
    with tempfile.TemporaryDirectory(prefix="whittle-mutate-") as scratch:
        directory = pathlib.Path(scratch)
        for i in range(count):
            source = chance.choice(sources)
            data = mutate(source.read_bytes(), chance)
            (directory / f"{i:05}{source.suffix.lower()}").write_bytes(with_checksums(data) if chance.random() < 0.5 else data)
        before = digest(directory)
        arguments = KINDS[number % len(KINDS)]
        done = run(options, arguments, [directory])
        problems = []
        if done.returncode not in (0, 3):
            problems.append(f"ended with {done.returncode}: {done.stderr[-500:].decode(errors='replace')}")
        else:
            rows = json.loads(done.stdout)["files"]
            inputs = {row["input"] for row in rows}
            if len(inputs) != count:
                problems.append(f"{len(inputs)} of {count} files have a row")
            seen.update(row["reason"] or row["outcome"] for row in rows)
            texts = errors_of(done.stdout)
            for name in chance.sample(sorted(texts), min(options.single, len(texts))):
                alone = errors_of(run(options, arguments, [name]).stdout).get(name)
                if alone != texts[name]:
                    problems.append(f"{name}: '{texts[name]}' among others, '{alone}' alone")
        if digest(directory) != before:
            problems.append("an original changed")
        time.sleep(0.05)
        if left := workers_alive():
            problems.append(f"processes left behind: {left}")
        for problem in problems:
            print(f"batch {number} ({' '.join(arguments) or 'lossless'}): {problem}")
        if problems and options.keep:
            shutil.copytree(directory, options.keep / f"batch{number}", dirs_exist_ok=True)
        return len(problems)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--single", type=int, default=3, help="failed files of each batch that are run once more alone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path, help="where batches with a problem are kept")
    parser.add_argument("--whittle", type=pathlib.Path, default=ROOT / "build/release/whittle")
    parser.add_argument("--corpus", type=pathlib.Path, default=ROOT.parent / "shared/corpus")
    options = parser.parse_args()
    sources = sorted(path for path in options.corpus.rglob("*") if path.suffix.lower() in IMAGE_SUFFIXES and 0 < path.stat().st_size <= MAX_BYTES)
    if not sources:
        sys.exit(f"no images in {options.corpus}")
    seen, problems, started = collections.Counter(), 0, time.time()
    batches = -(-options.files // options.batch)
    for number in range(batches):
        problems += batch(options, number, options.batch, sources, seen)
        print(f"\r  {(number + 1) * options.batch} files, {time.time() - started:.0f} s", end="", file=sys.stderr, flush=True)
    print("", file=sys.stderr)
    for reason, count in seen.most_common():
        print(f"  {count:7} {reason}")
    print(f"{batches * options.batch} damaged files of {len(sources)} sources, seed {options.seed}: {problems} problems")
    sys.exit(1 if problems else 0)


main()
