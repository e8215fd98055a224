# A manifest that somebody else has written, and directories that somebody swaps for links: nothing outside the output directory is
# removed, nor what is not an image with the very bytes that are listed.
mkdir src out outside
tool gradient 30x20 src/keep.png
tool gradient 40x30 outside/victim.png
cp outside/victim.png victim.png
cp outside/victim.png out/mine.png
echo secret >out/notes.txt
ln -s ../outside out/link
ln -s ../victim.png out/linked.png
mkdir out/directory.png

# The true hash and size of each, as whittle would list them.
mkdir copy && cp victim.png copy/ && whittle --quiet --min-savings 99% -o listed copy
cmp listed/victim.png victim.png
fields=$(cut -f 3- listed/.whittle-manifest | tail -n 1)
notes="7	$(printf '%032x' 0)	0"
{
  echo 'whittle-manifest 1'
  for output in ../victim.png "$PWD/victim.png" link/victim.png linked.png ../outside/victim.png x/../../victim.png %2e%2e/victim.png \
    directory.png directory.png/.. .; do
    printf '%s\t../src/gone.png\t%s\n' "$output" "$fields"
  done
  printf 'notes.txt\t../src/gone.png\t%s\n' "$notes"
  printf 'elsewhere.png\t/etc/nothing-here.png\t%s\n' "$fields"
  printf 'mine.png\t../src/../../gone.png\t%s\n' "$fields"
  printf 'cut off'
} >manifest
cp manifest out/.whittle-manifest
before=$(snapshot outside)
got=0
whittle -e 0 --prune -o out src >report 2>&1 || got=$?
[ $got -eq 3 ] || fail "exit code $got: $(cat report)"  # link/ cannot be looked into, which is said
grep -q 'link.*symbolic link' report || fail "$(cat report)"
[ "$before" = "$(snapshot outside)" ] || fail "outside was changed"
present victim.png out/mine.png out/notes.txt out/linked.png out/directory.png

# The manifest itself as a link, a FIFO, a directory, without permission.
rm out/.whittle-manifest
cp manifest elsewhere
ln -s ../elsewhere out/.whittle-manifest
expect 3 whittle --quiet -e 0 --prune -o out src 2>/dev/null
cmp manifest elsewhere
rm out/.whittle-manifest
mkfifo out/.whittle-manifest
expect 3 whittle --quiet -e 0 --prune -o out src 2>/dev/null
rm out/.whittle-manifest
mkdir out/.whittle-manifest
expect 3 whittle --quiet -e 0 --prune -o out src 2>/dev/null
expect 0 whittle --quiet -e 0 -o out src 2>/dev/null
rmdir out/.whittle-manifest

# Swapped while it prunes.
mkdir pristine
for i in $(seq 40); do tool gradient 40x$((20 + i)) "pristine/$i.png"; done
for _ in 1 2 3; do
  rm -rf in made outside stop
  mkdir -p in/d
  cp -r pristine/. in/d
  tool flat 8x8 in/stays.png
  whittle --quiet -e 0 -o made in
  cp -r made/d outside
  before=$(snapshot outside)
  rm -r in/d
  swaps made/d &
  whittle --quiet -e 0 --prune -o made in >/dev/null 2>&1 || true
  touch stop
  wait
  [ "$before" = "$(snapshot outside)" ] || fail "outside was changed"
done
