using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoopWorker.Operations.DeadLetters.Replaying;

/// <summary>How far a replay has got: what its audit record says, and what a later process needs to go on with it.</summary>
public sealed record ReplayState
{
    /// <summary>What was asked for.</summary>
    public required ReplayRequest Request { get; init; }

    /// <summary>What has become of the letters, but for those of <see cref="Window"/>.</summary>
    public ReplayCounts Counts { get; init; } = new();

    /// <summary>
    /// The letters that were last begun with. If the process died, those of them that are no longer in the queue were replayed.
    /// </summary>
    public IReadOnlyList<string> Window { get; init; } = [];

    /// <summary>As the details of an audit record.</summary>
    public JsonObject ToDetails() =>
        JsonSerializer.SerializeToNode(this, DeadLetterJson.Default.ReplayState)!.AsObject();

    /// <summary>From the details of an audit record; null if they are none of a replay, or something that <see cref="ToDetails"/> writes is missing.</summary>
    public static ReplayState? FromDetails(JsonObject details)
    {
        try
        {
            // The serializer leaves null what is not there, whatever the record says it is by itself.
            return
                details.Deserialize(DeadLetterJson.Default.ReplayState)
                    is {
                        Request.Select: { Codes: not null, Ids: not null },
                        Counts.Stayed: not null,
                        Window: not null,
                    } state
                ? state
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
