using LoopWorker.Core;

namespace LoopWorker.Loop.Pipeline.Committing.Freshness;

/// <summary>
/// What others are to be expected to have done, learnt from what was found: how often a context is not the one that is known,
/// by how long it has been known and whether its user was let go meanwhile, and how often an event has taken effect elsewhere.
/// </summary>
/// <param name="belief">The share, 0 to 1, of stale contexts and of duplicates that is believed before any was seen.</param>
public sealed class StateExpectation(double belief = 0)
{
    /// <summary>
    /// What a worker of a deployment that has several had better believe: that others have been at work. One that is alone after all
    /// soon knows better.
    /// </summary>
    public const double AmongOthers = 0.005;

    internal const int Memory = 200;
    internal const int Prior = 20;

    private readonly Lock _lock = new();
    private readonly DecayingShare _duplicate = new(Memory, Prior);

    // A user whose events came by the routing queue can have been elsewhere only if there were none here for a moment.
    private readonly StalenessByAge _held = new(belief);
    private readonly StalenessByAge _letGo = new(belief);

    /// <summary>The share of events, 0 to 1, that have taken effect before and are not remembered here.</summary>
    public double Duplicates
    {
        get
        {
            lock (_lock)
                return _duplicate.Given(belief);
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
