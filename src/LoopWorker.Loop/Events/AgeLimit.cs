using System.Globalization;
using LoopWorker.Loop.Events.Types;
using LoopWorker.Messages;
using LoopWorker.Messages.Failures;

namespace LoopWorker.Loop.Events;

/// <summary>
/// How old an event may be when it is read. Its marker keeps it from taking effect twice, and lives for a limited time: an event that is
/// older could take effect again.
/// </summary>
/// <param name="Setting">The deployment's limit for all types; zero for what each type's marker allows.</param>
public readonly record struct AgeLimit(TimeSpan Setting)
{
    // A marker is written up to five minutes before its event's time, by clocks that differ, and an event may be in hand for a while
    // between its reading and its commit.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <summary>The greatest age at which no event of the type takes effect twice.</summary>
    public static TimeSpan SafeFor(EventType type) => type.MarkerLifetime - Margin;

    /// <summary>The greatest age of an event of the type.</summary>
    public TimeSpan Of(EventType type) => Setting > TimeSpan.Zero ? Setting : SafeFor(type);

    /// <summary>Why an event is too old; null if it is not.</summary>
    /// <param name="loopEvent">The event.</param>
    /// <param name="now">When it is read.</param>
    public Failure? Judge(LoopEvent loopEvent, DateTimeOffset now)
    {
        var (age, limit) = (now - loopEvent.OccurredAt, Of(loopEvent.Type));
        return age <= limit ? null : new Failure(FailureCodes.TooOld, Detail(age, limit));
    }

    private static string Detail(TimeSpan age, TimeSpan limit) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"occurred_at is {age.TotalDays:F2} days ago: expected at most {limit.TotalDays:F2}. Of an event that old it is no longer known whether it has taken effect before; if it certainly has not, set Pipeline:MaxEventAge higher and replay it."
        );
}
