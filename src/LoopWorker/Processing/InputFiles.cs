using LoopWorker.Loop.Events.Reading;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Processing;

/// <summary>The files of a command, and the time they speak of.</summary>
/// <param name="Lines">The lines of each file.</param>
/// <param name="Newest">When the newest event happened; the Unix epoch if there is none.</param>
public sealed record InputFiles(IReadOnlyList<IReadOnlyList<InputLine>> Lines, DateTimeOffset Newest)
{
    private static readonly Dictionary<string, MessageAttribute> NoAttributes = [];

    /// <summary>All lines, file after file.</summary>
    public IEnumerable<InputLine> All => Lines.SelectMany(file => file);

    public int Count => Lines.Sum(file => file.Count);

    /// <summary>Reads files whole.</summary>
    /// <param name="files">Paths; <c>-</c> is standard input.</param>
    /// <param name="shiftTo">When the newest event is to happen; null leaves all as it is.</param>
    /// <param name="reader">Reads the events.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="IOException">If a file cannot be read.</exception>
    public static async Task<InputFiles> ReadAsync(
        IEnumerable<string> files,
        DateTimeOffset? shiftTo,
        EventReader reader,
        CancellationToken cancellation
    )
    {
        var lines = new List<IReadOnlyList<InputLine>>();
        foreach (var file in files)
            lines.Add(await InputLine.ReadAsync(file, cancellation));
        var newest = NewestOf(lines.SelectMany(file => file), reader);
        return shiftTo is { } to
            ? new InputFiles([.. lines.Select(file => TimeShift.By(to - newest, file))], to)
            : new InputFiles(lines, newest);
    }

    // Read as of the end of time, when no event is too far in the future.
    private static DateTimeOffset NewestOf(IEnumerable<InputLine> lines, EventReader reader)
    {
        var newest = DateTimeOffset.UnixEpoch;
        foreach (var line in lines)
            if (
                reader.Read(line.Text, NoAttributes, null, DateTimeOffset.MaxValue.AddDays(-1)).Event is { } loopEvent
                && loopEvent.OccurredAt > newest
            )
                newest = loopEvent.OccurredAt;
        return newest;
    }
}
