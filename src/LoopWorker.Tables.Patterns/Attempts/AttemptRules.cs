using System.Text.Json.Serialization;

namespace LoopWorker.Tables.Patterns.Attempts;

/// <summary>Whether there may be another attempt. Pure.</summary>
internal static class AttemptRules
{
    /// <summary>The attempts with this one.</summary>
    /// <exception cref="AttemptsException">If there may be none.</exception>
    public static AttemptState Next(AttemptState? stored, AttemptLimit limit, string? context, DateTimeOffset now)
    {
        var milliseconds = now.ToUnixTimeMilliseconds();
        var age = TimeSpan.FromMilliseconds(milliseconds - (double)(stored?.Created ?? 0));
        if (stored is null || age > limit.Validity)
            return new AttemptState(milliseconds, context, 1);
        if (stored.Attempts >= limit.Attempts)
            throw new AttemptsException(limit, limit.Validity - age + TimeSpan.FromMilliseconds(1));
        return stored with { Attempts = stored.Attempts + 1 };
    }
}

/// <summary>The attempts of a time as they are stored.</summary>
internal sealed record AttemptState(long Created, string? Data, int Attempts);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(AttemptState))]
internal sealed partial class AttemptJson : JsonSerializerContext;
