"""TIFF: photometric kinds, depths, planes, tiles, byte orders, pages and tags, uncompressed or deflated; written here."""
import struct
import zlib

import metadata as meta
from make_png import packed
from pictures import HEIGHT, WIDTH, Case, palette, pixels, posterised

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, SLONG, IFD, UTF8 = 1, 2, 3, 4, 5, 7, 9, 13, 129
SIZES = {BYTE: 1, ASCII: 1, SHORT: 2, LONG: 4, RATIONAL: 8, UNDEFINED: 1, SLONG: 4, IFD: 4, UTF8: 1}


def values(order, kind, data):
    if isinstance(data, bytes):
        return data
    return struct.pack(order + {SHORT: "H", LONG: "I", RATIONAL: "II", BYTE: "B", SLONG: "i", IFD: "I"}[kind] * len(data),
                       *([n for pair in data for n in pair] if kind == RATIONAL else data))


def samples_of(order, rows, depth):
    """Rows as TIFF has them: 16 and 32 bits in the file's byte order."""
    if depth in (16, 32):
        code = {16: "H", 32: "f"}[depth]
        return [struct.pack(f"{order}{len(row)}{code}", *row) for row in rows]
    return [packed(row, depth) for row in rows]


class Writer:
    """Puts directories behind each other. `big`: a BigTIFF."""

    def __init__(self, order="<", big=False):
        self.order, self.big, self.word = order, big, "Q" if big else "I"
        mark = b"II" if order == "<" else b"MM"
        self.out = bytearray(mark + (struct.pack(order + "HHHQ", 43, 8, 0, 0) if big else struct.pack(order + "HI", 42, 0)))
        self.link = 8 if big else 4  # where the place of the next directory goes

    def place(self, data):
        at = len(self.out)
        self.out += data + b"\0" * (len(data) % 2)
        return at

    def directory(self, entries):
        """Of (tag, (type, numbers, bytes or the tags of a directory)), in that order; its place."""
        table = b""
        for tag, (kind, data) in entries:
            if isinstance(data, dict):
                data = [self.directory(sorted(data.items()))]
            raw = values(self.order, kind, data)
            table += struct.pack(self.order + "HH" + self.word, tag, kind, len(raw) // SIZES.get(kind, 1))
            room = 8 if self.big else 4
            table += raw.ljust(room, b"\0") if len(raw) <= room else struct.pack(self.order + self.word, self.place(raw))
        return self.place(struct.pack(self.order + ("Q" if self.big else "H"), len(entries)) + table +
                          struct.pack(self.order + self.word, 0))

    def page(self, blocks, tags, order_of=sorted, again=()):
        """`again`: entries that are there once more, behind the others."""
        tiled = 322 in tags
        tags = dict(tags)
        tags.setdefault(324 if tiled else 273, (LONG, [self.place(block) for block in blocks]))
        tags.setdefault(325 if tiled else 279, (LONG, [len(block) for block in blocks]))
        entries = order_of(tags.items()) + list(again)
        at = self.directory(entries)
        self.out[self.link:self.link + struct.calcsize(self.word)] = struct.pack(self.order + self.word, at)
        self.link = at + (8 + 20 * len(entries) if self.big else 2 + 12 * len(entries))


def tiff(*pages, order="<", big=False, circle=False, **how):
    """A file of `pages`, each (blocks, tags): the strips or tiles, and {tag: (type, numbers or bytes)} without their places. In a circle
    the last one names the first as the next."""
    writer = Writer(order, big)
    for blocks, tags in pages:
        writer.page(blocks, tags, **how)
    if circle:
        writer.out[writer.link:writer.link + 4] = writer.out[4:8]
    return bytes(writer.out)


def page(rows, channels, depth, photometric, order="<", planar=False, deflate=False, more=None):
    """One page in strips of 16 rows."""
    width = len(rows[0]) // channels
    tags = {256: (SHORT, [width]), 257: (SHORT, [len(rows)]), 258: (SHORT, [depth] * channels), 259: (SHORT, [8 if deflate else 1]),
            262: (SHORT, [photometric]), 277: (SHORT, [channels]), 278: (SHORT, [16]), 284: (SHORT, [2 if planar else 1])}
    if depth == 32:
        tags[339] = SHORT, [3] * channels
    tags.update(more or {})
    planes = [[row[c::channels] for row in rows] for c in range(channels)] if planar else [rows]
    blocks = []
    for plane in planes:
        lines = samples_of(order, plane, depth)
        blocks += [b"".join(lines[y:y + 16]) for y in range(0, len(lines), 16)]
    return [zlib.compress(block) for block in blocks] if deflate else blocks, tags


def simple(channels, depth, photometric, order="<", **how):
    maximum = 1.0 if depth == 32 else (1 << depth) - 1
    rows = pixels(channels, maximum)
    if depth == 32:
        rows = [[round(s * 255) / 255 for s in row] for row in pixels_of_float(channels)]
    return tiff(page(rows, channels, depth, photometric, order, **how), order=order)


def pixels_of_float(channels):
    return [[s / 255 for s in row] for row in pixels(channels, 255)]


def tiled():
    rows, size = pixels(3, 255), 16
    blocks = [b"".join(bytes(row[3 * x:3 * (x + size)]) for row in rows[y:y + size])
              for y in range(0, HEIGHT, size) for x in range(0, WIDTH, size)]
    _, tags = page(rows, 3, 8, 2)
    del tags[278]
    tags.update({322: (SHORT, [size]), 323: (SHORT, [size])})
    return tiff((blocks, tags))


def indexed(depth):
    levels = min(1 << depth, 200)
    entries = palette(levels) + [(0, 0, 0)] * ((1 << depth) - levels)
    colours = [entry[c] * 257 for c in range(3) for entry in entries]
    return tiff(page(posterised(levels), 1, depth, 3, more={320: (SHORT, colours)}))


def ycbcr():
    """4:4:4, samples by BT.601 at full range."""
    def convert(r, g, b):
        y = 0.299 * r + 0.587 * g + 0.114 * b
        return [min(255, round(v)) for v in (y, 128 + (b - y) / 1.772, 128 + (r - y) / 1.402)]
    rows = [[v for x in range(0, len(row), 3) for v in convert(*row[x:x + 3])] for row in pixels(3, 255)]
    ref = [(0, 1), (255, 1), (128, 1), (255, 1), (128, 1), (255, 1)]
    return tiff(page(rows, 3, 8, 6, more={530: (SHORT, [1, 1]), 532: (RATIONAL, ref)}))


def inverted(rows):
    return [[255 - s for s in row] for row in rows]


def alpha(meaning, premultiplied=False):
    rows = pixels(4, 255)
    if premultiplied:
        rows = [[round(s * row[i - i % 4 + 3] / 255) if i % 4 < 3 else s for i, s in enumerate(row)] for row in rows]
    return tiff(page(rows, 4, 8, 2, more={338: (SHORT, [meaning])}))


def having(more, order="<", **how):
    return tiff(page(pixels(3, 255), 3, 8, 2, order, more=more), order=order, **how)


def kinds():
    for depth in (1, 4, 8, 16):
        yield Case(f"grey-{depth}.tif", simple(1, depth, 1))
        yield Case(f"grey-white-is-zero-{depth}.tif", simple(1, depth, 0))
    yield Case("rgb.tif", simple(3, 8, 2))
    yield Case("rgb-big-endian.tif", simple(3, 8, 2, ">"))
    yield Case("rgb-16.tif", simple(3, 16, 2))
    yield Case("rgb-16-big-endian.tif", simple(3, 16, 2, ">"))
    yield Case("rgb-float.tif", simple(3, 32, 2))
    yield Case("rgb-planes.tif", simple(3, 8, 2, planar=True))
    yield Case("rgb-deflate.tif", simple(3, 8, 2, deflate=True))
    yield Case("rgb-tiles.tif", tiled())
    yield Case("palette-4.tif", indexed(4))
    yield Case("palette-8.tif", indexed(8))
    yield Case("ycbcr-444.tif", ycbcr())
    yield Case("lab.tif", simple(3, 8, 8))
    yield Case("cmyk.tif", tiff(page(inverted(pixels(4, 255)), 4, 8, 5)))
    yield Case("rgba.tif", alpha(2))
    yield Case("rgba-premultiplied.tif", alpha(1, premultiplied=True), rounded=True)
    yield Case("rgbx-unspecified.tif", alpha(0))
    for name, planar in (("grey-alpha.tif", False), ("grey-alpha-planes.tif", True)):
        yield Case(name, tiff(page(pixels(2, 255), 2, 8, 1, planar=planar, more={338: (SHORT, [2])})))


def tagged():
    resolution = {282: (RATIONAL, [(300, 1)]), 283: (RATIONAL, [(300, 1)]), 296: (SHORT, [2])}
    rights = {33432: (ASCII, meta.NOTICE.encode() + b"\0"), 315: (ASCII, meta.CREATOR.encode() + b"\0")}
    yield Case("resolution.tif", having(resolution))
    yield Case("turned-resolution.tif", having({**resolution, 283: (RATIONAL, [(150, 1)]), 274: (SHORT, [6])}))
    yield Case("orientation-6.tif", having({274: (SHORT, [6])}))
    yield Case("rights.tif", having(rights), meta.RIGHTS)
    yield Case("remark.tif", having({270: (ASCII, meta.REMARK.encode() + b"\0")}), private=[meta.REMARK], travels="")
    yield Case("no-nul.tif", having({305: (ASCII, b"a program without its end")}))
    yield Case("xmp.tif", having({700: (BYTE, meta.xmp())}), meta.RIGHTS + [meta.CREDIT], meta.SAID, travels="xmp")
    yield Case("iptc.tif", having({34377: (BYTE, meta.photoshop(meta.iptc_records()))}), meta.RIGHTS + [meta.CREDIT], meta.SAID,
               travels="xmp", iptc=True)
    yield Case("icc-p3.tif", having({34675: (UNDEFINED, meta.icc(meta.P3))}))
    yield Case("pages.tif", tiff(page(pixels(3, 255), 3, 8, 2), page(inverted(pixels(3, 255)), 3, 8, 2)))
    yield Case("pages-in-a-circle.tif", tiff(page(pixels(3, 255), 3, 8, 2), page(inverted(pixels(3, 255)), 3, 8, 2), circle=True))
    yield Case("pages-differ.tif", tiff(page(pixels(3, 255), 3, 8, 2), page(pixels(3, 255, 40, 30), 3, 8, 2)))


def cases():
    yield from kinds()
    yield from tagged()
