# GIF with loss: smaller than without, never larger, as good as was asked for; and screens that nobody paints cost nothing.
need python3
PYTHONPATH=$WHITTLE_SOURCE_DIR/tests/cli python3 -B - <<'PYTHON'
import random
from gif import lzw
random.seed(4)

def image(pixels, width, height, size, delay=5, left=0, top=0):
    control = b"\x21\xf9\x04\x05" + delay.to_bytes(2, "little") + b"\0\0"
    place = b"".join(side.to_bytes(2, "little") for side in (left, top, width, height))
    return control + b"\x2c" + place + b"\0" + lzw(pixels, size)

def screen(width, height, table):
    bits = len(table).bit_length() - 1
    flags = 0xF0 | (bits - 1)
    return b"GIF89a" + width.to_bytes(2, "little") + height.to_bytes(2, "little") + bytes([flags, 0, 0]) + b"".join(map(bytes, table))

greys = [(i, i, i) for i in range(256)]
def noise(frame):
    return [min(255, max(1, x + y // 2 + random.randrange(-6, 7) + 8)) for y in range(96) for x in range(160)]
open("noise.gif", "wb").write(screen(160, 96, greys) + image(noise(0), 160, 96, 8) + b";")
open("film.gif", "wb").write(screen(160, 96, greys) + b"".join(image(noise(f), 160, 96, 8) for f in range(6)) + b";")
blocks = [x // 20 % 4 for y in range(60) for x in range(80)]
open("flat.gif", "wb").write(screen(80, 60, [(0, 0, 0), (255, 0, 0), (0, 255, 0), (0, 0, 255)]) + image(blocks, 80, 60, 2) + b";")
large = screen(16000, 16000, [(0, 0, 0), (255, 255, 255)])
open("large.gif", "wb").write(large + image([1], 1, 1, 2, left=9, top=9) + b";")
open("empty.gif", "wb").write(large + image([1], 16000, 16000, 2) + b";")
PYTHON

whittle --no-mark -o exact noise.gif film.gif flat.gif >/dev/null
for quality in 30 60 90 100; do
  whittle -q $quality --no-mark -o "q$quality" noise.gif film.gif flat.gif >/dev/null
  for file in noise film flat; do
    [ "$(bytes q$quality/$file.gif)" -le "$(bytes exact/$file.gif)" ] || fail "$file.gif is larger at quality $quality than without loss"
  done
done
for file in noise film; do
  [ "$(bytes q60/$file.gif)" -lt "$(bytes q90/$file.gif)" ] || fail "$file.gif: quality 60 is no smaller than 90"
  [ $((10 * $(bytes q90/$file.gif))) -lt $((9 * $(bytes exact/$file.gif))) ] || fail "$file.gif: nothing gained at quality 90"
done
whittle -q 60 --no-mark -j1 -o one noise.gif film.gif flat.gif >/dev/null
whittle -q 60 --no-mark -j2 -o two noise.gif film.gif flat.gif >/dev/null
diff -r one two || fail "-j2 writes other bytes"

whittle -q auto:80 -o auto --json noise.gif film.gif >report.json
python3 - <<'PYTHON'
import json
for file in json.load(open("report.json"))["files"]:
    assert 80 <= file["score"] < 90 and file["verified"] and not file["lossless"], file
PYTHON
whittle --max-size 9kB -o small noise.gif >/dev/null
[ "$(bytes small/noise.gif)" -le 9000 ] || fail "--max-size is not kept"

# Nothing of a screen that no frame paints is looked at, and pixels that cannot be there are not waited for.
timeout 300 "$WHITTLE" -i --quiet large.gif || fail "a large screen is not done"
expect 3 timeout 300 "$WHITTLE" -i --quiet empty.gif 2>/dev/null

# So are pictures of other formats, and smaller ones: by quality, and as small as is asked for.
tool gradient 160x120 other.png
for picture in "-f gif other.png" "--resize 90x film.gif"; do
  for quality in 20 95; do whittle -q $quality --no-mark --quiet -o by-$quality.gif $picture; done
  low=$(bytes by-20.gif) high=$(bytes by-95.gif)
  [ "$low" -lt "$high" ] || fail "$picture: $low bytes at quality 20, $high at 95"
  limit=$(((low + high) / 2))
  whittle -q 95 --max-size ${limit}B --min-quality 10 --no-mark --quiet -o fits.gif $picture
  [ "$(bytes fits.gif)" -le $limit ] || fail "$picture: $(bytes fits.gif) bytes, $limit allowed"
done
