"""GIF: stills and animations whose delays, disposals, transparency and loop counts are written here, byte by byte."""
import struct

import metadata as meta
from pictures import HEIGHT, WIDTH, Case, palette, posterised


def lzw(indices, bits):
    """Codes that never grow: a clear code before the table would need another bit."""
    clear, out, buffer, held = 1 << bits, bytearray(), 0, 0
    codes = []
    for i, index in enumerate(indices):
        if i % ((1 << bits) - 2) == 0:
            codes.append(clear)
        codes.append(index)
    for code in codes + [clear + 1]:
        buffer |= code << held
        held += bits + 1
        while held >= 8:
            out.append(buffer & 255)
            buffer >>= 8
            held -= 8
    out.append(buffer & 255)
    blocks = b"".join(bytes([len(out[at:at + 255])]) + bytes(out[at:at + 255]) for at in range(0, len(out), 255))
    return bytes([bits]) + blocks + b"\0"


def frame(rows, left=0, top=0, delay=None, dispose=0, transparent=None, bits=4):
    """An image, with a graphic control extension unless there is neither delay nor transparency."""
    out = b""
    if delay is not None or transparent is not None:
        flags = dispose << 2 | (transparent is not None)
        out = b"!\xf9\x04" + struct.pack("<BHBB", flags, delay or 0, transparent or 0, 0)
    out += b"," + struct.pack("<HHHHB", left, top, len(rows[0]), len(rows), 0)
    return out + lzw([index for row in rows for index in row], bits)


def loop(count):
    return b"!\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<H", count) + b"\0"


def remark(text):
    return b"!\xfe" + bytes([len(text)]) + text.encode() + b"\0"


def gif(*parts, bits=4, width=WIDTH, height=HEIGHT):
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80 | 0x70 | (bits - 1), 0, 0)
    return head + b"".join(bytes(entry) for entry in palette(1 << bits)) + b"".join(parts) + b";"


def square(i, colour):
    return dict(rows=[[colour] * 14 for _ in range(12)], left=6 + 9 * i, top=4 + 7 * i)


def animation(delays, dispose=1, transparent=None, head=b""):
    parts = [frame(posterised(16), delay=delays[0], dispose=1)]
    parts += [frame(**square(i, 3 * i), delay=delay, dispose=dispose, transparent=transparent) for i, delay in enumerate(delays[1:])]
    return gif(head, *parts)


def xmp(packet=meta.xmp()):
    """Adobe's application extension: the packet, then the trailer that brings readers of sub-blocks to its end."""
    return b"!\xff\x0bXMP DataXMP" + packet + b"\x01" + bytes(range(255, -1, -1)) + b"\0"


def profile(data):
    """The application extension that ImageMagick and macOS obey."""
    blocks = b"".join(bytes([len(data[at:at + 255])]) + data[at:at + 255] for at in range(0, len(data), 255))
    return b"!\xff\x0bICCRGBG1012" + blocks + b"\0"


def cases():
    yield Case("still.gif", gif(frame(posterised(16))))
    yield Case("still-transparent.gif", gif(frame(posterised(16), transparent=5)))
    yield Case("comment.gif", gif(remark(meta.REMARK), frame(posterised(16))), private=[meta.REMARK], travels="comment")
    yield Case("xmp.gif", gif(xmp(), frame(posterised(16))), meta.RIGHTS + [meta.CREDIT], meta.SAID, travels="xmp")
    yield Case("profile.gif", gif(profile(meta.icc(meta.P3)), frame(posterised(16))))
    yield Case("animated-profile.gif", gif(profile(meta.icc(meta.ADOBE)), loop(0), frame(posterised(16), delay=12, dispose=2, transparent=4),
                                           frame(posterised(16), delay=30, dispose=2, transparent=9)))
    yield Case("animated.gif", animation([10, 25, 40], head=loop(0)))
    yield Case("animated-once.gif", animation([10, 25, 40]))
    yield Case("animated-3-times.gif", animation([10, 25, 40], head=loop(3)))
    yield Case("animated-65535-times.gif", animation([10, 25, 40], head=loop(65535)))
    yield Case("animated-background.gif", animation([10, 20, 30], dispose=2, head=loop(0)))
    yield Case("animated-previous.gif", animation([10, 20, 30], dispose=3, head=loop(0)))
    yield Case("animated-see-through.gif", gif(loop(0), frame(posterised(16), delay=12, dispose=2, transparent=4),
                                               frame(posterised(16), delay=12, dispose=2, transparent=9)))
    yield Case("animated-no-delay.gif", animation([0, 0, 0], head=loop(0)))
    yield Case("animated-no-control.gif", animation([None, None, None], head=loop(0)))
    yield Case("animated-same-frames.gif", gif(loop(0), *[frame(posterised(16), delay=15) for _ in range(3)]))
    part = dict(square(1, 2))
    yield Case("animated-one-same.gif", gif(loop(0), frame(posterised(16), delay=15), frame(**part, delay=20), frame(**part, delay=30)))
