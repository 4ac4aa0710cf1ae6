using System.Reflection;
using LoopWorker.Testing;
using PublicApiGenerator;

namespace LoopWorker.Tests.Packages;

/// <summary>
/// What each package lets others see is approved as text, beside this file. A change of it is a change for those who use the package: it is made on
/// purpose, and seen in review.
/// </summary>
public sealed class PublicApiTests
{
    private const int MostLinesShown = 20;

    private static readonly ApiGeneratorOptions Options = new()
    {
        // Of the assembly itself: who built it, and what its tests may see.
        IncludeAssemblyAttributes = false,
        // What the compiler notes of how a method works, not of how it is called.
        ExcludeAttributes =
        [
            "System.Runtime.CompilerServices.AsyncIteratorStateMachineAttribute",
            "System.Runtime.CompilerServices.CompilerFeatureRequiredAttribute",
        ],
    };

    public static TheoryData<string> Packages => [.. PackageNames.All];

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_public_API_is_the_approved_one(string package)
    {
        var approved = Repository.At("tests", "LoopWorker.Tests", "Packages", "Approved", $"{package}.approved.txt");
        var lines = Assembly.Load(package).GeneratePublicApi(Options).ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("LOOPWORKER_APPROVE_API") is "1")
            File.WriteAllText(approved, lines);

        var before = File.Exists(approved) ? File.ReadAllText(approved) : "";
        Assert.True(lines == before, Difference(package, before.Split('\n'), lines.Split('\n')));
    }

    [Fact]
    public void Nothing_is_approved_for_what_is_no_package() =>
        Assert.Equal(
            PackageNames.All,
            Directory
                .EnumerateFiles(Repository.At("tests", "LoopWorker.Tests", "Packages", "Approved"))
                .Select(file => Path.GetFileName(file).Replace(".approved.txt", "", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );

    private static string Difference(string package, string[] before, string[] after)
    {
        var lines = before
            .Except(after, StringComparer.Ordinal)
            .Select(line => $"- {line.Trim()}")
            .Concat(after.Except(before, StringComparer.Ordinal).Select(line => $"+ {line.Trim()}"))
            .ToList();
        var shown = string.Join('\n', lines.Take(MostLinesShown));
        var more = lines.Count > MostLinesShown ? $"\n… and {lines.Count - MostLinesShown} lines more" : "";
        return $"""
            The public API of {package} is not the approved one:
            {shown}{more}
            If that is meant, run the test once with LOOPWORKER_APPROVE_API=1, and commit what it has written.
            """;
    }
}
