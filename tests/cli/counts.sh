# An input counts once, however many outputs it has.
need python3
mkdir in
tool gradient 120x80 in/a.png
tool noise 60x40 in/b.png
head -c 90 in/a.png >in/broken.png
numbers() { sed -E 's/[0-9.]+ (k?B|%)/N \1/g; s/ +N/ N/g'; }
expect 3 whittle -q 80 -f webp,jpeg,same -o out in 2>/dev/null | grep -E 'files|by format' | numbers
expect 3 whittle --check -q 80 -f webp,jpeg,same -o other in 2>/dev/null | tail -n 1 | numbers
expect 3 whittle -q 80 -f webp,jpeg -o out --json in >doc.json 2>/dev/null
expect 3 whittle -q 80 -f webp,jpeg -o out --ndjson in >lines.json 2>/dev/null
whittle --list -f webp,png -o out --json in/a.png in/b.png >list.json
python3 - <<'PYTHON'
import json, os
document = json.load(open("doc.json"))
summary = document["summary"]
last = json.loads(open("lines.json").read().splitlines()[-1])
assert {**summary, "seconds": 0} == {**last, "seconds": 0}, (summary, last)
sizes = [os.path.getsize("in/" + name) for name in ("a.png", "b.png")]
made = [row for row in document["files"] if row["outcome"] == "converted"]
assert len(made) == 4, made
assert document["schema"] == summary["schema"] == 2
assert (summary["inputs"], summary["outputs"]) == (3, 4), summary
assert (summary["converted"], summary["failed"], summary["optimized"], summary["kept"], summary["skipped"]) == (2, 1, 0, 0, 0), summary
assert "files" not in summary
assert summary["bytes_in"] == sum(sizes), summary
assert summary["bytes_out"] == sum(os.path.getsize(row["output"]) for row in made), summary
assert summary["saved"] == summary["bytes_in"] - summary["bytes_out"]
for row in summary["formats"]:
    assert (row["format_in"], row["inputs"], row["outputs"], row["changed"]) == ("png", 2, 2, 2), row
    assert row["bytes_in"] == sum(sizes), row
assert sum(row["bytes_out"] for row in summary["formats"]) == summary["bytes_out"]
listed = json.load(open("list.json"))["summary"]
assert listed["bytes_in"] == listed["bytes_out"] == sum(sizes), listed
PYTHON
export GITHUB_ACTIONS=true
expect 3 whittle --check -q 80 -f webp,jpeg -o other in 2>&1 >/dev/null | grep -c '^::'
