using LoopWorker.Samples.Toolkit.Running;
using LoopWorker.Tables.InMemory;
using LoopWorker.Testing;
using LoopWorker.Testing.Documents;

namespace LoopWorker.Tests.Samples;

/// <summary>docs/state-toolkit-by-example.md shows each sample, whole, and what it prints.</summary>
public sealed class SamplePageTests
{
    private static readonly Page Shown = Page.At("docs/state-toolkit-by-example.md");

    public static TheoryData<string> Names => [.. Sample.All.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_page_shows_its_source_beneath_the_namespace(string name)
    {
        var sample = Sample.All.Single(sample => sample.Name == name);
        var source = $"{sample.RunAsync.Method.DeclaringType!.Name}.cs";
        var code = File.ReadAllText(Repository.At("samples", "Toolkit", source)).Split("Toolkit;\n\n", 2)[1];

        Assert.Equal(code, TextOf("csharp", name));
        Assert.Contains($"(../samples/Toolkit/{source})", Shown.Section(name).Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_prints_what_the_page_shows(string name)
    {
        var sample = Sample.All.Single(sample => sample.Name == name);
        var printed = new List<string>();
        await sample.RunAsync(
            new InMemoryTable(sample.Definition(name), TimeProvider.System),
            printed.Add,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(string.Concat(printed.Select(line => $"{line}\n")), TextOf("text", name));
    }

    private static string TextOf(string language, string name) =>
        Assert.Single(Shown.Section(name).Blocks, block => block.Language == language).Commands.Text;
}
