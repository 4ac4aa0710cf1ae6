using LoopWorker.Benchmarks.Scaling.Figures;
using LoopWorker.Benchmarks.Scaling.Traffic;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Benchmarks.Scaling;

/// <summary>Whether the table, once all replicas have stopped, holds every event that took effect, and holds it once.</summary>
internal sealed class Audit
{
    private readonly Dictionary<string, ContextSnapshot> _contexts = [];
    private readonly Dictionary<string, List<long>> _pending = [];
    private readonly HashSet<string> _captures = [];
    private readonly List<string> _faults = [];
    private long _markers;
    private long _doubledCaptures;

    private readonly long _start;

    private Audit(long start) => _start = start;

    /// <summary>What is wrong, a sentence each; none if nothing is.</summary>
    /// <param name="table">The bare table.</param>
    /// <param name="recorder">What the replicas said they did.</param>
    /// <param name="start">When they were started, Unix seconds: captures before that have no items.</param>
    public static async Task<IReadOnlyList<string>> RunAsync(ITable table, Recorder recorder, long start)
    {
        var audit = new Audit(start);
        await foreach (var item in table.ScanAllAsync(new Scan(Consistency: Consistency.Strong)))
            audit.Take(item);
        audit.Compare(recorder);
        return audit._faults;
    }

    private void Take(Item item)
    {
        var (partition, sort) = item.Key;
        if (partition.StartsWith(Keys.TransactionPrefix, StringComparison.Ordinal))
        {
            _markers++;
        }
        else if (sort == "CONTEXT")
        {
            _contexts.Add(partition, ContextItems.Read(partition[Keys.UserPrefix.Length..], item));
        }
        else if (sort.StartsWith(Keys.PendingPrefix, StringComparison.Ordinal))
        {
            var capture = CaptureItems.Read(item);
            (_pending.TryGetValue(partition, out var keys) ? keys : _pending[partition] = []).Add(capture.CreatedAt);
            if (!_captures.Add(capture.TransactionId ?? ""))
                _doubledCaptures++;
        }
    }

    private void Compare(Recorder recorder)
    {
        Expect("markers", recorder.Committed, _markers);
        Expect("captures that are pending twice", 0, _doubledCaptures);
        Expect("messages settled as captures", recorder.Committed, recorder.Captured);
        Expect(
            "events counted by contexts",
            recorder.Committed + (long)_contexts.Count * Population.PurchasesBefore,
            _contexts.Values.Sum(context => (long)context.Memory.Applied)
        );
        // Each context was stored once before the first event.
        Expect(
            "context writes counted by versions",
            recorder.ContextWrites,
            _contexts.Values.Sum(context => (long)context.Context.Version - 1)
        );
        Expect(
            "users whose captures differ from their context",
            0,
            _contexts.Count(user => !IsRing(user.Key, user.Value))
        );
    }

    // Whether the captures of a user are those that the context names, and what is still to be deleted.
    private bool IsRing(string user, ContextSnapshot context)
    {
        var stored = _pending.GetValueOrDefault(user) ?? [];
        var ring = context.Memory.Pending.Where(key => key >= _start).ToList();
        return !ring.Except(stored).Any() && !stored.Except(ring).Except(context.Memory.Overflow).Any();
    }

    private void Expect(string what, long expected, long found)
    {
        if (expected != found)
            _faults.Add($"{expected} {what} are expected and {found} were found.");
    }
}
