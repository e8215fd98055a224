"""Programs that make and judge files: how they are called, and which are missing."""
import functools
import shutil
import subprocess

# ImageMagick by the names that are its own: a wrapper may be called `convert`.
IMAGEMAGICK = next((name for name in ("magick", "convert-im6.q16") if shutil.which(name)), "convert")

# Debian packages that have them: libjpeg-turbo-progs, webp, libavif-bin, gifsicle, libimage-exiftool-perl, imagemagick, libtiff-tools,
# pngcheck.
NEEDED = ["cjpeg", "djpeg", "cwebp", "dwebp", "webpmux", "avifenc", "avifdec", "gifsicle", "exiftool", IMAGEMAGICK, "tiffinfo", "tiff2rgba", "pngcheck"]


class Failed(Exception):
    """A program that did not end with 0, with what it said."""


def missing():
    return [name for name in NEEDED if shutil.which(name) is None]


def run_all(*command, stdin=None, cwd=None):
    """(exit status, stdout, stderr as text)."""
    done = subprocess.run(command, input=stdin, cwd=cwd, capture_output=True, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


@functools.lru_cache(maxsize=16)
def look(*command):
    """The same of a program that only looks at a file, which is asked twice in a row: for what it shows and what it complains of."""
    return run_all(*command)


def passed(command, status, out, err):
    """`out`. Raises Failed."""
    if status != 0:
        raise Failed(f"{command[0]}: {err.strip() or status}")
    return out


def run(*command, stdin=None, cwd=None):
    """What it prints. Raises Failed."""
    return passed(command, *run_all(*command, stdin=stdin, cwd=cwd))


def view(*command):
    """The same by `look`."""
    return passed(command, *look(*command))
