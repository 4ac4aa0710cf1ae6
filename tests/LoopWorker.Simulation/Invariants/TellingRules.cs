using LoopWorker.Loop.Events.Types.PosTransactions;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Simulation.Invariants;

/// <summary>
/// What users are told beyond what they want: a notice once, and no more than the cap. A run takes less than the cap's hour.
/// </summary>
internal sealed class TellingRules(NotificationOptions options, Action<string> fail)
{
    private readonly Dictionary<string, int> _told = [];
    private readonly HashSet<string> _noticed = [];

    /// <summary>What an event owes that takes effect now.</summary>
    /// <param name="put">Of its marker.</param>
    /// <param name="wanted">What its user wants to be told of it.</param>
    public IReadOnlyList<string> Owed(Put put, IReadOnlyList<string> wanted)
    {
        var user = put.Item[Attributes.UserPubkey]!.AsString!;
        var marker = Markers.Read(put.Item);
        if (!options.FirstCapture && options.MaxPerUserAndHour == 0)
            return wanted;
        IReadOnlyList<string> said = [.. marker.Owed, .. marker.Withheld];
        if (said.Contains(PosTransactionType.FirstCaptureNotice) && (!options.FirstCapture || !_noticed.Add(user)))
            fail($"{user} is given notice of a first capture once more.");
        if (!said.Where(kind => kind != PosTransactionType.FirstCaptureNotice).SequenceEqual(wanted))
            fail($"{put.Key.Partition} tells of {string.Join(',', said)}, and {string.Join(',', wanted)} is wanted.");
        var told = _told[user] = _told.GetValueOrDefault(user) + marker.Owed.Count;
        var most = options.MaxPerUserAndHour is > 0 and var cap ? cap : int.MaxValue;
        if (told > most)
            fail($"{user} is told {told} times within an hour.");
        if (marker.Withheld.Count > 0 && told < most)
            fail(
                $"{put.Key.Partition} withholds {string.Join(',', marker.Withheld)}, and {user} was told only {told} times."
            );
        return marker.Owed;
    }
}
