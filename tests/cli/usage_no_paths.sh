# There must be something to do.
refused
refused -i
refused -o out
refused --check
refused -i --
