#!/usr/bin/env python3
"""Checks that the paths which the prose and the comments name are there: what begins with a folder
of the repository or of src.

    scripts/check_paths.py     prints each path that is not, as file:line, and exits 1

The suffix may be left out (engine/search/score), * and {a,b} stand for several, NAME and <name> for any.
"""
import itertools
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).parent.parent
HISTORY = {"CHANGELOG.md"}  # names what was
SUFFIXES = ["", ".h", ".cc", ".sh", ".py", "_test.cc"]
TOP = ["src", "include", "tests", "scripts", "bench", "man", ".ci"]
SRC = sorted(path.name for path in (ROOT / "src").iterdir() if path.is_dir())
NAMED = re.compile(r"(?<![\w./<$\"-])(?:\.\./)?((?:%s)/[\w.*{},/<>-]*)" % "|".join(map(re.escape, TOP + SRC)))


def spelled_out(path):
    """a/{b,c}.h as a/b.h and a/c.h."""
    parts = re.split(r"\{([^{}]*)\}", path)
    return ["".join(chosen) for chosen in itertools.product(*(part.split(",") if i % 2 else [part] for i, part in enumerate(parts)))]


def exists(path, folders):
    any_name = re.sub(r"<[^>]*>|\b[A-Z]+\b", "*", path)
    return any(next(folder.glob(one + suffix), None) for one in (path, any_name) for folder in folders for suffix in SUFFIXES)


def prose(path, text):
    """The lines that are prose, as (number, line): all of a text, the comments of code."""
    for number, line in enumerate(text.splitlines(), 1):
        if path.endswith(".md"):
            yield number, line
        elif comment := re.search(r"(?://|(?:^|\s)#)(?!\s*include\b)(.*)", line):
            yield number, comment[1]


def main():
    names = subprocess.run(["git", "ls-files", "*.md", "*.h", "*.cc", "*.py", "*.sh", "*.txt", "*.cmake", "scripts/*", ".ci/*"],
                           cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    wrong = 0
    for name in sorted(set(names) - HISTORY):
        path = ROOT / name
        if not path.is_file():
            continue
        for number, line in prose(name, path.read_text(encoding="utf-8")):
            for match in NAMED.finditer(line):
                named = match[1].rstrip(".,/-")
                for one in spelled_out(named) if named.count("{") == named.count("}") else [named]:
                    if not exists(one, [ROOT, ROOT / "src", path.parent]):
                        print(f"{name}:{number}: {one} is not there")
                        wrong += 1
    sys.exit(1 if wrong else 0)


main()
