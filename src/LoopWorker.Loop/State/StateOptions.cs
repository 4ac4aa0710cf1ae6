using System.Globalization;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;

namespace LoopWorker.Loop.State;

/// <summary>
/// The agents' settings, by their names and with their defaults. The region and an endpoint are settings of the engine that the table is opened
/// with.
/// </summary>
/// <remarks>Source: loop-agent-sdk 0.1.0, <c>DynamoConfig</c> and <c>DynamoStateConfig</c>.</remarks>
public sealed record StateOptions
{
    private const long Longest = int.MaxValue;

    public string TableName { get; init; } = "loop-agent-state";

    /// <summary>The index that finds cards by their fingerprints.</summary>
    public string FingerprintGsi { get; init; } = "CardFingerprintIndex";

    /// <summary>
    /// The attribute with the Unix second after which an item does not count and may be deleted. On a table that a LoopWorker works on it
    /// has to be <c>ttl</c>.
    /// </summary>
    public string TtlAttribute { get; init; } = Attributes.TimeToLive;

    /// <summary>How many pending captures a user may have; the oldest make room for newer ones. 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">If it is less.</exception>
    public int MaxPendingCaptures
    {
        get;
        init => field = (int)Require(value, int.MaxValue, nameof(MaxPendingCaptures));
    } = 10;

    /// <summary>How long a session key lives at most, in seconds: 24 hours by default; 1 to 2147483647.</summary>
    /// <exception cref="ArgumentOutOfRangeException">If it is less or more.</exception>
    public long SessionTtlSeconds
    {
        get;
        init => field = Require(value, Longest, nameof(SessionTtlSeconds));
    } = 86_400;

    /// <summary>How long a pending capture lives at most, in seconds: 21 days by default; 1 to 2147483647.</summary>
    /// <exception cref="ArgumentOutOfRangeException">If it is less or more.</exception>
    public long PendingTtlSeconds
    {
        get;
        init => field = Require(value, Longest, nameof(PendingTtlSeconds));
    } = 1_814_400;

    /// <summary>For how many seconds a snapshot of a user's vault is good: <see cref="Users.VaultState.IsStale"/>. 0 or more.</summary>
    public uint VaultCacheTtl { get; init; } = 60;

    /// <summary>How many recent events a context keeps. 1 or more; agents and LoopWorker itself keep 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">If it is less.</exception>
    public int MaxEvents
    {
        get;
        init => field = (int)Require(value, int.MaxValue, nameof(MaxEvents));
    } = 10;

    /// <summary>
    /// The endpoint of a DAX cluster. DAX speaks a protocol of its own, for which the table port has no engine, so an address is refused rather
    /// than passed over: whoever gives one counts on its cache.
    /// </summary>
    /// <exception cref="NotSupportedException">If it is an address.</exception>
    public string? DaxEndpoint
    {
        get;
        init =>
            field = string.IsNullOrEmpty(value)
                ? null
                : throw new NotSupportedException(
                    $"{nameof(DaxEndpoint)} is set, and DAX is not supported. Remove it: reads then go to DynamoDB itself."
                );
    }

    /// <summary>
    /// The index that lists active users by their last update (<see cref="ActiveUsers"/>), such as <c>GSI1</c>; null by default: users are not
    /// listed.
    /// </summary>
    /// <remarks>
    /// All listed users share one value of its hash key, so the index takes 1 000 write units a second and no more, and each
    /// write of a context costs two of them besides its own. Where it is over that, writes of contexts are throttled.
    /// </remarks>
    public string? ActiveUsersIndex { get; init; }

    /// <summary>
    /// The table to create: keys <c>pk</c> and <c>sk</c>, the time to live, the index of cards and, if there is to be one, that of active users.
    /// </summary>
    public TableDefinition Definition =>
        new(
            TableName,
            TtlAttribute,
            [
                new IndexDefinition(
                    FingerprintGsi,
                    Attributes.Fingerprint,
                    Attributes.UserPubkey,
                    Attributes.CardLast4,
                    Attributes.LinkedAt
                ),
                .. ActiveUsersIndex is { } name
                    ? [new IndexDefinition(name, Attributes.ActivePartition) { SortAttribute = Attributes.ActiveSort }]
                    : Array.Empty<IndexDefinition>(),
            ]
        );

    internal TimeToLive TimeToLive => new(TtlAttribute);

    /// <summary>
    /// Reads <c>DYNAMO_TABLE</c>, <c>DYNAMO_FINGERPRINT_GSI</c>, <c>MAX_PENDING_CAPTURES</c>, <c>SESSION_TTL_SECONDS</c>,
    /// <c>PENDING_TTL_SECONDS</c> and <c>DAX_ENDPOINT</c>. One that is not set, or set to nothing, leaves the default.
    /// </summary>
    /// <param name="read">Gives the value of a variable; null if it is not set.</param>
    /// <exception cref="FormatException">If a number is none, or out of its range. It names the variable.</exception>
    /// <exception cref="NotSupportedException">If <c>DAX_ENDPOINT</c> is set.</exception>
    public static StateOptions FromEnvironment(Func<string, string?> read)
    {
        var defaults = new StateOptions();
        return new StateOptions
        {
            TableName = Text("DYNAMO_TABLE") ?? defaults.TableName,
            FingerprintGsi = Text("DYNAMO_FINGERPRINT_GSI") ?? defaults.FingerprintGsi,
            MaxPendingCaptures = (int)Number("MAX_PENDING_CAPTURES", defaults.MaxPendingCaptures),
            SessionTtlSeconds = Number("SESSION_TTL_SECONDS", defaults.SessionTtlSeconds),
            PendingTtlSeconds = Number("PENDING_TTL_SECONDS", defaults.PendingTtlSeconds),
            DaxEndpoint = Text("DAX_ENDPOINT") is null
                ? null
                : throw new NotSupportedException(
                    "DAX_ENDPOINT is set, and DAX is not supported. Remove the variable: reads then go to DynamoDB itself."
                ),
        };

        string? Text(string name) => read(name) is { Length: > 0 } text ? text : null;

        long Number(string name, long otherwise) =>
            Text(name) is not { } text ? otherwise
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 1 and <= Longest
                ? number
            : throw new FormatException(
                $"{name} is a string of {text.Length} characters: expected a whole number from 1 to {Longest}."
            );
    }

    private static long Require(long value, long most, string name) =>
        value >= 1 && value <= most
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} has to be from 1 to {most}.");
}
