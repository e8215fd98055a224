"""TIFF: what tags say beyond the samples, page by page, and directories that are not as most programs write them."""
import os
import struct
import tempfile
import zlib

import metadata as meta
from make_tiff import ASCII, BYTE, IFD, LONG, RATIONAL, SHORT, SLONG, UNDEFINED, UTF8, having, inverted, page, simple, tiff
from pictures import HEIGHT, WIDTH, Case, palette, pixels, posterised
from tools import run

OTHER_NOTICE = "(c) 2025 Somebody Else"
PRIVATE = meta.SAID


def text(words):
    return ASCII, words.encode() + b"\0"


def fractions(*numbers):
    return RATIONAL, [(round(number * 10000), 10000) for number in numbers]


def film(*mores, order="<", **how):
    """A page for each set of further tags; no two show the same."""
    rows = [pixels(3, 255), inverted(pixels(3, 255)), pixels(3, 128)]
    return tiff(*(page(rows[i], 3, 8, 2, order, more=more) for i, more in enumerate(mores)), order=order, **how)


def by_page():
    packets = meta.xmp(), meta.xmp().replace(meta.NOTICE.encode(), OTHER_NOTICE.encode())
    records = meta.iptc_records(), meta.iptc_records().replace(meta.NOTICE.encode(), OTHER_NOTICE.encode().ljust(len(meta.NOTICE))[:len(meta.NOTICE)])
    both = meta.RIGHTS + [OTHER_NOTICE]
    p3, adobe = (UNDEFINED, meta.icc(meta.P3)), (UNDEFINED, meta.icc(meta.ADOBE))
    yield Case("pages-profiles.tif", film({34675: p3}, {34675: adobe}))
    yield Case("pages-profile-of-second.tif", film({}, {34675: adobe}))
    yield Case("pages-profile.tif", film({34675: p3}, {34675: p3}))
    yield Case("pages-xmp.tif", film({700: (BYTE, packets[0])}, {700: (BYTE, packets[1])}), both, PRIVATE)
    yield Case("pages-xmp-of-second.tif", film({}, {700: (BYTE, packets[1])}), [OTHER_NOTICE], PRIVATE)
    yield Case("pages-xmp-of-first.tif", film({700: (BYTE, packets[0])}, {}), meta.RIGHTS, PRIVATE)
    yield Case("pages-iptc.tif", film({33723: (BYTE, records[0])}, {33723: (BYTE, records[1])}, {}), meta.RIGHTS + [OTHER_NOTICE[:16]], PRIVATE, iptc=True)
    yield Case("pages-rights.tif", film({33432: text(meta.NOTICE)}, {33432: text(OTHER_NOTICE)}), [meta.NOTICE, OTHER_NOTICE])
    yield Case("pages-resolution.tif", film({282: fractions(300), 283: fractions(300)}, {282: fractions(100), 283: fractions(99), 296: (SHORT, [3])}, {}))
    yield Case("pages-orientation.tif", film({274: (SHORT, [6])}, {274: (SHORT, [1])}))
    yield Case("pages-numbered.tif", film({297: (SHORT, [0, 2]), 254: (LONG, [2])}, {297: (SHORT, [1, 2]), 254: (LONG, [2])}))
    yield Case("pages-reduced.tif", tiff(page(pixels(3, 255), 3, 8, 2), page(pixels(3, 255), 3, 8, 2, more={254: (LONG, [1])})))


def packets():
    padded = meta.iptc_records() + bytes(-len(meta.iptc_records()) % 4)
    swapped = b"".join(padded[at:at + 4][::-1] for at in range(0, len(padded), 4))
    rights = meta.RIGHTS + [meta.CREDIT]
    for name, order, records in (("little", "<", padded), ("big", ">", padded), ("swapped", "<", swapped)):
        yield Case(f"iptc-long-{name}.tif", having({33723: (LONG, records)}, order), rights, PRIVATE, travels="xmp", iptc=True)
    yield Case("iptc-byte-big-endian.tif", having({33723: (BYTE, meta.iptc_records())}, ">"), rights, PRIVATE, travels="xmp", iptc=True)
    details = {36867: text(meta.DATE), 37510: (UNDEFINED, b"ASCII\0\0\0" + meta.REMARK.encode()), 33434: fractions(0.01)}
    position = {1: text("N"), 2: fractions(48, 8, 0), 3: text("E"), 4: fractions(11, 34, 0)}
    for order in "<>":
        end = "little" if order == "<" else "big"
        yield Case(f"exif-directory-{end}.tif", having({34665: (LONG, details), 33432: text(meta.NOTICE)}, order), [meta.NOTICE],
                   [meta.DATE, meta.REMARK])
        yield Case(f"gps-directory-{end}.tif", having({34853: (LONG, position)}, order), private=[meta.LATITUDE])
    yield Case("utf8-texts.tif", having({33432: (UTF8, meta.NOTICE.encode() + b"\0"), 315: (UTF8, meta.CREATOR.encode() + b"\0"),
                                         270: (UTF8, meta.REMARK.encode() + b"\0")}), meta.RIGHTS, [meta.REMARK], travels="")


