using LoopWorker.Tables.Patterns.Checkpoints.States;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Checkpoints.Storage;

/// <summary>An entry of a <see cref="JournalItem"/>.</summary>
/// <param name="Generation">The generation that may have parts.</param>
/// <param name="Since">The Unix second when its save began; 0 if it is given up.</param>
internal sealed record JournalEntry(Generation Generation, long Since)
{
    private const string Parts = "parts";
    private const string SinceSecond = "since";
    private const long Never = 0;

    public static JournalEntry GivenUp(Generation generation) => new(generation, Never);

    public string Id => Generation.Id;

    public bool IsGivenUp => Since == Never;

    /// <summary>Whether its save has had its time, so that it counts as dead.</summary>
    public bool IsOverdue(DateTimeOffset now, TimeSpan abandonedAfter) =>
        now.ToUnixTimeSeconds() - Since > abandonedAfter.TotalSeconds;

    public AttributeValue Value { get; } =
        new MapValue(
            new Dictionary<string, AttributeValue> { [Parts] = (long)Generation.Parts, [SinceSecond] = Since }
        );

    /// <summary>Reads an attribute of the journal; null if it is no entry.</summary>
    public static JournalEntry? Read(string name, AttributeValue value) =>
        value is MapValue { Entries: var fields }
        && fields.GetValueOrDefault(Parts)?.AsInt64 is >= 1 and <= int.MaxValue and var parts
        && fields.GetValueOrDefault(SinceSecond)?.AsInt64 is { } since
            ? new JournalEntry(new Generation(name, (int)parts), since)
            : null;
}
