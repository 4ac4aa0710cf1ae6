using System.Runtime.InteropServices;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing;

namespace LoopWorker.EndToEndTests.Container;

[Collection(nameof(ContainerCollection))]
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
        Assert.Equal("LoopWorker", await image.LabelAsync("title"));
        Assert.Equal(await VersionAsync(), $"{await image.LabelAsync("version")}+{await image.LabelAsync("revision")}");
    }

    [Fact]
    public async Task The_documented_commands_run_it()
    {
        var version = await image.RunAsync(ImageCommands.Run[0], Repository.Root);
        var demo = await image.RunAsync(ImageCommands.Run[1], Repository.Root);

        Assert.Equal(await VersionAsync(), version.Trim());
        Assert.Contains("Lost", demo, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            ImageCommands.All.Count,
            ImageCommands
                .Run.Append(ImageCommands.Build)
                .Append(ImageCommands.BuildBoth)
                .Append(ImageCommands.Publish)
                .Count()
        );
        Assert.Equal(2, ImageCommands.Run.Count);
    }

    [Fact]
    public async Task It_holds_the_program_its_settings_and_no_shell()
    {
        var files = await image.FilesAsync();

        Assert.Equal(
            ["app/appsettings.json", "app/docs/settings.schema.json", "app/loopworker"],
            files.Where(file => file.StartsWith("app/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(files, file => Path.GetFileName(file) is "sh" or "bash");
    }

    [Fact]
    public async Task Packages_are_not_restored_again_when_only_code_has_changed()
    {
        using var context = new BuildContext();
        // Not under the name of the whole image.
        var build = ImageCommands.Build with
        {
            Text = ImageCommands.Build.Text.Replace("--tag loopworker", "--target packages", StringComparison.Ordinal),
        };
        var before = await image.RunAsync(build, context.Folder);
        context.ChangeCode();

        var after = await image.RunAsync(build, context.Folder);

        Assert.Equal(before.TrimEnd().Split('\n')[^1], after.TrimEnd().Split('\n')[^1]);
        Assert.DoesNotContain("Restored", after, StringComparison.Ordinal);
    }

    // Compiling for it takes minutes, and is no other than with "dotnet publish".
    [Fact]
    public async Task The_documented_command_installs_and_restores_what_compiles_for_the_other_architecture()
    {
        _ = image.Engine;
        var compiler =
            RuntimeInformation.OSArchitecture is Architecture.Arm64 ? "x86_64-linux-gnu-gcc" : "aarch64-linux-gnu-gcc";
        Assert.SkipUnless(CommandOutput.IsInstalled(compiler), $"{compiler} is not installed.");

        var said = await image.RunAsync(ImageCommands.BuildBoth, Repository.Root, "--target=packages");

        Assert.Contains("libc6-dev-", said, StringComparison.Ordinal);
        Assert.Contains("Restored /source/src/LoopWorker/LoopWorker.csproj", said, StringComparison.Ordinal);
    }

    // That of the source, which may have been committed since the tests were built.
    private static async Task<string> VersionAsync()
    {
        var built = await WorkerProgram.RunAsync(NoVariables, "--version");
        return $"{built.Output.Split('+')[0]}+{(await Installed.RunAsync("git", "rev-parse", "HEAD")).Trim()}";
    }
}
