# Completes loopworker in fish: loopworker completion fish | source

function __loopworker_suggestions
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] '[suggest]' $words[2..] "$current" 2>/dev/null)
        if test "$line" = :files
            __fish_complete_path "$current"
        else
            echo $line
        end
    end
end

complete --command loopworker --no-files --arguments '(__loopworker_suggestions)'
