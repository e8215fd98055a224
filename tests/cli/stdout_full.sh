# Results that cannot be printed are an error of the run, whatever prints them.
[ -c /dev/full ] || skip "there is no /dev/full"
tool gradient 40x30 a.png
expect 3 whittle --help >/dev/full
expect 3 whittle --version >/dev/full
expect 3 whittle --completions bash >/dev/full
expect 3 whittle --list a.png >/dev/full
expect 3 whittle --list --json a.png >/dev/full
expect 3 whittle --list --ndjson a.png >/dev/full
