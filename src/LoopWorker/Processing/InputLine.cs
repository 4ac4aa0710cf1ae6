namespace LoopWorker.Processing;

/// <summary>A line of an input file.</summary>
/// <param name="File">The file's path as it was given; <c>-</c> for standard input.</param>
/// <param name="Number">From 1.</param>
/// <param name="Text">The line, never blank.</param>
public sealed record InputLine(string File, int Number, string Text)
{
    /// <summary>The lines of a file that are not blank, in order.</summary>
    /// <exception cref="IOException">If it cannot be read.</exception>
    public static async Task<IReadOnlyList<InputLine>> ReadAsync(string file, CancellationToken cancellation)
    {
        using var reader = file == "-" ? Console.In : new StreamReader(file);
        var lines = new List<InputLine>();
        for (var number = 1; await reader.ReadLineAsync(cancellation) is { } text; number++)
            if (!string.IsNullOrWhiteSpace(text))
                lines.Add(new InputLine(file, number, text));
        return lines;
    }
}
