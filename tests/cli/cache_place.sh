# Where the cache is, what can be asked of it, and that a run goes on without it.
unset WHITTLE_CACHE
export HOME=$PWD/home
mkdir home
tool gradient 60x60 a.png
# runs [ARGUMENTS...]: a run that must make its picture.
runs() {
  rm -rf out
  whittle "$@" --quiet -o out/ a.png 2>stderr.txt || fail "$*: $(cat stderr.txt)"
  present out/a.png
  [ ! -s stderr.txt ] || fail "$*: $(cat stderr.txt)"
}
# says TEXT [ARGUMENTS...]: a run with -v that says so on stderr, in one line, and makes its picture.
says() {
  local text=$1
  shift
  rm -rf out
  whittle "$@" -v -o out/ a.png >/dev/null 2>stderr.txt || fail "$*: $(cat stderr.txt)"
  present out/a.png
  [ "$(wc -l <stderr.txt)" -eq 1 ] && grep -qF "$text" stderr.txt || fail "$*: $(cat stderr.txt)"
}

runs && [ -z "$(ls -A home)" ] || fail "$(ls -A home)"
WHITTLE_CACHE=$PWD/variable runs && present variable/CACHEDIR.TAG
WHITTLE_CACHE=$PWD/variable2 runs --cache option && present option/CACHEDIR.TAG && absent variable2
WHITTLE_CACHE=$PWD/variable2 runs --cache off && WHITTLE_CACHE=off runs && absent variable2 off
[ -z "$(find option -perm /077)" ] || fail "others may read $(find option -perm /077)"

# Not ours, or not only ours.
mkdir theirs shut && echo mine >theirs/file && chmod 777 shut
says "theirs: is no cache of whittle" --cache theirs && [ "$(files theirs)" = file ] || fail "$(files theirs)"
says "shut: can be written by others" --cache shut
says "a.png" --cache a.png
says "cannot make the directory" --cache /proc/none
ln -s option link && runs --cache link
rm option/CACHEDIR.TAG
says "option: is no cache of whittle" --cache option
for request in --cache-stats --cache-clear --cache-verify; do expect 3 whittle $request --cache theirs 2>/dev/null; done
[ "$(files theirs)" = file ] || fail "$(files theirs)"

# What can be asked of it.
whittle --cache-stats --cache none | grep -q 'nothing is there' && absent none
runs --cache asked
whittle --cache-stats --cache asked | grep -q '^1 results' || fail "$(whittle --cache-stats --cache asked)"
expect 0 whittle --cache-verify --cache asked >/dev/null
result=$(find asked/results -type f)
echo more >>"$result"
expect 1 whittle --cache-verify --cache asked >verified
grep -q '^1 were damaged' verified && absent "$result"
expect 0 whittle --cache-verify --cache asked >/dev/null
whittle --cache-clear --cache asked >/dev/null
[ -z "$(find asked -type f ! -name CACHEDIR.TAG)" ] || fail "left: $(find asked -type f)"
runs --cache asked && present asked/CACHEDIR.TAG

refused --cache-stats a.png
refused --cache-stats --cache-clear
refused --cache-stats --cache off
refused --cache
refused --cache-size 20 -o out a.png

# Somebody else's, and one that cannot be written.
unprivileged
chmod 700 asked
mkdir foreign && whittle --quiet --cache foreign -o out/ a.png
if [ "$(id -u)" -eq 0 ]; then
  chown -R 0:0 foreign && chmod 755 foreign
  says "foreign: belongs to somebody else" --cache foreign
fi
chmod -R a-w asked
runs --cache asked
chmod -R u+w asked
