# What the README shows for build tools and CI is run as it stands there.
readme=$WHITTLE_SOURCE_DIR/README.md
# block PATTERN: the first fenced block that has a line with it.
block() { awk -v want="$1" '/^```/ { if (inside && found) { printf "%s", text; exit } inside = !inside; text = ""; found = 0; next } inside { text = text $0 "\n"; if (index($0, want)) found = 1 }' "$readme"; }
mkdir bin assets src
printf '#!/bin/sh\nexec %s "%s" "$@"\n' "${WHITTLE_EXEC_PREFIX-}" "$WHITTLE" >bin/whittle
chmod +x bin/whittle
PATH=$PWD/bin:$PATH
for name in a b; do tool noise 40x40 src/$name.png; done
cp src/a.png assets/a.png
whittle -i assets >/dev/null

if command -v make >/dev/null; then
  block 'include $(images' >Makefile
  grep -q depfile Makefile || fail "the Makefile of the README is not found"
  make -s all >/dev/null
  present out/a.webp out/b.webp out/a.webp.d
  make -s -q all || fail "make has work left"
  touch -d 2001-01-01 src/*.png
  touch -d 2001-01-02 out/*.webp
  touch -d 2001-01-03 src/a.png
  [ "$(make -n all | grep -c whittle)" -eq 1 ] || fail "make does not make one again: $(make -n all)"
  make -s all >/dev/null
  printf '[options]\neffort = 2\n' >whittle.toml
  make -s -B all >/dev/null
  touch -d 2001-01-04 out/*.webp whittle.toml
  touch -d 2001-01-05 whittle.toml
  [ "$(make -n all | grep -c whittle)" -eq 2 ] || fail "make does not see the configuration: $(make -n all)"
  rm whittle.toml
else
  skip_part "make is not installed"
fi

if command -v ninja >/dev/null; then
  block 'build images.json' >build.ninja
  grep -q depfile build.ninja || fail "the build.ninja of the README is not found"
  ninja >/dev/null
  present dist/a.webp dist/b.webp images.json
  [ "$(ninja -n)" = "ninja: no work to do." ] || fail "ninja has work left: $(ninja -n -d explain 2>&1)"
  sleep 0.1
  cp src/b.png src/c.png
  [ "$(ninja -n)" != "ninja: no work to do." ] || fail "ninja does not see a new file"
  ninja >/dev/null
  present dist/c.webp
  rm src/c.png
  ninja >/dev/null || fail "a file that is gone stops ninja"
else
  skip_part "ninja is not installed"
fi

# commands KEY BLOCK: what a shell is given by such a line.
commands() { block "$2" | sed -nE "s/^ *(- )?$1 ?//p"; }
for command in "$(commands 'run:' '.github/workflows')" "$(block '.gitlab-ci.yml' | sed -nE 's/^    - //p')" "$(commands 'entry:' '.pre-commit') assets/a.png"; do
  case $command in whittle\ --check*) ;; *) fail "no command found: $command" ;; esac
  expect 0 bash -c "$command" >/dev/null
  tool gradient 50x50 assets/b.png
  expect 1 bash -c "${command/assets\/a.png/assets/b.png}" >/dev/null
  rm assets/b.png
done
block 'update-baseline' >steps.sh
grep -q update-baseline steps.sh || fail "the steps of a baseline are not found"
tool gradient 50x50 assets/b.png
expect 0 bash -e steps.sh >/dev/null

block 'match = "fixtures/"' >assets/whittle.toml
mkdir -p assets/icons assets/fixtures
cp src/a.png assets/icons/a.png
cp src/a.png assets/fixtures/a.png
whittle --print-config assets/icons/a.png | grep -q '^quality = "default"  # assets/whittle.toml:8 icons/\*\*, \*.gif$' ||
  fail "not what the README says: $(whittle --print-config assets/icons/a.png)"
# The manual shows a configuration, too.
sed -n '/^\.Sh CONFIGURATION/,/^\.Sh JSON/p' "$WHITTLE_SOURCE_DIR/man/whittle.1" | sed -n '/^\.Bd/,/^\.Ed/p' | grep -v '^\.' >assets/whittle.toml
[ -s assets/whittle.toml ] || fail "the configuration of the manual is not found"
whittle --print-config assets/icons/a.png | grep -q '20kB' || fail "the manual's configuration is not read"
# It names every option that there is.
sed -n '/^\.Sh CONFIGURATION/,/^\.Sh JSON/p' "$WHITTLE_SOURCE_DIR/man/whittle.1" >section
printf '[options]\nx-y-z = 1\n' >assets/whittle.toml
keys=$(whittle --check assets 2>&1 | sed 's/.*there are //; s/, / /g; s/ or / /')
[ "$(wc -w <<<"$keys")" -gt 12 ] || fail "no keys in: $keys"
for key in $keys; do grep -qE "(^|[ ,])(\.Li )?$key\b" section || fail "the manual does not name $key"; done
