"""The pictures that are put into files, and what a case is: a file, and what of it must not be lost."""
import dataclasses

WIDTH, HEIGHT = 64, 48


def sample(x, y, c):
    """A channel (0 red, 1 green, 2 blue, 3 alpha) from 0 to 1. Smooth, so that loss stays small; of moderate colours, so that none
    leaves a gamut; no two of its eight orientations look alike."""
    u, v = x / (WIDTH - 1), y / (HEIGHT - 1)
    if c == 3:
        return 0.0 if x < 12 and y < 12 else min(1.0, 0.4 + 0.6 * u)
    base = (0.35 + 0.4 * u, 0.35 + 0.35 * v, 0.65 - 0.3 * u * v)[c]
    if 16 <= x < 32 and 8 <= y < 20:  # a patch, far from the symmetry axes
        base = (0.70, 0.40, 0.35)[c]
    if 36 <= x < 58 and 27 <= y < 42:
        base = (0.40, 0.62, 0.45)[c]
    return base


def pixels(channels, maximum, width=WIDTH, height=HEIGHT):
    """Rows of samples, channels interleaved: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA."""
    which = {1: [1], 2: [1, 3], 3: [0, 1, 2], 4: [0, 1, 2, 3]}[channels]
    return [[round(sample(x, y, c) * maximum) for x in range(width) for c in which] for y in range(height)]


def posterised(levels, width=WIDTH, height=HEIGHT):
    """Rows of indices below `levels`."""
    return [[min(levels - 1, int(sample(x, y, 0) * levels)) for x in range(width)] for y in range(height)]


def palette(levels):
    return [(255 * i // max(1, levels - 1), 255 - 200 * i // levels, 60 + 150 * i // levels) for i in range(levels)]


@dataclasses.dataclass
class Case:
    name: str  # of the file
    data: bytes
    rights: list = dataclasses.field(default_factory=list)  # texts that stay under -s and in other formats
    private: list = dataclasses.field(default_factory=list)  # texts that stay but for -s, and go with it
    travels: str = "exif"  # what carries `private` into other formats: exif, xmp, comment, or nothing
    iptc: bool = False  # `private` stands in IPTC
    stays_safe: bool = False  # `private` stays under -s too
    extras: list = dataclasses.field(default_factory=list)  # bytes that only --strip extras gives up
    signed: bytes = b""  # bytes that only --strip all and credentials give up
    chunk: bytes = b""  # bytes that go by -s, and with other pixels
    rounded: bool = False  # its samples are not what is shown but computed to be, by every reader in its own way
    anywhere: bool = False  # `private` stands where exiftool does not look: the bytes of the file are searched
    whole: bool = False  # `private` goes as a whole when any part of it is to go
    damaged: bool = False  # "corrupt" is true of it
