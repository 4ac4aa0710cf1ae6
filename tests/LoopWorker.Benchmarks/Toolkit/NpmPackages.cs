using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LoopWorker.Benchmarks.Toolkit;

/// <summary>The npm packages of <c>Toolkit/npm</c>, in a temporary folder, as the lock file says.</summary>
internal sealed class NpmPackages : IDisposable
{
    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Toolkit", "npm");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loopworker-npm-");

    private NpmPackages()
    {
        foreach (var file in Directory.EnumerateFiles(Source))
            File.Copy(file, PathOf(Path.GetFileName(file)));
    }

    /// <summary>Each package that is compared or needed, and its version.</summary>
    public IReadOnlyDictionary<string, string> Versions =>
        JsonNode.Parse(File.ReadAllText(PathOf("package.json")))!["dependencies"]!
            .AsObject()
            .ToDictionary(package => package.Key, package => package.Value!.GetValue<string>());

    /// <summary>Installs them; needs npm and its registry.</summary>
    /// <exception cref="InvalidOperationException">If npm fails.</exception>
    public static async Task<NpmPackages> InstallAsync()
    {
        var packages = new NpmPackages();
        var start = new ProcessStartInfo(
            "npm",
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        )
        {
            WorkingDirectory = packages._folder.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var npm = Process.Start(start)!;
        await npm.StandardOutput.ReadToEndAsync();
        await npm.WaitForExitAsync();
        return npm.ExitCode == 0
            ? packages
            : throw new InvalidOperationException($"npm ci ended with {npm.ExitCode}; its errors are above.");
    }

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    public void Dispose() => _folder.Delete(recursive: true);
}
