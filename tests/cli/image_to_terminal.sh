# An image is not written onto a terminal.
need python3
tool flat 8x8 a.png
cat >spawn.py <<'P'
import os, pty, sys
status = pty.spawn(sys.argv[1:], lambda fd: os.read(fd, 4096))
sys.exit(os.waitstatus_to_exitcode(status))
P
expect 2 python3 spawn.py "$WHITTLE" -o - a.png | tr -d '\r'
whittle -o - a.png >b.png
has_size 8x8 b.png
