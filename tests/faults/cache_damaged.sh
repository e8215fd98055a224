# A damaged cache costs time, never a picture: every file of it is cut off, overwritten, emptied, replaced or removed, in part or as a
# whole, and each run gives the same bytes and says nothing.
need python3
mkdir in
for i in $(seq 8); do tool gradient $((40 + i))x40 in/$i.png; done
whittle --cache off -e 1 --quiet -o reference in
whittle --cache whole -e 1 --quiet -o out in

cat >damage.py <<'END'
import os, pathlib, random, shutil, sys
place, seed = pathlib.Path(sys.argv[1]), int(sys.argv[2])
chance = random.Random(seed)
files = sorted(path for path in place.rglob("*") if path.is_file())
for path in chance.sample(files, chance.randint(1, len(files))):
    data = bytearray(path.read_bytes())
    kind = seed % 10
    if kind == 0: data = data[:chance.randrange(len(data) + 1)]
    elif kind == 1 and data: data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif kind == 2: data = bytearray(len(data))
    elif kind == 3: data = bytearray(chance.randbytes(len(data)))
    elif kind == 4: data = bytearray()
    elif kind == 5: data += chance.randbytes(chance.randrange(1, 300))
    elif kind == 6 and len(data) > 40: del data[20:20 + chance.randrange(1, 20)]
    elif kind == 7: path.unlink(); continue
    elif kind == 8: path.unlink(); os.mkfifo(path, 0o600); continue
    elif kind == 9: path.unlink(); path.mkdir(); continue
    path.write_bytes(data)
END
for seed in $(seq 0 "${WHITTLE_DAMAGE_ROUNDS:-39}"); do
  rm -rf cache out
  cp -rp whole cache
  python3 damage.py cache "$seed"
  for round in 1 2; do
    timeout 60 "$WHITTLE" --cache cache -e 1 --quiet -o out in 2>stderr.txt || fail "seed $seed: exit status $?: $(cat stderr.txt)"
    [ ! -s stderr.txt ] || fail "seed $seed: $(cat stderr.txt)"
    diff -r -x .whittle-manifest reference out >/dev/null || fail "seed $seed: other bytes"
  done
done

# Half of it restored, and one that another run wrote to meanwhile.
for part in results '????????????????' CACHEDIR.TAG; do
  rm -rf cache out
  cp -rp whole cache
  # shellcheck disable=SC2086
  rm -rf cache/$part
  whittle --cache cache -e 1 --quiet -o out in
  diff -r -x .whittle-manifest reference out >/dev/null || fail "other bytes without $part"
done
