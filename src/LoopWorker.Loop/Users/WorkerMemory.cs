using System.Text.Json;
using System.Text.Json.Serialization;

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

    /// <summary>How many events have taken effect on this context: a figure to check the promise by.</summary>
    public ulong Applied { get; set; }

    /// <summary>A mirror of the LOCATION item.</summary>
    public CurrentLocation? Location { get; set; }

    /// <summary>Keys that fell out of the ring and whose items may not be deleted yet.</summary>
    public IReadOnlyList<long> Overflow { get; set; } = [];

    /// <summary>Keys of the pending captures in the ring, Unix seconds, ascending.</summary>
    public IReadOnlyList<long> Pending { get; set; } = [];

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>Where the user is.</summary>
/// <param name="MerchantId">At whose place.</param>
/// <param name="EnteredAt">Since when, Unix seconds.</param>
public sealed record CurrentLocation([property: JsonPropertyOrder(1)] string MerchantId, long EnteredAt);
