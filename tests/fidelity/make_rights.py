"""Who made a picture and whose it is, in every way that containers know to say it; and EXIF in TIFF."""
import struct
import zlib

import metadata as meta
from make_avif import avif
from make_extras import SMALL, bases
from make_gif import frame, gif, xmp as gif_xmp
from make_jpeg import XMP, having, jpeg, segment
from make_png import chunk, png
from make_tiff import ASCII, BYTE, LONG, RATIONAL, SHORT, UNDEFINED, page, tiff
from make_webp import chunk as riff_chunk, extended
from pictures import Case, pixels, posterised

EDITOR = "(c) 2025 Ed Editor"
ROWS = pixels(3, 255, **SMALL)


def small_png(**more):
    return png(ROWS, 2, 8, **more)


def holding_exif(block):
    """{ending: a picture with this EXIF block}"""
    files = dict(bases())
    yield "jpg", having(files["jpg"], segment(0xE1, b"Exif\0\0" + block))
    yield "png", small_png(before=chunk(b"eXIf", block))
    yield "webp", extended(files["webp"], 8, behind=riff_chunk(b"EXIF", block), **SMALL)
    yield "avif", avif("--yuv", "444", "--exif", "exif", sources=[small_png()], files={"exif": block})


def holding_xmp(packet):
    files = dict(bases())
    yield "jpg", having(files["jpg"], segment(0xE1, XMP + packet))
    yield "png", small_png(before=chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet))
    yield "webp", extended(files["webp"], 4, behind=riff_chunk(b"XMP ", packet), **SMALL)
    yield "gif", gif(gif_xmp(packet), frame(posterised(16, **SMALL)), **SMALL)
    yield "tif", tiff(page(ROWS, 3, 8, 2, more={700: (BYTE, packet)}))


def in_exif():
    for case in exif_cases():
        case.rounded = case.name.endswith(".avif")
        yield case


def exif_cases():
    private = [meta.REMARK, meta.DATE, meta.LATITUDE]
    for ending, data in holding_exif(meta.exif(notice=f"{meta.NOTICE}\0{EDITOR}")):
        yield Case(f"exif-two-notices.{ending}", data, [meta.NOTICE, EDITOR, meta.CREATOR], private)
    for ending, data in holding_exif(meta.exif(notice=f" \0{EDITOR}")):
        yield Case(f"exif-editor-alone.{ending}", data, [EDITOR, meta.CREATOR], private)
    for ending, data in holding_exif(meta.exif(notice=f"{meta.NOTICE}\0{EDITOR}\0a third text")):
        yield Case(f"exif-three-notices.{ending}", data, [meta.NOTICE, EDITOR, meta.CREATOR], private)
    named = extended(dict(bases())["webp"], 8, behind=riff_chunk(b"EXIF", b"Exif\0\0" + meta.exif()), **SMALL)
    yield Case("exif-begun-as-in-jpeg.webp", named, meta.RIGHTS, private)
    rights = {33432: (ASCII, f"{meta.NOTICE}\0{EDITOR}\0".encode()), 315: (ASCII, meta.CREATOR.encode() + b"\0")}
    yield Case("exif-two-notices.tif", tiff(page(ROWS, 3, 8, 2, more=rights)), [meta.NOTICE, EDITOR, meta.CREATOR])


def in_xmp():
    rights = dict(rights=[meta.NOTICE, meta.CREATOR, meta.CREDIT], private=meta.SAID, travels="xmp")
    for name, how in (("utf16", dict(encoding="utf-16")), ("utf16-big-endian", dict(encoding="utf-16-be")), ("utf32", dict(encoding="utf-32"))):
        for ending, data in holding_xmp(meta.xmp(**how)):
            if ending in ("jpg", "tif"):  # PNG wants UTF-8, and in a GIF a packet must not hold NULs
                yield Case(f"xmp-{name}.{ending}", data, **rights)
    for ending, data in holding_xmp(b"\xef\xbb\xbf" + meta.xmp()):
        yield Case(f"xmp-byte-order-mark.{ending}", data, **rights)
    for ending, data in holding_xmp(meta.xmp(encoding="latin-1", begin="\u00ef")):  # which exiftool does not read for us
        yield Case(f"xmp-latin1.{ending}", data, **rights)
    attribute = meta.packet(f'{meta.DC} {meta.XMP_RIGHTS} dc:rights="{meta.NOTICE}" dc:creator="{meta.CREATOR}" dc:subject="{meta.KEYWORD * 30}" '
                            f'xmpRights:Owner="{EDITOR}"')
    languages = meta.packet(meta.DC, f'<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{meta.NOTICE}</rdf:li><rdf:li xml:lang="de">{EDITOR}'
                            f'</rdf:li></rdf:Alt></dc:rights><dc:subject><rdf:Bag><rdf:li>{meta.KEYWORD}</rdf:li></rdf:Bag></dc:subject>')
    for ending, data in holding_xmp(meta.packet('xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"')):
        yield Case(f"xmp-orientation.{ending}", data, private=["Rotate 90 CW"], travels="xmp")  # which no viewer looks at
    for ending, data in holding_xmp(attribute):
        yield Case(f"xmp-attributes.{ending}", data, [meta.NOTICE, meta.CREATOR, EDITOR], [meta.KEYWORD], travels="xmp")
    for ending, data in holding_xmp(languages):
        yield Case(f"xmp-languages.{ending}", data, [meta.NOTICE, EDITOR], [meta.KEYWORD], travels="xmp")


