#!/usr/bin/env python3
"""Lossless GIF against gifsicle -O3: bytes by class, mean and worst file, and CPU time.

    bench/whole/gif.py [--whittle PROGRAM] [--efforts 5] [--merge] FILE...

Both sides give up comments and application blocks but the loop, and keep every frame (`-Okeep-empty`); with --merge gifsicle
leaves out frames that repeat the one before, which whittle never does. A result that is not smaller counts as its original, on both
sides. Each program works file by file on copies, one process each.
"""
import argparse
import pathlib
import resource
import shutil
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def cpu(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def frames_of(path):
    listed = subprocess.run(["gifsicle", "-I", path], capture_output=True, text=True, check=False).stdout
    return listed.count("+ image")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--whittle", type=pathlib.Path, default=ROOT / "build/release/whittle")
    parser.add_argument("--efforts", default="5")
    parser.add_argument("--merge", action="store_true")
    options = parser.parse_args()
    peer = ["gifsicle", "-O3", *([] if options.merge else ["-Okeep-empty"]), "--no-comments", "--no-extensions"]
    with tempfile.TemporaryDirectory(prefix="whittle-gif-") as scratch:
        copy = pathlib.Path(scratch) / "copy.gif"
        rows = []
        for path in options.files:
            other = pathlib.Path(scratch) / "peer.gif"
            time = cpu([*peer, path, "-o", other])
            rows.append({"name": path.name, "kind": "animations" if frames_of(path) > 1 else "stills",
                         "peer": min(path.stat().st_size, other.stat().st_size), "time": time})
        for effort in options.efforts.split(","):
            for path, row in zip(options.files, rows):
                shutil.copyfile(path, copy)
                row["ours"] = cpu([options.whittle, "--strip", "all", "-e", effort, "-j1", "--quiet", "-i", copy])
                row["bytes"] = copy.stat().st_size
            for kind in ("animations", "stills"):
                chosen = [row for row in rows if row["kind"] == kind]
                if not chosen:
                    continue
                worst = max(chosen, key=lambda row: row["bytes"] / row["peer"])
                total = sum(row["bytes"] for row in chosen) / sum(row["peer"] for row in chosen)
                mean = statistics.geometric_mean(row["bytes"] / row["peer"] for row in chosen)
                time = sum(row["ours"] for row in chosen) / max(sum(row["time"] for row in chosen), 0.01)
                print(f"-e {effort} {kind}: {len(chosen)} files, total {total:.4f}, mean {mean:.4f}, "
                      f"worst {worst['bytes'] / worst['peer']:.4f} ({worst['name']}), CPU {time:.2f}")


main()
