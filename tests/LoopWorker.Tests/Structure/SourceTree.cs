using LoopWorker.Testing;

namespace LoopWorker.Tests.Structure;

/// <summary>The repository that the tests were built from.</summary>
internal static class SourceTree
{
    public static string Source { get; } = Repository.At("src");

    /// <summary>The files of C# under <c>src</c>, without what is generated.</summary>
    public static IEnumerable<string> Files() =>
        Directory
            .EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj"));
}
