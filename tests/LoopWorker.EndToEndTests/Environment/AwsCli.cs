using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace LoopWorker.EndToEndTests.Environment;

/// <summary>The AWS command line, a client that shares no code with ours.</summary>
public static class AwsCli
{
    /// <summary>Whether it is installed, for tests that are skipped without it.</summary>
    public static bool IsInstalled => Version is not null;

    /// <summary>Whether it knows policies of scaling that compute their metric: 2.12, 1.27.91 and later.</summary>
    public static bool KnowsMetricMath =>
        Version is { } version && version >= (version.Major == 1 ? new Version(1, 27, 91) : new Version(2, 12));

    private static Version? Version { get; } = Find();

    public const string Missing = "The AWS command line is not installed (package awscli).";

    /// <summary>Runs it against the shared endpoints, and reads the JSON it prints.</summary>
    public static async Task<JsonElement> RunAsync(string service, params string[] arguments)
    {
        var endpoint = service == "sqs" ? SharedEndpoints.Current.Sqs : SharedEndpoints.Current.DynamoDb;
        var output = await ExecuteAsync(
            "aws",
            ["--endpoint-url", endpoint.ToString(), "--output", "json", service, .. arguments]
        );
        return output.Length == 0 ? default : JsonDocument.Parse(output).RootElement;
    }

    /// <summary>Runs a program in the environment of the endpoints.</summary>
    public static async Task<string> ExecuteAsync(
        string program,
        IEnumerable<string> arguments,
        params IEnumerable<(string Name, string Value)> variables
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in SharedEndpoints.Current.Variables)
            start.Environment[name] = value;
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await error}");
        return await output;
    }

    // It says "aws-cli/2.9.19 Python/3.11.2 Linux/6.1.0".
    private static Version? Find()
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("aws", ["--version"])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 && System.Version.TryParse(said.Split('/', ' ')[1], out var version)
                ? version
                : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
