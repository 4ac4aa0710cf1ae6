using System.IO.Compression;
using System.Reflection.Metadata;
using System.Xml.Linq;
using LoopWorker.Testing;

namespace LoopWorker.Deployment.Tests.Packages;

public sealed class PackTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    // Source: Portable PDB format, "CustomDebugInformation table".
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    public static TheoryData<string> Names => [.. PackedPackages.Names];

    [Fact]
    public void The_solution_packs_these_packages_each_with_its_symbols_and_no_other() =>
        Assert.Equal(
            PackedPackages.Names.SelectMany(name => new[] { $"{name}.0.1.0.nupkg", $"{name}.0.1.0.snupkg" }).Order(),
            Directory.EnumerateFiles(packages.Feed).Select(file => Path.GetFileName(file)).Order()
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void A_package_holds_the_assembly_its_documentation_and_a_page_and_nothing_else(string name)
    {
        using var package = packages.Open(name, "nupkg");

        Assert.Equal(
            new[] { $"{name}.nuspec", "README.md", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml" }.Order(),
            ContentsOf(package)
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_says_what_it_is_under_which_licence_and_what_it_needs(string name)
    {
        using var package = packages.Open(name, "nupkg");
        using var stream = package.GetEntry($"{name}.nuspec")!.Open();
        var text = XDocument.Load(stream);
        var metadata = text.Root!.Elements().Single().Elements().ToLookup(element => element.Name.LocalName);

        Assert.Equal(("LoopWorker", "README.md"), (Of("authors"), Of("readme")));
        Assert.Equal(("MIT", "expression"), (Of("license"), metadata["license"].Single().Attribute("type")?.Value));
        Assert.InRange(Of("description").Length, 30, 200);
        Assert.NotEmpty(Of("tags"));
        Assert.All(DependenciesOf(text), dependency => Assert.Matches(@"^[\w.]+ \d+\.\d+\.\d+", dependency));
        Assert.DoesNotContain(Repository.Root, text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("file:", text.ToString(), StringComparison.Ordinal);

        string Of(string element) => metadata[element].Single().Value;
    }

    [Theory]
    [InlineData("LoopWorker.Core", "")]
    [InlineData("LoopWorker.Messages", "LoopWorker.Core 0.1.0, LoopWorker.Queues 0.1.0")]
    [InlineData("LoopWorker.Tables.Patterns", "Google.Protobuf 3.36.2, LoopWorker.Core 0.1.0, LoopWorker.Tables 0.1.0")]
    public void It_takes_what_its_project_takes(string name, string expected)
    {
        using var package = packages.Open(name, "nupkg");
        using var stream = package.GetEntry($"{name}.nuspec")!.Open();

        Assert.Equal(expected, string.Join(", ", DependenciesOf(XDocument.Load(stream)).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_symbols_hold_the_sources(string name)
    {
        using var package = packages.Open(name, "snupkg");
        Assert.Equal(new[] { $"{name}.nuspec", $"lib/net10.0/{name}.pdb" }.Order(), ContentsOf(package));

        using var pdb = new MemoryStream();
        using (var stream = package.GetEntry($"lib/net10.0/{name}.pdb")!.Open())
            stream.CopyTo(pdb);
        pdb.Position = 0;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(pdb);
        var reader = provider.GetMetadataReader();
        var embedded = reader
            .CustomDebugInformation.Select(reader.GetCustomDebugInformation)
            .Where(information => reader.GetGuid(information.Kind) == EmbeddedSource)
            .Select(information => information.Parent)
            .ToHashSet();
        Assert.Equal(reader.Documents.Count, embedded.Count);
    }

    [Fact]
    public async Task A_project_that_takes_them_from_a_folder_runs_and_prints_what_its_page_says()
    {
        var project = CopyOf(Repository.At("samples", "Producer"), packages.FolderOf("Producer"));
        // Its own packages folder is empty, so LoopWorker comes from the feed; all others may be where this build has them.
        await PackedPackages.RunAsync(
            "build",
            project,
            $"-p:RestoreAdditionalProjectSources={packages.Feed}",
            $"-p:RestorePackagesPath={packages.FolderOf("restored")}",
            $"-p:RestoreFallbackFolders={PackagesOfThisBuild}"
        );

        var printed = await PackedPackages.RunAsync(
            Directory.GetFiles(Path.Combine(project, "bin"), "Producer.dll", Everywhere).Single()
        );

        var page = await File.ReadAllTextAsync(Path.Combine(project, "README.md"));
        Assert.Equal(page.Split("prints\n\n```\n")[1].Split("```")[0], printed);
        Assert.Contains(
            "loopworker.messages",
            Directory.EnumerateDirectories(packages.FolderOf("restored")).Select(folder => Path.GetFileName(folder))
        );
    }

    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true };

    private static string PackagesOfThisBuild =>
        System.Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(
            System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile),
            ".nuget",
            "packages"
        );

    private static IEnumerable<string> ContentsOf(ZipArchive package) =>
        package
            .Entries.Select(entry => entry.FullName)
            // What makes a zip a package, the same in all.
            .Where(path => path is not ("[Content_Types].xml" or "_rels/.rels"))
            .Where(path => !path.StartsWith("package/services/metadata/", StringComparison.Ordinal))
            .Order();

    private static IEnumerable<string> DependenciesOf(XDocument specification) =>
        specification
            .Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .Select(element => $"{element.Attribute("id")?.Value} {element.Attribute("version")?.Value}");

    private static string CopyOf(string folder, string copy)
    {
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.EnumerateFiles(folder))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }
}
