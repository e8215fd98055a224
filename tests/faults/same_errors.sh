# What is wrong with a file is said in the same words, whatever else runs at the same time.
need python3
mkdir in
tool noise 200x150 a.jpg
tool gradient 200x150 b.png
tool noise 90x70 c.gif 2>/dev/null || cp b.png c.gif
"$(command -v python3)" - <<'PYTHON'
import random
random.seed(7)
for name in ("a.jpg", "b.png", "c.gif"):
    good = open(name, "rb").read()
    for i in range(25):
        bad = bytearray(good)
        if i % 5 == 0:
            del bad[random.randrange(20, len(bad)):]
        for _ in range(random.choice((1, 3, 40))):
            if len(bad) > 30: bad[random.randrange(20, len(bad))] ^= 1 << random.randrange(8)
        stem, kind = name.split(".")
        open(f"in/{stem}{i}.{kind}", "wb").write(bad)
PYTHON
texts() { grep -o '"input":"[^"]*"\|"message":"[^"]*"' | sed "s|in/||" | paste -sd ' ' | sed 's/ "input"/\n"input"/g'; }
whittle -j 4 -n -q 70 -f webp --json in 2>/dev/null | texts >together || true
for file in $(files in); do whittle -n -q 70 -f webp --json in/$file 2>/dev/null | texts || true; done >alone
[ "$(grep -c message together)" -gt 20 ] || fail "hardly a file failed"
sort together >1
sort alone >2
diff 1 2
