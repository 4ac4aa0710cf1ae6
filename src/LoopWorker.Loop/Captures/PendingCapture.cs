using System.Text.Json;
using System.Text.Json.Serialization;
using LoopWorker.Loop.Json;

namespace LoopWorker.Loop.Captures;

/// <summary>
/// A capture that waits for an agent to settle it: the JSON in <c>capture_data</c>, member by member as the agents'
/// <c>PendingCapture</c>. The last three members are the worker's own and absent where they say nothing.
/// </summary>
public sealed record PendingCapture
{
    public required string MerchantId { get; set; }

    public string? MerchantName { get; set; }

    public ulong AmountCents { get; set; }

    public string? CardLast4 { get; set; }

    public string? ProofData { get; set; }

    public string? ProofType { get; set; }

    public PendingLocation? Location { get; set; }

    /// <summary>Unix seconds; the number in its sort key, for agents find the item to remove by it.</summary>
    public long CreatedAt { get; set; }

    /// <summary>Unix seconds.</summary>
    public long ExpiresAt { get; set; }

    /// <summary>The purchase it stands for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TransactionId { get; set; }

    /// <summary>True if the user was at the merchant's place, by geofence.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ConfirmedByPresence { get; set; }

    /// <summary>Days the captured Cred is to be staked for, if the user wants that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ushort? StakeDurationDays { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>Where the purchase was made, in degrees and metres.</summary>
public sealed record PendingLocation(
    [property: JsonConverter(typeof(AgentDoubleConverter))] double Latitude,
    [property: JsonConverter(typeof(AgentDoubleConverter))] double Longitude,
    [property: JsonConverter(typeof(AgentSingleConverter))] float AccuracyM
);
