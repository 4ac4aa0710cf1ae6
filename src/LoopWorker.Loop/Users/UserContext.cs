using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoopWorker.Loop.Users;

/// <summary>
/// What is known of a user, shared with the agents: the JSON in <c>context_data</c>, member by member as the agents'
/// <c>UserContext</c>. Members that others have added are kept.
/// </summary>
/// <remarks>
/// The setters are the serializer's: it loses the defaults of <c>init</c> members that the JSON lacks. Everyone else makes
/// a changed copy by <c>with</c>. What agents require is required here as well: a member made up in its place would be taken for
/// truth by whoever reads the context next.
/// </remarks>
public sealed record UserContext
{
    public required string Pubkey { get; set; }

    [JsonRequired]
    public VaultState Vault { get; set; } = new();

    [JsonRequired]
    public UserPreferences Preferences { get; set; } = new();

    /// <summary>The newest first, at most <see cref="MaximumRecentEvents"/>.</summary>
    public IReadOnlyList<ContextEvent> RecentEvents { get; set; } = [];

    public AgentMemory AgentMemory { get; set; } = new();

    /// <summary>Unix seconds.</summary>
    public long UpdatedAt { get; set; }

    /// <summary>One more with each write; what optimistic locking compares.</summary>
    public ulong Version { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }

    public const int MaximumRecentEvents = 10;

    /// <summary>The context of a user of whom nothing is stored, before its first write.</summary>
    public static UserContext Initial(string pubkey) => new() { Pubkey = pubkey };

    /// <summary>The same with one event more, and without those for which there is no room.</summary>
    /// <param name="newest">What happened last.</param>
    /// <param name="room">For how many events there is room, 1 or more.</param>
    public UserContext WithEvent(ContextEvent newest, int room = MaximumRecentEvents) =>
        this with
        {
            RecentEvents = [newest, .. RecentEvents.Take(room - 1)],
        };
}

/// <summary>A snapshot of the user's vault on the chain; captures never change it. Amounts in lamports.</summary>
public sealed record VaultState
{
    [JsonRequired]
    public ulong CredBalance { get; set; }

    [JsonRequired]
    public ulong OxoBalance { get; set; }

    [JsonRequired]
    public ulong TotalStaked { get; set; }

    [JsonRequired]
    public ulong PendingYield { get; set; }

    [JsonRequired]
    public ushort ActivePositions { get; set; }

    /// <summary>Unix seconds.</summary>
    [JsonRequired]
    public long SnapshotAt { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }

    /// <summary>Whether the snapshot is to be taken anew. One that has never been taken is stale, one from the future is not.</summary>
    /// <param name="now">Unix seconds.</param>
    /// <param name="lifetime">For how many seconds a snapshot is good.</param>
    public bool IsStale(long now, long lifetime) => SnapshotAt <= now - lifetime;
}

/// <summary>What the user wants; the defaults are the agents'.</summary>
public sealed record UserPreferences
{
    /// <summary>Captured Cred is to be staked.</summary>
    [JsonRequired]
    public bool AutoStake { get; set; } = true;

    /// <summary>For how long, in days.</summary>
    [JsonRequired]
    public ushort DefaultDurationDays { get; set; } = 90;

    [JsonRequired]
    public bool AutoCompound { get; set; } = true;

    /// <summary>Lamports.</summary>
    [JsonRequired]
    public ulong CompoundThreshold { get; set; } = 10_000_000_000;

    [JsonRequired]
    public string RiskTolerance { get; set; } = "balanced";

    [JsonRequired]
    public NotificationPreferences Notifications { get; set; } = new();

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>What the user wants to be told.</summary>
public sealed record NotificationPreferences
{
    [JsonRequired]
    public bool OnCapture { get; set; } = true;

    [JsonRequired]
    public bool OnStake { get; set; }

    [JsonRequired]
    public bool OnYield { get; set; } = true;

    [JsonRequired]
    public bool OnUnlock { get; set; } = true;

    /// <summary>Lamports; what is below it is not told.</summary>
    [JsonRequired]
    public ulong MinNotifyAmount { get; set; } = 1_000_000_000;

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>One of the user's recent events.</summary>
public sealed record ContextEvent
{
    public required string EventType { get; set; }

    /// <summary>When it happened, Unix seconds.</summary>
    [JsonRequired]
    public long Timestamp { get; set; }

    [JsonRequired]
    public string Summary { get; set; } = "";

    /// <summary>Lamports, where there is an amount.</summary>
    public ulong? Amount { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}
