using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoopWorker.Loop.State;

/// <summary>
/// A key that an agent may act with for a user: the JSON in <c>session_data</c>, member by member as the agents'
/// <c>SessionKeyData</c>. Members that others have added are kept.
/// </summary>
/// <remarks>The setters are the serializer's; everyone else makes a changed copy by <c>with</c>.</remarks>
public sealed record SessionKeyData
{
    public required string KeyPubkey { get; set; }

    public required string VaultPubkey { get; set; }

    /// <summary>What the key may be used for.</summary>
    public required IReadOnlyList<string> Scopes { get; set; }

    /// <summary>Unix seconds; from then on the key does not count.</summary>
    public required long ExpiresAt { get; set; }

    /// <summary>Unix seconds.</summary>
    public required long CreatedAt { get; set; }

    /// <summary>How many actions the key is good for.</summary>
    public required uint MaxActions { get; set; }

    /// <summary>How many actions it has been used for.</summary>
    public required uint ActionsUsed { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }

    /// <summary>Whether there is no action left.</summary>
    [JsonIgnore]
    public bool IsExhausted => ActionsUsed >= MaxActions;
}
