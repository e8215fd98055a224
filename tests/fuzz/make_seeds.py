#!/usr/bin/env python3
"""Writes the fuzzers' first inputs, small files of every format, into DIR/image, DIR/protocol and DIR/list.

    tests/fuzz/make_seeds.py DIR
"""
import pathlib
import struct
import sys
import zlib


def png_chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, depth, colour, channels, *extra, frames=0):
    row = b"\0" + bytes((width * depth * channels + 7) // 8)
    out = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    data = zlib.compress(row * height)
    if frames:
        out += png_chunk(b"acTL", struct.pack(">II", frames, 0))
    if colour == 3:
        out += png_chunk(b"PLTE", b"\0\0\0\xff\xff\xff")
    out += b"".join(extra)
    for frame in range(max(frames, 1)):
        if frames:
            out += png_chunk(b"fcTL", struct.pack(">IIIIIHHBB", max(0, 2 * frame - 1), width, height, 0, 0, 1, 10, 0, 0))
        out += png_chunk(b"IDAT", data) if frame == 0 else png_chunk(b"fdAT", struct.pack(">I", 2 * frame) + data)
    return out + png_chunk(b"IEND", b"")


def exif(orientation, order="<"):
    head = b"II*\0" if order == "<" else b"MM\0*"
    return head + struct.pack(order + "IHHHIHHI", 8, 1, 0x112, 3, 1, orientation, 0, 0)


def jpeg(start_of_frame, *segments):
    def segment(marker, data):
        return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data
    table = bytes((1, *([0] * 15), 0))  # one code, one bit long: nothing follows
    out = b"\xff\xd8" + b"".join(segment(*each) for each in segments)
    out += segment(0xDB, b"\0" + bytes([1] * 64))
    out += segment(start_of_frame, struct.pack(">BHHB", 8, 8, 8, 1) + b"\1\x11\0")
    out += segment(0xC4, b"\0" + table + b"\x10" + table)
    scan = b"\1\1\0\0\x3f\0" if start_of_frame != 0xC2 else b"\1\1\0\0\0\0"
    return out + segment(0xDA, scan) + b"\x3f\xff\xd9"


def gif(frames):
    out = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    out += b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    return out + (b"\x21\xf9\x04\x01\x0a\0\0\0" + b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x4c\x01\0") * frames + b"\x3b"


def riff(*chunks):
    body = b"WEBP" + b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


VP8L = bytes.fromhex("2f0000001007101111888808 0000".replace(" ", ""))
VP8 = bytes.fromhex("30010 09d012a0100010002003425a00274ba01f80003b000feef94".replace(" ", ""))


def vp8x(flags, *chunks):
    return riff((b"VP8X", bytes((flags, 0, 0, 0)) + bytes(6)), *chunks)


def tiff(order):
    entries = ((256, 3, 1, 1), (257, 3, 1, 1), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 1), (278, 3, 1, 1),
               (279, 4, 1, 1))
    out = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 10) + b"\x80\0" + struct.pack(order + "H", len(entries))
    for tag, kind, count, value in entries:
        out += struct.pack(order + ("HHIHH" if kind == 3 else "HHII"), tag, kind, count, value, *((0,) if kind == 3 else ()))
    return out + bytes(4)


def box(name, *parts):
    data = b"".join(parts)
    return struct.pack(">I", len(data) + 8) + name + data


