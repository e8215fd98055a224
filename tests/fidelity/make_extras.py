"""What stands behind or beside a picture: films, sounds, other pictures, depth maps and unknown bytes, in every container, and
segments of a JPEG behind its first scan."""
import struct

import metadata as meta
from make_avif import avif
from make_gif import frame, gif
from make_jpeg import FILM, XMP, exif, having, jpeg, samsung, segment, two_pictures
from make_png import chunk as png_chunk, png
from make_tiff import page, tiff
from make_webp import chunk, webp
from pictures import Case, pixels, posterised

WIDTH, HEIGHT = 24, 16
SMALL = dict(width=WIDTH, height=HEIGHT)
MOOV = b"\0\0\0\x40moov\0\0\0\x38mvhd" + b"a film that begins with its index".ljust(48, b".")
SOUND = b"RIFF\x44\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x40\x1f\0\0\1\0\x08\0data\x20\0\0\0" + b"a sound of a second or so".ljust(32)
UNKNOWN = b"bytes of nobody knows whom, " * 2


def bases():
    """{ending: a small picture}"""
    rows = pixels(3, 255, **SMALL)
    yield "jpg", jpeg(**SMALL)
    yield "png", png(rows, 2, 8)
    yield "webp", webp("-lossless", "-exact", source=png(rows, 2, 8))
    yield "gif", gif(frame(posterised(16, **SMALL)), **SMALL)
    yield "tif", tiff(page(rows, 3, 8, 2))
    yield "avif", avif("--yuv", "444", sources=[png(rows, 2, 8)])


def behind():
    small = jpeg(width=16, height=8)
    for ending, data in bases():
        for name, content in (("film", FILM), ("index-of-film", MOOV), ("sound", SOUND), ("picture", small)):
            if ending != "jpg" or name not in ("film", "picture"):
                yield Case(f"{name}-behind.{ending}", data + content, extras=[content])
        yield Case(f"bytes-behind.{ending}", data + UNKNOWN, private=[UNKNOWN.decode()], travels="", stays_safe=True, anywhere=True)
        yield Case(f"film-of-samsung-behind.{ending}", samsung(data, FILM), extras=[FILM])
    yield Case("mpvd.avif", dict(bases())["avif"] + struct.pack(">I", 8 + len(FILM)) + b"mpvd" + FILM, extras=[FILM])


def late_segments():
    """Segments between scans and before EOI."""
    data = jpeg("-progressive", **SMALL)
    second_scan = data.index(b"\xff\xda", data.index(b"\xff\xda") + 2)
    remark = dict(private=[meta.REMARK], travels="", anywhere=True)
    for name, late in (("comment", segment(0xFE, meta.REMARK.encode())), ("app10", segment(0xEA, b"maker\0" + meta.REMARK.encode()))):
        yield Case(f"{name}-between-scans.jpg", data[:second_scan] + late + data[second_scan:], **remark)
        yield Case(f"{name}-before-end.jpg", data[:-2] + late + data[-2:], **remark)
        yield Case(f"{name}-before-end-baseline.jpg", jpeg(**SMALL)[:-2] + late + data[-2:], **remark)
    yield Case("exif-before-end.jpg", data[:-2] + exif(6) + data[-2:], private=[meta.REMARK], travels="", anywhere=True, whole=True)


def directory(*items):
    """Google's directory of what stands behind the picture; (meaning, type, bytes) of each."""
    spaces = 'xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/" ' \
             'xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/"'
    has = {meaning for meaning, _, _ in items}
    spaces += ' GCamera:MotionPhoto="1" GCamera:MotionPhotoVersion="1"' if "MotionPhoto" in has else ""
    spaces += ' hdrgm:Version="1.0"' if "GainMap" in has else ""
    rows = [("Primary", "image/jpeg", b"")] + list(items)
    inner = "".join(f'<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="{kind}" Item:Semantic="{meaning}" Item:Length="{len(data)}"/>'
                    "</rdf:li>" for meaning, kind, data in rows)
    return meta.packet(spaces, f"<Container:Directory><rdf:Seq>{inner}</rdf:Seq></Container:Directory>")


def with_items(*items):
    return having(jpeg(**SMALL), segment(0xE1, XMP + directory(*items))) + b"".join(data for _, _, data in items)


