# The first SIGTERM ends the program by that signal, whatever it waits for: a list, a picture on stdin, a worker program that
# says nothing, processes that somebody stopped.
python=$(command -v python3) || skip "python3 is not installed"
mkfifo list
mkdir in
for i in 1 2 3 4; do tool noise 1200x$((900 + i)) "in/$i.png"; done
tool noise 30x20 small.png
printf '#!/bin/sh\nexec sleep 60\n' >silent
chmod +x silent
"$python" - "$WHITTLE" <<'PYTHON'
import os, signal, subprocess, sys, time

def children(pid):
    found = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            found += [int(c) for c in open(f"/proc/{pid}/task/{task}/children").read().split()]
    except FileNotFoundError: pass  # a thread or process that has just ended
    return found

def tree(pid):
    found = [pid]
    for process in found: found += children(process)
    return found

def started(arguments, **more):
    run = subprocess.Popen([sys.argv[1], *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)
    return run

def ends(what, run, seconds):
    start = time.time()
    try:
        run.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        run.kill()
        sys.exit(f"{what}: SIGTERM has no effect")
    if run.returncode != -signal.SIGTERM:
        sys.exit(f"{what}: ended with {run.returncode}: {run.stderr.read().decode()}")

def stopped_while(what, run, wait=0.5, seconds=4):
    time.sleep(wait)
    run.send_signal(signal.SIGTERM)
    ends(what, run, seconds)

silent = dict(os.environ, WHITTLE_WORKER=os.path.abspath("silent"))
stopped_while("a list that never comes", started(["-i", "--files-from", "list"]))
stopped_while("a list on stdin", started(["-i", "--files-from", "-"], stdin=subprocess.PIPE))
stopped_while("a picture on stdin", started(["-o", "-", "-"], stdin=subprocess.PIPE))
stopped_while("a worker program that says nothing", started(["-i", "small.png"], env=silent))

def at_work():
    run = started(["-j", "2", "-e", "9", "-q", "80", "-f", "avif", "-o", "out", "in"])
    for _ in range(400):
        zygotes = children(run.pid)
        if zygotes and children(zygotes[0]): return run, zygotes[0]
        time.sleep(0.02)
    sys.exit("no worker is seen")

run, zygote = at_work()
os.kill(zygote, signal.SIGSTOP)
stopped_while("a stopped zygote", run, 0.1, 15)
run, zygote = at_work()
everything = tree(run.pid)
for process in everything: os.kill(process, signal.SIGSTOP)
run.send_signal(signal.SIGTERM)
os.kill(run.pid, signal.SIGCONT)
ends("a stopped tree, of which the program goes on", run, 15)
time.sleep(0.2)
for process in everything[1:]:
    try:
        state = open(f"/proc/{process}/stat").read().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        continue
    if state != "Z": sys.exit(f"process {process} is left: {state}")
PYTHON
[ -z "$(find . -name '.whittle-*.tmp')" ] || fail "debris is left"
