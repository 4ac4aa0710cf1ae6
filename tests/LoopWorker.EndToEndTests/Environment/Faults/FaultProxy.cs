using System.Collections.Concurrent;

namespace LoopWorker.EndToEndTests.Environment.Faults;

/// <summary>Stands before a service, does to calls what the plan says, and counts what it did.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly ForwardingProxy _proxy;
    private readonly FaultPlan _plan;
    private readonly TimeSpan _clientsPatience;
    private readonly ConcurrentDictionary<string, int> _numbers = new();
    private readonly ConcurrentDictionary<Fault, int> _done = new();
    private volatile bool _isCalm;

    /// <param name="service">Where the service answers.</param>
    /// <param name="plan">What happens to calls.</param>
    /// <param name="clientsPatience">After how long a client has given up a call, and is surprised by what comes of it.</param>
    public FaultProxy(Uri service, FaultPlan plan, TimeSpan clientsPatience)
    {
        _plan = plan;
        _clientsPatience = clientsPatience;
        _proxy = new ForwardingProxy(service) { Around = DisturbAsync };
    }

    public Uri Uri => _proxy.Uri;

    /// <summary>Switches the faults off, so that what is left can be finished.</summary>
    public bool IsCalm
    {
        get => _isCalm;
        set => _isCalm = value;
    }

    /// <summary>How many calls met each fault so far.</summary>
    public IReadOnlyDictionary<Fault, int> Done => _done;

    public int TotalCalls => _proxy.TotalCalls;

    /// <inheritdoc cref="ForwardingProxy.Answered"/>
    public IReadOnlyList<(ScriptedRequest Request, ScriptedAnswer Answer)> Answered => _proxy.Answered;

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    public override string ToString()
    {
        var faults = Done.Where(fault => fault.Key != Fault.None).OrderBy(fault => fault.Key);
        return $"{TotalCalls} calls: {string.Join(", ", faults.Select(fault => $"{fault.Value} {fault.Key}"))}";
    }

    private async Task<ScriptedAnswer> DisturbAsync(ScriptedRequest request, Forward forward)
    {
        if (IsCalm)
            return await forward();
        var number = _numbers.AddOrUpdate(request.Operation, 1, (_, before) => before + 1);
        var call = _plan.For(request.Operation, number);
        _done.AddOrUpdate(call.Fault, 1, (_, before) => before + 1);
        await Task.Delay(call.Latency);
        return await FaultActions.CarryOutAsync(call, request, forward, _clientsPatience);
    }
}
