using System.Text.RegularExpressions;

namespace LoopWorker.Testing.Documents;

/// <summary>A page of the documents.</summary>
/// <param name="Path">From the root of the repository.</param>
/// <param name="Text">In Markdown.</param>
public sealed partial record Page(string Path, string Text)
{
    private static readonly string[] Shells = ["sh", "bash", "shell", "console"];
    private static readonly string[] Built = ["bin", "obj", "node_modules"];

    /// <summary>All pages of the repository, in order of their paths.</summary>
    public static IReadOnlyList<Page> All { get; } =
    [
        .. Directory
            .EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Repository.Root, file))
            .Where(path => !path.Split(System.IO.Path.DirectorySeparatorChar).Any(Built.Contains))
            .Order(StringComparer.Ordinal)
            .Select(path => new Page(path, File.ReadAllText(Repository.At(path)))),
    ];

    /// <summary>The page with this path.</summary>
    public static Page At(string path) => All.Single(page => page.Path == path);

    /// <summary>The fenced blocks, whatever is in them.</summary>
    public IEnumerable<FencedBlock> Blocks =>
        Fence().Matches(Text).Select(match => new FencedBlock(match.Groups["language"].Value, OfGroup(match, "text")));

    /// <summary>The fenced blocks of commands.</summary>
    public IEnumerable<CommandBlock> CommandBlocks =>
        Blocks.Where(block => Shells.Contains(block.Language)).Select(block => block.Commands);

    /// <summary>What stands under a heading of the second level; empty if there is none.</summary>
    public Page Section(string heading) =>
        this with
        {
            Text =
                Text.Split("\n## ")
                    .FirstOrDefault(section => section.StartsWith($"{heading}\n", StringComparison.Ordinal))
                ?? "",
        };

    /// <summary>What stands between single backticks, outside of fenced blocks.</summary>
    public IEnumerable<(int Line, string Code)> InlineCode =>
        InlineSpan()
            .Matches(Fence().Replace(Text, match => new string('\n', match.Value.Count(letter => letter == '\n'))))
            .Select(match => (LineOf(match.Index), match.Groups["code"].Value.ReplaceLineEndings(" ")));

    private CommandBlock OfGroup(Match match, string name) =>
        new(Path, LineOf(match.Groups[name].Index), match.Groups[name].Value);

    private int LineOf(int index) => Text.AsSpan(0, index).Count('\n') + 1;

    [GeneratedRegex(
        "^ *```(?<language>[a-z]*)\n(?<text>.*?)^ *```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5_000
    )]
    private static partial Regex Fence();

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex InlineSpan();
}

/// <summary>A fenced block of a page.</summary>
/// <param name="Language">As the fence says; empty if it says none.</param>
/// <param name="Commands">What is in it, taken for commands.</param>
public sealed record FencedBlock(string Language, CommandBlock Commands);
