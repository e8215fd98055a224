# -i makes JPEGs smaller without changing a decoded sample; --baseline writes one sequential scan; -q goes through the same
# search. A second run changes nothing.
mkdir in
for kind in gradient noise flat grey; do tool $kind 220x150 in/$kind.jpg; done
cp -r in before
whittle -i in >/dev/null
for kind in gradient noise flat grey; do
  tool same in/$kind.jpg before/$kind.jpg || fail "the pixels of $kind.jpg differ"
  smaller in/$kind.jpg before/$kind.jpg
done
snapshot in >first
whittle -i in >/dev/null
snapshot in >second
cmp first second

# The marker of a progressive frame, FFC2.
progressive() { od -An -v -tx1 -w1 "$1" | tr -d '\n' | grep -q ' ff c2'; }
progressive in/noise.jpg || fail "not progressive"
whittle --baseline -o base before >/dev/null
for kind in gradient noise flat grey; do
  tool same base/$kind.jpg before/$kind.jpg || fail "the pixels of the baseline $kind.jpg differ"
  ! progressive base/$kind.jpg || fail "$kind.jpg is progressive"
  [ "$(bytes base/$kind.jpg)" -ge "$(bytes in/$kind.jpg)" ] || fail "the baseline $kind.jpg is smaller"
done
whittle -q 60 --baseline -o lossy.jpg before/noise.jpg >/dev/null
! progressive lossy.jpg || fail "lossy.jpg is progressive"

# To name the output's format is not to ask for loss where it is the input's.
whittle -o named.jpg before/gradient.jpg >/dev/null
tool same named.jpg before/gradient.jpg || fail "-o FILE.jpg changed the pixels"

# What is behind the picture stays; a damaged picture is reported and left alone.
cp before/gradient.jpg tail.jpg
printf 'notes' >>tail.jpg
whittle -i tail.jpg >/dev/null
[ "$(tail -c 5 tail.jpg)" = notes ] || fail "the trailer is lost"
head -c 3000 before/noise.jpg >cut.jpg
cp cut.jpg cut.before
failing cut.jpg -i cut.jpg
cmp cut.jpg cut.before
