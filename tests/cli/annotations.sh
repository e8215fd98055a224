# In GitHub Actions --check also says what it found where pull requests show it.
mkdir -p 'site/a, b'
tool gradient 60x40 'site/a, b/100%.png'
tool gradient 60x40 site/done.png
whittle -i site/done.png >/dev/null
head -c 60 'site/a, b/100%.png' >site/cut.png
expect 3 whittle --check site >/dev/null 2>plain
grep -c '^::' plain || true
export GITHUB_ACTIONS=true GITHUB_WORKSPACE=$PWD
expect 3 whittle --check site 2>&1 >/dev/null | grep '^::' | sed 's/ by .*//'
cd site
expect 3 whittle --check . 2>&1 >/dev/null | grep '^::' | sed 's/ by .*//'
expect 3 whittle --check "$PWD" 2>&1 >/dev/null | grep '^::' | sed 's/ by .*//'
expect 3 whittle -n . 2>&1 >/dev/null | grep -c '^::' || true
