# A closed stdout is an error, and what was to be printed does not end in the first file that is opened instead.
mkdir in out
tool gradient 40x30 in/a.png
cp -r in copy
expect 3 whittle -i --ndjson in >&-
same_pixels in/a.png copy/a.png
tail -c 12 in/a.png | grep -q IEND  # nothing was added to it
expect 3 whittle --help >&-
