using LoopWorker.Testing;

namespace LoopWorker.Tests.Commands.Completion;

/// <summary>Shells that have loaded the program's script and complete a line by their own machinery.</summary>
internal static class Shells
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "loopworker.dll");

    /// <returns>What bash would offer.</returns>
    public static Task<string[]> BashAsync(params string[] words) =>
        LinesAsync(
            "bash",
            [
                "--norc",
                "-c",
                $$"""
                loopworker() { dotnet '{{Program}}' "$@"; }
                source <(loopworker completion bash)
                read -ra declared <<<"$(complete -p loopworker)"
                COMP_WORDS=(loopworker "$@") COMP_CWORD=$#
                "${declared[2]}"
                printf '%s\n' "${COMPREPLY[@]}"
                """,
                "bash",
                .. words,
            ]
        );

    /// <returns>What fish would offer, with descriptions after a tab.</returns>
    public static Task<string[]> FishAsync(string line) =>
        LinesAsync(
            "fish",
            "--no-config",
            "-c",
            $"function loopworker; dotnet '{Program}' $argv; end; loopworker completion fish | source; complete -C '{line}'"
        );

    /// <returns>The lines that zsh makes of the lines when a tab is pressed at their end.</returns>
    public static async Task<string[]> ZshAsync(params string[] lines)
    {
        var folder = Directory.CreateTempSubdirectory("loopworker-zsh-").FullName;
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder, ".zshrc"),
                $$"""
                loopworker() { dotnet '{{Program}}' "$@" }
                autoload -Uz compinit && compinit -u -D
                source <(loopworker completion zsh)
                show() { print -r -- "<$BUFFER>"; BUFFER= }
                zle -N show && bindkey '^X' show
                PROMPT='ready> '
                """
            );
            // A terminal of its own, in which the keys are pressed.
            const string Pressing = """
                zmodload zsh/zpty
                zpty shell zsh -d -i
                zpty -r shell shown '*ready> *'
                for line; do
                  zpty -w -n shell "$line"$'\t\x18'
                  zpty -r shell shown '*<*>*'
                  print -r -- "${${shown##*<}%%>*}"
                done
                zpty -d shell
                """;
            return await LinesAsync(
                "env",
                [$"ZDOTDIR={folder}", "timeout", "60", "zsh", "-f", "-c", Pressing, "zsh", .. lines]
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <returns>What PowerShell would offer.</returns>
    public static Task<string[]> PowerShellAsync(string line) =>
        LinesAsync(
            "pwsh",
            "-NoProfile",
            "-Command",
            $$"""
            function loopworker { dotnet '{{Program}}' @args }
            loopworker completion powershell | Out-String | Invoke-Expression
            [System.Management.Automation.CommandCompletion]::CompleteInput('{{line}}', {{line.Length}}, $null).CompletionMatches.CompletionText
            """
        );

    private static async Task<string[]> LinesAsync(string shell, params string[] arguments)
    {
        var ended = await CommandOutput.OfAsync(shell, arguments);
        Assert.Equal("", ended.Error);
        return ended.Output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
