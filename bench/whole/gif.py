#!/usr/bin/env python3
"""GIF against gifsicle -O3: bytes by class, mean and worst file, and CPU time; with loss, bytes at equal score.

    bench/whole/gif.py [--whittle PROGRAM] [--efforts 5] [--merge] FILE...
    bench/whole/gif.py --lossy 40,80,120 [--qualities 20,35,...] [--judge NAME] [--frames 12] [--whittle PROGRAM] FILE...

Without loss both sides give up comments and application blocks but the loop, and keep every frame (`-Okeep-empty`); with --merge
gifsicle leaves out frames that repeat the one before, which whittle never does. A result that is not smaller counts as its original,
on both sides. Each program works on copies, one process for all of a class.

With --lossy each file is encoded at those losses by gifsicle and at --qualities by whittle. What whittle takes at gifsicle's score is
read off between its own, on a line of score and logarithm of bytes; above the best of them stands the file without loss. The judge is
`ssimulacra2` (`whittle --score`, the worst frame) or `butteraugli` (butteraugli_main --pnorm 3, the mean of some frames).
"""
import argparse
import functools
import json
import math
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("WHITTLE_CACHE", "off")  # what is measured is worked out


def run(command):
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout


def cpu(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@functools.cache
def kind_of(path):
    return "animations" if run(["gifsicle", "-I", path]).count(b"+ image") > 1 else "stills"


def report(label, rows, extra=lambda chosen: ""):
    """Rows have kind, name, peer and bytes."""
    for kind in ("animations", "stills"):
        chosen = [row for row in rows if row["kind"] == kind]
        if not chosen:
            continue
        worst = max(chosen, key=lambda row: row["bytes"] / row["peer"])
        total = sum(row["bytes"] for row in chosen) / sum(row["peer"] for row in chosen)
        mean = statistics.geometric_mean(row["bytes"] / row["peer"] for row in chosen)
        print(f"{label} {kind}: {len(chosen)} files, total {total:.4f}, mean {mean:.4f}, "
              f"worst {worst['bytes'] / worst['peer']:.4f} ({worst['name']}){extra(chosen)}", flush=True)


def shrunk(folder, files, command):
    """Bytes of copies that one process has worked on in place, and its CPU time. Not smaller: those of the original."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    copies = [folder / f"{i}.gif" for i in range(len(files))]
    for file, copy in zip(files, copies):
        shutil.copyfile(file, copy)
    time = cpu([*command, *copies])
    return [min(file.stat().st_size, copy.stat().st_size) for file, copy in zip(files, copies)], time


def lossless(options, scratch):
    peer = ["gifsicle", "-O3", *([] if options.merge else ["-Okeep-empty"]), "--no-comments", "--no-extensions", "--batch"]
    for kind in ("animations", "stills"):
        files = [path for path in options.files if kind_of(path) == kind]
        if not files:
            continue
        theirs, their_time = shrunk(scratch / "copies", files, peer)
        for effort in options.efforts.split(","):
            command = [options.whittle, "--strip", "all", "-e", effort, "-j1", "--quiet", "-i"]
            ours, our_time = shrunk(scratch / "copies", files, command)
            rows = [{"name": path.name, "kind": kind, "peer": a, "bytes": b} for path, a, b in zip(files, theirs, ours)]
            report(f"-e {effort}", rows, lambda _: f", CPU {our_time / max(their_time, 0.01):.2f}")


def pictures(path, folder, most):
    """Some frames of a film, as they are shown, on grey."""
    folder.mkdir()
    run(["convert", path, "-coalesce", "-background", "gray50", "-alpha", "remove", folder / "%05d.png"])
    files = sorted(folder.iterdir())
    return files[:: max(1, math.ceil(len(files) / most))]


def butteraugli(options, scratch, original, made):
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        ours = pictures(original, pathlib.Path(folder) / "a", options.frames)
        theirs = pictures(made, pathlib.Path(folder) / "b", options.frames)
        norms = []
        for a, b in zip(ours, theirs):
            said = run(["butteraugli_main", a, b, "--pnorm", "3"]).decode()
            norms.append(float(re.search(r"3-norm: ([0-9.]+)", said).group(1)))
        return -statistics.mean(norms)  # higher is better, as scores are


def ssimulacra2(options, _, original, made):
    listed = json.loads(run([options.whittle, "--json", "--score", original, made]))
    return listed["files"][0]["score"]


JUDGES = {"butteraugli": butteraugli, "ssimulacra2": ssimulacra2}


def bytes_at(points, wanted):
    """Of (score, bytes), in any order, what a score takes."""
    points = sorted(points)
    if wanted <= points[0][0]:
        return points[0][1]
    for (low, few), (high, many) in zip(points, points[1:]):
        if low <= wanted <= high:
            share = (wanted - low) / (high - low) if high > low else 0
            return math.exp(math.log(few) + share * (math.log(many) - math.log(few)))
    return points[-1][1]


def lossy(options, scratch):
    judge = functools.partial(JUDGES[options.judge], options, scratch)
    made, rows = scratch / "made.gif", {loss: [] for loss in options.lossy.split(",")}
    for path in options.files:
        run([options.whittle, "--strip", "all", "--no-mark", "--min-savings", "1B", "-j1", "-o", made, "--overwrite", "always", path])
        points = [(judge(path, path), made.stat().st_size)]
        for quality in options.qualities.split(","):
            run([options.whittle, "--strip", "all", "--no-mark", "-j1", "-q", f"gif={quality}", "-o", made, path])
            points.append((judge(path, made), made.stat().st_size))
        for loss, found in rows.items():
            run(["gifsicle", "-O3", f"--lossy={loss}", "-Okeep-empty", "--no-comments", "--no-extensions", path, "-o", made])
            score = judge(path, made)
            found.append({"name": path.name, "kind": kind_of(path), "peer": made.stat().st_size, "bytes": bytes_at(points, score)})
            if options.verbose:
                print(f"  {path.name} --lossy={loss}: {score:.2f}, {found[-1]['peer']} against {found[-1]['bytes']:.0f}", flush=True)
    for loss, found in rows.items():
        report(f"--lossy={loss}, {options.judge}", found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--whittle", type=pathlib.Path, default=ROOT / "build/release/whittle")
    parser.add_argument("--efforts", default="5")
    parser.add_argument("--merge", action="store_true")
    parser.add_argument("--lossy", help="losses of gifsicle")
    parser.add_argument("--qualities", default="20,40,55,65,75,83,90,95")
    parser.add_argument("--judge", choices=sorted(JUDGES), default="ssimulacra2")
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="whittle-gif-") as scratch:
        (lossy if options.lossy else lossless)(options, pathlib.Path(scratch))


main()
