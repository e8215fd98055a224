# GIF without loss: what was left alone is repacked, and decoders that share no code with ours see the same pictures.
need python3
PYTHONPATH=$WHITTLE_SOURCE_DIR/tests/cli python3 -B - <<'PYTHON'
from gif import lzw

def table(shift):
    return b"".join(bytes(((i * 7 + shift) % 256, i, 255 - i)) for i in range(256))

def image(pixels, width, height, own=None, delay=5):
    control = b"\x21\xf9\x04\x04" + delay.to_bytes(2, "little") + b"\0\0"
    head = b"\x2c" + bytes(4) + width.to_bytes(2, "little") + height.to_bytes(2, "little")
    return control + head + (b"\x87" + own if own else b"\0") + lzw(pixels, 8)

def screen(width, height):
    return b"GIF89a" + width.to_bytes(2, "little") + height.to_bytes(2, "little") + b"\xf7\0\0" + table(0)

full = [i % 256 for i in range(64 * 32)]
open("still.gif", "wb").write(screen(64, 32) + image(full, 64, 32) + b";")
frames = b"".join(image([(i // 3 + f) % 256 for i in range(64 * 32)], 64, 32, table(f * 50)) for f in range(4))
open("tables.gif", "wb").write(screen(64, 32) + frames + b";")
PYTHON
mkdir before
cp still.gif tables.gif before
whittle -i still.gif tables.gif >/dev/null
for file in still.gif tables.gif; do
  [ "$(stat -c %s $file)" -lt "$(stat -c %s before/$file)" ] || fail "$file did not shrink"
  if command -v convert-im6.q16 >/dev/null; then
    for version in "$file" "before/$file"; do convert-im6.q16 "$version" -coalesce -depth 8 "rgb:$version.pixels"; done
    cmp "$file.pixels" "before/$file.pixels" || fail "$file shows something else"
  else
    skip_part "convert-im6.q16 is not installed"
  fi
done
cp -p still.gif again.gif
whittle -i still.gif >/dev/null
cmp still.gif again.gif || fail "a second run has found more"
