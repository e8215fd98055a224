# The whole of --help; it wins over whatever else is wrong with the line.
whittle --help
whittle --frobnicate -q 0 --help >again
whittle --help | cmp - again
