using System.Text.Json;
using System.Text.Json.Serialization;
using LoopWorker.Loop.Locations;

namespace LoopWorker.Loop.Users;

/// <summary>
/// What the worker itself keeps in a context's <c>agent_memory</c>. Agents carry it along unread, so what a batch of events
/// does can be computed from the context alone.
/// </summary>
/// <remarks>
/// Members are written in the order of their names, in objects within it too: that is how an agent writes what it carries along (serde_json's
/// <c>Value</c>), so that its bytes stay the same.
/// </remarks>
public sealed record WorkerMemory
{
    /// <summary>Its name in <c>agent_memory</c>.</summary>
    public const string Name = "loop_worker";

    /// <summary>
    /// How many events have taken effect on this context: a figure to check the promise by. With none, what agents have left is still to be
    /// taken over.
    /// </summary>
    public ulong Applied { get; set; }

    /// <summary>The user's newest crossings, in order: <see cref="Presence"/> says what they come to.</summary>
    public IReadOnlyList<KnownCrossing> Crossings { get; set; } = [];

    /// <summary>What was kept before <see cref="Crossings"/>; it is read as one of them and not written any more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CurrentLocation? Location { get; set; }

    /// <summary>Notices that are given once, by name: those whose time has come, whether they were told or not. Null if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Notices { get; set; }

    /// <summary>Notifications of late; null where there is no cap on them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NotifiedLately? Notified { get; set; }

    /// <summary>Keys that fell out of the ring and whose items may not be deleted yet.</summary>
    public IReadOnlyList<long> Overflow { get; set; } = [];

    /// <summary>Keys of the pending captures in the ring, Unix seconds, ascending.</summary>
    public IReadOnlyList<long> Pending { get; set; } = [];

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }

    /// <summary>The same, knowing that the user has been somewhere.</summary>
    public WorkerMemory WithCrossing(KnownCrossing crossing) =>
        this with
        {
            Crossings = Presence.With(Crossings, crossing),
        };

    /// <summary>The same as it is written today.</summary>
    internal WorkerMemory Current() =>
        Location is { } location ? WithCrossing(KnownCrossing.Of(location)) with { Location = null } : this;
}

/// <summary>Where the user is.</summary>
/// <param name="MerchantId">At whose place.</param>
/// <param name="EnteredAt">Since when, Unix seconds.</param>
public sealed record CurrentLocation([property: JsonPropertyOrder(1)] string MerchantId, long EnteredAt);
