"""What the tags of a TIFF say, read from the specification alone: what a repack must leave as it was."""
import fractions
import struct

# How samples are laid out and coded, which is a writer's own business.
CODING = {254, 255, 256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 288, 289, 292, 293, 317, 320, 322, 323, 324, 325, 338, 339, 347}
# What numbers mean in colours: of another space once pixels are converted.
COLOURS = {301, 318, 319, 336, 342, 529, 532, 34675}
DIRECTORIES = {330, 400, 34665, 34853}
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8, 129: 1}
NUMBERS = {3: "H", 4: "I", 9: "i", 13: "I", 16: "Q"}
MAKER_NOTE = 37500  # its places move with it; what is in it exiftool says
DEFAULTS = {274: (1,), 296: (2,)}


class Reader:
    def __init__(self, data):
        self.data, self.order, self.big = data, "<" if data[:2] == b"II" else ">", data[2:4] in (b"+\0", b"\0+")
        self.word = "Q" if self.big else "I"

    def number(self, kind, at):
        return struct.unpack_from(self.order + kind, self.data, at)[0]

    def said(self, tag, kind, raw):
        if kind == 5:
            parts = struct.unpack(self.order + "II" * (len(raw) // 8), raw)
            return tuple(fractions.Fraction(a, b) if b else (a, b) for a, b in zip(parts[::2], parts[1::2]))
        if tag in DIRECTORIES or kind == 13:
            return self.directory(struct.unpack(self.order + "I", raw)[0])[0]
        if tag == MAKER_NOTE:
            return len(raw)
        if kind not in NUMBERS or tag == 33723:
            return raw
        size = SIZES[kind]
        return struct.unpack(f"{self.order}{len(raw) // size}{NUMBERS[kind]}", raw)

    def directory(self, at):
        """({tag: what it says}, place of the next); the first of several entries counts."""
        count, head, step, room = (self.number("Q", at), 8, 20, 8) if self.big else (self.number("H", at), 2, 12, 4)
        tags = {}
        for entry in range(at + head, at + head + step * count, step):
            tag, kind, length = struct.unpack_from(self.order + "HH" + self.word, self.data, entry)
            size, where = length * SIZES.get(kind, 1), entry + step - room
            if size > room:
                where = self.number(self.word, where)
            tags.setdefault(tag, self.said(tag, kind, self.data[where:where + size]))
        return tags, self.number(self.word, at + head + step * count)

    def pages(self):
        at, seen = self.number(self.word, 8 if self.big else 4), set()
        while at not in seen | {0}:  # a circle ends where it closes
            seen.add(at)
            tags, at = self.directory(at)
            if isinstance(tags.get(274), bytes):  # no number: not turned
                del tags[274]
            yield {**DEFAULTS, **{tag: what for tag, what in tags.items() if tag not in CODING}}


def changed(before, after, colours_too):
    """What a repack has changed of what the tags say, or None."""
    one, other = list(Reader(before).pages()), list(Reader(after).pages())
    for number, (old, new) in enumerate(zip(one, other)):
        for tag in sorted(old.keys() | new.keys()):
            if old.get(tag) != new.get(tag) and (colours_too or tag not in COLOURS):
                return f"tag {tag} of page {number}: {str(old.get(tag))[:60]} became {str(new.get(tag))[:60]}"
    return None
