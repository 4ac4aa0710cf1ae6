using LoopWorker.Core;

namespace LoopWorker.Loop.Pipeline.Committing.Freshness;

/// <summary>
/// What others are to be expected to have done, learnt from what was found: how often a context is not the one that is known,
/// by how long it has been known and whether its user was let go meanwhile, and how often an event has taken effect elsewhere.
/// </summary>
/// <param name="amongOthers">
/// Whether to believe, before any was seen, that others have been at work: so a worker had better that shares users by the routing
/// queue. Of users in hand and of duplicates one that is alone after all soon knows better.
/// </param>
public sealed class StateExpectation(bool amongOthers = false)
{
    private const double Others = 0.005;

    // With two replicas half of those that were let go are with the other one next. Even if that has long not been seen, what is left of
    // this belief is worth a read.
    private const double OthersHadLetGo = 0.5;

    // One in a thousand is worth reading for, by ReadingPolicy: it takes some thousand observations to tell.
    internal const int Memory = 2_000;
    internal const int Prior = 100;

    private readonly Lock _lock = new();
    private readonly DecayingShare _duplicate = new(Memory, Prior);

    // A user whose events came by the routing queue can have been elsewhere only if there were none here for a moment.
    private readonly StalenessByAge _held = new(amongOthers ? Others : 0);
    private readonly StalenessByAge _letGo = new(amongOthers ? OthersHadLetGo : 0);

    /// <summary>The share of events, 0 to 1, that have taken effect before and are not remembered here.</summary>
    public double Duplicates
    {
        get
        {
            lock (_lock)
                return _duplicate.Given(amongOthers ? Others : 0);
        }
    }

    /// <summary>
    /// The share of contexts, 0 to 1, that reading them now would find stale. It would not spare those that are written between
    /// a read and the commit.
    /// </summary>
    /// <param name="age">How long they have been known.</param>
    /// <param name="wasLetGo">Whether there was a moment meanwhile without an event of the user in hand.</param>
    public double Stale(TimeSpan age, bool wasLetGo)
    {
        lock (_lock)
            return Math.Max(0, Of(wasLetGo).At(age) - _held.Youngest);
    }

    public void ObserveContext(TimeSpan age, bool wasLetGo, bool isStale)
    {
        lock (_lock)
            Of(wasLetGo).Observe(age, isStale);
    }

    public void ObserveEvents(int events, int duplicates)
    {
        lock (_lock)
            for (var i = 0; i < events; i++)
                _duplicate.Observe(i < duplicates);
    }

    private StalenessByAge Of(bool wasLetGo) => wasLetGo ? _letGo : _held;
}
