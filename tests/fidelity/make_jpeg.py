"""JPEG: colour kinds, samplings and scans by cjpeg; segments, further pictures and what stands behind the end by code of our own."""
import struct

import metadata as meta
from pictures import HEIGHT, WIDTH, Case, pixels
from tools import IMAGEMAGICK, run

FILM = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\0\x40mdat" + b"the film of a motion photo" * 2 + b"\0" * 4


def pnm(channels=3, width=WIDTH, height=HEIGHT):
    rows = pixels(channels, 255, width, height)
    return f"P{5 if channels == 1 else 6} {width} {height} 255\n".encode() + b"".join(bytes(row) for row in rows)


def jpeg(*options, channels=3, **size):
    return run("cjpeg", "-quality", "92", *options, stdin=pnm(channels, **size))


def cmyk(adobe=True):
    """Inverted samples and Adobe's marker, or neither, as ImageMagick writes it."""
    data = run(IMAGEMAGICK, "ppm:-", "-colorspace", "CMYK", "-quality", "92", "jpeg:-", stdin=pnm())
    return data if adobe else without(data, 0xEE)


def segments(data):
    """(marker, begin, end) of the segments up to the first scan."""
    at = 2
    while data[at + 1] != 0xDA:
        size = struct.unpack(">H", data[at + 2:at + 4])[0]
        yield data[at + 1], at, at + 2 + size
        at += 2 + size


def without(data, marker):
    for kind, begin, end in segments(data):
        if kind == marker:
            return data[:begin] + data[end:]
    return data


def segment(marker, data):
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def having(data, *more):
    """`data` with segments behind JFIF's, or at the beginning where that is missing."""
    at = next((end for kind, _, end in segments(data) if kind == 0xE0), 2)
    return data[:at] + b"".join(more) + data[at:]


def exif(orientation=1, order="<"):
    return segment(0xE1, b"Exif\0\0" + meta.exif(orientation, order))


def long_exif():
    block, size = b"Exif\0\0" + meta.exif(remark="x" * 70000 + meta.REMARK), 65000
    return b"".join(segment(0xE1, (b"" if at == 0 else b"Exif\0\0") + block[at:at + size]) for at in range(0, len(block), size))


XMP = b"http://ns.adobe.com/xap/1.0/\0"
PHOTOSHOP = segment(0xED, b"Photoshop 3.0\0" + meta.photoshop(meta.iptc_records()))


def dense(data, across, down):
    """Dots an inch, where cjpeg has said nothing."""
    assert data[6:11] == b"JFIF\0"
    return data[:13] + struct.pack(">BHH", 1, across, down) + data[18:]


def profile(data, size=65000):
    parts = [data[at:at + size] for at in range(0, len(data), size)]
    return b"".join(segment(0xE2, b"ICC_PROFILE\0" + bytes([i + 1, len(parts)]) + part) for i, part in enumerate(parts))


def samsung(data, content, kind=0x0A30, name=b"MotionPhoto_Data"):
    """Samsung's trailer: a part with a name, the directory, its end."""
    part = struct.pack("<HHI", 0, kind, len(name)) + name + content
    directory = b"SEFH" + struct.pack("<II", 107, 1) + struct.pack("<HHII", 0, kind, len(part), len(part))
    return data + part + directory + struct.pack("<I", len(directory)) + b"SEFT"


def two_pictures(first, second, kind):
    """Multi-Picture Format: `second` behind `first`, of the type `kind`; offsets count from the MPF header."""
    def block(size, offset):
        entries = struct.pack("<IIIHH", 0x030000, size, 0, 0, 0) + struct.pack("<IIIHH", kind, len(second), offset, 0, 0)
        fields = struct.pack("<HHI4s", 0xB000, 7, 4, b"0100") + struct.pack("<HHII", 0xB001, 4, 1, 2)
        fields += struct.pack("<HHII", 0xB002, 7, 32, 50)
        return b"MPF\0II*\0\x08\0\0\0" + struct.pack("<H", 3) + fields + b"\0\0\0\0" + entries
    made = having(first, segment(0xE2, block(0, 0)))
    header = made.index(b"MPF\0") + 4
    made = having(first, segment(0xE2, block(len(made), len(made) - header)))
    return made + second


