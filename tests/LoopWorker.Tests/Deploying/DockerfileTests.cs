using System.Xml.Linq;
using LoopWorker.Testing;

namespace LoopWorker.Tests.Deploying;

/// <summary>What the Dockerfile says again that is said elsewhere.</summary>
public sealed class DockerfileTests
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.At("Dockerfile"));

    [Fact]
    public void Its_base_image_is_the_one_of_PublishContainer() =>
        Assert.Equal(
            "FROM " + Property(Repository.At("src", "LoopWorker", "LoopWorker.csproj"), "ContainerBaseImage"),
            Lines.Last(line => line.StartsWith("FROM ", StringComparison.Ordinal))
        );

    [Fact]
    public void Its_version_is_the_programs()
    {
        var version = "ARG VERSION=" + Property(Repository.At("Directory.Build.props"), "Version");

        Assert.Equal([version, version], Lines.Where(line => line.StartsWith("ARG VERSION", StringComparison.Ordinal)));
    }

    // Docker hands arguments down from stage to stage, podman does not, and an empty one compiles for the builder's architecture.
    [Fact]
    public void Each_stage_declares_the_arguments_that_it_uses()
    {
        var stages = string.Join('\n', Lines).Split("\nFROM ")[1..];

        Assert.NotEmpty(stages);
        Assert.All(
            from stage in stages
            from argument in (string[])["BUILDARCH", "TARGETARCH", "VERSION", "REVISION", "SOURCE"]
            where
                stage.Contains($"${argument}", StringComparison.Ordinal)
                || stage.Contains($"${{{argument}", StringComparison.Ordinal)
            select (stage, argument),
            used => Assert.Contains($"\nARG {used.argument}", used.stage, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Nothing_but_the_first_stages_runs_a_command_so_that_no_architecture_is_emulated()
    {
        var last = Lines
            .SkipWhile(line => line != "FROM packages AS publish")
            .SkipWhile(line => !line.StartsWith("FROM mcr", StringComparison.Ordinal));

        Assert.DoesNotContain(last, line => line.StartsWith("RUN ", StringComparison.Ordinal));
        Assert.StartsWith(
            "FROM --platform=$BUILDPLATFORM ",
            Lines.First(line => line.StartsWith("FROM ", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    private static string Property(string file, string name) => XDocument.Load(file).Descendants(name).Single().Value;
}
