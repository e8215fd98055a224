"""What a file shows, said by programs that share no code with libvips or with whittle.

PNG is read here, from its specification, and looked over by pngcheck; JPEG by djpeg, TIFF and GIF by ImageMagick (libtiff, its own GIF
reader), GIF's times by gifsicle, WebP by dwebp, AVIF by avifdec; orientation and all metadata by exiftool.
"""
import base64
import dataclasses
import json
import os
import re
import struct
import tempfile
import zlib

import colours
from make_png import ADAM7, CHANNELS
from tools import IMAGEMAGICK, Failed, look, run, run_all, view


@dataclasses.dataclass
class Frame:
    rgba: list  # of (r, g, b, a) from 0 to 65535; CMYK where the picture says so
    milliseconds: int = 0


@dataclasses.dataclass
class Shown:
    width: int
    height: int
    frames: list
    colour: colours.Colour = dataclasses.field(default_factory=lambda: colours.SRGB)
    loops: int = 0  # 0 for ever
    cmyk: bool = False
    orientation: int | None = None  # None: as exiftool says


def sixteen(data, channels=4, depth=8):
    """Interleaved samples as RGBA of 16 bits; PPM and PGM have no alpha."""
    if depth == 16:
        samples = struct.unpack(f">{len(data) // 2}H", data)
    else:
        samples = [byte * 257 for byte in data]
    planes = [samples[c::channels] for c in range(channels)]
    if channels <= 2:
        planes = [planes[0]] * 3 + planes[1:]
    if len(planes) == 3:
        planes.append([65535] * len(planes[0]))
    return list(zip(*planes))


# PNG

def chunks(data):
    """(type, data) of what counts: a wrong checksum takes an ancillary chunk out."""
    at = 8
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        content = data[at + 8:at + 8 + size]
        if zlib.crc32(kind + content) == struct.unpack(">I", data[at + 8 + size:at + 12 + size])[0]:
            yield kind, content
        elif kind[0] < 97:
            raise Failed(f"checksum of {kind.decode()}")
        if kind == b"IEND":
            return
        at += 12 + size


