# --help fits a terminal of 80 columns; -h and -V are short for --help and --version.
whittle --help >help
awk 'length($0) > 80' help
whittle -h | cmp - help
whittle --version >version
whittle -V | cmp - version
