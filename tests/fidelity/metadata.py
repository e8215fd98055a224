"""What a picture carries besides pixels, as bytes: EXIF, XMP, IPTC, ICC profiles. Made here, from the specifications alone."""
import struct

NOTICE, CREATOR, CREDIT = "(c) 2026 Ada Example", "Ada Example", "Example Agency"
RIGHTS = [NOTICE, CREATOR]
NOTE = "what the maker of the camera notes"
# What -s must take away; each stands in one place of one kind of metadata.
REMARK, KEYWORD, DATE, LATITUDE = "a private remark", "secret-keyword", "2021:02:03 04:05:06", "48 deg 8' 0.00\""
CITY = "Exampletown"
SAID = [KEYWORD, CITY]  # by XMP and IPTC
PLACES = [LATITUDE, CITY]  # what --strip gps takes away


def exif(orientation=1, order="<", remark=REMARK, notice=NOTICE, note=b"", density=None):
    """A TIFF block (EXIF without "Exif\\0\\0") with orientation, rights, a date, a remark, a position, a maker's note, dots an inch."""
    def pack(kind, *values):
        return struct.pack(order + kind, *values)

    def ascii_(text):
        return 2, len(text) + 1, text.encode() + b"\0"

    def directory(at, entries):
        head, rest = pack("H", len(entries)), b""
        tail = at + 2 + 12 * len(entries) + 4
        for tag, (kind, count, data) in sorted(entries.items()):
            if len(data) <= 4:
                head += pack("HHI", tag, kind, count) + data.ljust(4, b"\0")
            else:
                head += pack("HHII", tag, kind, count, tail + len(rest))
                rest += data + b"\0" * (len(data) % 2)
        return head + pack("I", 0) + rest

    def placed(first, second):  # the directories of EXIF and GPS stand behind the first one
        entries = {0x0112: (3, 1, pack("H", orientation)), 0x8298: ascii_(notice), 0x013B: ascii_(CREATOR),
                   0x8769: (4, 1, pack("I", first)), 0x8825: (4, 1, pack("I", second))}
        if density:
            entries |= {0x011A: (5, 1, pack("II", density[0], 1)), 0x011B: (5, 1, pack("II", density[1], 1)), 0x0128: (3, 1, pack("H", 2))}
        return directory(8, entries)

    details = {0x9003: ascii_(DATE), 0x9286: (7, 8 + len(remark), b"ASCII\0\0\0" + remark.encode())}
    if note:  # and a tag that libexif does not know
        details |= {0x927C: (7, len(note), note), 0x9400: (10, 1, pack("ii", 2153, 10))}
    position = {0x0001: ascii_("N"), 0x0002: (5, 3, pack("IIIIII", 48, 1, 8, 1, 0, 1)), 0x0003: ascii_("E"),
                0x0004: (5, 3, pack("IIIIII", 11, 1, 34, 1, 0, 1))}
    first = 8 + len(placed(0, 0))
    second = first + len(directory(first, details))
    begin = (b"II*\0" if order == "<" else b"MM\0*") + pack("I", 8)
    return begin + placed(first, second) + directory(first, details) + directory(second, position)


def packet(attributes, elements="", encoding="utf-8", begin="\ufeff"):
    """An XMP packet of one node."""
    return f"""<?xpacket begin="{begin}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" {attributes}>
{elements}
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode(encoding)


DC, XMP_RIGHTS = 'xmlns:dc="http://purl.org/dc/elements/1.1/"', 'xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'


def xmp(notice=NOTICE, **how):
    """An XMP packet with rights, a keyword and a city."""
    return packet(f"""{DC} {XMP_RIGHTS}
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmpRights:Marked="True" photoshop:Credit="{CREDIT}" photoshop:City="{CITY}\"""",
                  f"""<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{notice}</rdf:li></rdf:Alt></dc:rights>
<dc:creator><rdf:Seq><rdf:li>{CREATOR}</rdf:li></rdf:Seq></dc:creator>
<dc:subject><rdf:Bag><rdf:li>{KEYWORD}</rdf:li></rdf:Bag></dc:subject>""", **how)


def iptc_records():
    """IPTC-IIM: a keyword, by-line, city, credit and copyright notice."""
    fields = [(25, KEYWORD), (80, CREATOR), (90, CITY), (110, CREDIT), (116, NOTICE)]
    return b"".join(struct.pack(">BBBH", 0x1C, 2, field, len(text)) + text.encode() for field, text in fields)


def photoshop(records):
    """Photoshop's image resources with the IPTC records in them."""
    return b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records + b"\0" * (len(records) % 2)


SRGB = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
ADOBE = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
PAL = ((0.64, 0.33), (0.29, 0.60), (0.15, 0.06))
BT2020 = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
D65 = (0.3127, 0.3290)


def product(a, b):
    return [[sum(a[i][k] * b[k][j] for k in range(3)) for j in range(len(b[0]))] for i in range(3)]


def inverse(m):
    (a, b, c), (d, e, f), (g, h, i) = m
    det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    return [[(e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det],
            [(f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det],
            [(d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det]]


def xyz_of_primaries(primaries, white=D65):
    """The matrix from linear RGB to XYZ in which white has Y = 1."""
    columns = [[x / y, 1, (1 - x - y) / y] for x, y in primaries]
    m = [[columns[j][i] for j in range(3)] for i in range(3)]
    scale = product(inverse(m), [[white[0] / white[1]], [1], [(1 - white[0] - white[1]) / white[1]]])
    return [[m[i][j] * scale[j][0] for j in range(3)] for i in range(3)]


def to_d50(xyz, white=D65):
    """A matrix to XYZ of `white`, adapted to D50 by Bradford."""
    cone = [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
    old = product(cone, [[white[0] / white[1]], [1], [(1 - white[0] - white[1]) / white[1]]])
    new = product(cone, [[0.9642], [1], [0.8249]])
    scale = [[new[i][0] / old[i][0] if i == j else 0 for j in range(3)] for i in range(3)]
    return product(product(inverse(cone), product(scale, cone)), xyz)


def icc(primaries=P3, gamma=2.2, name="a profile for tests", grey=False):
    """An ICC profile, version 2: three primaries and a gamma, or a grey gamma."""
    def s15(value):
        return struct.pack(">i", round(value * 65536))

    def xyz(x, y, z):
        return b"XYZ \0\0\0\0" + s15(x) + s15(y) + s15(z)

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    text = name.encode()
    tags = {b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + b"\0" + b"\0" * 78,
            b"cprt": b"text\0\0\0\0none\0", b"wtpt": xyz(0.9642, 1, 0.8249)}
    if grey:
        tags[b"kTRC"] = curve
    else:
        m = to_d50(xyz_of_primaries(primaries))
        for j, letter in enumerate((b"r", b"g", b"b")):
            tags[letter + b"XYZ"] = xyz(m[0][j], m[1][j], m[2][j])
            tags[letter + b"TRC"] = curve
    table, data, at = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for tag, content in tags.items():
        table += tag + struct.pack(">II", at + len(data), len(content))
        data += content + b"\0" * (-len(content) % 4)
    space = b"GRAY" if grey else b"RGB "
    head = struct.pack(">I4sI4s4s4s", at + len(data), b"\0\0\0\0", 0x02100000, b"mntr", space, b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28 + s15(0.9642) + s15(1) + s15(0.8249)
    return head.ljust(128, b"\0") + table + data
