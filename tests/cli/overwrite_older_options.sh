# --overwrite older also rewrites what whittle is known to have made with other options.
mkdir in
tool noise 64x64 in/a.png
touch -d 2001-01-01 in/a.png
run() { whittle --overwrite older "$@" -o out in | grep -o 'up to date\|converted\|optimized' | sort -u | paste -sd' '; }
echo "webp: $(run -q 80 -f webp -v)"
echo "the same: $(run -q 80 -f webp -v)"
echo "another quality: $(run -q 60 -f webp -v)"
echo "more effort: $(run -q 60 -f webp -e 7 -v)"
echo "the same: $(run -q 60 -f webp -e 7 -v)"
echo "more jobs, which change nothing: $(run -j 3 -q 60 -f webp -e 7 -v)"
echo "another format beside it: $(run -q 60 -f webp,same -e 7 -v)"
echo "the same: $(run -q 60 -f webp,same -e 7 -v)"
echo "the first alone: $(run -q 60 -f webp -e 7 -v)"
# Without the list the mark tells of qualities.
rm out/.whittle-manifest
echo "by its mark the same: $(run -q 60 -f webp -v)"
echo "by its mark another: $(run -q 50 -f webp -v)"
rm out/.whittle-manifest
echo "by its mark lossy: $(run -f webp -v)"
# What somebody else has put there is newer, and no more is known.
tool gradient 30x30 out/a.webp
echo "somebody else's: $(run -q 10 -f webp -v)"
