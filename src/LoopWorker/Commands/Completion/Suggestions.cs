using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using LoopWorker.Commands.Arguments;

namespace LoopWorker.Commands.Completion;

/// <summary>What may be entered at the end of a command line. Opens nothing; the settings are read where their names are asked for.</summary>
public static class Suggestions
{
    /// <summary>A line that tells the shell to complete names of files too.</summary>
    public const string Files = ":files";

    // What System.CommandLine calls its own directive; the scripts give words instead of a text, so that nothing has to be unquoted.
    private const string Directive = "[suggest]";

    /// <summary>Whether a shell asks: <c>loopworker [suggest] WORD... BEGINNING</c>, the last of which may be empty.</summary>
    public static bool AreAskedFor(IReadOnlyList<string> arguments) => arguments is [Directive, _, ..];

    /// <summary>The answer to a shell: a line for each suggestion, with its description after a tab if it has one.</summary>
    public static IEnumerable<string> Answer(RootCommand root, IReadOnlyList<string> arguments) =>
        Of(root, [.. arguments.Skip(1).SkipLast(1)], arguments[^1]);

    /// <param name="root">All commands.</param>
    /// <param name="before">The words before, without the program's name.</param>
    /// <param name="beginning">The word to complete, as far as it has been entered.</param>
    public static IEnumerable<string> Of(RootCommand root, IReadOnlyList<string> before, string beginning)
    {
        // --name=value
        if (beginning.StartsWith("--", StringComparison.Ordinal) && beginning.IndexOf('=') is > 0 and var end)
            return Of(root, [.. before, beginning[..end]], beginning[(end + 1)..])
                .Select(line => line == Files ? line : $"{beginning[..(end + 1)]}{line}");

        var found = Fitting(root, before).Where(item => !before.Contains(item.Label)).ToList();
        var values = found.Where(item => !IsOption(item)).ToList();
        // Of what is possible everywhere, only what is meant: options if a dash has been entered or nothing else can follow.
        var areOptions = !before.Contains("--") && (beginning.StartsWith('-') || values.Count == 0);
        return (areOptions ? found.Where(IsOption) : values)
            .Where(item => CompletionSources.IsFile(item) || item.Label.StartsWith(beginning, StringComparison.Ordinal))
            .Select(Line);
    }

    private static IEnumerable<CompletionItem> Fitting(RootCommand root, IReadOnlyList<string> before)
    {
        var flags = CommandParsing
            .Parse(root, before)
            .CommandResult.Command.Options.OfType<Option<bool>>()
            .Select(option => option.Name)
            .ToHashSet();
        // A flag could be followed by true or false, and then only these would be suggested.
        string[] words = [.. before.Where(word => !flags.Contains(word))];
        var parsed = CommandParsing.Parse(root, words);
        if (parsed.UnmatchedTokens.Count > 0)
            return [];
        // An argument at the end would be taken for the word to complete.
        if (parsed.Tokens is [.., { Type: TokenType.Argument }])
            parsed = CommandParsing.Parse(root, [.. words, ""]);
        // Of help there are five spellings; one is enough.
        return parsed.GetCompletions().Where(item => item.Label is not ("-?" or "/?" or "-h" or "/h"));
    }

    private static bool IsOption(CompletionItem item) => item.Label.StartsWith('-');

    private static string Line(CompletionItem item) =>
        CompletionSources.IsFile(item) ? Files
        : item.Detail is { Length: > 0 } description ? $"{item.Label}\t{FirstSentence(description)}"
        : item.Label;

    // Shells show a suggestion on one line.
    private static string FirstSentence(string description) =>
        description.Split(". ")[0].Split('\n')[0].TrimEnd('.', '\r');
}
