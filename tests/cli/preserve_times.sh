# -p: outputs, in place and elsewhere, converted, kept and backed up, get the times of their input; without it they are new.
mkdir in
tool gradient 60x40 in/a.png
whittle -q 80 -f webp -o in/b.webp in/a.png >/dev/null
set_times() {
  touch -a -d '2001-02-03 04:05:06.123456789Z' in/*
  touch -m -d '1969-12-31 23:59:58.5Z' in/a.png
  touch -m -d '2003-03-03 03:03:03Z' in/b.webp
}
times() { TZ=UTC stat -c '%n %x %y' "$@"; }
set_times
whittle -p -o out in >/dev/null
set_times
whittle -p -f png,same -q 80 -o out/c in/a.png >/dev/null
times out/a.png out/b.webp out/c/a.png
set_times
whittle --preserve -i --backup old in >/dev/null
times in/a.png old/a.png
whittle -o new in >/dev/null
[ "$(stat -c %Y new/a.png)" -gt 1600000000 ] || fail "no new time without -p"
