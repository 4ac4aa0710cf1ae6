using LoopWorker.Core;
using LoopWorker.Core.Telemetry;
using LoopWorker.Engines;
using LoopWorker.Engines.Withheld;
using LoopWorker.Hosting;
using LoopWorker.Loop;
using LoopWorker.Loop.Health;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Preflight;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Tracing;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Testing;
using LoopWorker.Tests.Support;
using LoopWorker.VirtualTime;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoopWorker.Tests.Hosting;

/// <summary>A permission that is taken away while the worker runs: it receives no more, keeps what it has, and goes on when it is given back.</summary>
public sealed class WithheldPermissionsTests(ITestOutputHelper output)
{
    private const int Events = 40;
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("loop-agent-state", nameof(TableCall.Transact))]
    [InlineData("loop-agent-state", nameof(TableCall.GetMany))]
    [InlineData("loop-events", nameof(QueueCall.Receive))]
    [InlineData("loop-events", nameof(QueueCall.Delete))]
    [InlineData("loop-events-dlq", nameof(QueueCall.Send))]
    [InlineData("loop-notifications", nameof(QueueCall.Send))]
    [InlineData("loop-notifications", nameof(QueueCall.Send), true)]
    [InlineData("loop-events-dlq", nameof(QueueCall.Send), true)]
    public void A_denial_in_mid_run_costs_no_message_a_receive_and_ends_nothing(
        string subject,
        string call,
        bool isOfKey = false
    ) =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                using var world = await World.StartAsync(subject, call, isOfKey, clock);
                await world.SendAsync("before", 5, bad: 1);
                await Task.Delay(TimeSpan.FromSeconds(5), clock);
                Assert.True(world.Health.Ready.IsOk);

                world.IsDenied = true;
                await world.SendAsync("while", Events, bad: 2);
                await Task.Delay(TimeSpan.FromMinutes(2), clock);
                Assert.False(world.Running.IsCompleted);
                Assert.True(world.Health.Live.IsOk, string.Join(' ', world.Health.Live.Reasons));
                Assert.Contains($"denied: {call} on {subject}", world.Log.Lines[0].Text, StringComparison.Ordinal);
                Assert.Equal(EventIds.Denied, world.Log.Lines[0].Event);
                if (call != nameof(QueueCall.Receive))
                    Assert.Contains(
                        $"No messages are taken in: denied: {call} on {subject}",
                        Assert.Single(world.Health.Ready.Reasons),
                        StringComparison.Ordinal
                    );

                world.IsDenied = false;
                await Task.Delay(TimeSpan.FromMinutes(10), clock);
                Assert.True(world.Health.Ready.IsOk);
                await world.StopAsync();
                output.WriteLine($"{world.Log.Lines.Count} lines, {world.MostReceives} receives of a message at most");
                Assert.Equal(5 + Events, await world.CountMarkersAsync());
                Assert.Equal(0, world.Left);
                Assert.Equal(3, world.DeadLetters.Count);
                Assert.All(world.DeadLetters, note => Assert.Contains("invalid_json", note, StringComparison.Ordinal));
                Assert.Equal(1, world.MostReceives);
                Assert.InRange(world.Log.Lines.Count, 2, 30);
            }
        );

    [Fact]
    public void A_worker_that_is_stopped_while_something_is_denied_ends_in_time_and_leaves_what_it_has() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                using var world = await World.StartAsync(
                    "loop-notifications",
                    nameof(QueueCall.Send),
                    isOfKey: false,
                    clock
                );
                world.IsDenied = true;
                await world.SendAsync("while", Events, bad: 0);
                await Task.Delay(TimeSpan.FromMinutes(1), clock);
                await world.StopAsync();
                Assert.Equal(Events, await world.CountMarkersAsync());
                Assert.Equal(Events, world.Left);
            }
        );

    [Fact]
    public void What_the_probe_does_not_find_is_asked_for_more_and_more_rarely() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var permissions = new WithheldPermissions(
                    _ => Task.FromResult<IReadOnlyList<Finding>>([]),
                    new IntakeHold(),
                    TimeSpan.FromMinutes(10),
                    Randomness.Seeded(3),
                    clock,
                    NullLogger<WithheldPermissions>.Instance
                );
                var opened = 0;
                for (var second = 0; second < 3600; second++)
                {
                    if (await permissions.AskAsync(CancellationToken.None) is null)
                    {
                        opened++;
                        permissions.Deny("denied again");
                    }
                    await Task.Delay(TimeSpan.FromSeconds(1), clock);
                }
                Assert.InRange(opened, 30, 200);
            }
        );

    /// <summary>A worker, and someone who takes a permission from it.</summary>
    /// <param name="engine">What it works on.</param>
    /// <param name="subject">The queue or the table that is denied.</param>
    /// <param name="call">The call of it that is.</param>
    /// <param name="isOfKey">Whether it is the queue's key, which the probe cannot find, and each message has the error.</param>
    /// <param name="clock">The time.</param>
    private sealed class World(EmbeddedEngine engine, string subject, string call, bool isOfKey, VirtualClock clock)
        : IEngine,
            IDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public bool IsDenied { get; set; }

        public int MostReceives { get; private set; }

        public ListLogger<WithheldPermissions> Log { get; } = new();

        public required WorkerHealth Health { get; init; }

        public Task Running { get; private set; } = Task.CompletedTask;

        /// <summary>Messages in the source.</summary>
        public int Left => engine.Sources[0].Queue.Snapshot().Count;

        public IReadOnlyList<string> DeadLetters =>
            [.. engine.Sources[0].DeadLetters.Snapshot().Select(letter => letter.Attributes["loop-failure"].Text!)];

        public static async Task<World> StartAsync(string subject, string call, bool isOfKey, VirtualClock clock)
        {
            var engine = await EmbeddedEngine.CreateAsync(Settings.Default(), Randomness.Seeded(1), clock);
            var hold = new IntakeHold();
            var answers = new ServiceAnswers(clock);
            var world = new World(engine, subject, call, isOfKey, clock)
            {
                Health = new WorkerHealth(new HealthRules(TimeSpan.FromMinutes(1)), answers, hold),
            };
            await world.RunAsync(hold, answers);
            return world;
        }

        public async Task SendAsync(string name, int events, int bad)
        {
            var source = engine.Sources[0];
            for (var i = 0; i < events; i++)
                await source.Queue.SendAsync([source.Message(Yield($"{name}{i}", $"u{i % 7}"), "u")], default);
            for (var i = 0; i < bad; i++)
                await source.Queue.SendAsync([source.Message("no JSON", "u")], default);
        }

        public void Dispose() => _stop.Dispose();

        public async Task StopAsync()
        {
            _stop.Cancel();
            await Running.WaitAsync(new PipelineOptions().DrainTimeout + TimeSpan.FromSeconds(1), clock);
        }

        public async Task<int> CountMarkersAsync() =>
            (await engine.Table.ScanAsync(new Scan(), CancellationToken.None)).Items.Count(item =>
                item.Key.Partition.StartsWith(Keys.EventPrefix, StringComparison.Ordinal)
            );

        public async Task<EngineParts> OpenAsync(CancellationToken cancellation)
        {
            var parts = await engine.OpenAsync(cancellation);
            return parts with
            {
                Table = Deny(parts.Table),
                Sources = [.. parts.Sources.Select(source => source with { Source = OfSource(source.Source) })],
                Notifications = Deny(parts.Notifications),
            };
        }

        private async Task RunAsync(IntakeHold hold, ServiceAnswers answers)
        {
            var settings = Settings.Default();
            var permissions = new WithheldPermissions(
                token =>
                    new PermissionProbe(
                        settings,
                        new WrappedQueues(engine.Queues, queue => isOfKey ? queue : Deny(queue)),
                        Deny(engine.Table),
                        Randomness.Seeded(4)
                    ).RunAsync(token),
                hold,
                settings.Pipeline.MaxHold,
                Randomness.Seeded(2),
                clock,
                Log
            );
            var parts = await new PatientEngine(
                new ObservedEngine(this, clock, [answers], [answers]),
                permissions
            ).OpenAsync(_stop.Token);
            Running = new WorkerRun(
                new(),
                new PipelineOptions(),
                [],
                MessageSpans.None,
                Randomness.Seeded(2),
                clock,
                NullLogger<Worker>.Instance
            ).RunAsync(parts, WorkerStages.All.ReceivedFrom(parts), Health, _stop.Token);
        }

        private Source OfSource(Source source) =>
            source with
            {
                Queue = Deny(source.Queue)
                    .On(
                        async (QueueCall.Receive receive, IQueue queue) =>
                        {
                            var messages = await receive.MakeAsync(queue);
                            MostReceives = messages.Select(message => message.ReceiveCount).Append(MostReceives).Max();
                            return messages;
                        }
                    ),
                DeadLetters = Deny(source.DeadLetters!),
            };

        private IQueue Deny(IQueue queue) =>
            isOfKey
                ? queue.On((QueueCall.Send send, IQueue inner) => DenyEachAsync(send, inner))
                : queue.Before<QueueCall>(made =>
                    Denies(queue.Name, made)
                        ? throw new QueueException(QueueErrors.AccessDenied, $"denied: {call} on {subject}")
                        : Task.CompletedTask
                );

        private async Task<IReadOnlyList<SendOutcome>> DenyEachAsync(QueueCall.Send send, IQueue queue)
        {
            if (!Denies(queue.Name, send))
                return await send.MakeAsync(queue);
            var error = new EntryError(QueueErrors.KeyUnusable, $"denied: {call} on {subject}", SenderFault: true);
            return [.. send.Messages.Select(_ => new SendOutcome(null, error))];
        }

        private ITable Deny(ITable table) =>
            table.Before<TableCall>(made =>
                Denies(table.Name, made)
                    ? throw new TableException(TableErrors.AccessDenied, $"denied: {call} on {subject}")
                    : Task.CompletedTask
            );

        private bool Denies(string name, object made) => IsDenied && name == subject && made.GetType().Name == call;

        private static string Yield(string id, string user) =>
            $$$"""{"type":"loop.vault.yield.v1","data":{"event_id":"{{{id}}}","user_pubkey":"{{{user}}}","amount":50000000000,"occurred_at":"2026-01-15T12:00:00Z"}}""";
    }
}
