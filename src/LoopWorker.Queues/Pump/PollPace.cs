using LoopWorker.Core;

namespace LoopWorker.Queues.Pump;

/// <summary>
/// Keeps polls apart whose answers are empty at once: a wait of zero, or something between here and the queue that does not wait, would otherwise
/// make calls without a pause. A queue that lets polls wait is never kept waiting.
/// </summary>
/// <param name="wait">How long a poll is to wait for a message.</param>
internal sealed class PollPace(TimeSpan wait)
{
    // One or two such answers may be chance.
    private const int Unpaced = 2;
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(500);
    private static readonly Backoff BetweenPolls = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1));

    // An answer is too quick if it came in less than half of the time that it was to wait.
    private readonly TimeSpan _least = wait / 2 > AtOnce ? wait / 2 : AtOnce;
    private int _quick;

    /// <summary>How long to pause after an answer.</summary>
    /// <param name="messages">How many messages it brought.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="fraction">Chance, from 0 up to 1.</param>
    public TimeSpan After(int messages, TimeSpan took, double fraction)
    {
        _quick = messages > 0 || took >= _least ? 0 : _quick + 1;
        return _quick <= Unpaced ? TimeSpan.Zero : BetweenPolls.After(_quick - Unpaced, fraction);
    }
}
