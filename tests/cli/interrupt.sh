# SIGINT and SIGTERM end the run by the signal, with what is done in place and nothing half done.
mkdir in
for i in $(seq 1 60); do tool noise 400x$((300 + i)) "in/$i.png"; done
cp -r in before
for signal in TERM INT; do
  rm -rf out
  # Background jobs of a script ignore SIGINT: an interactive parent does not.
  python=$(command -v python3) || skip "python3 is not installed"
  "$python" - "$WHITTLE" $signal <<'PYTHON' || fail "SIG$signal: see above"
import glob, os, signal, subprocess, sys, time
number = getattr(signal, "SIG" + sys.argv[2])
run = subprocess.Popen([sys.argv[1], "-e", "5", "-q", "80", "-f", "avif", "-o", "out", "in"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
for _ in range(2000):
    if glob.glob("out/*") or run.poll() is not None: break
    time.sleep(0.01)
run.send_signal(number)
code = run.wait(timeout=60)
if code == 0: sys.exit(0)  # it was faster than the signal
if code != -number: sys.exit("ended with %d" % code)
PYTHON
  for file in $(files out); do
    case $file in
      *.avif | *.png) [ -s "out/$file" ] || fail "out/$file is empty" ;;
      *) fail "left behind: $file" ;;
    esac
  done
done
diff -r in before
