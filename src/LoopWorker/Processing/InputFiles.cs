namespace LoopWorker.Processing;

/// <summary>The files of a command, and the time they speak of.</summary>
/// <param name="Lines">The lines of each file.</param>
/// <param name="Newest">When the newest event happened, readable or not; the Unix epoch if there is none.</param>
public sealed record InputFiles(IReadOnlyList<IReadOnlyList<InputLine>> Lines, DateTimeOffset Newest)
{
    /// <summary>All lines, file after file.</summary>
    public IEnumerable<InputLine> All => Lines.SelectMany(file => file);

    public int Count => Lines.Sum(file => file.Count);

    /// <summary>Reads files whole.</summary>
    /// <param name="files">Paths; <c>-</c> is standard input.</param>
    /// <param name="shiftTo">When the newest event is to happen; null leaves all as it is.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="IOException">If a file cannot be read.</exception>
    public static async Task<InputFiles> ReadAsync(
        IEnumerable<string> files,
        DateTimeOffset? shiftTo,
        CancellationToken cancellation
    )
    {
        var lines = new List<IReadOnlyList<InputLine>>();
        foreach (var file in files)
            lines.Add(await InputLine.ReadAsync(file, cancellation));
        var newest = EventTimes.Newest(lines.SelectMany(file => file));
        return shiftTo is { } to
            ? new InputFiles([.. lines.Select(file => EventTimes.Shifted(file, to - newest))], to)
            : new InputFiles(lines, newest);
    }
}
