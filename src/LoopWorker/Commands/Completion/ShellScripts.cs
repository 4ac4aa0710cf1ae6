namespace LoopWorker.Commands.Completion;

/// <summary>The scripts that make shells ask the program what may be entered.</summary>
public static class ShellScripts
{
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "powershell"];

    /// <param name="shell">One of <see cref="Shells"/>.</param>
    public static string Read(string shell)
    {
        using var script = typeof(ShellScripts).Assembly.GetManifestResourceStream($"completion.{shell}")!;
        using var reader = new StreamReader(script);
        return reader.ReadToEnd();
    }
}
