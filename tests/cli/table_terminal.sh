# On a terminal a row is one line: long names lose their middle. A failure stands once where both streams are the terminal.
need python3
export NO_COLOR=1
long=a/rather/deep/directory/with-a-name-that-is-longer-than-the-window
mkdir -p "in/$long"
tool gradient 120x80 "in/$long/picture-of-something-nice.png"
cp "in/$long/picture-of-something-nice.png" "in/$long/図像図像図像図像図像図像図像図像図像.png"
cp "in/$long/picture-of-something-nice.png" in/p.png
head -c 90 in/p.png >"in/$long/broken.png"
numbers() { sed -E 's/[0-9.]+ (k?B|%)/N \1/g; s/ +N/ N/g'; }
widest() { python3 -c '
import sys, unicodedata
lines = [line for line in sys.stdin.read().splitlines() if not line.startswith("sandbox: ")]  # said where a part is missing
print(max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in lines))'; }

for run in '-n -i' '-n -q 80 -f webp,png -o out' '--check' '--list -q 80 -f webp -o out'; do
  for columns in 80 72 132; do
    for detail in '' -v; do
      # shellcheck disable=SC2086
      on_terminal "$columns" stdout $run $detail --progress never in 2>stderr.txt >screen || [ $? -le 3 ]
      [ "$(widest <screen)" -le "$columns" ] || fail "$run $detail, $columns columns: $(cat screen)"
    done
  done
done
echo "both:"
expect 3 on_terminal 80 both -n -q 80 -f webp -o out --progress never in | tee screen | numbers
[ "$(grep -c broken screen)" -eq 1 ] || fail "the failure does not stand once"
[ "$(grep -c 'IDAT' screen)" -eq 1 ] || fail "the failure is not told"
echo "stdout alone:"
expect 3 on_terminal 80 stdout -n -i --progress never in 2>stderr.txt | tee screen | numbers
[ "$(grep -c 'failed  ' screen)" -eq 1 ] || fail "the table does not list the failure"
[ "$(grep -c broken.png: stderr.txt)" -eq 1 ] || fail "stderr does not tell the failure"
on_terminal 80 stderr -n -i --progress never in >both && fail "no failure"
grep -q 'failed .*broken.png: ' both || fail "the table does not list the failure"
grep -q '^whittle: .*broken.png: ' both || fail "stderr does not tell the failure"
# A terminal that does not say its width.
expect 3 on_terminal 0 stdout -n -i --progress never in 2>stderr.txt >screen
[ "$(widest <screen)" -le 80 ] || fail "not 80 columns: $(cat screen)"
