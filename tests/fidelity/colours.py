"""What the numbers of a picture mean: from its colour signalling to what an sRGB screen shows. Formulas of the specifications, no
library."""
import hashlib
import math
import struct

import metadata as meta


def srgb_to_linear(v):
    return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4


def linear_to_srgb(v):
    v = min(1.0, max(0.0, v))
    return 12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055


PAGE_WHITE = 203  # cd/m2: what is shown as white beside a page (BT.2408)


def pq_to_linear(v):
    """SMPTE ST 2084, 1 for the white of a page."""
    p = v ** (1 / 78.84375)
    return 10000 / PAGE_WHITE * (max(p - 0.8359375, 0) / (18.8515625 - 18.6875 * p)) ** (1 / 0.1593017578125)


def hlg_to_scene(v):
    """The inverse OETF of BT.2100, table 5."""
    return v * v / 3 if v <= 0.5 else (math.exp((v - 0.55991073) / 0.17883277) + 0.28466892) / 12


class Colour:
    """`label` is equal where the same numbers look the same; `linear` undoes the transfer, `matrix` leads to XYZ at D50. Of HLG that
    light is the scene's: `luminance` of its primaries makes it that of a display of 1000 cd/m2."""

    def __init__(self, label, linear=srgb_to_linear, primaries=meta.SRGB, matrix=None, luminance=None):
        self.label, self.linear, self.luminance = label, linear, luminance
        self.matrix = matrix or meta.to_d50(meta.xyz_of_primaries(primaries))

    def light(self, triple):
        r, g, b = (self.linear(v) for v in triple)
        if not self.luminance:
            return r, g, b
        gain = 1000 / PAGE_WHITE * (self.luminance[0] * r + self.luminance[1] * g + self.luminance[2] * b) ** 0.2
        return gain * r, gain * g, gain * b

    def to_srgb(self, samples):
        """Rows of RGB triples from 0 to 1, as sRGB. Equal numbers are looked up."""
        through = meta.product(meta.inverse(meta.to_d50(meta.xyz_of_primaries(meta.SRGB))), self.matrix)
        known = {}
        for triple in set(samples):
            r, g, b = self.light(triple)
            known[triple] = tuple(linear_to_srgb(m[0] * r + m[1] * g + m[2] * b) for m in through)
        return [known[triple] for triple in samples]


SRGB = Colour("srgb")
PRIMARIES = {1: meta.SRGB, 5: meta.PAL, 9: meta.BT2020, 12: meta.P3}
CURVES = {4: lambda v: v ** 2.2, 5: lambda v: v ** 2.8, 7: lambda v: v / 4 if v < 0.0912 else ((v + 0.1115) / 1.1115) ** (1 / 0.45),
          8: lambda v: v, 9: lambda v: v and 10 ** (2 * v - 2), 10: lambda v: v and 10 ** (2.5 * v - 2.5), 16: pq_to_linear,
          17: lambda v: 52.37 / 48 * v ** 2.6, 18: hlg_to_scene}


def of_gamma(exponent, primaries=None):
    if primaries is None and abs(exponent - 2.2) < 0.05:
        return SRGB
    return Colour(f"gamma {exponent:.3f} {primaries}", lambda v: v ** exponent, primaries or meta.SRGB)


def of_code_points(primaries, transfer):
    """CICP. Those that mean nothing here are taken for sRGB, as browsers do."""
    if primaries in (1, 2) and transfer in (1, 2, 6, 13):
        return SRGB
    display = PRIMARIES.get(primaries, meta.SRGB)
    luminance = meta.xyz_of_primaries(display)[1] if transfer == 18 else None
    return Colour(f"cicp {primaries}/{transfer}", CURVES.get(transfer, srgb_to_linear), display, luminance=luminance)


def curve(data):
    """A curv or para tag as a function."""
    if data[:4] == b"para":
        kind = struct.unpack(">H", data[8:10])[0]
        g, a, b, c, d, e, f = (list(struct.unpack(f">{(1, 3, 4, 5, 7)[kind]}i", data[12:12 + 4 * (1, 3, 4, 5, 7)[kind]])) + [0] * 7)[:7]
        g, a, b, c, d, e, f = (n / 65536 for n in (g, a, b, c, d, e, f))
        if kind == 0:
            return lambda v: v ** g
        if kind in (3, 4):
            return lambda v: (a * v + b) ** g + e if v >= d else c * v + f
        return lambda v: max(0.0, a * v + b) ** g + (c if kind == 2 else 0)
    count = struct.unpack(">I", data[8:12])[0]
    if count == 0:
        return lambda v: v
    table = struct.unpack(f">{count}H", data[12:12 + 2 * count])
    if count == 1:
        return lambda v: v ** (table[0] / 256)

    def looked_up(v):
        at = min(1.0, max(0.0, v)) * (count - 1)
        low = min(int(at), count - 2)
        return (table[low] + (table[low + 1] - table[low]) * (at - low)) / 65535
    return looked_up


def of_profile(data):
    """An ICC profile of matrix and curves, or grey."""
    tags = {}
    for i in range(struct.unpack(">I", data[128:132])[0]):
        name, at, size = struct.unpack(">4sII", data[132 + 12 * i:144 + 12 * i])
        tags[name] = data[at:at + size]
    label = "icc " + hashlib.sha256(data).hexdigest()[:8]
    if b"kTRC" in tags:
        return Colour(label, curve(tags[b"kTRC"]))
    if b"rXYZ" not in tags:
        return Colour(label)  # tables: only compared as bytes
    columns = [[n / 65536 for n in struct.unpack(">3i", tags[name][8:20])] for name in (b"rXYZ", b"gXYZ", b"bXYZ")]
    made = Colour(label, curve(tags[b"rTRC"]), matrix=[[columns[j][i] for j in range(3)] for i in range(3)])
    steps = [i / 8 for i in range(1, 8)]
    same_curve = all(abs(linear_to_srgb(made.linear(v)) - v) < 0.004 for v in steps)
    same_matrix = all(abs(a - b) < 0.002 for mine, its in zip(SRGB.matrix, made.matrix) for a, b in zip(mine, its))
    if same_curve and same_matrix:
        made.label = "srgb"
    return made
