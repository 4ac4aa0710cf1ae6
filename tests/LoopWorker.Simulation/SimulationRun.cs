using LoopWorker.Loop.Storage;
using LoopWorker.Queues.Messages;
using LoopWorker.Simulation.Agents;
using LoopWorker.Simulation.Faults;
using LoopWorker.Simulation.Invariants;
using LoopWorker.Simulation.Mutations;
using LoopWorker.Simulation.Replicas;
using LoopWorker.Simulation.Traffic;
using LoopWorker.Testing;

namespace LoopWorker.Simulation;

/// <summary>One run: replicas, traffic, agents and faults of a seed, and then calm until everything is done.</summary>
internal sealed class SimulationRun
{
    private const int Faults = 20;
    private const int Messages = 300;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(40);

    // A message that has failed often stays hidden for up to five minutes.
    private static readonly TimeSpan LongestCalm = TimeSpan.FromMinutes(8);

    // By the names that calls have in the trace.
    private static readonly string[] Permissions =
    [
        nameof(TableCall.Transact),
        nameof(TableCall.GetMany),
        nameof(TableCall.WriteMany),
        "Receive",
        "Delete",
        "ChangeVisibility",
        "Send",
        "Send notifications",
    ];

    private readonly World _world;
    private readonly Mutation _mutation;
    private readonly EventMaker _maker;
    private readonly ForeignWriters _agents;
    private readonly OddAgent _oddAgent;
    private readonly DeadLetterDesk _deadLetters;
    private readonly CardDesk _cards;
    private readonly Replica?[] _replicas;
    private readonly TaskCompletionSource _violated = new();
    private readonly Dictionary<string, int> _lives = [];
    private bool _isEnding;

    private SimulationRun(int seed, Mutation mutation)
    {
        _world = new World(seed);
        _mutation = mutation;
        _replicas = new Replica?[_world.Scenario.Replicas];
        _maker = new EventMaker(_world.Simulator.Random, _world.Process.Time);
        _agents = new ForeignWriters(_world);
        _oddAgent = new OddAgent(_world);
        _deadLetters = new DeadLetterDesk(_world);
        _cards = new CardDesk(_world);
        _world.Ledger.Violated = () => _violated.TrySetResult();
    }

    /// <summary>Runs a seed.</summary>
    public static Outcome Run(int seed, Mutation? mutation = null)
    {
        var run = new SimulationRun(seed, mutation ?? Mutation.None);
        var world = run._world;
        try
        {
            var work = world.Process.Begin(run.PlayAsync);
            world.Simulator.RunUntil(work);
        }
        catch (Exception exception)
        {
            world.Ledger.Fail(exception.ToString());
        }
        return new Outcome(
            seed,
            world.Ledger.Violation,
            world.Trace.Hash,
            world.Simulator.Steps,
            world.Ledger.Effects.Count,
            world.Trace.ToString()
        );
    }

    private Random Random => _world.Simulator.Random;

    private async Task PlayAsync()
    {
        var playing = PlayAllAsync();
        // A violation ends the run where it stands.
        if (await Task.WhenAny(playing, _violated.Task) == playing)
            await playing;
    }

    private async Task PlayAllAsync()
    {
        await new Prehistory(_world).WriteAsync();
        await _oddAgent.BeginAsync();
        var lives = Enumerable.Range(0, _replicas.Length).Select(LiveAsync).ToList();
        await Task.WhenAll(
            SendAsync(),
            DisturbAsync(),
            WriteAsync(),
            _oddAgent.SpoilAsync(),
            _cards.LinkSomeAsync(Span)
        );
        _world.Weather.IsCalm = true;
        foreach (var replica in _replicas)
            if (replica is not null)
                replica.Process.IsFrozen = false;
        await DrainAsync();
        // Calls under way and those that were given up may still take effect, dead letters among them.
        await Task.Delay(2 * Timeouts.Late, _world.Process.Time);
        await DrainAsync();
        // What has failed too often under the faults, or waits for its card, takes effect without them.
        await _cards.LinkAllAsync();
        await _deadLetters.ReplayAsync();
        await DrainAsync();
        _isEnding = true;
        foreach (var replica in _replicas)
            replica?.Stop();
        await Task.WhenAll(lives);
        _deadLetters.CheckLeft();
        _world.Ledger.CheckEnd();
        _world.Counts.CheckEnd();
        await _agents.CheckAsync();
    }

