# What a run with a cache gives is what one without gives, the first time and from memory; and memory is never trusted further than
# it reaches.
need python3
export WHITTLE_CACHE=$PWD/cache
mkdir in
tool gradient 90x60 in/a.png
tool noise 64x64 in/b.png
tool gradient 80x80 in/c.jpg
tool palette 64x64 in/d.gif
echo text >in/broken.png

# rows FILE: the rows without what the cache may change, sorted; the outcome as it would be without.
rows() {
  python3 - "$1" <<'END'
import json, sys
for row in json.load(open(sys.argv[1]))["files"]:
    row["outcome"] = row.pop("original_outcome", row["outcome"])
    print({key: value for key, value in sorted(row.items()) if key not in ("ms", "attempts")})
END
}
# cached FILE: how many inputs are from memory.
cached() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["summary"]["cached"])' "$1"; }
same_rows() { diff <(rows "$1") <(rows "$2") || fail "the rows of $1 and $2 differ"; }

for options in "" "-q 80" "-q auto -f webp" "-f webp,png -q 70" "-f auto" "--resize 40x -q 80 -f png,jpeg --background white" "--max-size 3kB"; do
  rm -rf out.*
  # shellcheck disable=SC2086
  {
    whittle $options --cache off --json -o out.off in >off.json 2>/dev/null || true
    whittle $options --json -o out.first in >first.json 2>/dev/null || true
    whittle $options --json -o out.second in >second.json 2>/dev/null || true
  }
  for run in first second; do
    sed -i "s/out\.$run/out.off/g" $run.json
    same_rows off.json $run.json
    diff -r -x .whittle-manifest out.off out.$run || fail "other bytes, $options"
  done
  [ "$(cached second.json)" -ge 2 ] || fail "only $(cached second.json) from memory, $options"
done

# In place: what was made is done, and so is what could not be made smaller; neither is opened again.
cp -r in place
whittle --json -i place >first.json 2>/dev/null || true
whittle --json -i place >second.json 2>/dev/null || true
python3 - <<'END' || fail "$(cat second.json)"
import json
for row in json.load(open("second.json"))["files"]:
    if row["outcome"] != "failed":
        assert (row["outcome"], row["original_outcome"], row["attempts"]) == ("cached", "kept", 0), row
END
# A file with other bytes is another one, whatever else is as it was.
tool noise 90x60 other.png
cp place/a.png before.png
size=$(bytes place/a.png)
python3 - <<'END'
import os
stat = os.stat("place/a.png")
data = bytearray(open("place/a.png", "rb").read())
data[40] ^= 1
with open("place/a.png", "r+b") as file: file.write(data)
os.utime("place/a.png", ns=(stat.st_atime_ns, stat.st_mtime_ns))
END
[ "$(bytes place/a.png)" -eq "$size" ] || fail "the test is wrong"
expect 3 whittle --json -i place/a.png >changed.json 2>/dev/null
cp before.png place/a.png
whittle --json -i place/a.png >back.json
[ "$(cached back.json)" -eq 1 ] || fail "$(cat back.json)"  # by its content
# Other settings are another question.
whittle --json -i -e 9 place/b.png >other.json
[ "$(cached other.json)" -eq 0 ] || fail "$(cat other.json)"
# --check and -n find in memory what -i found, and --list asks it nothing.
whittle --check --json place/b.png place/c.jpg >check.json
[ "$(cached check.json)" -ge 1 ] || fail "$(cat check.json)"
whittle --list --json place/b.png >list.json
[ "$(cached list.json)" -eq 0 ] || fail "$(cat list.json)"

# --check exits alike.
expect 1 whittle --check --quiet in/a.png
expect 1 whittle --check --quiet in/a.png
whittle -n --json in/a.png >dry.json
[ "$(cached dry.json)" -eq 1 ] || fail "$(cat dry.json)"

# Without a mark a lossy result says nothing of its past: it is no more done than it was.
cp in/c.jpg lossy.jpg
whittle --quiet -i -q 50 --no-mark lossy.jpg
whittle --json -i -q 50 --no-mark lossy.jpg >lossy.json
[ "$(cached lossy.json)" -eq 0 ] || fail "$(cat lossy.json)"

# Write protection and links count as they do without a cache.
whittle --quiet -i place/b.png
chmod a-w place/b.png
whittle --json -i place/b.png >protected.json
grep -q '"outcome":"skipped","reason":"read-only"' protected.json || fail "$(cat protected.json)"

# What a configuration asks for is made, whatever is known of the same bytes.
mkdir project && cp in/a.png in/c.jpg project
whittle --quiet -o out.plain project
printf '[options]\nquality = 30\n' >project/whittle.toml
whittle --json -o out.configured project >configured.json
[ "$(cached configured.json)" -eq 0 ] || fail "$(cat configured.json)"
whittle --quiet --cache off -o out.without project
diff -r --exclude=.whittle-manifest out.configured out.without
! cmp -s out.plain/c.jpg out.configured/c.jpg || fail "the configuration was not heard"

# A cache below what is walked is no input.
mkdir tree && cp in/a.png tree
(cd tree && for _ in 1 2; do whittle --quiet -q 80 -f webp --cache cache -o dist .; done)
[ "$(find tree/dist -type f ! -name '.*' | wc -l)" -eq 1 ] || fail "$(find tree/dist)"
