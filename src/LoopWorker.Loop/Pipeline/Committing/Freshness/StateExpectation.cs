using System.Numerics;
using LoopWorker.Core;

namespace LoopWorker.Loop.Pipeline.Committing.Freshness;

/// <summary>
/// What others are to be expected to have done, learnt from what was found: how often a context is not the one that is known,
/// by how long it has been known, and how often an event has taken effect elsewhere.
/// </summary>
/// <param name="belief">The share, 0 to 1, of stale contexts and of duplicates that is believed before any was seen.</param>
public sealed class StateExpectation(double belief = 0)
{
    /// <summary>
    /// What a worker of a deployment that has several had better believe: that others have been at work. One that is alone after all
    /// soon knows better.
    /// </summary>
    public const double AmongOthers = 0.005;

    // Ages by powers of two: up to 1 ms, 2 ms, and so on to half a minute and more.
    private const int Ages = 16;
    private const int Memory = 200;
    private const int Prior = 20;

    private readonly Lock _lock = new();
    private readonly DecayingShare _duplicate = new(Memory, Prior);
    private readonly DecayingShare[] _stale =
    [
        .. Enumerable.Range(0, Ages).Select(_ => new DecayingShare(Memory, Prior)),
    ];

    /// <summary>The share of events, 0 to 1, that have taken effect before and are not remembered here.</summary>
    public double Duplicates
    {
        get
        {
            lock (_lock)
                return _duplicate.Given(belief);
        }
    }

    /// <summary>The share of contexts, 0 to 1, that somebody else has written since they became known so long ago.</summary>
    public double Stale(TimeSpan age)
    {
        // The longer others have had, the more they have written: what is known of younger contexts is believed of older ones,
        // until those themselves are known.
        var share = belief;
        lock (_lock)
            for (var i = 0; i <= IndexOf(age); i++)
                share = _stale[i].Given(share);
        return share;
    }

    /// <summary>
    /// The share of contexts, 0 to 1, that reading them now would find stale. It would not spare those that are written between
    /// a read and the commit.
    /// </summary>
    public double StaleByNow(TimeSpan age) => Math.Max(0, Stale(age) - Race);

    private double Race
    {
        get
        {
            lock (_lock)
                return _stale[IndexOf(TimeSpan.Zero)].Value;
        }
    }

    public void ObserveContext(TimeSpan age, bool isStale)
    {
        lock (_lock)
            _stale[IndexOf(age)].Observe(isStale);
    }

    public void ObserveEvents(int events, int duplicates)
    {
        lock (_lock)
            for (var i = 0; i < events; i++)
                _duplicate.Observe(i < duplicates);
    }

    private static int IndexOf(TimeSpan age) =>
        Math.Min(Ages - 1, 1 + BitOperations.Log2((uint)Math.Clamp(age.TotalMilliseconds, 0, int.MaxValue) | 1));
}
