# The fish script is well-formed and completes options and words.
need fish
export HOME=$PWD XDG_CONFIG_HOME=$PWD/config XDG_DATA_HOME=$PWD/data
whittle --completions fish >script.fish
fish -n script.fish
offer() { fish -c "source script.fish; complete -C '$1'" | cut -f 1; }
offer 'whittle --over'
offer 'whittle --overwrite '
offer 'whittle -f webp,t'
