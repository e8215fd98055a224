# Animations keep all their frames, times and transparency.
need python3
mkdir in
tool animation 40x30 in/moving.gif
tool animation 40x30 in/moving.png
cp -r in before
whittle -i in >/dev/null
[ "$(bytes in/moving.png)" -lt "$(bytes before/moving.png)" ] || fail "the APNG has not shrunk"
whittle -q 80 -f webp -o out in/moving.gif >/dev/null

python3 - <<'PYTHON'
# Pixels that take no bits: VP8L with five codes of one symbol each.
def chunk(name, data):
    return name + len(data).to_bytes(4, "little") + data + b"\0" * (len(data) % 2)
def vp8l(width, height, red, green, blue):
    bits, used = 0, 0
    def put(value, count):
        nonlocal bits, used
        bits |= value << used
        used += count
    put(width - 1, 14), put(height - 1, 14), put(0, 1), put(0, 3)
    put(0, 3)  # no transform, no cache, one group
    for symbol in (green, red, blue, 255, 0):  # simple, one symbol, of 8 bits
        put(1, 1), put(0, 1), put(1, 1), put(symbol, 8)
    return b"\x2f" + bits.to_bytes((used + 7) // 8 + 1, "little")
def animation(width, height, frames):
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = chunk(b"VP8X", b"\2\0\0\0" + size) + chunk(b"ANIM", b"\xff\xff\xff\xff\3\0")
    for delay, colour in frames:
        body += chunk(b"ANMF", bytes(6) + size + delay.to_bytes(3, "little") + b"\2" + chunk(b"VP8L", vp8l(width, height, *colour)))
    body = b"WEBP" + body
    return b"RIFF" + len(body).to_bytes(4, "little") + body
# 118 MB decoded.
open("long.webp", "wb").write(animation(700, 700, [(40 + i, (4 * i, 255 - i, 60)) for i in range(60)]))
PYTHON
whittle -i --no-mark --progress never long.webp >/dev/null
# Equal frames, the longest loop there is, no graphic control.
cp before/moving.gif film.gif
python3 - <<'PYTHON'
data = open("film.gif", "rb").read()
loop = data.index(b"NETSCAPE2.0") + 13
data = data[:loop] + b"\xff\xff" + data[loop + 2:]
first, second = data.index(b"\x21\xf9"), data.index(b"\x21\xf9", data.index(b"\x21\xf9") + 8)
frame = data[first:second]
open("equal.gif", "wb").write(data[:first] + 4 * frame + b";")
open("untimed.gif", "wb").write(data[:first] + data[first + 8:second] + data[second + 8:])
PYTHON
for how in "" "-q 80"; do
  # shellcheck disable=SC2086  # two words
  whittle $how -f webp -o out equal.gif untimed.gif >/dev/null
  python3 - <<'PYTHON'
def chunks(data):
    at = 12
    while at < len(data):
        size = int.from_bytes(data[at + 4:at + 8], "little")
        yield data[at:at + 4], data[at + 8:at + 8 + size]
        at += 8 + size + size % 2
def timing(name):
    parts = list(chunks(open(name, "rb").read()))
    plays = [int.from_bytes(body[4:6], "little") for kind, body in parts if kind == b"ANIM"]
    return plays, [int.from_bytes(body[12:15], "little") for kind, body in parts if kind == b"ANMF"]
for name, expected in (("out/equal.webp", ([65535], [100] * 4)), ("out/untimed.webp", ([65535], [0, 0, 100])),
                       ("long.webp", ([3], [40 + i for i in range(60)]))):
    assert timing(name) == expected, (name, timing(name))
PYTHON
done

# Alpha that hides nothing is none; the output is there, or the run has failed.
python3 - <<'PYTHON'
import struct, zlib
def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
for name, last in (("opaque", 255), ("soft", 254)):
    rows = b"".join(b"\0" + b"".join(bytes((9 * x, 7 * y, x * y % 256, last if x == y == 23 else 255)) for x in range(24)) for y in range(24))
    open(name + ".png", "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 24, 24, 8, 6, 0, 0, 0)) +
                                    chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
PYTHON
whittle -q 85 -f jpeg -o opaque.jpg opaque.png >/dev/null
is_kind jpeg opaque.jpg
failing soft.png -q 85 -f jpeg -o soft.jpg soft.png
expect 3 whittle -f gif -o - - <opaque.png >many.gif 2>/dev/null
[ ! -s many.gif ] || fail "a failed run has written to stdout"
whittle -q 80 -f gif -o - - <opaque.png >many.gif
is_kind gif many.gif

python3 - <<'PYTHON'
png = [open(f"{folder}/moving.png", "rb").read() for folder in ("before", "in")]
assert png[0].count(b"fcTL") == png[1].count(b"fcTL") > 1
data = open("out/moving.webp", "rb").read()
assert data.count(b"ANMF") == 3, data.count(b"ANMF")
PYTHON
