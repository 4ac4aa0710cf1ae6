namespace LoopWorker.Testing.Documents;

/// <summary>Code on a page, which is quoted from sources that are compiled: so it compiles, and is changed where they are.</summary>
public static class Quotation
{
    private const string Language = "csharp";
    private const int DeepestIndentation = 16;

    private static readonly Lazy<string[]> Sources = new(() =>
        [
            .. new[] { "src", "tests", "samples" }
                .SelectMany(folder =>
                    Directory.EnumerateFiles(Repository.At(folder), "*.cs", SearchOption.AllDirectories)
                )
                .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
                .Select(path => "\n" + File.ReadAllText(path)),
        ]
    );

    /// <summary>The quotations of a page.</summary>
    public static IEnumerable<FencedBlock> Of(Page page) => page.Blocks.Where(block => block.Language == Language);

    /// <summary>Whether a source of the repository has these very lines, one after another, however far it indents them.</summary>
    public static bool IsExact(FencedBlock quotation) =>
        Enumerable
            .Range(0, DeepestIndentation / 4 + 1)
            .Select(level => "\n" + Indented(quotation.Commands.Text, level * 4))
            .Any(lines => Sources.Value.Any(source => source.Contains(lines, StringComparison.Ordinal)));

    private static string Indented(string text, int spaces) =>
        string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? line : new string(' ', spaces) + line));
}
