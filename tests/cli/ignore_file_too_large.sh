# A .gitignore without end is honoured up to a limit, and that is said.
mkdir in
tool gradient 60x40 in/a.png
tool gradient 60x40 in/b.png
{ echo b.png; yes 'some/quite/long/pattern/that/nobody/wrote/**/*.x' | head -c 25000000; } >in/.gitignore
(is_sanitized || ulimit -v 1000000; expect 0 whittle --list in >list.txt 2>errors.txt)
grep -q '^whittle: in/.gitignore: has more patterns than are honoured' errors.txt || fail "errors: $(cat errors.txt)"
[ "$(wc -l <errors.txt)" -eq 1 ] || fail "not one warning: $(cat errors.txt)"
grep -q in/a.png list.txt || fail "list: $(cat list.txt)"
! grep -q in/b.png list.txt || fail "list: $(cat list.txt)"
