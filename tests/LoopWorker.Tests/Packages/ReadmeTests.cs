using LoopWorker.Testing;

namespace LoopWorker.Tests.Packages;

/// <summary>Each package's README is what its page in a feed shows.</summary>
public sealed class ReadmeTests
{
    private static readonly string Examples = WithoutLayout(
        File.ReadAllText(Repository.At("tests", "LoopWorker.Tests", "Packages", "ReadmeExamples.cs"))
    );

    public static TheoryData<string> Packages => [.. PackageNames.All];

    [Theory]
    [MemberData(nameof(Packages))]
    public void It_names_its_package_and_its_code_compiles(string package)
    {
        var readme = File.ReadAllText(Repository.At("src", package, "README.md"));

        Assert.StartsWith($"# {package}\n", readme, StringComparison.Ordinal);
        Assert.All(
            readme.Split("```csharp\n")[1..],
            block => Assert.Contains(WithoutLayout(block.Split("```")[0]), Examples, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_page_of_the_packages_lists_them_all()
    {
        var page = File.ReadAllText(Repository.At("docs", "packages.md"));

        Assert.All(PackageNames.All, package => Assert.Contains($"| `{package}` |", page, StringComparison.Ordinal));
    }

    // The formatter breaks lines where a narrower page does not.
    private static string WithoutLayout(string code) => string.Concat(code.Where(letter => !char.IsWhiteSpace(letter)));
}
