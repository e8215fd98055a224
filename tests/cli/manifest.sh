# --manifest lists for every input what there is of it in the output directory, whoever made it.
need python3
mkdir in in/deep
tool gradient 600x400 in/a.png
tool gradient 100x80 in/deep/small.png
tool noise 40x30 in/noise.jpg
echo text >in/notes.txt
whittle -e 0 --quiet -q 80 -f webp,same --resize 200x,400x --manifest images.json -o out in
sed -E 's/"bytes":[0-9]+/"bytes":N/' images.json
# What it says is so.
cat >check.py <<'END'
import json, os, sys
images = json.load(open("images.json"))["images"]
for name in images:
    for output in images[name]["outputs"]:
        path = os.path.join("out", output["path"])
        assert os.path.getsize(path) == output["bytes"], path
print(len(images), "inputs,", sum(len(image["outputs"]) for image in images.values()), "outputs")
END
python3 check.py
# What was up to date is in it all the same.
cp images.json first.json
whittle -e 0 --quiet -q 80 -f webp,same --resize 200x,400x --overwrite older --manifest images.json -o out in
cmp first.json images.json
touch in/a.png
whittle -e 0 --quiet -q 80 -f webp,same --resize 200x,400x --overwrite older --manifest images.json -o out in
cmp first.json images.json
# What fails has no outputs; a link is followed.
ln -s linked.json link
cp images.json linked.json
head -c 300 in/a.png >in/broken.png
expect 3 whittle -e 0 --quiet --manifest link -o again in 2>/dev/null
grep -c '"in/broken.png":{"outputs":\[' linked.json
python3 -m json.tool linked.json >/dev/null
[ -L link ] || fail "the link was replaced"
# Its directory is made as that of outputs is, also where that is the same.
whittle -e 0 --quiet -f webp --manifest fresh/data/images.json -o fresh in/noise.jpg in/a.png
grep -c '"in/a.png":{"outputs":\[' fresh/data/images.json
# A picture that is named again has one entry.
whittle -e 0 --quiet --manifest again.json -o again in/a.png in/noise.jpg in/a.png
grep -c '"in/a.png"' again.json
echo "refused:"
refused --manifest in/a.png/images.json -o new in
refused --manifest images.json -i in
refused --manifest images.json in
refused --manifest images.json -o - in/a.png
refused --manifest images.json -n -o out in
refused --manifest images.json --check -o out in
refused --manifest in -o new in
refused --manifest /dev/null -o new in
refused --manifest - -o new in
# What would be lost.
cp in/a.png before.png
for file in in/a.png in/notes.txt out/.whittle-manifest; do refused --manifest $file -o new in; done
cmp in/a.png before.png
absent new
