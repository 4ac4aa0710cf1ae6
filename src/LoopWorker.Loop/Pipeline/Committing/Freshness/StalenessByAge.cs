using System.Numerics;
using LoopWorker.Core;

namespace LoopWorker.Loop.Pipeline.Committing.Freshness;

/// <summary>How often contexts were found stale, by how long they had been known. Not for several threads.</summary>
/// <param name="belief">The share, 0 to 1, that is believed before anything was seen.</param>
internal sealed class StalenessByAge(double belief)
{
    // By powers of two: up to 1 ms, 2 ms, and so on to half a minute and more.
    private readonly DecayingShare[] _shares =
    [
        .. Enumerable.Range(0, 16).Select(_ => new DecayingShare(StateExpectation.Memory, StateExpectation.Prior)),
    ];

    /// <summary>The share, 0 to 1, among those that were known for no more than a millisecond.</summary>
    public double Youngest => _shares[0].Value;

    /// <summary>The share, 0 to 1, that is to be expected of contexts known for so long.</summary>
    public double At(TimeSpan age)
    {
        // The longer others have had, the more they have written: what is known of younger contexts is believed of older ones,
        // until those themselves are known.
        var share = belief;
        for (var i = 0; i <= IndexOf(age); i++)
            share = _shares[i].Given(share);
        return share;
    }

    public void Observe(TimeSpan age, bool isStale) => _shares[IndexOf(age)].Observe(isStale);

    private int IndexOf(TimeSpan age) =>
        Math.Min(_shares.Length - 1, BitOperations.Log2((uint)Math.Clamp(age.TotalMilliseconds, 0, int.MaxValue) | 1));
}
