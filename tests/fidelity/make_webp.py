"""WebP: lossless, lossy, alpha and animations by cwebp and webpmux; the chunks of the container by code of our own."""
import struct
import tempfile

import metadata as meta
from make_png import plain, png
from pictures import HEIGHT, WIDTH, Case
from tools import run


def webp(*options, source=None):
    return run("cwebp", "-quiet", *options, "-o", "-", "--", "-", stdin=source or plain(2, 8))


def chunk(kind, data):
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def extended(file, flags, before=b"", behind=b"", width=WIDTH, height=HEIGHT):
    """`file` with VP8X (its `flags`: 32 ICC, 16 alpha, 8 EXIF, 4 XMP) and chunks around the picture."""
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBP" + chunk(b"VP8X", bytes([flags, 0, 0, 0]) + size) + before + file[12:] + behind
    return b"RIFF" + struct.pack("<I", len(body)) + body


def animation(loops, modes, delays=(100, 200, 350)):
    """Frames that paint squares over a first one; `modes` as webpmux has them: +dispose, +-blend."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["webpmux"]
        for i, delay in enumerate(delays):
            square = png([[40 * i, 200 - 30 * i, 90, 255 - 60 * i] * 12 for _ in range(10)], 6, 8)
            path, at = f"{folder}/{i}.webp", 12 * i
            with open(path, "wb") as file:
                file.write(webp("-lossless", "-exact", source=square if i else plain(6, 8)))
            command += ["-frame", path, f"+{delay}+{at if i else 0}+{at // 2 * 2 if i else 0}" + (modes if i else "+0-b")]
        run(*command, "-loop", str(loops), "-bgcolor", "0,0,0,0", "-o", f"{folder}/out.webp")
        with open(f"{folder}/out.webp", "rb") as file:
            return file.read()


def cases():
    lossless, private = webp("-lossless", "-exact"), [meta.REMARK, meta.DATE, meta.LATITUDE]
    yield Case("lossless.webp", lossless)
    yield Case("lossy.webp", webp("-q", "90"))
    yield Case("lossless-alpha.webp", webp("-lossless", "-exact", source=plain(6, 8)))
    yield Case("lossy-alpha.webp", webp("-q", "90", "-exact", source=plain(6, 8)))
    yield Case("exif.webp", extended(lossless, 8, behind=chunk(b"EXIF", meta.exif())), meta.RIGHTS, private)
    yield Case("orientation-6.webp", extended(lossless, 8, behind=chunk(b"EXIF", meta.exif(6))), meta.RIGHTS, private)
    yield Case("xmp.webp", extended(lossless, 4, behind=chunk(b"XMP ", meta.xmp())), meta.RIGHTS + [meta.CREDIT], meta.SAID, travels="xmp")
    yield Case("icc-p3.webp", extended(lossless, 32, before=chunk(b"ICCP", meta.icc(meta.P3))))
    yield Case("icc-p3-lossy.webp", extended(webp("-q", "90"), 32, before=chunk(b"ICCP", meta.icc(meta.P3))))
    yield Case("animated-blend.webp", animation(0, "+0+b"))
    yield Case("animated-source.webp", animation(3, "+0-b"))
    yield Case("animated-background.webp", animation(1, "+1-b"))
    yield Case("animated-no-delay.webp", animation(0, "+0-b", delays=(0, 0, 0)))
