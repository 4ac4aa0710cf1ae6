using System.Text.Json.Serialization;

namespace LoopWorker.Operations.DeadLetters.Replaying;

/// <summary>What has become of the letters of a replay, over all its parts if it was interrupted.</summary>
public sealed record ReplayCounts
{
    /// <summary>Sent, and deleted from the dead-letter queue.</summary>
    public int Replayed { get; init; }

    /// <summary>Chosen, and still there, by reason: one of <see cref="HoldingReasons"/>. Of the latest part.</summary>
    public IReadOnlyDictionary<string, int> Stayed { get; init; } = new Dictionary<string, int>();

    /// <summary>Looked at, and not chosen. Of the latest part.</summary>
    public int NotChosen { get; init; }

    /// <summary>Sent, but not deleted: each is still there, and takes effect once all the same. Of the latest part.</summary>
    public int Undeleted { get; init; }

    /// <summary>Letters of the file that a whole pass has not met in the queue; 0 without a file, and where it was taken up again.</summary>
    public int Missing { get; init; }

    /// <summary>The first letter that the queue it goes to has refused, and why; null if none was. Of the latest part.</summary>
    public string? Refusal { get; init; }

    /// <summary>Those replayed by earlier parts.</summary>
    [JsonIgnore]
    public int ReplayedBefore { get; init; }

    /// <summary>How often it was taken up again.</summary>
    public int Resumed { get; init; }

    /// <summary>Chosen, and still there.</summary>
    [JsonIgnore]
    public int StayedInAll => Stayed.Values.Sum();

    /// <summary>One more that stays for a reason.</summary>
    public ReplayCounts Stays(string reason) =>
        this with
        {
            Stayed = new Dictionary<string, int>(Stayed) { [reason] = Stayed.GetValueOrDefault(reason) + 1 },
        };
}
