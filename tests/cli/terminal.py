#!/usr/bin/env python3
"""Runs a command on a terminal of its own and prints what appears there; ends as the command does.

terminal.py COLUMNS [both|stdout|stderr] COMMAND...    which of its two streams are the terminal; the other one stays
"""
import fcntl, os, struct, subprocess, sys, termios

columns, streams, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
outer, inner = os.openpty()
attributes = termios.tcgetattr(inner)
attributes[1] &= ~termios.OPOST  # newlines stay as they are
termios.tcsetattr(inner, termios.TCSANOW, attributes)
fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
run = subprocess.Popen(command, stdin=inner, stdout=inner if streams != "stderr" else None,
                       stderr=inner if streams != "stdout" else None, start_new_session=True)
os.close(inner)
while True:
    try:
        text = os.read(outer, 65536)
    except OSError:  # EIO: nobody has it open any more
        break
    if not text:
        break
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()
sys.exit(run.wait())
