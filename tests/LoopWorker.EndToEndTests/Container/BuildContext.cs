using LoopWorker.Testing;

namespace LoopWorker.EndToEndTests.Container;

/// <summary>A copy of what an image is built from, to be changed.</summary>
internal sealed class BuildContext : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loopworker-");

    public BuildContext()
    {
        foreach (var folder in (string[])["src", "docs"])
        foreach (var file in Directory.EnumerateFiles(Repository.At(folder), "*", SearchOption.AllDirectories))
            Copy(file);
        foreach (var file in Directory.EnumerateFiles(Repository.Root))
            Copy(file);
    }

    public string Folder => _folder.FullName;

    /// <summary>Changes a source file, but not what it means.</summary>
    public void ChangeCode() =>
        File.AppendAllText(Path.Combine(Folder, "src", "LoopWorker", "Program.cs"), "// Changed.\n");

    public void Dispose() => _folder.Delete(recursive: true);

    private void Copy(string file)
    {
        var path = Path.GetRelativePath(Repository.Root, file);
        if (path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            return;
        var copy = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(file, copy);
    }
}
