#!/usr/bin/env python3
"""Checks that includes point downwards only: src/README.md has the diagram. Usage: check_layers.py [ROOT]"""
import pathlib
import re
import sys

# What each folder of src may include beside itself and include/whittle (which everybody may).
ALLOWED = {
    "cli": {"report", "sys/terminal.h", "sys/signals.h", "sys/standard_streams.h", "base"},
    "report": {"sys/terminal.h", "base"},
    "": {"scan", "plan", "run", "engine", "image", "metric", "worker", "cache", "sys", "base"},  # optimize.cc, build_info.cc
    "plan": {"scan/found.h", "engine", "image", "metric", "worker", "cache", "sys", "base"},
    "run": {"plan", "engine", "image", "metric", "worker", "cache", "sys", "base"},
    "scan": {"sys", "base"},
    "worker": {"engine", "image", "metric", "sys", "base"},
    "engine": {"image", "metric", "sys", "base"},
    "cache": {"sys", "base"},
    "metric": {"image", "sys", "base"},
    "image": {"sys", "base"},
    "sys": {"base"},
    "base": set(),
}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def violations(root):
    src = root / "src"
    for path in sorted(src.rglob("*")):
        if path.suffix not in (".cc", ".h"):
            continue
        folder = path.relative_to(src).parts[0] if path.parent != src else ""
        allowed = ALLOWED.get(folder)
        if allowed is None:
            yield f"{path}: folder '{folder}' has no layer"
            continue
        for included in INCLUDE.findall(path.read_text()):
            top = included.split("/")[0]
            if top not in ("whittle", folder) and top not in allowed and included not in allowed:
                yield f"{path}: {folder or 'the spine'} may not include {included}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    found = list(violations(root))
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
