# Inputs that are alike share an output that is named by its bytes: it stays as long as one of them may need it.
mkdir in
tool gradient 60x40 in/a.png
cp in/a.png in/b.png
whittle -e 0 --quiet --name '{hash8}.{ext}' -o out in
before=$(files out)
for gone in a b; do
  rm in/$gone.png
  whittle -e 0 --quiet --prune --overwrite never --name '{hash8}.{ext}' -o out in 2>/dev/null || true
  whittle -e 0 --quiet --prune --name '{hash8}.{ext}' -E '*.png' -o out in 2>/dev/null || true
  [ "$(files out)" = "$before" ] || fail "without $gone: $(files out)"
  cp in/*.png in/$gone.png 2>/dev/null || true
done
