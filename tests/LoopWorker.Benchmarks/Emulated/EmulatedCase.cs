using LoopWorker.Benchmarks.Scaling;
using LoopWorker.Testing.Aws;

namespace LoopWorker.Benchmarks.Emulated;

/// <summary>A build of the worker.</summary>
/// <param name="Name">What it is called in the figures.</param>
/// <param name="Command">What starts it, before its arguments.</param>
internal sealed record WorkerBuild(string Name, IReadOnlyList<string> Command)
{
    /// <summary>The one of this checkout.</summary>
    public static WorkerBuild OfThisCheckout { get; } = new("this", WorkerProgram.Built);

    /// <param name="text"><c>NAME=PATH</c> or <c>PATH</c>, of the file <c>loopworker.dll</c>.</param>
    public static WorkerBuild Parse(string text)
    {
        var path = Path.GetFullPath(text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        return new(text.Contains('=', StringComparison.Ordinal) ? text.Split('=')[0] : path, ["dotnet", path]);
    }
}

/// <summary>What is counted: so many replicas of a build, going about it one way.</summary>
internal sealed record EmulatedCase(WorkerBuild Build, ScaleWay Way, int Replicas)
{
    public string WayName => Way.ToString().ToLowerInvariant();

    public override string ToString() => $"{Build.Name}, {WayName}, {Replicas} replicas";
}

/// <summary>What the replicas are given.</summary>
/// <param name="Messages">How many messages wait for them, repeats included.</param>
/// <param name="Users">How many users they concern, all alike.</param>
/// <param name="Seed">The same seed makes the same messages.</param>
/// <param name="Settings">Settings other than the defaults, without the section's name.</param>
internal sealed record EmulatedOptions(
    int Messages,
    int Users,
    int Seed,
    IReadOnlyList<(string Setting, string Value)> Settings
);
