# --prune where it cannot be told what is gone.
mkdir in
tool flat 8x8 in/a.png
refused --prune in
refused -i --prune in
refused --prune -o out.png in/a.png
refused --prune -o - in/a.png
refused --prune -o out in/a.png
refused --check --prune -o out in
refused --list --prune -o out in
echo in >list
refused --prune -o out --files-from list
refused --prune -o out --files-from list in
refused -o out --name .whittle-manifest in
absent out
mkdir out
echo 'my own notes' >out/.whittle-manifest
whittle --quiet -o out in
failing .whittle-manifest --prune -o out in
[ "$(cat out/.whittle-manifest)" = 'my own notes' ] || fail "it was written over"
