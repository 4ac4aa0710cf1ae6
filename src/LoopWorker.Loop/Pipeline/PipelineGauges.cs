using LoopWorker.Loop.Pipeline.Committing;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Queues.Pump;

namespace LoopWorker.Loop.Pipeline;

/// <summary>How full a pipeline is: read at any time, from any thread.</summary>
public sealed class PipelineGauges
{
    private readonly Credits _credits;
    private readonly UserLanes _lanes;
    private readonly CommitWindow _window;
    private readonly CallGate _gate;

    internal PipelineGauges(Credits credits, UserLanes lanes, CommitWindow window, CallGate gate) =>
        (_credits, _lanes, _window, _gate) = (credits, lanes, window, gate);

    /// <summary>Messages in hand, and those that polls under way may bring.</summary>
    public int InHand => _credits.InUse;

    /// <summary>How many may be in hand.</summary>
    public int Credits => _credits.Limit;

    /// <summary>Users whose events wait for a commit.</summary>
    public int UsersWaiting => _lanes.UsersWaiting;

    /// <summary>How many transactions may be under way.</summary>
    public int CommitsAllowed => Math.Min(_window.Commits, _gate.Allowed);

    /// <summary>How many are.</summary>
    public int CommitsUnderWay => _gate.UnderWay;
}
