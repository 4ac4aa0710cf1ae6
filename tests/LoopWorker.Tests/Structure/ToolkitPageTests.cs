using System.Text.RegularExpressions;
using LoopWorker.Testing;

namespace LoopWorker.Tests.Structure;

/// <summary>The page of the state toolkit names what is there, and tests that show it.</summary>
public sealed partial class ToolkitPageTests
{
    private static readonly string[] Rows =
    [
        .. File.ReadLines(Repository.At("docs", "state-toolkit.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && Columns(line).Length == 3),
    ];

    private static string[] Columns(string line) => line.Trim('|').Split(" | ");

    [Fact]
    public void Each_test_it_names_is_there()
    {
        var tests = AllText("tests");
        var named = Rows.SelectMany(row => Names().Matches(Columns(row)[2])).Select(match => match.Groups[1].Value);
        Assert.True(named.Count() > 40);
        Assert.Empty(named.Distinct().Where(name => !Regex.IsMatch(tests, $@"\b{name}\b")));
    }

    [Fact]
    public void Each_type_and_member_it_names_is_there()
    {
        var source = AllText("src");
        var named =
            from row in Rows
            from match in Names().Matches(Columns(row)[1])
            from name in match.Groups[1].Value.Split('.')
            where char.IsUpper(name[0])
            select name;
        Assert.True(named.Count() > 40);
        Assert.Empty(named.Distinct().Where(name => !Regex.IsMatch(source, $@"(class|record|[\w>\])?]) {name}\b")));
    }

    private static string AllText(string folder) =>
        string.Join(
            '\n',
            Directory
                .EnumerateFiles(Repository.At(folder), "*.cs", SearchOption.AllDirectories)
                .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
                .Where(path => Path.GetFileName(path) != "ToolkitPageTests.cs")
                .Select(File.ReadAllText)
        );

    [GeneratedRegex("`([A-Za-z_0-9.]+)`")]
    private static partial Regex Names();
}
