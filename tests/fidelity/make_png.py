"""PNG and APNG: every colour type, depth and interlacing, colour chunks, metadata, chunks out of the ordinary."""
import struct
import zlib

import metadata as meta
from pictures import HEIGHT, WIDTH, Case, palette, pixels, posterised

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind, data, crc_off_by=0):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data) ^ crc_off_by)


def packed(row, depth):
    """A row of samples as bytes."""
    if depth == 16:
        return struct.pack(f">{len(row)}H", *row)
    if depth == 8:
        return bytes(row)
    bits = "".join(format(sample, f"0{depth}b") for sample in row)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def scanlines(rows, channels, depth, interlaced):
    if not interlaced:
        return b"".join(b"\0" + packed(row, depth) for row in rows)
    out, width = b"", len(rows[0]) // channels
    for left, top, across, down in ADAM7:
        for row in rows[top::down]:
            part = [s for x in range(left, width, across) for s in row[x * channels:(x + 1) * channels]]
            if part:
                out += b"\0" + packed(part, depth)
    return out


def png(rows, colour, depth, before=b"", between=b"", after=b"", interlaced=False, entries=None):
    """A file; `before` stands behind IHDR, `between` behind the palette, `after` behind the pixels."""
    height, width = len(rows), len(rows[0]) // CHANNELS[colour]
    out = SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))) + before
    if entries:
        out += chunk(b"PLTE", b"".join(bytes(entry) for entry in entries))
    data = zlib.compress(scanlines(rows, CHANNELS[colour], depth, interlaced), 1)
    return out + between + chunk(b"IDAT", data) + after + chunk(b"IEND", b"")


def plain(colour, depth, **more):
    if colour == 3:
        levels = min(1 << depth, 200)
        return png(posterised(levels), 3, depth, entries=palette(levels), **more)
    return png(pixels(CHANNELS[colour], (1 << depth) - 1), colour, depth, **more)


def apng(delays, plays, dispose=0, blend=0):
    """Frames that each paint a square over the first; `delays` in hundredths of a second."""
    frames, sequence, out = len(delays), 0, b""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 6, 0, 0, 0)) + chunk(b"acTL", struct.pack(">II", frames, plays))
    for i, delay in enumerate(delays):
        rows = pixels(4, 255) if i == 0 else [[40 * i, 200 - 30 * i, 90, 255 - 60 * i] * 12 for _ in range(10)]
        at = (0, 0) if i == 0 else (8 * i, 5 * i)
        size = (len(rows[0]) // 4, len(rows))
        out += chunk(b"fcTL", struct.pack(">IIIIIHHBB", sequence, *size, *at, delay, 100, dispose if i else 0, blend if i else 0))
        data = zlib.compress(scanlines(rows, 4, 8, False), 1)
        sequence += 1
        if i == 0:
            out += chunk(b"IDAT", data)
        else:
            out += chunk(b"fdAT", struct.pack(">I", sequence) + data)
            sequence += 1
    return SIGNATURE + head + out + chunk(b"IEND", b"")


def profile(data):
    return chunk(b"iCCP", b"profile\0\0" + zlib.compress(data))


def raw_profile(kind, data):
    text = f"\n{kind}\n{len(data):8}\n".encode() + data.hex().encode() + b"\n"
    return chunk(b"zTXt", f"Raw profile type {kind}".encode() + b"\0\0" + zlib.compress(text))


def text(keyword, words):
    return chunk(b"tEXt", keyword.encode() + b"\0" + words.encode())


def chromaticities(primaries):
    return chunk(b"cHRM", struct.pack(">8I", *[round(v * 1e5) for point in (meta.D65, *primaries) for v in point]))


def gamma(value):
    return chunk(b"gAMA", struct.pack(">I", round(1e5 / value)))


def code_points(primaries, transfer):
    return chunk(b"cICP", bytes([primaries, transfer, 0, 1]))


XMP = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + meta.xmp())


def kinds():
    for colour, depths in ((0, (1, 2, 4, 8, 16)), (2, (8, 16)), (3, (1, 2, 4, 8)), (4, (8, 16)), (6, (8, 16))):
        for depth in depths:
            yield Case(f"type{colour}-{depth}.png", plain(colour, depth))
    yield Case("interlaced-rgb.png", plain(2, 8, interlaced=True))
    yield Case("interlaced-palette.png", plain(3, 4, interlaced=True))
    yield Case("key-grey.png", plain(0, 8, between=chunk(b"tRNS", struct.pack(">H", 150))))
    yield Case("key-rgb.png", plain(2, 8, between=chunk(b"tRNS", struct.pack(">3H", 178, 102, 89))))
    yield Case("palette-alpha.png", plain(3, 4, between=chunk(b"tRNS", bytes(range(0, 240, 16)))))
    opaque = [[s if i % 4 < 3 else 255 for i, s in enumerate(row)] for row in pixels(4, 255)]
    yield Case("opaque-rgba.png", png(opaque, 6, 8))


