using LoopWorker.Testing.Documents;

namespace LoopWorker.EndToEndTests.Container;

/// <summary>The documented commands that make and run images.</summary>
internal static class ImageCommands
{
    /// <summary>Builds the image.</summary>
    public static DocumentedCommand Build { get; } = Single("docker build ");

    /// <summary>Builds it for both architectures.</summary>
    public static DocumentedCommand BuildBoth { get; } = Single("docker buildx build ");

    /// <summary>Run it.</summary>
    public static IReadOnlyList<DocumentedCommand> Run { get; } = [.. Commands("docker run ")];

    /// <summary>Makes it without Docker.</summary>
    public static DocumentedCommand Publish { get; } = Single("dotnet publish ");

    /// <summary>All of them. What is not one of the kinds above would be run by no test.</summary>
    public static IReadOnlyList<DocumentedCommand> All { get; } = [.. CommandRunner.Images.Commands];

    private static DocumentedCommand Single(string start) => Commands(start).Single();

    private static IEnumerable<DocumentedCommand> Commands(string start) =>
        CommandRunner.Images.Commands.Where(command => command.Text.StartsWith(start, StringComparison.Ordinal));
}
