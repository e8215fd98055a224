# --version names the program, libvips, and the formats that can be read and written.
whittle --version >out
head -n 1 out | grep -qxE 'whittle [0-9]+\.[0-9]+\.[0-9]+'
grep -qi 'libvips' out
grep -qE '^reads:.* jpeg .*png' out
grep -qE '^writes:.* jpeg .*png' out
# As JSON, too.
need python3
whittle -V --json | python3 -c '
import json, sys
version = json.load(sys.stdin)
lines = open("out").read().splitlines()
assert lines[0] == "whittle " + version["tool"]["version"]
assert "reads: " + " ".join(version["reads"]) in lines and "writes: " + " ".join(version["writes"]) in lines
assert "sandbox: " + version["sandbox"] in lines
assert "libvips" in version["tool"]["components"]'
