namespace LoopWorker.Loop.Events.Setup;

/// <summary>A line of a file that is written straight to the table before the lines after it take effect.</summary>
/// <param name="UserPubkey">Whom it concerns, 1 to 128 of <c>A-Z a-z 0-9 . _ : -</c>.</param>
public abstract record SetupLine(string UserPubkey);

/// <summary>Links a card to a user, <c>loop.card.link.v1</c>.</summary>
/// <param name="CardFingerprint">1 to 128 characters.</param>
/// <param name="CardLast4">4 digits, or empty if the line has none.</param>
public sealed record CardLink(string CardFingerprint, string UserPubkey, string CardLast4) : SetupLine(UserPubkey);

/// <summary>Changes a part of a user's preferences, <c>loop.preferences.v1</c>. What is null stays as it is.</summary>
public sealed record PreferencesChange(string UserPubkey, PreferencesPatch Preferences) : SetupLine(UserPubkey);

/// <summary>A part of a user's preferences; at least one member is set.</summary>
/// <param name="DefaultDurationDays">Days.</param>
/// <param name="CompoundThreshold">Lamports.</param>
/// <param name="RiskTolerance">1 to 64 characters.</param>
public sealed record PreferencesPatch(
    bool? AutoStake = null,
    ushort? DefaultDurationDays = null,
    bool? AutoCompound = null,
    ulong? CompoundThreshold = null,
    string? RiskTolerance = null,
    NotificationsPatch? Notifications = null
);

/// <summary>A part of a user's notification preferences; at least one member is set.</summary>
/// <param name="MinNotifyAmount">Lamports.</param>
public sealed record NotificationsPatch(
    bool? OnCapture = null,
    bool? OnStake = null,
    bool? OnYield = null,
    bool? OnUnlock = null,
    ulong? MinNotifyAmount = null
);
