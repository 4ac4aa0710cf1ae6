using LoopWorker.EndToEndTests.Environment;
using LoopWorker.EndToEndTests.NativeAot;

namespace LoopWorker.EndToEndTests.Container;

[Collection(nameof(NativeProgram))]
public sealed class BuiltImageTests(BuiltImage image)
{
    private static readonly Dictionary<string, string> NoVariables = [];

    [Fact]
    public async Task It_runs_the_worker_as_a_user_without_rights_and_says_what_it_is()
    {
        Assert.Equal("1654", await image.ConfigAsync("{{.User}}"));
        Assert.Equal("[/app/loopworker] [run]", await image.ConfigAsync("{{.Entrypoint}} {{.Cmd}}"));
        Assert.Equal("map[8080/tcp:{}]", await image.ConfigAsync("{{.ExposedPorts}}"));
        Assert.Contains("LoopWorker__Health__Port=8080", await image.ConfigAsync("{{.Env}}"), StringComparison.Ordinal);
        Assert.Equal("[CMD /app/loopworker health live]", await image.ConfigAsync("{{.Healthcheck.Test}}"));
        foreach (
            var (label, value) in new[]
            {
                ("title", "LoopWorker"),
                ("version", await VersionAsync()),
                ("revision", BuiltImage.Revision),
                ("source", BuiltImage.Source),
            }
        )
            Assert.Equal(value, await image.LabelAsync(label));
    }

    [Fact]
    public async Task Its_program_tells_its_version_and_revision()
    {
        var told = await WorkerProgram.RunAsync(image.Start(), NoVariables, "--version");

        Assert.Equal($"{await VersionAsync()}+{BuiltImage.Revision}", told.Output.Trim());
    }

    [Fact]
    public async Task It_holds_the_program_its_settings_and_no_shell()
    {
        var mounted = await image.MountAsync();

        Assert.Equal(
            ["appsettings.json", "docs/settings.schema.json", "loopworker"],
            Directory
                .EnumerateFiles(Path.Combine(mounted, "app"), "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Path.Combine(mounted, "app"), file))
                .Order(StringComparer.Ordinal)
        );
        Assert.False(Path.Exists(Path.Combine(mounted, "bin", "sh")));
    }

    [Fact]
    public async Task Packages_are_not_restored_again_when_only_code_has_changed()
    {
        var before = await image.BuildAsync("--target", "packages");
        image.TouchCode();

        var after = await image.BuildAsync("--target", "packages");

        Assert.Equal(before.Split('\n')[^2], after.Split('\n')[^2]);
        Assert.DoesNotContain("Restored", after, StringComparison.Ordinal);
    }

    // The ordinary build knows the version by itself.
    private static async Task<string> VersionAsync() =>
        (await WorkerProgram.RunAsync(NoVariables, "--version")).Output.Split('+')[0].Trim();
}
