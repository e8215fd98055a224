# -vv adds a debug log on stderr: what was found, and what became of each file. stdout stays as with -v.
tool gradient 60x40 a.png
expect 0 whittle -v -o out a.png >plain.txt 2>plain.err
expect 0 whittle -vv -o out a.png >debug.txt 2>debug.err
[ ! -s plain.err ] || fail "-v writes to stderr: $(cat plain.err)"
sed 's/[0-9.]* s$//' plain.txt >plain.cut
sed 's/[0-9.]* s$//' debug.txt >debug.cut
cmp plain.cut debug.cut || fail "stdout differs"
grep -q '1 files found' debug.err || fail "the log has no scan: $(cat debug.err)"
grep -q 'a.png: .* bytes' debug.err || fail "the log has no decision: $(cat debug.err)"
! grep -v '^whittle: ' debug.err || fail "lines without the program's name"
