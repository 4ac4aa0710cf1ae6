using System.Text.RegularExpressions;
using LoopWorker.Testing;

namespace LoopWorker.Tests.Structure;

/// <summary>The page of the state toolkit names what is there, and tests that show it.</summary>
public sealed partial class ToolkitPageTests
{
    private const int Here = 1;
    private const int Test = 2;

    [Theory]
    [InlineData(Here, "src")]
    [InlineData(Test, "tests")]
    public void Each_name_in_its_tables_is_there(int column, string folder)
    {
        var named = NamesIn(column).ToHashSet(StringComparer.Ordinal);
        Assert.True(named.Count > 30, $"Only {named.Count} names were found.");
        named.ExceptWith(WordsUnder(folder));
        Assert.Empty(named);
    }

    [Fact]
    public void Each_row_names_its_test_or_says_that_there_is_none() =>
        Assert.All(
            Rows().Where(row => row.Length == 3 && row[Here].StartsWith('`')),
            row => Assert.True(row[Test].Contains('`') || row[Test].Trim() == "not tested", row[0])
        );

    private static IEnumerable<string> NamesIn(int column) =>
        from row in Rows()
        where row.Length == 3
        from match in Quoted().Matches(row[column])
        from name in match.Value.Trim('`').Split('.')
        where char.IsUpper(name[0])
        select name;

    // What stands in the tables of three columns; those with prices are about something else.
    private static IEnumerable<string[]> Rows() =>
        File.ReadLines(Repository.At("docs", "state-toolkit.md"))
            .TakeWhile(line => line != "## What they cost")
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split(" | "));

    private static IEnumerable<string> WordsUnder(string folder) =>
        from path in Directory.EnumerateFiles(Repository.At(folder), "*.cs", SearchOption.AllDirectories)
        where !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")
        from word in Word().Matches(File.ReadAllText(path))
        select word.Value;

    [GeneratedRegex("`[A-Za-z_0-9.]+`", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [GeneratedRegex("[A-Za-z_0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
