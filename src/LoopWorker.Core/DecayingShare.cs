namespace LoopWorker.Core;

/// <summary>
/// How often something is so, by what was seen lately: older observations count less and less. Not for several threads.
/// </summary>
/// <param name="memory">About how many observations count.</param>
/// <param name="prior">What is believed beforehand counts as much as so many observations.</param>
public sealed class DecayingShare(int memory, int prior)
{
    private readonly double _decay = 1 - 1.0 / memory;
    private double _seen;
    private double _so;

    /// <summary>From 0 to 1; 0 until it was so once.</summary>
    public double Value => Given(0);

    /// <summary>From 0 to 1: what was seen, and as long as that is little, what is believed.</summary>
    /// <param name="belief">The share that is believed beforehand, from 0 to 1.</param>
    public double Given(double belief) => (_so + belief * prior) / (_seen + prior);

    public void Observe(bool isSo)
    {
        _seen = _seen * _decay + 1;
        _so = _so * _decay + (isSo ? 1 : 0);
    }
}
