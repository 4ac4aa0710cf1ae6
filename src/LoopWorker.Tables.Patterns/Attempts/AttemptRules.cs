using System.Text.Json.Serialization;

namespace LoopWorker.Tables.Patterns.Attempts;

/// <summary>Whether there may be another attempt. Pure.</summary>
internal static class AttemptRules
{
    // Before it, no time can be told; what is stored may say anything.
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The attempts with this one.</summary>
    /// <exception cref="AttemptsException">If there may be none.</exception>
    public static AttemptState Next(AttemptState? stored, AttemptLimit limit, string? context, DateTimeOffset now)
    {
        // As they are stored, times are milliseconds.
        now = Time(now.ToUnixTimeMilliseconds());
        AttemptsMade? made = stored is null ? null : new AttemptsMade(Time(stored.Created), stored.Attempts);
        if (AttemptsMade.Next(made, limit, now) is not { } next)
            throw new AttemptsException(
                limit,
                limit.Validity - (now - made!.Value.Since) + TimeSpan.FromMilliseconds(1)
            );
        return next.Count == 1
            ? new AttemptState(next.Since.ToUnixTimeMilliseconds(), context, 1)
            : stored! with
            {
                Attempts = next.Count,
            };
    }

    private static DateTimeOffset Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, Earliest, Latest));
}

/// <summary>The attempts of a time as they are stored.</summary>
internal sealed record AttemptState(long Created, string? Data, int Attempts);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(AttemptState))]
internal sealed partial class AttemptJson : JsonSerializerContext;