def colours():
    gamma, half = [round(65535 * (i / 255)**1.8) for i in range(256)], [round(65535 * (i / 255)**2.2) for i in range(256)]
    yield Case("transfer-function.tif", having({301: (SHORT, gamma * 3)}))
    yield Case("transfer-function-one.tif", having({301: (SHORT, gamma)}))
    yield Case("transfer-function-big-endian.tif", having({301: (SHORT, half)}, ">"))
    for name, points in (("p3", meta.P3), ("srgb", meta.SRGB)):
        tags = {318: fractions(*meta.D65), 319: fractions(*(v for point in points for v in point))}
        yield Case(f"primaries-{name}.tif", having(tags))
    yield Case("primaries-and-profile.tif", having({318: fractions(0.3457, 0.3585), 34675: (UNDEFINED, meta.icc(meta.P3))}))
    yield Case("reference-black-white.tif", having({532: fractions(16, 235, 16, 235, 16, 235)}))
    yield Case("reference-black-white-full.tif", having({532: fractions(0, 255, 0, 255, 0, 255)}))
    inks = page(inverted(pixels(4, 255)), 4, 8, 5)
    for name, more in (("ink-set", {332: (SHORT, [2]), 333: text("red\0green\0blue\0black")}), ("dot-range", {336: (BYTE, [255, 0])}),
                       ("dot-range-usual", {336: (BYTE, [0, 255])})):
        yield Case(f"{name}.tif", tiff((inks[0], {**inks[1], **more})))
    yield Case("indexed.tif", tiff(page(posterised(16), 1, 8, 5, more={346: (SHORT, [1])})))
    yield Case("indexed-grey.tif", tiff(page(posterised(16), 1, 8, 1, more={346: (SHORT, [1])})))
    entries = palette(200) + [(0, 0, 0)] * 56
    yield Case("palette-of-bytes.tif", tiff(page(posterised(200), 1, 8, 3, more={320: (SHORT, [e[c] for c in range(3) for e in entries])})))
    yield Case("grey-response.tif", tiff(page(pixels(1, 255), 1, 8, 1, more={290: (SHORT, [3]), 291: (SHORT, [10 * (255 - i) for i in range(256)])})))
    yield Case("least-and-most.tif", having({280: (SHORT, [16] * 3), 281: (SHORT, [200] * 3)}))


def coded(*how, more=None, of=None, depth=8):
    """By libtiff's own writer."""
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/in.tif", "wb") as file:
            file.write(of or tiff(page(pixels(3 if depth == 8 else 1, (1 << depth) - 1), 3 if depth == 8 else 1, depth, 2 if depth == 8 else 1, more=more)))
        run("tiffcp", *how, folder + "/in.tif", folder + "/out.tif")
        with open(folder + "/out.tif", "rb") as file:
            return file.read()


def codes():
    yield Case("lzw-predicted.tif", coded("-c", "lzw:2"))
    yield Case("packbits-big-endian.tif", coded("-c", "packbits", "-B"))
    yield Case("jpeg-rgb.tif", coded("-c", "jpeg:r:95"), rounded=True)
    yield Case("jpeg-ycbcr.tif", coded("-c", "jpeg:95"), rounded=True)
    yield Case("jpeg-ycbcr-709.tif", coded("-c", "jpeg:95", more={529: fractions(0.2126, 0.7152, 0.0722)}))
    yield Case("jpeg-grey.tif", coded("-c", "jpeg:95", of=simple(1, 8, 1)), rounded=True)
    yield Case("fax-4.tif", coded("-c", "g4", depth=1))
    yield Case("fax-4-lowest-bit-first.tif", coded("-c", "g4", "-f", "lsb2msb", depth=1))
    yield Case("fax-3-lowest-bit-first.tif", coded("-c", "g3:2d", "-f", "lsb2msb", depth=1))
    yield Case("lowest-bit-first-1.tif", coded("-c", "none", "-f", "lsb2msb", depth=1))
    yield Case("lowest-bit-first-8.tif", coded("-c", "zip", "-f", "lsb2msb"))
    yield Case("lowest-bit-first-16.tif", coded("-c", "lzw", "-f", "lsb2msb", of=simple(3, 16, 2)))


