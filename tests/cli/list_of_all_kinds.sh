# Lists name what is no image, too: that is skipped; what is missing fails unless --ignore-missing. git's own traps are named.
tool gradient 60x40 a.png
cp a.png 'b ä.png'
echo 'int main() {}' >main.c
: >empty
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n' >lfs.png
printf 'a.png\nmain.c\nempty\n' >list
expect 0 whittle -n --json --files-from list >rows.json
grep -c '"outcome":"skipped","reason":"not-an-image"' rows.json
grep -c '"outcome":"skipped","reason":"empty-file"' rows.json
failing main.c -n main.c
failing gone.png -n --files-from <(printf 'a.png\ngone.png\n')
expect 0 whittle -n --ignore-missing --files-from <(printf 'a.png\ngone.png\n') >/dev/null
failing gone.png -n gone.png
whittle -n lfs.png a.png 2>&1 >/dev/null | sed 's/^/1 /' || true
echo lfs.png | whittle -n --files-from - 2>&1 >/dev/null | sed 's/^/2 /' || true
echo '"b \303\244.png"' | whittle -n --files-from - 2>&1 >/dev/null | sed 's/^/3 /' || true

# The manual's line for a hook, as it stands there, in a repository.
need git
line=$(sed -n 's/^\.Dl \$ \(git diff.*\)$/\1/p' "$WHITTLE_SOURCE_DIR/man/whittle.1")
[ -n "$line" ] || fail "the manual has no such line"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
mkdir repository
cd repository
git init -q
git config user.email a@example.org
git config user.name a
cp ../a.png ../main.c .
cp ../a.png 'b ä.png'
cp ../a.png gone.png
git add .
git commit -qm one
tool gradient 80x40 'b ä.png'
echo '//' >>main.c
git rm -q gone.png
git add .
got=0
eval "$line" >table || got=$?
[ $got -eq 1 ] || fail "exit code $got"
grep -c 'b ä.png' table
grep -v 'b ä.png' table | grep -c 'a.png' || true
whittle -i . >/dev/null
git add .
expect 0 eval "$line" >/dev/null