def text(kind, keyword, words):
    key = keyword.encode() + b"\0"
    if kind == "tEXt":
        return chunk(b"tEXt", key + words)
    if kind == "zTXt":
        return chunk(b"zTXt", key + b"\0" + zlib.compress(words))
    return chunk(b"iTXt", key + b"\1\0en\0\0" + zlib.compress(words))


def raw(kind, data):
    return f"\n{kind}\n{len(data):8}\n".encode() + data.hex().encode() + b"\n"


def in_png_text():
    exif_private = [meta.REMARK, meta.DATE, meta.LATITUDE]
    records, xmp = meta.photoshop(meta.iptc_records()), meta.xmp()
    for coding in ("tEXt", "zTXt", "iTXt"):
        notice = text(coding, "Copyright", meta.NOTICE.encode()) + text(coding, "Author", meta.CREATOR.encode())
        yield Case(f"{coding}.png", small_png(before=notice + text(coding, "Comment", meta.REMARK.encode())), meta.RIGHTS, [meta.REMARK], travels="comment")
        profiles = (("exif", b"Exif\0\0" + meta.exif(6), dict(rights=meta.RIGHTS, private=exif_private)),
                    ("APP1", b"Exif\0\0" + meta.exif(6), dict(rights=meta.RIGHTS, private=exif_private)),
                    ("APP1", XMP + xmp, dict(rights=meta.RIGHTS + [meta.CREDIT], private=meta.SAID, travels="xmp")),
                    ("xmp", xmp, dict(rights=meta.RIGHTS + [meta.CREDIT], private=meta.SAID, travels="xmp")),
                    ("iptc", records, dict(rights=meta.RIGHTS + [meta.CREDIT], private=meta.SAID, travels="xmp", iptc=True)),
                    ("8bim", records, dict(rights=meta.RIGHTS + [meta.CREDIT], private=meta.SAID, travels="xmp", iptc=True)))
        for kind, data, carried in profiles if coding != "iTXt" else ():
            name = "APP1-xmp" if data.startswith(XMP) else kind
            yield Case(f"raw-{name}-{coding}.png", small_png(before=text(coding, f"Raw profile type {kind}", raw(kind, data))), **carried)


def in_iptc():
    rights = dict(rights=[meta.NOTICE, meta.CREATOR, meta.CREDIT], private=meta.SAID, travels="xmp", iptc=True)
    records = meta.iptc_records()
    old = b"Adobe_Photoshop2.5:" + struct.pack(">HIH", 0, 0, 0)
    yield Case("iptc-photoshop-2.5.jpg", having(jpeg(**SMALL), segment(0xED, old + meta.photoshop(records))), **rights)
    broken = having(jpeg(**SMALL), segment(0xE1, XMP + meta.packet("").replace(b"</rdf:RDF>", b"")), segment(0xED, b"Photoshop 3.0\0" + meta.photoshop(records)))
    yield Case("iptc-beside-broken-xmp.jpg", broken, **rights)
    resources = b"8BIM\x04\x22\0\0" + struct.pack(">I", 300) + bytes(300) + meta.photoshop(records)
    parts = [resources[at:at + 350] for at in range(0, len(resources), 350)]
    yield Case("iptc-in-segments.jpg", having(jpeg(**SMALL), *[segment(0xED, b"Photoshop 3.0\0" + part) for part in parts]), **rights)
    padded = records + bytes(-len(records) % 4)
    for order in "<>":
        name = "little" if order == "<" else "big"
        yield Case(f"iptc-of-longs-{name}-endian.tif", tiff(page(ROWS, 3, 8, 2, order, more={33723: (LONG, padded)}), order=order), **rights)
        yield Case(f"iptc-of-bytes-{name}-endian.tif", tiff(page(ROWS, 3, 8, 2, order, more={33723: (UNDEFINED, records)}), order=order), **rights)


