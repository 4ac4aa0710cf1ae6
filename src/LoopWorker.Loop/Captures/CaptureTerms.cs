using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.Captures;

/// <summary>What a new capture is made of besides its event.</summary>
/// <param name="CreatedAt">Its key in the ring, Unix seconds.</param>
/// <param name="ExpiresAt">When it ends, Unix seconds.</param>
/// <param name="Location">Where the user was when the event happened, if known.</param>
/// <param name="Preferences">The user's.</param>
public readonly record struct CaptureTerms(
    long CreatedAt,
    long ExpiresAt,
    CurrentLocation? Location,
    UserPreferences Preferences
);
