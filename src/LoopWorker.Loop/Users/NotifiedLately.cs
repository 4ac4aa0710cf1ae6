using System.Text.Json.Serialization;
using LoopWorker.Tables.Patterns.Attempts;

namespace LoopWorker.Loop.Users;

/// <summary>Notifications to a user since the first of their hour.</summary>
/// <param name="Count">How many.</param>
/// <param name="Since">When the first was owed, Unix seconds.</param>
public sealed record NotifiedLately(
    [property: JsonPropertyOrder(1)] int Count,
    [property: JsonPropertyOrder(2)] long Since
)
{
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    internal static NotifiedLately Of(AttemptsMade made) => new(made.Count, made.Since.ToUnixTimeSeconds());

    // Whatever an agent may have made of it.
    internal AttemptsMade AsAttempts() =>
        new(DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(Since, Earliest, Latest)), Count);
}