def gain_map(how):
    """A picture that says what it is: by XMP or by ISO 21496-1."""
    says = {"xmp": segment(0xE1, XMP + meta.packet('xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" hdrgm:GainMapMax="2"')),
            "iso": segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0" + struct.pack(">HH", 0, 0) + bytes(60))}
    return having(jpeg("-grayscale", width=16, height=8), says[how])


def extended_xmp(main, extension):
    digest = __import__("hashlib").md5(extension).hexdigest().upper()
    main = main.replace(b"<rdf:Description ", b'<rdf:Description xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="'
                        + digest.encode() + b'" ', 1)
    head = b"http://ns.adobe.com/xmp/extension/\0" + digest.encode()
    parts = [extension[at:at + 1000] for at in range(0, len(extension), 1000)]
    return segment(0xE1, XMP + main) + b"".join(segment(0xE1, head + struct.pack(">II", len(extension), 1000 * i) + part)
                                                for i, part in enumerate(parts))


def announced():
    depth = jpeg("-grayscale", width=16, height=8)
    map_by_xmp, map_by_iso = gain_map("xmp"), gain_map("iso")
    yield Case("items-gain-map-and-film.jpg", with_items(("GainMap", "image/jpeg", map_by_xmp), ("MotionPhoto", "video/mp4", FILM)),
               extras=[map_by_xmp, FILM])
    yield Case("items-depth.jpg", with_items(("Depth", "image/jpeg", depth), ("Confidence", "image/jpeg", depth)), extras=[depth])
    yield Case("gain-map-by-iso-alone.jpg", two_pictures(having(jpeg(**SMALL), segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0" + bytes(4))),
                                                         map_by_iso, 0), extras=[map_by_iso])
    yield Case("sound-of-samsung.jpg", samsung(jpeg(**SMALL), SOUND, 0x0100, b"SoundShot_000"), extras=[SOUND])
    number = b"iVBORw0KGgoAAAANSUhEUgdepth"
    g_depth = meta.packet('xmlns:GDepth="http://ns.google.com/photos/1.0/depthmap/" GDepth:Format="RangeInverse" GDepth:Mime="image/png" '
                          f'GDepth:Data="{number.decode()}"')
    yield Case("depth-in-xmp.jpg", having(jpeg(**SMALL), segment(0xE1, XMP + g_depth)), extras=[number])
    yield Case("depth-in-extended-xmp.jpg", having(jpeg(**SMALL), extended_xmp(meta.xmp(), g_depth)), meta.RIGHTS, extras=[number])
    rows = pixels(3, 255, **SMALL)
    in_text = png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + g_depth)
    yield Case("depth-in-xmp.png", png(rows, 2, 8, before=in_text), extras=[number])
    yield Case("depth-in-xmp.tif", tiff(page(rows, 3, 8, 2, more={700: (1, g_depth)})), extras=[number])
    long = meta.xmp().replace(meta.KEYWORD.encode(), meta.KEYWORD.encode() * 200)
    yield Case("extended-xmp.jpg", having(jpeg(**SMALL), extended_xmp(meta.packet(""), long)), meta.RIGHTS + [meta.CREDIT], meta.SAID,
               travels="xmp")
    dynamic = meta.packet('xmlns:Device="http://ns.google.com/photos/dd/1.0/device/" xmlns:Camera="http://ns.google.com/photos/dd/1.0/camera/" '
                          'xmlns:DepthMap="http://ns.google.com/photos/dd/1.0/depthmap/" xmlns:Container="http://ns.google.com/photos/1.0/container/" '
                          'xmlns:Item="http://ns.google.com/photos/1.0/container/item/"',
                          '<Device:Cameras><rdf:Seq><rdf:li rdf:parseType="Resource"><Camera:DepthMap rdf:parseType="Resource">'
                          '<DepthMap:Format>RangeInverse</DepthMap:Format><DepthMap:DepthURI>android/depthmap</DepthMap:DepthURI>'
                          '</Camera:DepthMap></rdf:li></rdf:Seq></Device:Cameras><Container:Directory><rdf:Seq><rdf:li rdf:parseType="Resource">'
                          f'<Container:Item Item:Mime="image/jpeg" Item:Length="0"/></rdf:li><rdf:li rdf:parseType="Resource"><Container:Item '
                          f'Item:Mime="image/jpeg" Item:Length="{len(depth)}" Item:DataURI="android/depthmap"/></rdf:li></rdf:Seq></Container:Directory>')
    yield Case("depth-of-dynamic-depth.jpg", having(jpeg(**SMALL), segment(0xE1, XMP + dynamic)) + depth, extras=[depth])


def flags_of_webp():
    """VP8X that says less or more than there is."""
    from make_webp import extended
    file, private = dict(bases())["webp"], [meta.REMARK, meta.DATE, meta.LATITUDE]
    exif_chunk, xmp_chunk, icc = chunk(b"EXIF", meta.exif(6)), chunk(b"XMP ", meta.xmp()), chunk(b"ICCP", meta.icc(meta.P3))
    yield Case("exif-unflagged.webp", extended(file, 0, behind=exif_chunk, **SMALL), meta.RIGHTS, private)
    yield Case("xmp-unflagged.webp", extended(file, 0, behind=xmp_chunk, **SMALL), meta.RIGHTS + [meta.CREDIT], meta.SAID, travels="xmp")
    yield Case("icc-unflagged.webp", extended(file, 0, before=icc, **SMALL))
    yield Case("anim-unflagged.webp", extended(file, 0, before=chunk(b"ANIM", bytes(6)), **SMALL), damaged=True)
    yield Case("flags-of-nothing.webp", extended(file, 32 | 8 | 4, **SMALL))
    yield Case("alpha-flag-of-nothing.webp", extended(file, 16, **SMALL))
    yield Case("unknown-chunk.webp", extended(file, 0, behind=chunk(b"abcd", meta.REMARK.encode()), **SMALL), private=[meta.REMARK], travels="",
               anywhere=True)


def geometry_of_avif():
    rows = pixels(3, 255, **SMALL)
    see_through = png(pixels(4, 255, **SMALL), 6, 8)
    for name, options in (("crop", ("--crop", "2,2,16,12")), ("mirror", ("--imir", "1")), ("mirror-and-turn", ("--imir", "0", "--irot", "1")),
                          ("pasp", ("--pasp", "2,1"))):
        yield Case(f"{name}.avif", avif("--yuv", "444", *options, sources=[png(rows, 2, 8)]))
    yield Case("premultiplied.avif", avif("--yuv", "444", "--premultiply", sources=[see_through]))


def cases():
    for case in behind():
        case.rounded = case.name.endswith(".avif")
        yield case
    yield from late_segments()
    yield from announced()
    yield from flags_of_webp()
    for case in geometry_of_avif():
        case.rounded = True
        yield case
