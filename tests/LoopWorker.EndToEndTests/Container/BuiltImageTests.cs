using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.EndToEndTests.NativeAot;
using LoopWorker.Testing;

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
        using var context = new BuildContext();
        var before = await image.RunAsync(ImageCommands.Build, context.Folder, "--target=packages");
        context.ChangeCode();

        var after = await image.RunAsync(ImageCommands.Build, context.Folder, "--target=packages");

        Assert.Equal(before.Split('\n')[^2], after.Split('\n')[^2]);
        Assert.DoesNotContain("Restored", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_documented_command_makes_it_for_the_other_architecture_too()
    {
        _ = image.Engine;
        // ELF's e_machine (elf.h).
        var (compiler, name, machine) =
            RuntimeInformation.OSArchitecture is Architecture.Arm64
                ? ("x86_64-linux-gnu-gcc", "amd64", 62)
                : ("aarch64-linux-gnu-gcc", "arm64", 183);
        Assert.SkipUnless(Installed.Has(compiler), $"{compiler} is not installed, which links for {name}.");

        await image.RunAsync(ImageCommands.BuildBoth, Repository.Root);

        var architecture = await image.Engine.RunAsync(
            "image",
            "inspect",
            "--format={{.Architecture}}",
            BuiltImage.Other
        );
        Assert.Equal(name, architecture.Trim());
        var program = await File.ReadAllBytesAsync(
            Path.Combine(await image.MountAsync(BuiltImage.Other), "app", "loopworker")
        );
        Assert.Equal(machine, BinaryPrimitives.ReadUInt16LittleEndian(program.AsSpan(18)));
    }

    // That of this build: "0.1.0+5f0c...", with the revision.
    private static async Task<string> VersionAsync() =>
        (await WorkerProgram.RunAsync(NoVariables, "--version")).Output.Trim();
}
