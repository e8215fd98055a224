# An output or backup directory inside the input is never walked, in the first run or a later one.
mkdir -p src/img
tool gradient 60x40 a.png
tool gradient 60x40 src/img/b.png
for run in 1 2; do
  whittle -o dist . >/dev/null
  [ "$(files dist | paste -sd' ')" = 'a.png src/img/b.png' ] || fail "run $run: $(files dist)"
done
cp -r dist before
for run in 1 2; do whittle -i --backup src/old . >/dev/null; done
[ "$(files src/old | paste -sd' ')" = 'a.png src/img/b.png' ] || fail "$(files src/old)"
# Who names a directory of outputs means it.
whittle -o again dist >/dev/null
present again/src/img/b.png
refused -o src ./src/ >/dev/null
refused -i --backup src src >/dev/null
