#compdef loopworker
# Completes loopworker in zsh: source <(loopworker completion zsh), after compinit; or a file _loopworker in a folder of $fpath.

_loopworker() {
  local name description files
  local -a found
  while IFS=$'\t' read -r name description; do
    if [[ $name == :files ]]; then
      files=1
    else
      # _describe separates a name from its description by a colon.
      found+=("${name//:/\\:}${description:+:$description}")
    fi
  done < <("${(Q)words[1]}" '[suggest]' "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)
  (( $#found )) && _describe loopworker found
  [[ -n $files ]] && _files
}

if [[ $funcstack[1] == _loopworker ]]; then
  _loopworker "$@"
else
  compdef _loopworker loopworker
fi