def kinds():
    yield Case("420.jpg", jpeg())
    yield Case("444.jpg", jpeg("-sample", "1x1"))
    yield Case("422-restarts.jpg", jpeg("-sample", "2x1", "-restart", "1"))
    yield Case("progressive.jpg", jpeg("-progressive"))
    yield Case("grey.jpg", jpeg("-grayscale"))
    yield Case("rgb.jpg", jpeg("-rgb"))
    yield Case("arithmetic.jpg", jpeg("-arithmetic"))
    yield Case("cmyk-adobe.jpg", cmyk())
    yield Case("cmyk-bare.jpg", cmyk(adobe=False))
    yield Case("comment-without-length.jpg", having(jpeg(), b"\xff\xfe\0\0"))
    yield Case("odd-size.jpg", jpeg(width=51, height=45))


def metadata():
    private = [meta.REMARK, meta.DATE, meta.LATITUDE]
    for orientation in range(2, 9):
        order = "<>"[orientation % 2]
        yield Case(f"orientation-{orientation}.jpg", having(jpeg(), exif(orientation, order)), meta.RIGHTS, private)
    yield Case("maker-note.jpg", having(jpeg(), segment(0xE1, b"Exif\0\0" + meta.exif(note=meta.NOTE.encode()))), meta.RIGHTS,
               [*private, meta.NOTE, "215.3"])
    yield Case("turned-density.jpg", dense(having(jpeg(), exif(6)), 300, 150))
    yield Case("turned-density-in-exif.jpg", having(jpeg(), segment(0xE1, b"Exif\0\0" + meta.exif(8, density=(300, 150)))))
    yield Case("exif-70kB.jpg", having(jpeg(), long_exif()), meta.RIGHTS, private)
    yield Case("xmp.jpg", having(jpeg(), segment(0xE1, XMP + meta.xmp())), meta.RIGHTS + [meta.CREDIT], meta.SAID, travels="xmp")
    yield Case("iptc.jpg", having(jpeg(), PHOTOSHOP), meta.RIGHTS + [meta.CREDIT], meta.SAID, travels="xmp", iptc=True)
    yield Case("comment.jpg", having(jpeg(), segment(0xFE, meta.REMARK.encode())), private=[meta.REMARK], travels="comment")
    yield Case("icc-p3.jpg", having(jpeg(), profile(meta.icc(meta.P3))))
    yield Case("icc-in-3-segments.jpg", having(jpeg(), profile(meta.icc(meta.ADOBE), 200)))
    yield Case("icc-grey.jpg", having(jpeg("-grayscale"), profile(meta.icc(gamma=1.4, grey=True))))


def extras():
    small = jpeg(width=32, height=16)
    gain = having(small, segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0" + bytes(4)))
    yield Case("film-of-samsung.jpg", samsung(jpeg(), FILM), extras=[FILM])
    yield Case("film-behind.jpg", jpeg() + FILM, extras=[FILM])
    yield Case("gain-map.jpg", two_pictures(jpeg(), gain, 0), extras=[gain[-60:]])
    yield Case("stereo.jpg", two_pictures(jpeg(), small, 0x020002), extras=[small[-60:]])
    yield Case("large-thumbnail.jpg", two_pictures(jpeg(), small, 0x010001))
    manifest = b"\0\0\0\x26jumb\0\0\0\x1ejumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03c2pa\0"
    yield Case("credentials.jpg", having(jpeg(), segment(0xEB, b"JP\0\x01\0\0\0\x01" + manifest)), signed=manifest)


def cases():
    yield from kinds()
    yield from metadata()
    yield from extras()
