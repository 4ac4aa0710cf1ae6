using LoopWorker.Messages;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Messages.Types.Vaults;

namespace LoopWorker.Loop.Tests.Pipeline;

/// <summary>A user's state as a plain fold over events makes it: nothing shared with the product's code.</summary>
internal sealed class NaiveUser
{
    private const int Hour = 3600;

    public List<string> Applied { get; } = [];

    /// <summary>Ids of purchases, the newest first.</summary>
    public List<string> Captures { get; } = [];

    /// <summary>Ids of purchases made where the user was.</summary>
    public HashSet<string> Confirmed { get; } = [];

    /// <summary>Types and times of the newest events, the newest first.</summary>
    public List<(string Type, long At)> Recent { get; } = [];

    private List<GeofenceCrossing> Crossings { get; } = [];

    /// <summary>Where the user is, unless the time of that is over.</summary>
    public (string Merchant, long Since)? LocationAt(long now) =>
        Fold(DateTimeOffset.MaxValue) is { } place && place.Since + Hour > now ? place : null;

    public void Apply(LoopEvent loopEvent)
    {
        Applied.Add(loopEvent.Id);
        var at = loopEvent.OccurredAt.ToUnixTimeSeconds();
        switch (loopEvent)
        {
            case PosTransaction sale:
                Captures.Insert(0, sale.Id);
                if (Fold(sale.OccurredAt) is { } place && place.Since + Hour > at && place.Merchant == sale.MerchantId)
                    Confirmed.Add(sale.Id);
                Remember("capture", at);
                break;
            case GeofenceCrossing crossing:
                Crossings.Add(crossing);
                Remember($"geofence_{crossing.Transition.ToString().ToLowerInvariant()}", at);
                break;
            case VaultYield:
                Remember("yield", at);
                break;
            case VaultUnlock:
                Remember("unlock", at);
                break;
        }
    }

    // The crossings so far, of the hour before the newest, at most sixteen; then one after another up to a time.
    private (string Merchant, long Since)? Fold(DateTimeOffset until)
    {
        var ordered = Crossings.OrderBy(entry => entry.OccurredAt).ThenBy(entry => entry.Id, StringComparer.Ordinal);
        var newest = Crossings.Select(entry => entry.OccurredAt).DefaultIfEmpty().Max();
        (string Merchant, long Since)? here = null;
        foreach (var entry in ordered.Where(entry => (newest - entry.OccurredAt).TotalSeconds < Hour).TakeLast(16))
            if (entry.OccurredAt > until)
                break;
            else if (entry.Transition != Transition.Exit)
                here = (entry.MerchantId, entry.OccurredAt.ToUnixTimeSeconds());
            else if (here?.Merchant == entry.MerchantId)
                here = null;
        return here;
    }

    private void Remember(string type, long at)
    {
        Recent.Insert(0, (type, at));
        if (Recent.Count > 10)
            Recent.RemoveAt(10);
    }
}
