# --version names the program, libvips, and the formats that can be read and written.
whittle --version >out
head -n 1 out | grep -qxE 'whittle [0-9]+\.[0-9]+\.[0-9]+'
grep -qi 'libvips' out
grep -qE '^reads:.* jpeg .*png' out
grep -qE '^writes:.* jpeg .*png' out
