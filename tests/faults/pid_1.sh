# All that a container runs: process 1 of its namespace has workers like any other.
need unshare
unshare --pid --fork --mount-proc true 2>/dev/null || skip "no namespace of processes can be made"
tool gradient 100x80 a.png
cp a.png before.png
expect 0 unshare --pid --fork --mount-proc "$WHITTLE" --json -i a.png >report.txt 2>errors.txt
grep -q '"sandbox":"worker processes' report.txt || fail "$(cat report.txt errors.txt)"
smaller a.png before.png
