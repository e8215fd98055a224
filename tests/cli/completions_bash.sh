# The bash script is well-formed and completes options, words, lists and files.
whittle --completions bash >script
bash -n script
# shellcheck source=/dev/null
. ./script
compopt() { :; }  # works only while readline completes
offer() {
  COMP_WORDS=(whittle "$@")
  COMP_CWORD=$#
  COMPREPLY=()
  _whittle
  echo "$*: ${COMPREPLY[*]}"
}
offer --form
offer --overwrite ''
offer --color = al
offer -f we
offer -f webp,av
offer --backup /us
offer -q ''
offer picture