def exif_in_tiff(order, note=b"", maker=b"Example Cameras"):
    """A TIFF whose first directory points to one of EXIF and one of positions; both stand behind the file that points to them."""
    plain = {33432: (ASCII, meta.NOTICE.encode() + b"\0"), 315: (ASCII, meta.CREATOR.encode() + b"\0"), 271: (ASCII, maker + b"\0")}

    def made(first, second):
        return tiff(page(ROWS, 3, 8, 2, order, more={**plain, 34665: (LONG, struct.pack(order + "I", first)),
                                                     34853: (LONG, struct.pack(order + "I", second))}), order=order)

    def directory(at, entries):
        head, rest, tail = struct.pack(order + "H", len(entries)), b"", at + 6 + 12 * len(entries)
        for tag, kind, count, data in entries:
            if len(data) > 4:
                head += struct.pack(order + "HHII", tag, kind, count, tail + len(rest))
                rest += data + b"\0" * (len(data) % 2)
            else:
                head += struct.pack(order + "HHI", tag, kind, count) + data.ljust(4, b"\0")
        return head + bytes(4) + rest
    remark = b"ASCII\0\0\0" + meta.REMARK.encode()
    first = len(made(0, 0))
    details = directory(first, [(0x829A, RATIONAL, 1, struct.pack(order + "II", 1, 125)), (0x9003, ASCII, 20, meta.DATE.encode() + b"\0"),
                                *([(0x927C, UNDEFINED, len(note), note)] if note else []),
                                (0x9286, UNDEFINED, len(remark), remark), (0xA001, SHORT, 1, struct.pack(order + "H", 1))])
    second = first + len(details)
    position = directory(second, [(1, ASCII, 2, b"N\0"), (2, RATIONAL, 3, struct.pack(order + "6I", 48, 1, 8, 1, 0, 1)), (3, ASCII, 2, b"E\0"),
                                  (4, RATIONAL, 3, struct.pack(order + "6I", 11, 1, 34, 1, 0, 1))])
    return made(first, second) + details + position


def canons_note(order, at):
    """A directory with the name of an owner, whose place counts from the start of the file."""
    words = meta.NOTE.encode() + b"\0"
    return struct.pack(order + "HHHIII", 1, 9, ASCII, len(words), at + 18, 0) + words


def in_tiff():
    for order in "<>":
        yield Case(f"exif-{'little' if order == '<' else 'big'}-endian.tif", exif_in_tiff(order), meta.RIGHTS,
                   [meta.REMARK, meta.DATE, meta.LATITUDE, "Example Cameras"])
        yield Case(f"maker-note-{'little' if order == '<' else 'big'}-endian.tif", exif_in_tiff(order, meta.NOTE.encode()), meta.RIGHTS,
                   [meta.NOTE, meta.DATE])
        unplaced = canons_note(order, 0)
        note = canons_note(order, exif_in_tiff(order, unplaced, b"Canon").index(unplaced))
        yield Case(f"maker-note-of-canon-{'little' if order == '<' else 'big'}-endian.tif", exif_in_tiff(order, note, b"Canon"), meta.RIGHTS,
                   [meta.NOTE, meta.DATE])


def densities():
    """300 dots an inch, in every way to say it; judged in all cases, see matrix.py."""
    jfif = jpeg(**SMALL)
    at = jfif.index(b"JFIF\0") + 7
    yield Case("density-in-jfif.jpg", jfif[:at] + struct.pack(">BHH", 1, 300, 300) + jfif[at + 5:])
    yield Case("density-in-cm.jpg", jfif[:at] + struct.pack(">BHH", 2, 118, 118) + jfif[at + 5:])
    yield Case("density-small.png", small_png(before=chunk(b"pHYs", struct.pack(">IIB", 11811, 11811, 1))))
    resolution = {282: (RATIONAL, [(300, 1)]), 283: (RATIONAL, [(300, 1)]), 296: (SHORT, [2])}
    yield Case("density.tif", tiff(page(ROWS, 3, 8, 2, more=resolution)))


def cases():
    yield from in_exif()
    yield from in_xmp()
    yield from in_png_text()
    yield from in_iptc()
    yield from in_tiff()
    yield from densities()
