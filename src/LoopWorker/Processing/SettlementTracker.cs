using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Committing;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Processing;

/// <summary>
/// Follows each line sent until its message has ended, and counts how. Belongs to one virtual-time scheduler: it has one
/// thread.
/// </summary>
/// <param name="progress">Told how many messages have ended.</param>
public sealed class SettlementTracker(Action<long> progress) : IPipelineObserver
{
    private long _ended;
    private int _putBackEnded;
    private readonly Dictionary<string, Sent> _sent = [];
    private readonly Dictionary<string, InputLine> _parked = [];
    private readonly List<InputLine> _ignored = [];
    private readonly Dictionary<string, int> _outstanding = [];
    private readonly List<Waiter> _waiters = [];
    private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);

    /// <summary>Lines whose messages have not ended.</summary>
    public int Outstanding { get; private set; }

    public int ContextWrites { get; private set; }

    public int Notifications { get; private set; }

    /// <summary>Lines that lie in the dead-letter queue, with the reason.</summary>
    public List<(InputLine Line, Failure Failure)> DeadLetters { get; } = [];

    /// <summary>Purchases by a card that was not linked: those that were ignored, and those that still wait.</summary>
    public IEnumerable<InputLine> Unmatched => _ignored.Concat(_parked.Values);

    /// <summary>How many messages ended so.</summary>
    public int Outcome(string outcome) => _outcomes.GetValueOrDefault(outcome);

    /// <summary>A line was sent.</summary>
    /// <param name="messageId">As the queue calls it.</param>
    /// <param name="line">The line.</param>
    /// <param name="subjects">The users and cards it concerns.</param>
    public void OnSent(string messageId, InputLine line, IReadOnlyList<string> subjects)
    {
        _sent.Add(messageId, new Sent(line, subjects));
        Outstanding++;
        foreach (var subject in subjects)
            _outstanding[subject] = _outstanding.GetValueOrDefault(subject) + 1;
    }

    public void OnSettled(Settlement settlement, Settled how)
    {
        // It has only moved on: it ends in the routing queue.
        if (settlement is Settlement.Complete { Outcome: Outcomes.Routed })
            return;
        if (settlement is Settlement.Complete complete && how == Settled.Completed)
            Count(complete.Outcome, 1);
        else if (how != Settled.DeadLettered)
            return;
        if (EndedLine(settlement.Delivery.Original) is not { } line)
            return;
        if (settlement is Settlement.Reject reject)
            DeadLetters.Add((line, new Failure(reject.Code, reject.Detail)));
        else if (settlement is Settlement.Complete { Outcome: Outcomes.Parked })
            _parked[line.Text] = line;
        else if (settlement is Settlement.Complete { Outcome: Outcomes.Unmatched })
            _ignored.Add(line);
        for (var i = _waiters.Count - 1; i >= 0; i--)
        {
            if (!_waiters[i].IsOver())
                continue;
            _waiters[i].Done.SetResult();
            _waiters.RemoveAt(i);
        }
    }

    public void OnAttempted(CommitAttempt attempt) => ContextWrites += attempt.CommittedUsers;

    public void OnNotified(Notification notification) => Notifications++;

    /// <summary>Waits until no earlier line is under way that concerns one of them.</summary>
    public Task WhenSettledAsync(IReadOnlyList<string> subjects) =>
        WhenAsync(() => !subjects.Any(_outstanding.ContainsKey));

    /// <summary>Waits until so many messages that were put back on the queue have ended, in all.</summary>
    public Task WhenPutBackEndedAsync(int putBack) => WhenAsync(() => _putBackEnded >= putBack);

    /// <summary>Waits until at most so many lines are under way.</summary>
    public Task WhenAtMostAsync(int outstanding) => WhenAsync(() => Outstanding <= outstanding);

    // A parked line's message comes back as another one, with the same body; how it ends then takes the place of "parked".
    private InputLine? EndedLine(ReceivedMessage message)
    {
        if (_sent.Remove(message.MessageId, out var sent))
        {
            End(sent);
            return sent.Line;
        }
        if (!_parked.Remove(message.Body, out var line))
            return null;
        Count(Outcomes.Parked, -1);
        _putBackEnded++;
        return line;
    }

    private void End(Sent sent)
    {
        Outstanding--;
        progress(++_ended);
        foreach (var subject in sent.Subjects)
            if (--_outstanding[subject] == 0)
                _outstanding.Remove(subject);
    }

    private void Count(string outcome, int change) =>
        _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + change;

    private Task WhenAsync(Func<bool> isOver)
    {
        if (isOver())
            return Task.CompletedTask;
        var waiter = new Waiter(isOver, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _waiters.Add(waiter);
        return waiter.Done.Task;
    }

    private sealed record Sent(InputLine Line, IReadOnlyList<string> Subjects);

    private sealed record Waiter(Func<bool> IsOver, TaskCompletionSource Done);
}
