# --quiet prints nothing but failures, on stderr.
tool gradient 60x40 a.png
expect 0 whittle --quiet -o out a.png
expect 3 whittle --quiet -o out a.png missing.png 2>stderr.txt
[ "$(wc -l <stderr.txt)" -eq 1 ] || fail "stderr: $(cat stderr.txt)"
grep -q '^whittle: missing.png: ' stderr.txt
