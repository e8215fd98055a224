# Ignore files count together: many of the largest, above each other, in repositories in repositories and in the user's own file,
# take no more than one does, and each that is not honoured as it stands is named. What lies beside them has the whole again.
large() { yes 'some/quite/long/pattern/that/nobody/wrote/**/*.x' | head -c "${1:-900000}"; }
deep=in
for i in $(seq 80); do
  deep=$deep/d
  mkdir -p "$deep"
  { echo b.png && large; } >"$deep/.gitignore"
  [ $((i % 2)) -eq 0 ] || mkdir -p "$deep/.git"
done
mkdir in/e
{ echo a.png && large 500000; } >in/e/.gitignore
for place in in in/d in/e "$deep"; do
  tool gradient 60x40 "$place/a.png"
  cp "$place/a.png" "$place/b.png"
done

# list: whittle --list, in a bounded memory.
list() { (is_sanitized || ulimit -v 1000000; expect 0 whittle --list in >list.txt 2>errors.txt); }
# found FILE... / left_out FILE...
found() { for file in "$@"; do grep -q "$file" list.txt || fail "$file is not found: $(cat list.txt)"; done; }
left_out() { for file in "$@"; do ! grep -q "$file" list.txt || fail "$file is found: $(cat list.txt)"; done; }
# warnings COUNT: so many, all of the same kind.
warnings() {
  [ "$(grep -c '^whittle: .*: has more patterns than are honoured' errors.txt)" -eq "$1" ] || fail "not $1: $(cat errors.txt)"
  [ "$(wc -l <errors.txt)" -eq "$1" ] || fail "others, too: $(cat errors.txt)"
}

# The first has room, the second some, the others none.
mkdir home
export HOME=$PWD/home
unset XDG_CONFIG_HOME
list
warnings 79
grep -q '^whittle: in/d/d/.gitignore: ' errors.txt || fail "not named: $(cat errors.txt)"
found in/a.png in/b.png in/d/a.png in/e/b.png "$deep/a.png"
left_out in/d/b.png in/e/a.png

# The user's own file comes first.
mkdir -p home/.config/git
{ echo a.png && large 20000000; } >home/.config/git/ignore
list
warnings 82
grep -q "^whittle: $HOME/.config/git/ignore: " errors.txt || fail "not named: $(cat errors.txt)"
left_out a.png
found in/b.png in/e/b.png
