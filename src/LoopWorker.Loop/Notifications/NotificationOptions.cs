using LoopWorker.Tables.Patterns.Attempts;

namespace LoopWorker.Loop.Notifications;

/// <summary>What is sent to users beyond what their preferences say: the section <c>LoopWorker:Notifications</c> of the settings.</summary>
public sealed record NotificationOptions
{
    /// <summary>
    /// How many notifications a user is sent within an hour, counted from the first of them. What comes after that is withheld for good: the
    /// events take effect all the same. By 0, nothing is withheld.
    /// </summary>
    public int MaxPerUserAndHour { get; set; }

    /// <summary>Whether a user's first capture brings a notification of its own besides, first_capture, once.</summary>
    public bool FirstCapture { get; set; }

    /// <summary>The cap as the state toolkit's limited attempts have it; null if there is none.</summary>
    internal AttemptLimit? Cap => MaxPerUserAndHour > 0 ? new(MaxPerUserAndHour, TimeSpan.FromHours(1)) : null;
}
