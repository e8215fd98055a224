# Where one output is named, what cannot be made is a failure: a Makefile must notice.
echo '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>' >a.svg
expect 3 whittle -f png -o x.png a.svg >report.txt 2>errors.txt
absent x.png
grep -q '^whittle: a.svg: ' errors.txt || fail "errors: $(cat errors.txt)"
expect 3 whittle -f png -o - - <a.svg >out.png 2>errors.txt
[ ! -s out.png ] || fail "something was written"
[ "$(wc -l <errors.txt)" -eq 1 ] || fail "not one error: $(cat errors.txt)"
# Below a directory it is one row of many.
expect 0 whittle -f png -o out a.svg >report.txt
cmp a.svg out/a.svg
