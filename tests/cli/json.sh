# --json is one document, --ndjson a line a file and a summary; both only on stdout, both valid.
need python3
mkdir in
tool gradient 60x40 in/a.png
tool flat 20x20 $'in/\xff.png'
head -c 700 in/a.png >in/short.png
expect 3 whittle -n --json in >doc.json 2>/dev/null
expect 3 whittle -n --ndjson in >lines.json 2>/dev/null
python3 - <<'PYTHON'
import base64, json
keys = {"type", "input", "output", "outcome", "reason", "bytes_in", "bytes_out", "saved", "format_in", "format_out", "width",
        "height", "frames", "quality", "encoder_quality", "score", "verified", "attempts", "ms", "error"}
document = json.load(open("doc.json"))
assert document["schema"] == 2, document["schema"]
assert set(document) >= {"schema", "tool", "files", "summary"}, document.keys()
lines = [json.loads(line) for line in open("lines.json")]
assert lines[-1]["type"] == "summary", lines[-1]
assert [file["input"] for file in document["files"][:2]] == ["in/a.png", "in/short.png"], "input order"
for file in document["files"] + lines[:-1]:
    assert keys <= set(file), keys - set(file)
    assert file["type"] == "file"
    assert (file["outcome"] == "failed") == (file["error"] is not None), file
failed = [file for file in document["files"] if file["outcome"] == "failed"]
assert [file["input"] for file in failed] == ["in/short.png"], failed
assert set(failed[0]["error"]) >= {"category", "message"}
odd = [file for file in document["files"] if "input_b64" in file]
assert [base64.b64decode(file["input_b64"]) for file in odd] == [b"in/\xff.png"], odd
assert len(lines) == len(document["files"]) + 1
PYTHON
