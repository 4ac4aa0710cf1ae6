using System.ComponentModel;
using LoopWorker.Deployment.Tests.Environment;
using LoopWorker.Testing;
using Variable = System.Environment;

[assembly: AssemblyFixture(typeof(ChartTools))]

namespace LoopWorker.Deployment.Tests.Environment;

/// <summary>What renders the chart and what checks its manifests, installed before the first test by <c>Tools/install.sh</c>.</summary>
public sealed class ChartTools : IAsyncLifetime
{
    private static string? _folder;
    private static string _whyNone = "The chart's tools were not installed.";

    private static readonly Lazy<ManifestReader> OneForAll = new(() => ManifestReader.Start(Folder));

    /// <summary>Whether helm itself renders.</summary>
    public static bool IsHelm { get; } = CommandOutput.IsInstalled("helm");

    /// <summary>What renders: helm, or our renderer, which takes the same arguments.</summary>
    internal static string Renderer => IsHelm ? "helm" : Path.Combine(Folder, "renderer");

    /// <summary>What reads YAML and checks manifests, started when it is first asked for.</summary>
    internal static ManifestReader Reader
    {
        get
        {
            _ = Folder;
            return OneForAll.Value;
        }
    }

    /// <summary>The folder of the tools. A test that asks where there are none is skipped.</summary>
    internal static string Folder
    {
        get
        {
            Assert.SkipWhen(_folder is null, _whyNone);
            return _folder;
        }
    }

    /// <exception cref="ChartToolsException">In CI, where there must be some.</exception>
    public async ValueTask InitializeAsync()
    {
        try
        {
            _folder = await InstallAsync();
        }
        catch (ChartToolsException exception) when (Variable.GetEnvironmentVariable("CI") is not "true")
        {
            _whyNone = exception.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (OneForAll.IsValueCreated)
            await OneForAll.Value.DisposeAsync();
    }

    private static async Task<string> InstallAsync()
    {
        try
        {
            var script = Repository.At("tests", "LoopWorker.Deployment.Tests", "Tools", "install.sh");
            var installed = await CommandOutput.OfAsync("bash", [script]);
            return installed.ExitCode == 0
                ? installed.Output.Trim()
                : throw new ChartToolsException(installed.Error.Trim());
        }
        catch (Win32Exception)
        {
            throw new ChartToolsException("bash is missing, which installs the chart's tools.");
        }
    }
}

/// <summary>The chart's tools cannot be installed, and why.</summary>
public sealed class ChartToolsException(string message) : Exception(message);
