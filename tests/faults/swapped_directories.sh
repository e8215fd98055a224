# Directories that somebody swaps for symbolic links while whittle runs: nothing outside is read, replaced or left behind.
mkdir -p outside pristine
for i in $(seq 40); do tool gradient 40x$((20 + i)) "pristine/$i.png"; done

# swaps FOLDER: exchanges it for a link to outside and back, until the file `stop` is there.
swaps() {
  until [ -e stop ]; do
    mv "$1" "$1-moved" && ln -s "$PWD/outside" "$1"
    rm -f "$1"
    mv "$1-moved" "$1"
  done 2>/dev/null
}

# round FOLDER COMMAND...: with fresh trees, and FOLDER swapped meanwhile.
round() {
  local folder=$1
  shift
  rm -rf in out backup outside stop
  mkdir -p in out/d backup/d outside
  cp -r pristine in/d
  cp pristine/* outside
  swaps "$folder" &
  "$@" >/dev/null 2>&1 || true
  touch stop
  wait
  diff -r pristine outside || fail "swapping $folder reached outside: $*"
  [ -z "$(find in out backup -name '.whittle-*')" ] || fail "debris is left: $(find in out backup -name '.whittle-*')"
}

for i in 1 2 3; do
  round in/d whittle -e 0 -j 2 -i in
  round in/d whittle -e 0 -j 2 -i --backup backup in
  round out/d whittle -e 0 -j 2 -o out in
  round backup/d whittle -e 0 -j 2 -i --backup backup in
done