def numbers_of_other_kinds():
    for depth, kind in ((8, 2), (16, 2), (16, 1)):
        yield Case(f"{'un' * (kind == 1)}signed-{depth}.tif", tiff(page(pixels(1, (1 << depth - 1) - 1), 1, depth, 1, more={339: (SHORT, [kind])})))
    samples = [struct.pack(f"<{WIDTH}I", *(v * 65537 for v in row)) for row in pixels(1, 65535)]
    _, tags = page(pixels(1, 255), 1, 8, 1)
    yield Case("unsigned-32.tif", tiff((samples, {**tags, 258: (SHORT, [32]), 278: (SHORT, [1])})))


def backwards(entries):
    return sorted(entries, reverse=True)


def directories():
    plain = page(pixels(3, 255), 3, 8, 2)
    rights = {33432: text(meta.NOTICE), 315: text(meta.CREATOR)}
    for order in "<>":
        end = "little" if order == "<" else "big"
        yield Case(f"bigtiff-{end}.tif", having({**rights, 270: text(meta.REMARK)}, order, big=True), meta.RIGHTS, [meta.REMARK], travels="")
    yield Case("bigtiff-iptc.tif", having({33723: (BYTE, meta.iptc_records()), 700: (BYTE, meta.xmp())}, big=True), meta.RIGHTS, PRIVATE, travels="xmp", iptc=True)
    yield Case("bigtiff-pages.tif", film({}, {}, big=True))
    yield Case("unsorted.tif", having({**rights, 700: (BYTE, meta.xmp())}, order_of=backwards), meta.RIGHTS, PRIVATE, travels="xmp")
    yield Case("width-twice.tif", having({}, again=[(256, (SHORT, [WIDTH // 2]))]))
    yield Case("text-twice.tif", having({270: text("the first description")}, again=[(270, text("another description"))]))
    yield Case("fax-unsorted.tif", tiff(page(pixels(1, 1), 1, 1, 1), order_of=backwards, again=[(262, (SHORT, [0]))]))
    yield Case("signed-size.tif", tiff((plain[0], {**plain[1], 256: (SLONG, [WIDTH]), 257: (SLONG, [HEIGHT])})))
    yield Case("orientation-of-wrong-type.tif", having({274: text("top")}))
    yield Case("global-parameters.tif", having({400: (LONG, {258: (SHORT, [8])})}))
    yield Case("private-directory.tif", having({65001: (IFD, {1: text("something of its own")})}))
    small = {256: (SHORT, [8]), 257: (SHORT, [8]), 258: (SHORT, [8]), 259: (SHORT, [1]), 262: (SHORT, [1]), 277: (SHORT, [1]), 278: (SHORT, [8]),
             273: (LONG, [8]), 279: (LONG, [64]), 254: (LONG, [1])}
    yield Case("sub-image.tif", having({330: (LONG, small)}))
    yield Case("no-byte-counts.tif", tiff(([b"".join(bytes(row) for row in pixels(3, 255))], {**plain[1], 278: (SHORT, [HEIGHT]), 279: (LONG, [])})))
    yield Case("byte-counts-of-0.tif", tiff((plain[0], {**plain[1], 279: (LONG, [0, 0, 0])})))
    yield Case("sparse.tif", tiff((plain[0], {**plain[1], 273: (LONG, [8, 0, 8]), 279: (LONG, [3072, 0, 3072])})))
    yield Case("strip-out-of-bounds.tif", tiff((plain[0], {**plain[1], 273: (LONG, [8, 3080, 900000])})), damaged=True)
    packed = [zlib.compress(block) for block in plain[0]]
    yield Case("count-out-of-bounds.tif", tiff((packed, {**plain[1], 259: (SHORT, [8]), 279: (LONG, [len(packed[0]), len(packed[1]), 900000])})), damaged=True)
    for name, tag, kind, data in (("xmp", 700, BYTE, meta.xmp()), ("icc", 34675, UNDEFINED, meta.icc(meta.P3)), ("text", 270, ASCII, b"a text of its own\0")):
        file = having({tag: (kind, data)})
        entry = struct.pack("<HHI", tag, kind, len(data))
        yield Case(f"{name}-out-of-bounds.tif", file.replace(entry + struct.pack("<I", file.index(data)), entry + struct.pack("<I", len(file) - 9)))
    yield Case("too-many-strips.tif", tiff((plain[0] + [b"more"], plain[1])))


def cases():
    for group in (by_page, packets, colours, codes, numbers_of_other_kinds, directories):
        yield from group()
