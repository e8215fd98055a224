# A write that the system refuses is one failed file and leaves nothing behind.
tool noise 200x200 a.png
mkdir out
(
  ulimit -f 16
  failing a.png -o out a.png
)
[ -z "$(files out)" ] || fail "left behind: $(files out)"
