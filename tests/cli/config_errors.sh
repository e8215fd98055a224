# What is wrong with a configuration is said with its place and the nearest name, before anything is touched.
tool gradient 40x40 a.png
cp a.png original.png
try() {
  printf '%b' "$1" >whittle.toml
  refused -i .
}
try 'qualtiy = 80\n'
try '[options]\nqualtiy = 80\n'
try '[options]\neffort = 3\nqualtiy = 80\n'
try '[options]\nwhatever = 80\n'
try '[options]\njobs = 3\n'
try '[options]\noutput = "/etc"\n'
try '[options]\nname = "../{stem}"\n'
try '[options]\nquality = 800\n'
try '[options]\nquality = true\n'
try '[options]\nquality = 1979-05-27\n'
try '[options]\nquality = []\n'
try '[options]\neffort = "high"\n'
try '[options]\nformat = ["webp", "bmp"]\n'
try '[options]\nresize = "big"\n'
try '[options]\nbudget = "200"\n'
try '[options]\nmin-savings = "101%%"\n'
try '[options]\nbackground = "mud"\n'
try '[options]\nbaseline = "yes"\n'
try '[options]\nskip = 1\n'
try '[options]\nlock = 1\n'
try '[options]\nmatch = "a"\n'
try '[[rule]]\neffort = 1\n'
try '[[rule]]\nmatch = 1\n'
try '[[rule]]\nmatch = []\n'
try '[[rule]]\nmatch = ["a", 1]\n'
try '[[rule]]\nmatch = "[ab"\n'
try '[[rule]]\nmatch = ""\n'
try '[rule]\nmatch = "a"\n'
try 'rule = [1]\n'
try 'options = 1\n'
try '[options]\neffort = 1\neffort = 2\n'
try '[options\n'
try '[options]\neffort = \n'
echo "--- what makes no sense together"
try '[options]\nmin-quality = 30\n'
try '[options]\nkeep = "icc"\n'
rm whittle.toml
echo "--- options"
refused -i --config missing.toml a.png
refused -i --config . a.png
refused -i --config a.toml --no-config a.png
refused -i --config '' a.png
cmp a.png original.png || fail "a picture was changed"