def avif(brand=b"avif"):
    properties = box(b"ipco", box(b"ispe", bytes(4), struct.pack(">II", 1, 1)), box(b"pixi", bytes(4), b"\3\x08\x08\x08"),
                     box(b"av1C", b"\x81\0\x0c\0"), box(b"irot", b"\1"))
    association = box(b"ipma", bytes(4), struct.pack(">IHB", 1, 1, 4), b"\1\2\x83\x84")
    location = box(b"iloc", b"\0\0\0\0\x44\0", struct.pack(">HHHHII", 1, 1, 0, 1, 0, 4))
    meta = box(b"meta", bytes(4), box(b"hdlr", bytes(8), b"pict", bytes(13)), box(b"pitm", bytes(4), b"\0\1"), location,
               box(b"iinf", bytes(4), b"\0\1", box(b"infe", b"\2\0\0\0", b"\0\1\0\0av01\0")), box(b"iprp", properties, association))
    return box(b"ftyp", brand, bytes(4), brand, b"mif1") + meta + box(b"mdat", b"\x12\0\x0a\x0a")


JXL = bytes.fromhex("ff0afa1f01900b0010006000")


def packet(kind, *fields):
    data = b"".join(fields)
    return b"WWRK" + struct.pack("=II", kind, len(data) + 12) + data


def text(words):
    return struct.pack("=H", len(words)) + words.encode()


SEEDS = {
    "image": {
        "grey.png": png(3, 2, 1, 0, 1), "rgba.png": png(2, 2, 8, 6, 4, png_chunk(b"gAMA", struct.pack(">I", 45455)), png_chunk(b"eXIf", exif(6))),
        "palette.png": png(5, 1, 2, 3, 1, png_chunk(b"tRNS", b"\0")), "deep.png": png(1, 1, 16, 2, 3), "animated.png": png(2, 2, 8, 2, 3, frames=3),
        "baseline.jpg": jpeg(0xC0, (0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"), (0xE1, b"Exif\0\0" + exif(3, ">"))),
        "progressive.jpg": jpeg(0xC2, (0xEE, b"Adobe\0\x64\0\0\0\0\1"), (0xFE, b"words")),
        "still.gif": gif(1), "animated.gif": gif(3), "lossless.webp": riff((b"VP8L", VP8L)), "lossy.webp": riff((b"VP8 ", VP8)),
        "extended.webp": vp8x(0x0C, (b"VP8L", VP8L), (b"EXIF", exif(8))),
        "animated.webp": vp8x(0x02, (b"ANIM", bytes(6)), (b"ANMF", bytes(12) + b"\x0a\0\0\0" + b"VP8L" + struct.pack("<I", len(VP8L)) + VP8L)),
        "little.tif": tiff("<"), "big.tif": tiff(">"), "image.avif": avif(), "sequence.avif": avif(b"avis"), "image.heic": avif(b"heic"),
        "codestream.jxl": JXL, "boxes.jxl": box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl ", bytes(4), b"jxl ") + box(b"jxlc", JXL),
    },
    "protocol": {
        "hello": packet(1, text("build")), "spawned": packet(2, struct.pack("=Iii", 1, 99, 0)), "exited": packet(3, struct.pack("=Ii", 1, 9)),
        "spawn": packet(4, struct.pack("=IQQ", 1, 1 << 20, 1 << 30)), "kill": packet(5, struct.pack("=I", 2)), "ready": packet(6, struct.pack("=I", 63)),
        "done": packet(7, struct.pack("=QQBiBdIB", 1, 10, 1, 80, 1, 81.5, 3, 1), text("jpeg")),
        "failed": packet(8, struct.pack("=QBB", 1, 3, 5), text("premature end of data")), "order": packet(9, struct.pack("=QBQQQI", 1, 0, 10, 0, 0, 0) + bytes(120)),
    },
    "list": {
        "lines": b"a.png\nphotos/b c.jpg\r\n\n/abs/d.webp\n", "nul": b"a.png\0new\nline.jpg\0", "names": b"*.png\n!keep.png\nthumbs/\n/top\nthumbs/a.png",
        "spans": b"**/x\na/**/b\nc/**\n[a-z[:digit:]]?\\*\n# comment\n\\#no\na/q/b",
    },
}

for folder, files in SEEDS.items():
    directory = pathlib.Path(sys.argv[1]) / folder
    directory.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (directory / name).write_bytes(data)
