#!/usr/bin/env python3
"""What `-q N` is to mean in each format: the numbers of encoders at which pictures look as libjpeg's at quality N.

    bench/whole/quality_scale.py fit [--formats webp,avif] [--efforts 2,5,9] [--hold-out CLASS,...] DIRECTORY...
    bench/whole/quality_scale.py check [the same] DIRECTORY...

Each directory is a class of photographs. A square of at most --side pixels is cut from the middle of each (0: the whole), of a JPEG
4 pixels off the grid of its blocks: on it, libjpeg finds again the steps that the picture has been through already, and scores up to
6 points more than it does with anything new (--on-grid shows that). The look of quality N is the mean SSIMULACRA2, of a class and then of the classes, of what cjpeg writes by
default (4:2:0) at N.

`fit` encodes with `-q FMT=raw:Q` at some Q and prints for each N the Q whose mean, between those, is that of JPEG: the rows of
src/engine/quality_scale.cc. Classes that are held out take no part. `check` encodes with `-q N` and prints how far the means are
apart, by class, and the worst picture.

Needs cjpeg and ImageMagick's convert, and build/release with the target whittle.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("WHITTLE_CACHE", "off")  # what is measured is worked out
LOOKS = (1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100)  # N at which tables have a row
CHECKED = (50, 60, 70, 80, 90)
TRIED = {"webp": (1, 4, 10, 25, 40, 55, 65, 75, 80, 85, 90, 95, 100), "avif": (5, 15, 25, 32, 40, 46, 52, 58, 64, 70, 76, 82, 88, 94),
         "jxl": (10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100), "jpeg": CHECKED}
SUFFIXES = {".png", ".jpg", ".jpeg"}


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **options)
    if done.returncode != 0:
        sys.exit(f"ended with {done.returncode}: {' '.join(map(str, command[:8]))} ...\n{done.stderr.decode(errors='replace')[:2000]}")
    return done.stdout


class Pictures:
    """The squares, as PNG and PPM, in folders by class; and the scores of what is made of them."""

    def __init__(self, options, scratch):
        self.options, self.scratch = options, scratch
        self.names = []  # "class/picture"
        for directory in options.directories:
            files = sorted(p for p in directory.iterdir() if p.suffix.lower() in SUFFIXES)
            for file in files[::options.every]:
                self.cut(directory.name, file)

    def cut(self, kind, file):
        (self.scratch / "png" / kind).mkdir(parents=True, exist_ok=True)
        png = self.scratch / "png" / kind / f"{file.stem}.png"
        width, height = map(int, run("convert", file, "-format", "%w %h", "info:").split()[:2])
        side = self.options.side or max(width, height)
        off = 4 if file.suffix.lower() != ".png" and not self.options.on_grid else 0
        w, h = min(side, width - off), min(side, height - off)
        crop = f"{w}x{h}+{(width - w) // 32 * 16 + off}+{(height - h) // 32 * 16 + off}"
        plain = ("-strip", "-colorspace", "sRGB", "-alpha", "off", "-depth", "8", "-type", "TrueColor")
        run("convert", file, "-crop", crop, "+repage", *plain, "-define", "png:color-type=2", "-quality", "11", png)
        run("convert", png, png.with_suffix(".ppm"))
        self.names.append(f"{kind}/{file.stem}")

    def jpeg(self, quality, out):
        for name in self.names:
            target = out / f"{name}.jpeg"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(run("cjpeg", "-quality", quality, self.scratch / "png" / f"{name}.ppm"))

    def encoded(self, form, said, effort, out):
        run(self.options.whittle, "--quiet", "-j", self.options.jobs, "-e", effort, "-q", said, "-f", form, "--no-mark",
            "-E", "*.ppm", "-o", out, self.scratch / "png")

    def scores(self, outs):
        """outs: {key: (directory, suffix)}; returns {key: {name: score}}."""
        found = {key: {} for key in outs}
        for name in self.names:
            files = {str(out / f"{name}.{suffix}"): key for key, (out, suffix) in outs.items()}
            made = json.loads(run(self.options.whittle, "--score", self.scratch / "png" / f"{name}.png", "--json", *files))
            for row in made["scores"]:
                found[files[row["input"]]][name] = row["score"]
        return found

    def looks(self, qualities):
        outs = {}
        for quality in qualities:
            out = self.scratch / f"cjpeg-{quality}"
            self.jpeg(quality, out)
            outs[quality] = (out, "jpeg")
        return self.scores(outs)

    def curve(self, form, effort, said_of, qualities):
        outs = {}
        for quality in qualities:
            out = self.scratch / f"{form}-{effort}-{quality}"
            self.encoded(form, said_of(quality), effort, out)
            outs[quality] = (out, "jpg" if form == "jpeg" else form)
        return self.scores(outs)


def kind_of(name):
    return name.split("/")[0]


def by_class(scores):
    """{name: score} -> {class: mean}"""
    kinds = {}
    for name, score in scores.items():
        kinds.setdefault(kind_of(name), []).append(score)
    return {kind: statistics.fmean(values) for kind, values in kinds.items()}


def mean(scores, left_out):
    return statistics.fmean(value for kind, value in by_class(scores).items() if kind not in left_out)


def number_for(look, points):
    """Where the rising curve through points (number, mean score) has the value; its ends beyond them."""
    top = -1e9
    rising = []
    for number, value in sorted(points):
        if value > top:
            rising.append((number, value))
            top = value
    if look <= rising[0][1]:
        return float(rising[0][0])
    for (a, low), (b, high) in zip(rising, rising[1:]):
        if look <= high:
            return a + (b - a) * (look - low) / (high - low)
    return float(rising[-1][0])


def fit(pictures, options):
    looks = pictures.looks(LOOKS)
    print("cjpeg".ljust(12) + "".join(f"{n}: {mean(looks[n], options.hold_out):.1f}  " for n in LOOKS))
    for form in options.formats:
        for effort in options.efforts:
            curve = pictures.curve(form, effort, lambda q, form=form: f"{form}=raw:{q}", TRIED[form])
            points = [(q, mean(scores, options.hold_out)) for q, scores in curve.items()]
            table = [number_for(mean(looks[n], options.hold_out), points) for n in LOOKS]
            print(f"{form} -e {effort}".ljust(12) + ", ".join(f"{number:.1f}" for number in table), flush=True)
            for kind in sorted(by_class(looks[80])):
                own = [(q, by_class(scores)[kind]) for q, scores in curve.items()]
                alone = [number_for(by_class(looks[n])[kind], own) for n in LOOKS]
                held = " (held out)" if kind in options.hold_out else ""
                print(f"    {kind}{held}: " + ", ".join(f"{number:.1f}" for number in alone), flush=True)


def check(pictures, options):
    looks = pictures.looks(CHECKED)
    for form in options.formats:
        for effort in options.efforts:
            curve = pictures.curve(form, effort, str, CHECKED)
            print(f"{form} -e {effort}: mean difference to cjpeg's score, and the picture that is furthest off")
            for kind in sorted(by_class(looks[80])):
                cells = []
                for n in CHECKED:
                    apart = {x: curve[n][x] - looks[n][x] for x in curve[n] if kind_of(x) == kind}
                    worst = max(apart, key=lambda x: abs(apart[x]))
                    cells.append(f"{n}: {statistics.fmean(apart.values()):+.2f} ({apart[worst]:+.1f} {worst.split('/')[1][:24]})")
                print(f"    {kind}: " + "  ".join(cells), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("fit", "check"))
    parser.add_argument("directories", nargs="+", type=pathlib.Path)
    parser.add_argument("--formats", default="webp,avif", type=lambda text: text.split(","))
    parser.add_argument("--efforts", default="5", type=lambda text: [int(e) for e in text.split(",")])
    parser.add_argument("--hold-out", default=(), type=lambda text: text.split(","), metavar="CLASS,...")
    parser.add_argument("--side", default=512, type=int, metavar="PIXELS")
    parser.add_argument("--on-grid", action="store_true", help="cut JPEGs on the grid of their blocks")
    parser.add_argument("--every", default=1, type=int, metavar="K", help="take every Kth picture")
    parser.add_argument("--jobs", default=2, type=int)
    parser.add_argument("--whittle", type=pathlib.Path, default=ROOT / "build/release/whittle")
    parser.add_argument("--scratch", type=pathlib.Path, help="keep what is made in this directory")
    options = parser.parse_args()
    if options.scratch:
        options.scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        pictures = Pictures(options, options.scratch or pathlib.Path(temporary))
        {"fit": fit, "check": check}[options.what](pictures, options)


if __name__ == "__main__":
    main()