def colours():
    yield Case("icc-p3.png", plain(2, 8, before=profile(meta.icc(meta.P3))))
    yield Case("icc-p3-16bit.png", plain(2, 16, before=profile(meta.icc(meta.P3))))
    yield Case("icc-p3-alpha.png", plain(6, 8, before=profile(meta.icc(meta.P3))))
    yield Case("icc-p3-palette.png", plain(3, 4, before=profile(meta.icc(meta.P3))))
    yield Case("icc-grey.png", plain(0, 8, before=profile(meta.icc(gamma=1.4, grey=True))))
    yield Case("gamma-only.png", plain(2, 8, before=gamma(1.4)))
    yield Case("gamma-grey.png", plain(0, 8, before=gamma(1.4)))
    yield Case("gamma-and-primaries.png", plain(2, 8, before=gamma(2.2) + chromaticities(meta.ADOBE)))
    yield Case("srgb-chunk.png", plain(2, 8, before=chunk(b"sRGB", b"\0")))
    yield Case("cicp-p3.png", plain(2, 8, before=code_points(12, 13)))
    yield Case("cicp-pq.png", plain(2, 16, before=code_points(9, 16)))
    yield Case("cicp-hlg.png", plain(2, 16, before=code_points(9, 18)))
    yield Case("cicp-grey-pq.png", plain(0, 16, before=code_points(9, 16)))
    yield Case("icc-under-cicp.png", plain(2, 8, before=profile(meta.icc(meta.P3)) + code_points(5, 5)))
    yield Case("gamma-under-icc.png", plain(2, 8, before=gamma(1) + profile(meta.icc(meta.P3))))
    yield Case("icc-behind-palette.png", plain(3, 4, between=profile(meta.icc(meta.P3))))
    yield Case("gamma-behind-pixels.png", plain(2, 8, after=gamma(1.0)))
    yield Case("cicp-behind-pixels.png", plain(2, 8, after=code_points(9, 16)))


def metadata():
    exif, private = meta.exif(6), [meta.REMARK, meta.DATE, meta.LATITUDE]
    yield Case("exif.png", plain(2, 8, before=chunk(b"eXIf", exif)), meta.RIGHTS, private)
    yield Case("turned-density.png", plain(2, 8, before=chunk(b"eXIf", exif) + chunk(b"pHYs", struct.pack(">IIB", 11811, 5906, 1))))
    yield Case("exif-behind-pixels.png", plain(2, 8, after=chunk(b"eXIf", exif)), meta.RIGHTS, private)
    yield Case("exif-as-text.png", plain(2, 8, before=raw_profile("exif", b"Exif\0\0" + exif)), meta.RIGHTS, private)
    yield Case("xmp.png", plain(2, 8, before=XMP), meta.RIGHTS + [meta.CREDIT], meta.SAID, travels="xmp")
    yield Case("iptc-as-text.png", plain(2, 8, before=raw_profile("iptc", meta.photoshop(meta.iptc_records()))),
               meta.RIGHTS + [meta.CREDIT], meta.SAID, travels="xmp", iptc=True)
    yield Case("text.png", plain(2, 8, before=text("Copyright", meta.NOTICE) + text("Author", meta.CREATOR)
                                 + text("Comment", meta.REMARK)), meta.RIGHTS, [meta.REMARK], travels="comment")
    yield Case("credentials.png", plain(2, 8, before=chunk(b"caBX", b"a manifest that is not to be lost")),
               signed=b"a manifest that is not to be lost")
    yield Case("layers.png", plain(2, 8, before=chunk(b"prVW", b"layers of an editor" * 4)), chunk=b"layers of an editor" * 4)
    yield Case("gain-map.png", plain(2, 8, before=chunk(b"gMAP", b"a gain map's own bytes" * 4)), extras=[b"a gain map's own bytes" * 4])
    yield Case("density.png", plain(2, 8, before=chunk(b"pHYs", struct.pack(">IIB", 11811, 11811, 1))), private=["11811"], travels="", stays_safe=True)


def odd():
    yield Case("palette-too-long.png", png(posterised(2), 3, 1, entries=palette(5)))
    yield Case("transparency-too-long.png", png(posterised(4), 3, 2, entries=palette(4), between=chunk(b"tRNS", bytes(9))))
    yield Case("palette-in-grey.png", png(pixels(1, 255), 0, 8, entries=palette(3)))
    yield Case("wrong-crc-of-gamma.png", plain(2, 8, before=chunk(b"gAMA", struct.pack(">I", 100000), crc_off_by=1)), damaged=True)
    yield Case("rows-too-many.png", too_many_rows(pixels(3, 255)))
    for name, more in (("over", dict(blend=1)), ("source", dict(blend=0)), ("background", dict(dispose=1)), ("previous", dict(dispose=2))):
        yield Case(f"animated-{name}.png", apng([10, 20, 35], 3, **more))
    film, announcement = apng([10, 20], 0), chunk(b"acTL", struct.pack(">II", 2, 0))
    yield Case("announced-twice.png", film.replace(announcement, 2 * announcement))
    yield Case("announced-without-frames.png", film.replace(announcement, chunk(b"acTL", bytes(8))))
    yield Case("announced-in-part.png", film.replace(announcement, chunk(b"acTL", bytes(4))))


def too_many_rows(rows):
    whole = png(rows + rows[:3], 2, 8)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0))
    return SIGNATURE + head + whole[len(SIGNATURE) + len(head):]


def cases():
    yield from kinds()
    yield from colours()
    yield from metadata()
    yield from odd()
