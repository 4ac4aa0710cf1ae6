using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LoopWorker.Loop.Json;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Tracing;

namespace LoopWorker.Loop.Notifications;

/// <summary>Something a user is to be told, <c>loop.notification.v1</c>.</summary>
/// <param name="Id">The same over every retry: kind and event id.</param>
/// <param name="UserPubkey">Who is told.</param>
/// <param name="Kind">What it tells of; the types of events say which kinds there are.</param>
/// <param name="Amount">Lamports.</param>
/// <param name="Summary">For people.</param>
/// <param name="MerchantId">Where, for a purchase.</param>
/// <param name="OccurredAt">When the event happened.</param>
public sealed record Notification(
    string Id,
    string UserPubkey,
    string Kind,
    ulong Amount,
    string Summary,
    string? MerchantId,
    [property: JsonConverter(typeof(UtcTimeConverter))] DateTimeOffset OccurredAt
)
{
    /// <summary>Its type on the wire.</summary>
    public const string WireName = "loop.notification.v1";

    /// <summary>The id of the notification of a kind that an event gives rise to.</summary>
    public static string IdOf(string kind, string eventId) => $"{kind}:{eventId}";

    /// <summary>
    /// The id of the envelope of the notification with this id: 32 hexadecimal digits, the same over every retry.
    /// </summary>
    /// <remarks>
    /// AWS.Messaging deletes a message by the id of its envelope, as the id of an entry in a batch, for which SQS takes 80 letters,
    /// digits, hyphens and underscores. A deduplication id has 128 characters. The notification's own id may break both rules.
    /// </remarks>
    public static string EnvelopeIdOf(string id) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(..16));

    /// <summary>The notification as it goes out: CloudEvents 1.0, structured.</summary>
    /// <param name="source">A URI reference.</param>
    /// <param name="trace">The trace that it belongs to; the default value for none.</param>
    public string ToCloudEvent(string source, ActivityContext trace = default) =>
        Sendable(
            JsonSerializer.Serialize(
                new NotificationEnvelope
                {
                    Id = EnvelopeIdOf(Id),
                    Source = source,
                    Time = OccurredAt,
                    TraceParent = trace == default ? null : TraceContext.ParentOf(trace),
                    TraceState = trace.TraceState,
                    Data = this,
                },
                LoopJson.Stored.NotificationEnvelope
            )
        );

    // SQS takes the characters of XML 1.0 alone: U+FFFE and U+FFFF are the only others that JSON may hold as they are. Those above
    // U+FFFF it takes, but some emulators do not. They are written in escapes.
    private static string Sendable(string json)
    {
        if (json.AsSpan().IndexOfAny(Escaped) < 0)
            return json;
        var escaped = new StringBuilder(json.Length + 64);
        foreach (var character in json)
            if (Escaped.Contains(character))
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else
                escaped.Append(character);
        return escaped.ToString();
    }

    private static readonly SearchValues<char> Escaped = SearchValues.Create([
        .. Enumerable.Range(0xD800, 0x800).Append(0xFFFE).Append(0xFFFF).Select(code => (char)code),
    ]);
}

/// <summary>The CloudEvents 1.0 envelope of a notification.</summary>
public sealed record NotificationEnvelope
{
    public required string Id { get; init; }

    public required string Source { get; init; }

    [JsonPropertyName("specversion")]
    public string SpecVersion { get; init; } = "1.0";

    public string Type { get; init; } = Notification.WireName;

    [JsonConverter(typeof(UtcTimeConverter))]
    public required DateTimeOffset Time { get; init; }

    [JsonPropertyName("datacontenttype")]
    public string DataContentType { get; init; } = "application/json";

    /// <summary>CloudEvents' extension for distributed tracing: W3C's <c>traceparent</c>.</summary>
    [JsonPropertyName("traceparent")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    /// <summary>W3C's <c>tracestate</c>.</summary>
    [JsonPropertyName("tracestate")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceState { get; init; }

    public required Notification Data { get; init; }
}
