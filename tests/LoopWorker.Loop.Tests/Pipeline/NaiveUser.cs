using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Types.GeofenceCrossings;
using LoopWorker.Loop.Events.Types.PosTransactions;
using LoopWorker.Loop.Events.Types.Vaults;

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

    public (string Merchant, long Since)? Location { get; private set; }

    public void Apply(LoopEvent loopEvent, long now)
    {
        Applied.Add(loopEvent.Id);
        var at = loopEvent.OccurredAt.ToUnixTimeSeconds();
        if (Location is { } old && old.Since + Hour <= now)
            Location = null;
        switch (loopEvent)
        {
            case PosTransaction sale:
                Captures.Insert(0, sale.Id);
                if (Location?.Merchant == sale.MerchantId)
                    Confirmed.Add(sale.Id);
                Remember("capture", at);
                break;
            case GeofenceCrossing { Transition: Transition.Exit } exit:
                if (Location is { } here && here.Merchant == exit.MerchantId && here.Since <= at)
                    Location = null;
                Remember("geofence_exit", at);
                break;
            case GeofenceCrossing crossing:
                var isStale = at + Hour <= now;
                var isOvertaken = Location is { } there && there.Since > at;
                if (!isStale && !isOvertaken)
                    Location = (crossing.MerchantId, at);
                Remember(crossing.Transition == Transition.Enter ? "geofence_enter" : "geofence_dwell", at);
                break;
            case VaultYield:
                Remember("yield", at);
                break;
            case VaultUnlock:
                Remember("unlock", at);
                break;
        }
    }

    private void Remember(string type, long at)
    {
        Recent.Insert(0, (type, at));
        if (Recent.Count > 10)
            Recent.RemoveAt(10);
    }
}
