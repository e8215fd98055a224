# Converted files that say where they were taken are counted in one line on stderr.
need python3
mkdir in
tool gradient 64x48 in/a.jpg
tool gradient 64x48 in/b.jpg
tool gradient 64x48 in/plain.png
python3 - <<'PYTHON'
import struct
def exif(latitude):
    entry = lambda tag, kind, count, value: struct.pack("<HHII", tag, kind, count, value)
    gps = struct.pack("<H", 2) + entry(1, 2, 2, ord("N")) + entry(2, 5, 3, 26 + 30) + bytes(4)
    first = struct.pack("<H", 1) + entry(0x8825, 4, 1, 26) + bytes(4)
    return b"II*\0" + struct.pack("<I", 8) + first + gps + struct.pack("<6I", latitude, 1, 31, 1, 12345, 1000)
xmp = (b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
       b"xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
       b"xmlns:exif='http://ns.adobe.com/exif/1.0/' exif:GPSLatitude='52,31.2N'/></rdf:RDF></x:xmpmeta>")
for name, payload in (("in/a.jpg", b"Exif\0\0" + exif(52)), ("in/b.jpg", xmp)):
    data = open(name, "rb").read()
    segment = b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload
    at = 4 + struct.unpack(">H", data[4:6])[0]  # behind JFIF
    open(name, "wb").write(data[:at] + segment + data[at:])
PYTHON
notes() { "$@" 2>&1 >/dev/null | sed "s/^/$count /"; }
count=1 notes whittle -q 80 -f webp -o out in
count=2 notes whittle -n -f png in/a.jpg
count=3 notes whittle -q 80 -f webp,avif -o out in
count=4 notes whittle -q 80 -f webp -o - in/a.jpg
count=5 notes whittle -q 80 -f webp -o out --no-sandbox in
count=6 notes whittle -q 80 -f webp -o out --json in
# Nothing to say: stripped, not converted, nothing made, or not asked.
count=none
notes whittle -s -q 80 -f webp -o out in
notes whittle --strip gps -q 80 -f webp -o out in
notes whittle -q 80 -o out in
notes whittle -n -i in
notes whittle --list -f webp -o out in
notes whittle -q 80 -f webp -o out in/plain.png
notes whittle --quiet -q 80 -f webp -o out in
whittle -q 80 -f webp -o out --json in 2>/dev/null >rows.json
grep -oE '"input":"[^"]*"|"position":[a-z]*' rows.json
# What reads progress as events finds it among them, before the last.
whittle -q 80 -f webp -o out --progress json in 2>events >/dev/null
python3 -c '
import json
events = [json.loads(line) for line in open("events")]
assert [e["message"] for e in events if e["event"] == "warning"] == ["2 converted files say where they were taken (GPS): -s removes that"]
assert events[-1]["event"] == "done"'
