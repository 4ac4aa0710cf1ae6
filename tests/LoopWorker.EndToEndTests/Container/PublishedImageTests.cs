using LoopWorker.EndToEndTests.NativeAot;

namespace LoopWorker.EndToEndTests.Container;

/// <summary>The image that <c>dotnet publish -t:PublishContainer</c> makes, next to that of the Dockerfile.</summary>
[Collection(nameof(ContainerCollection))]
public sealed class PublishedImageTests(NativeProgram program, BuiltImage image)
{
    private static readonly Dictionary<string, string> NoVariables = [];

    [Fact]
    public async Task It_runs_as_the_Dockerfiles_does()
    {
        _ = await program.CommandAsync();
        Assert.SkipUnless(
            Registry.IsInstalled,
            "There is no registry to take the base image from (package docker-registry)."
        );
        await using var registry = await Registry.StartAsync();
        var onRegistry = $"{registry.Host}/{BaseImages.Runtime.Split('/', 2)[1]}";
        await image.Engine.RunAsync(
            "push",
            "--tls-verify=false",
            "--quiet",
            BaseImages.Runtime,
            $"docker://{onRegistry}"
        );
        var archive = Path.Combine(program.Published, "..", "image.tar");

        await program.PublishAsync(
            ImageCommands.Publish,
            $"-p:ContainerBaseImage={onRegistry}",
            // The last one counts.
            $"-p:ContainerArchiveOutputPath={archive}",
            "--output",
            program.Published
        );
        var loaded = (await image.Engine.RunAsync("load", "--quiet", "--input", archive)).Split(": ")[1].Trim();

        foreach (var setting in (string[])["{{.User}}", "{{.Entrypoint}}", "{{.Cmd}}", "{{.ExposedPorts}}"])
            Assert.Equal(await image.ConfigAsync(setting), await image.ConfigAsync(setting, loaded));
        foreach (var label in (string[])["title", "description", "version"])
            Assert.Equal(await image.LabelAsync(label), await image.LabelAsync(label, loaded));
        Assert.Contains(
            "LoopWorker__Health__Port=8080",
            await image.ConfigAsync("{{.Env}}", loaded),
            StringComparison.Ordinal
        );
        var help = await WorkerProgram.RunAsync(image.Engine.Start(loaded), NoVariables, "--help");
        Assert.Equal(await WorkerProgram.RunAsync(image.Start(), NoVariables, "--help"), help);
        Assert.NotEmpty(help.Output);
    }
}
