namespace LoopWorker.Demo;

/// <summary>
/// What must come of the messages, counted while they are made and without any of the worker's code: each distinct event
/// once for its user, and the notifications that the user's wishes call for.
/// </summary>
public sealed class ExpectedState
{
    private readonly Dictionary<string, HashSet<string>> _eventsByUser = [];
    private readonly Dictionary<string, HashSet<string>> _capturesByUser = [];
    private readonly HashSet<string> _notifications = [];
    private readonly HashSet<string> _markers = [];

    /// <summary>Ids of events by user.</summary>
    public IReadOnlyDictionary<string, HashSet<string>> EventsByUser => _eventsByUser;

    /// <summary>Ids of purchases by user.</summary>
    public IReadOnlyDictionary<string, HashSet<string>> CapturesByUser => _capturesByUser;

    /// <summary>Ids of notifications.</summary>
    public IReadOnlySet<string> Notifications => _notifications;

    /// <summary>Partition keys of markers.</summary>
    public IReadOnlySet<string> Markers => _markers;

    public void Add(MadeMessage message)
    {
        if (message.User is not { } user)
            return;
        if (!_markers.Add((message.Kind == MadeKind.Capture ? "TXN#" : "EVENT#") + message.EventId))
            return;
        Of(_eventsByUser, user.Pubkey).Add(message.EventId);
        if (message.Kind == MadeKind.Capture)
            Of(_capturesByUser, user.Pubkey).Add(message.EventId);

        var wishes = user.Preferences;
        if (message.Lamports < wishes.Notifications.MinNotifyAmount)
            return;
        if (message.Kind == MadeKind.Capture && wishes.Notifications.OnCapture)
            _notifications.Add("capture:" + message.EventId);
        if (message.Kind == MadeKind.Capture && wishes.AutoStake && wishes.Notifications.OnStake)
            _notifications.Add("stake:" + message.EventId);
        if (message.Kind == MadeKind.Vault && wishes.Notifications.OnYield)
            _notifications.Add("yield:" + message.EventId);
    }

    private static HashSet<string> Of(Dictionary<string, HashSet<string>> sets, string user)
    {
        if (!sets.TryGetValue(user, out var set))
            sets.Add(user, set = []);
        return set;
    }
}
