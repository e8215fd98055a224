# The zsh script is well-formed and registers itself when sourced.
need zsh
whittle --completions zsh >_whittle
zsh -n _whittle
zsh -fc 'autoload -Uz compinit && compinit -u -d dump && . ./_whittle && [[ ${_comps[whittle]} == _whittle ]]'