def unfiltered(data, stride, step, rows):
    """`rows` scanlines of `stride` bytes, and how many bytes they took."""
    before, out = bytearray(stride), []
    for y in range(rows):
        kind, line = data[y * (stride + 1)], bytearray(data[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        if kind == 1:
            for i in range(step, stride):
                line[i] = (line[i] + line[i - step]) & 255
        elif kind == 2:
            line = bytearray((byte + above) & 255 for byte, above in zip(line, before))
        for i in range(stride if kind > 2 else 0):
            a = line[i - step] if i >= step else 0
            b, c = before[i], before[i - step] if i >= step else 0
            if kind == 4:
                p = a + b - c
                nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))
                line[i] = (line[i] + nearest[2]) & 255
            else:
                line[i] = (line[i] + (a + b) // 2) & 255
        out.append(line)
        before = line
    return out, rows * (stride + 1)


def samples_of(line, count, depth):
    if depth == 16:
        return struct.unpack(f">{count}H", line[:2 * count])
    if depth == 8:
        return line[:count]
    return [line[i * depth // 8] >> (8 - depth - i * depth % 8) & ((1 << depth) - 1) for i in range(count)]


def picture(head, data, width, height, palette, transparent):
    """RGBA of inflated scanlines."""
    depth, kind, interlaced = head[8], head[9], head[12]
    channels, maximum = CHANNELS[kind], (1 << depth) - 1
    out = [None] * (width * height)
    for left, top, across, down in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        w, h = -(-(width - left) // across), -(-(height - top) // down)
        if w <= 0 or h <= 0:
            continue
        lines, used = unfiltered(data, (w * channels * depth + 7) // 8, max(1, channels * depth // 8), h)
        data = data[used:]
        for y, line in enumerate(lines):
            samples = samples_of(line, w * channels, depth)
            for x in range(w):
                pixel = tuple(samples[x * channels:(x + 1) * channels])
                out[(top + y * down) * width + left + x * across] = rgba_of(pixel, kind, maximum, palette, transparent)
    return out


def rgba_of(pixel, kind, maximum, palette, transparent):
    if kind == 3:
        alpha = transparent[pixel[0]] if pixel[0] < len(transparent) else 255
        return tuple(257 * v for v in (*palette[pixel[0]], alpha))
    alpha = 65535
    if kind in (4, 6):
        alpha = pixel[-1] * 65535 // maximum
    elif transparent and pixel == struct.unpack(f">{len(transparent) // 2}H", transparent):
        alpha = 0
    scaled = [v * 65535 // maximum for v in pixel]
    return (*(scaled[:3] if kind in (2, 6) else [scaled[0]] * 3), alpha)


def over(below, above):
    """A pixel blended over another, alpha not multiplied in."""
    a = above[3] / 65535
    out = a + below[3] / 65535 * (1 - a)
    if out == 0:
        return (0, 0, 0, 0)
    mix = [round((above[c] * a + below[c] * below[3] / 65535 * (1 - a)) / out) for c in range(3)]
    return (*mix, round(out * 65535))


class Canvas:
    """Frames of parts: painted, shown, disposed of."""

    def __init__(self, width, height):
        self.width, self.pixels, self.frames = width, [(0, 0, 0, 0)] * (width * height), []

    def paint(self, part, left, top, width, milliseconds, blend, dispose):
        """`dispose` 0 leaves the part, 1 clears it, 2 puts back what was there."""
        saved = list(self.pixels)
        places = [(top + i // width) * self.width + left + i % width for i in range(len(part))]
        for place, pixel in zip(places, part):
            self.pixels[place] = over(self.pixels[place], pixel) if blend else pixel
        self.frames.append(Frame(list(self.pixels), milliseconds))
        if dispose == 2:
            self.pixels = saved
        for place in places if dispose == 1 else []:
            self.pixels[place] = (0, 0, 0, 0)


def png_colour(parts):
    """By the chunks before palette and pixels: cICP, then iCCP, sRGB, gAMA and cHRM."""
    said = {}
    for kind, content in parts:
        if kind in (b"PLTE", b"IDAT"):
            break
        said.setdefault(kind, content)
    if b"cICP" in said:
        return colours.of_code_points(*said[b"cICP"][:2])
    if b"iCCP" in said:
        content = said[b"iCCP"]
        return colours.of_profile(zlib.decompress(content[content.index(b"\0") + 2:]))
    if b"sRGB" in said or not (b"gAMA" in said or b"cHRM" in said):
        return colours.SRGB
    numbers = struct.unpack(">8I", said[b"cHRM"]) if b"cHRM" in said else None
    primaries = tuple((numbers[i] / 1e5, numbers[i + 1] / 1e5) for i in (2, 4, 6)) if numbers else None
    exponent = 1e5 / struct.unpack(">I", said[b"gAMA"])[0] if b"gAMA" in said else 2.2
    return colours.of_gamma(exponent, primaries)


def read_png(path, _=None):
    with open(path, "rb") as file:
        parts = list(chunks(file.read()))
    head, palette, transparent, controls, animated, loops = parts[0][1], [], b"", [], False, 0
    width, height = struct.unpack(">II", head[:8])
    for kind, content in parts:
        if kind == b"PLTE":
            palette = [tuple(content[i:i + 3]) for i in range(0, len(content), 3)]
        elif kind == b"tRNS":
            transparent = content
        elif kind == b"acTL" and len(content) == 8 and any(content[:4]):
            animated, loops = True, struct.unpack(">II", content)[1]
        elif kind == b"fcTL" and animated:
            controls.append((struct.unpack(">IIIIHHBB", content[4:]), []))
        elif kind == b"IDAT":
            if not controls:
                controls.append(((width, height, 0, 0, 0, 1, 0, 0), []))
            controls[0][1].append(content)
        elif kind == b"fdAT" and animated:
            controls[-1][1].append(content[4:])
    if head[9] == 3:
        palette = palette[:1 << head[8]]
        transparent = transparent if len(transparent) <= len(palette) else b""
    canvas = Canvas(width, height)
    for (w, h, left, top, delay, unit, dispose, blend), data in controls:
        part = picture(head, zlib.decompressobj().decompress(b"".join(data)), w, h, palette, transparent)
        canvas.paint(part, left, top, w, delay * 1000 // (unit or 100), blend, dispose)
    return Shown(width, height, canvas.frames, png_colour(parts), loops)


# The others

def read_pnm(data):
    """Binary PGM, PPM or PAM."""
    if data[:2] == b"P7":
        head, _, body = data.partition(b"ENDHDR\n")
        fields = dict(line.split(None, 1) for line in head.decode().splitlines()[1:] if line)
        return int(fields["WIDTH"]), int(fields["HEIGHT"]), sixteen(body, int(fields["DEPTH"]))
    kind, width, height, maximum, body = re.match(rb"P([56])\s+(\d+)\s+(\d+)\s+(\d+)\s(.*)", data, re.S).groups()
    return int(width), int(height), sixteen(body, 3 if kind == b"6" else 1, 16 if int(maximum) > 255 else 8)


def by_imagemagick(path, tags, *options, cmyk=False):
    """(width, height, [pixels of each picture])"""
    group = next(group for group in ("IFD0", "GIF", "File") if group + ":ImageWidth" in tags)
    width, height = int(tags[group + ":ImageWidth"]), int(tags[group + ":ImageHeight"])
    data = run(IMAGEMAGICK, path, *options, "-depth", "16", "-endian", "MSB", "cmyk:-" if cmyk else "rgba:-")
    size = width * height * 8
    if len(data) % size != 0:
        raise Failed("pictures of several sizes")
    return width, height, [sixteen(data[at:at + size], 4, 16) for at in range(0, len(data), size)]


def profile_of(tags):
    """Of the file that exiftool has looked at."""
    data = tags.get("ICC_Profile:ICC_Profile", "")
    return colours.of_profile(base64.b64decode(data.removeprefix("base64:"))) if data else colours.SRGB


def read_jpeg(path, tags):
    if tags.get("File:ColorComponents") == 4:
        width, height, pixels = by_imagemagick(path, tags, cmyk=True)
        return Shown(width, height, [Frame(pixels[0])], profile_of(tags), cmyk=True)
    width, height, pixels = read_pnm(view("djpeg", path))
    return Shown(width, height, [Frame(pixels)], profile_of(tags))


def read_tiff(path, tags):
    kind, depth = tags.get("IFD0:PhotometricInterpretation"), str(tags.get("IFD0:BitsPerSample"))
    if kind == "WhiteIsZero" and depth == "4":  # which ImageMagick takes for black
        with tempfile.TemporaryDirectory() as folder:
            run("tiff2rgba", path, folder + "/out.tif")
            width, height, pages = by_imagemagick(folder + "/out.tif", tags)
        return Shown(width, height, [Frame(page) for page in pages], profile_of(tags))
    width, height, pages = by_imagemagick(path, tags, cmyk=kind == "CMYK")
    shown = Shown(width, height, [Frame(page) for page in pages], profile_of(tags), cmyk=kind == "CMYK")
    if "Float" in str(tags.get("IFD0:SampleFormat")):  # linear light, as programs for such files have it
        shown.colour = colours.Colour("linear", lambda v: v)
    return shown


def read_gif(path, tags):
    width, height, pictures = by_imagemagick(path, tags, "-coalesce")
    said = view("gifsicle", "-I", path).decode("latin-1")
    frames = [re.search(r"delay ([\d.]+)s", part) for part in said.split("+ image #")[1:]]
    delays = [round(1000 * float(found[1])) if found else 0 for found in frames]
    count = re.search(r"loop count (\d+)", said)
    loops = 0 if "loop forever" in said else int(count[1]) + 1 if count else 1
    return Shown(width, height, [Frame(rgba, delay) for rgba, delay in zip(pictures, delays, strict=True)], profile_of(tags), loops)


def riff(data, at=12):
    end = min(len(data), 8 + struct.unpack("<I", data[4:8])[0])
    while at + 8 <= end:
        kind, size = data[at:at + 4], struct.unpack("<I", data[at + 4:at + 8])[0]
        yield kind, data[at + 8:at + 8 + size]
        at += 8 + size + size % 2


def read_webp(path, _):
    with open(path, "rb") as file:
        parts = list(riff(file.read()))
    kinds = dict(parts)
    flags = kinds[b"VP8X"][0] if b"VP8X" in kinds else 0  # what they do not announce is not looked for
    profile = colours.of_profile(kinds[b"ICCP"]) if flags & 32 and b"ICCP" in kinds else colours.SRGB
    if not flags & 2:
        width, height, pixels = read_pnm(run("dwebp", "-quiet", "-pam", path, "-o", "-"))
        return Shown(width, height, [Frame(pixels)], profile, orientation=None if flags & 8 else 1)
    width, height = (1 + int.from_bytes(kinds[b"VP8X"][at:at + 3], "little") for at in (4, 7))
    canvas, see_through = Canvas(width, height), False
    for kind, content in parts:
        if kind != b"ANMF":
            continue
        left, top, w, h, delay = (int.from_bytes(content[at:at + 3], "little") for at in range(0, 15, 3))
        body = b"WEBP" + (b"VP8X" + struct.pack("<II", 10, 16) + content[6:12] if content[16:20] == b"ALPH" else b"") + content[16:]
        _, _, pixels = read_pnm(run("dwebp", "-quiet", "-pam", "-o", "-", "--", "-", stdin=b"RIFF" + struct.pack("<I", len(body)) + body))
        see_through = see_through or any(pixel[3] < 65535 for pixel in pixels)
        canvas.paint(pixels, 2 * left, 2 * top, w + 1, delay, not content[15] & 2, content[15] & 1)
    if see_through and not flags & 16:
        raise Failed("frames with alpha in a file that says it has none")
    return Shown(width, height, canvas.frames, profile, struct.unpack("<H", kinds[b"ANIM"][4:6])[0])


def read_avif(path, tags):
    said = run("avifdec", "--info", path).decode()

    def number(name):
        found = re.search(name + r"\s*:\s*(\d+)", said)
        return int(found[1]) if found else 0
    with tempfile.TemporaryDirectory() as folder:
        run("avifdec", "--depth", "16", path, folder + "/out.png")
        shown = read_png(folder + "/out.png")
    shown.colour = profile_of(tags)
    if re.search(r"ICC Profile\s*:\s*Absent", said):
        shown.colour = colours.of_code_points(number("Color Primaries"), number(r"Transfer Char\."))
    rows = [shown.frames[0].rgba[at:at + shown.width] for at in range(0, len(shown.frames[0].rgba), shown.width)]
    if crop := re.search(r"crop rect: X: (\d+), Y: (\d+), W: (\d+), H: (\d+)", said):
        x, y, width, height = map(int, crop.groups())
        rows = [row[x:x + width] for row in rows[y:y + height]]
    for _ in range(number(r"irot \(Rotation\)")):  # anticlockwise
        rows = [list(column) for column in zip(*rows)][::-1]
    if mirror := re.search(r"imir \(Mirror\)\s*: Mode (\d)", said):
        rows = rows[::-1] if mirror[1] == "0" else [row[::-1] for row in rows]
    shown.frames = [Frame([pixel for row in rows for pixel in row])]
    shown.width, shown.height, shown.orientation = len(rows[0]), len(rows), 1
    return shown


READERS = {b"\x89PNG": read_png, b"\xff\xd8\xff": read_jpeg, b"II*\0": read_tiff, b"MM\0*": read_tiff, b"II+\0": read_tiff, b"MM\0+": read_tiff,
           b"GIF8": read_gif,
           b"RIFF": read_webp}


def read(path, tags):
    """`tags` are exiftool's. Raises Failed for what a referee does not read."""
    with open(path, "rb") as file:
        start = file.read(12)
    for magic, reader in READERS.items():
        if start.startswith(magic):
            return reader(path, tags)
    if start[4:8] == b"ftyp":
        return read_avif(path, tags)
    raise Failed("no image")


# What libtiff reads less of than TIFF and EXIF allow: texts with NULs between them, remarks above 64 kB, how far a maker note has moved.
LIMITS = ["Unknown field with tag 59933 (0xea1d)", 'ASCII value for tag "Copyright" contains null byte', 'Incorrect count for "UserComment"']


def complaints(path):
    """What a strict referee says against a result; empty when nothing."""
    with open(path, "rb") as file:
        start = file.read(4)
    if start == b"\x89PNG":
        status, out, _ = run_all("pngcheck", "-q", path)
        said = out.decode("latin-1").strip()
        return "" if status == 0 or "unless recently approved" in said else said
    command = {b"\xff\xd8\xff": ["djpeg"], b"II*\0": ["tiffinfo", "-D"], b"MM\0*": ["tiffinfo", "-D"], b"GIF8": ["gifsicle", "-I"]}
    for magic, words in command.items():
        if start.startswith(magic):
            said = look(*words, path)[2].strip().split("\n")
            return "; ".join(line for line in said if not any(limit in line for limit in LIMITS))
    return ""


def metadata(paths):
    """{name: {tag: text}} of files, by exiftool."""
    if not paths:
        return {}
    status, out, err = run_all("exiftool", "-json", "-G1", "-a", "-s", "-b", "-all", "-icc_profile", "-@", "-", stdin="\n".join(paths).encode())
    if status != 0 and not out:
        raise Failed(err)
    return {os.path.basename(row["SourceFile"]): row for row in json.loads(out)}
