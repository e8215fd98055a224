# A real ninja builds again what has changed, and nothing else, whatever the names.
need ninja
mkdir src
name='a b#c$d:e%f'
tool noise 30x30 "src/$name.png"
tool noise 30x30 src/plain.png
printf '[options]\neffort = 2\n' >whittle.toml
cat >build.ninja <<END
rule one
  command = '$WHITTLE' --quiet -q 80 -f webp --overwrite changed -o "\$out" --depfile deps.d "\$name"
  depfile = deps.d
  restat = 1
rule tree
  command = '$WHITTLE' --quiet -q 80 -f webp -o dist --manifest \$out --depfile tree.d src
  depfile = tree.d
build out/plain.webp: one
  name = src/plain.png
build dist.json: tree
END
runs() { ninja "$@" | grep -c 'whittle\|^\[' || true; }
ninja -d keepdepfile >/dev/null
present out/plain.webp dist.json
idle() { [ "$(ninja -n "$@")" = "ninja: no work to do." ] || fail "there is work: $(ninja -n -d explain "$@" 2>&1)"; }
busy() { [ "$(ninja -n "$@")" != "ninja: no work to do." ] || fail "$* is not made again: $(cat ./*.d)"; }
idle
touch -d '+2 seconds' src/plain.png
busy out/plain.webp
busy dist.json
sleep 0.1
ninja >/dev/null
touch -d '+4 seconds' "src/$name.png"
idle out/plain.webp
busy dist.json
ninja >/dev/null
touch -d '+6 seconds' whittle.toml
busy out/plain.webp
busy dist.json