    // A replica's lives, one after another.
    private async Task LiveAsync(int slot)
    {
        while (!_isEnding)
        {
            var name = $"{(char)('a' + slot)}{_lives[$"{slot}"] = _lives.GetValueOrDefault($"{slot}") + 1}";
            var skew = TimeSpan.FromMilliseconds(Random.Next(-20_000, 20_000));
            using var replica = new Replica(_world.Simulator.NewProcess(name, skew), _world, RoleOf(slot), _mutation);
            _replicas[slot] = replica;
            _world.Trace.Add(name, "starts");
            await replica.Ended;
            if (replica.Work.IsCompleted)
                await ConcludeAsync(name, replica);
            _replicas[slot] = null;
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(2_000)), _world.Process.Time);
        }
    }

    // The first replica alone can do everything, so that nothing is left that no one does.
    private ReplicaRole RoleOf(int slot) =>
        (_world.Scenario.Way, slot) switch
        {
            (Way.Direct, _) => ReplicaRole.Direct,
            (_, 0) => ReplicaRole.RouteAndApply,
            (Way.Routed, _) => (ReplicaRole)Random.Next((int)ReplicaRole.RouteAndApply, (int)ReplicaRole.Apply + 1),
            _ => (ReplicaRole)Random.Next((int)ReplicaRole.Apply + 1),
        };

    private async Task ConcludeAsync(string name, Replica replica)
    {
        try
        {
            var report = await replica.Work;
            _world.Trace.Add(name, "stopped", $"left {report.Left}");
            if (report.Left == 0)
                _world.Ledger.OnStopped(name);
        }
        catch (Exception exception)
        {
            _world.Ledger.Fail($"{name} has ended with {exception}");
        }
        replica.Process.Kill();
    }

    private async Task SendAsync()
    {
        for (var i = 0; i < Messages; i++)
        {
            await Task.Delay(Span / Messages * 2 * Random.NextDouble(), _world.Process.Time);
            var fifo = Random.Next(2) == 0;
            var message = _maker.Next(fifo);
            if (message.Marker is { } marker && message.User is { } user && Random.Next(40) == 0)
                await _agents.LeaveExpiredMarkerAsync(marker, user);
            else if (message.Marker is { } taken && message.User is { } owner && Random.Next(40) == 0)
                _ = _agents.MarkAsync(taken, owner);
            var queue = _world.Sources[fifo ? 1 : 0].Queue;
            var outgoing = new OutgoingMessage(message.Body)
            {
                GroupId = message.Group ?? SentMessage.FairGroupOf(message.Body),
                DeduplicationId = fifo ? $"d{i}" : null,
            };
            var outcomes = await queue.SendAsync([outgoing], CancellationToken.None);
            _world.Ledger.Deliveries.OnSent(queue.Name, outcomes[0].MessageId!, message);
        }
    }

    private async Task WriteAsync()
    {
        for (var i = 0; i < 30; i++)
        {
            await Task.Delay(Span / 30 * 2 * Random.NextDouble(), _world.Process.Time);
            await (
                Random.Next(5) switch
                {
                    0 => _agents.AddCaptureAsync(),
                    1 or 2 => _agents.SettleCaptureAsync(),
                    _ => _agents.WriteContextAsync(),
                }
            );
        }
    }

    private async Task DisturbAsync()
    {
        var ending = new List<Task>();
        foreach (var fault in FaultPlan.Draw(Random, Faults, _replicas.Length, Span))
        {
            var pause = fault.At - _world.Simulator.Clock.Elapsed;
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, _world.Process.Time);
            _world.Trace.Add("faults", fault.Kind.ToString(), _replicas[fault.Replica]?.Process.Name ?? "");
            ending.Add(DisturbAsync(fault));
        }
        await Task.WhenAll(ending);
    }

    private async Task DisturbAsync(PlannedFault fault)
    {
        var (replica, weather) = (_replicas[fault.Replica], _world.Weather);
        switch (fault.Kind)
        {
            case FaultKind.Crash:
                replica?.KillAfter(Random.Next(1, 60));
                break;
            case FaultKind.HotPartition:
                weather.HotPartition = Keys.User(EventMaker.User(0));
                await LastAsync(fault);
                weather.HotPartition = null;
                break;
            case FaultKind.Replay:
                await _deadLetters.ReplayAsync();
                break;
            case FaultKind.Stop:
                replica?.Stop();
                break;
            case FaultKind.Freeze when replica is not null:
                replica.Process.IsFrozen = true;
                await LastAsync(fault);
                replica.Process.IsFrozen = false;
                break;
            case FaultKind.Throttles:
                weather.Throttles = true;
                await LastAsync(fault);
                weather.Throttles = false;
                break;
            case FaultKind.Slowness:
                weather.IsSlow = true;
                await LastAsync(fault);
                weather.IsSlow = false;
                break;
            case FaultKind.TableAway:
                weather.TableIsAway = true;
                await LastAsync(fault);
                weather.TableIsAway = false;
                break;
            case FaultKind.QueuesAway:
                weather.QueuesAreAway = true;
                await LastAsync(fault);
                weather.QueuesAreAway = false;
                break;
            case FaultKind.PermissionLost:
                weather.Denied = Permissions[Random.Next(Permissions.Length)];
                await LastAsync(fault);
                weather.Denied = null;
                break;
            case FaultKind.NotificationsAway:
                weather.NotificationsAreAway = true;
                await LastAsync(fault);
                weather.NotificationsAreAway = false;
                break;
        }
    }

    private Task LastAsync(PlannedFault fault) => Task.Delay(fault.Lasts, _world.Process.Time);

    private async Task DrainAsync()
    {
        var latest = _world.Simulator.Clock.Elapsed + LongestCalm;
        while (await DepthAsync() > 0)
        {
            if (_world.Simulator.Clock.Elapsed > latest)
            {
                _world.Ledger.Fail($"After {LongestCalm} without faults there are still messages in the queues.");
                return;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(500), _world.Process.Time);
        }
    }

    private async Task<long> DepthAsync()
    {
        var depth = 0L;
        foreach (var (queue, _) in _world.Received)
            depth += (await queue.GetDepthAsync(CancellationToken.None)).Total;
        return depth;
    }
}

/// <summary>How a run has ended.</summary>
/// <param name="Violation">What must not have happened; null if nothing did.</param>
/// <param name="Hash">Over everything that happened.</param>
/// <param name="Steps">Continuations.</param>
/// <param name="Effects">Events that took effect.</param>
/// <param name="Trace">The last steps.</param>
internal sealed record Outcome(int Seed, string? Violation, ulong Hash, long Steps, int Effects, string Trace);
