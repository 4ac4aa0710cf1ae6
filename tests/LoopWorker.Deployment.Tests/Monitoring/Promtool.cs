using System.ComponentModel;
using LoopWorker.Testing;

namespace LoopWorker.Deployment.Tests.Monitoring;

/// <summary>Prometheus' own judgement of rules.</summary>
internal static class Promtool
{
    /// <summary>Runs it in the repository; it must be content. Without it a test is skipped, but not in CI.</summary>
    public static async Task ApprovesAsync(params string[] arguments)
    {
        try
        {
            var said = await CommandOutput.OfAsync("promtool", arguments);
            Assert.True(said.ExitCode == 0, said.Output + said.Error);
        }
        catch (Win32Exception) when (System.Environment.GetEnvironmentVariable("CI") is not "true")
        {
            Assert.Skip("promtool is missing (Debian's package prometheus).");
        }
    }

    /// <summary>Checks rules given as text.</summary>
    public static async Task ApprovesRulesAsync(string rules)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, rules);
            await ApprovesAsync("check", "rules", file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
