# Completes loopworker in bash: source <(loopworker completion bash)

_loopworker() {
  local current=${COMP_WORDS[COMP_CWORD]} word name description
  local -a before=()
  # Bash takes --name=value for three words.
  [[ $current == = ]] && current=
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == = ]] || before+=("$word")
  done
  COMPREPLY=()
  while IFS=$'\t' read -r name description; do
    if [[ $name == :files ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r word; do
        COMPREPLY+=("$word")
      done < <(compgen -f -- "$current")
    else
      COMPREPLY+=("$name")
    fi
  done < <("${COMP_WORDS[0]/#\~/$HOME}" '[suggest]' "${before[@]}" "$current" 2>/dev/null)
}

complete -F _loopworker loopworker
