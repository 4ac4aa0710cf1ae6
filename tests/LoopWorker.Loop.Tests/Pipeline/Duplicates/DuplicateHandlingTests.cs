using LoopWorker.Core;
using LoopWorker.Core.Concurrency;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Types.Vaults;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Notifying;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Groups;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Values;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Pipeline.Duplicates;

public sealed class DuplicateHandlingTests
{
    private static readonly VaultYield Yield = Make.Yield();
    private readonly EventInHand _repeat = Make.InHand(Yield);

    [Fact]
    public void What_is_not_remembered_is_left_to_the_table() =>
        Run(async parts => Assert.False(await parts.Duplicates.TryHandleAsync(_repeat)), []);

    [Fact]
    public void A_repeat_of_what_all_are_told_of_is_a_duplicate() =>
        Run(
            async parts =>
            {
                parts.Recent.Remember(_repeat.MarkerKey, _repeat.PayloadHash, told: true);
                Assert.True(await parts.Duplicates.TryHandleAsync(_repeat));
            },
            ["Complete duplicate"]
        );

    [Fact]
    public void A_repeat_waits_while_the_user_is_told_of_the_first() =>
        Run(
            async parts =>
            {
                var first = parts.Recent.Remember(_repeat.MarkerKey, _repeat.PayloadHash, told: false);
                Assert.True(await parts.Duplicates.TryHandleAsync(_repeat));
                Assert.Equal([_repeat], first.Conclude(Telling.Done));
            },
            []
        );

    // The repeat may be the same message, received twice: deleted as a duplicate, it would take what is owed with it.
    [Fact]
    public void A_repeat_that_comes_just_as_telling_fails_is_no_duplicate() =>
        Run(
            async parts =>
            {
                parts.Recent.Remember(_repeat.MarkerKey, _repeat.PayloadHash, told: false).Conclude(Telling.Failed);
                Assert.False(await parts.Duplicates.TryHandleAsync(_repeat));
            },
            []
        );

    [Fact]
    public void What_a_marker_owes_is_sent_before_the_repeat_is_completed() =>
        Run(
            async parts =>
            {
                await parts.Duplicates.HandleAsync(_repeat, MarkerOf(_repeat.PayloadHash, "vault_yield"));
                Assert.True(await parts.Duplicates.TryHandleAsync(Make.InHand(Yield)));
                Assert.Equal(0, parts.Sent);
                await parts.NotifyAsync();
                Assert.Equal(1, parts.Sent);
            },
            ["Complete duplicate", "Complete duplicate"]
        );

    [Fact]
    public void Other_content_under_the_same_id_is_a_conflict_and_what_the_table_said_is_remembered() =>
        Run(
            async parts =>
            {
                await parts.Duplicates.HandleAsync(_repeat, MarkerOf("another"));
                Assert.True(await parts.Duplicates.TryHandleAsync(_repeat));
            },
            ["Reject conflicting_duplicate", "Reject conflicting_duplicate"]
        );

    // Nobody is telling of it here: a repeat that followed would wait for ever.
    [Fact]
    public void A_conflict_with_what_still_owes_is_not_remembered_at_all() =>
        Run(
            async parts =>
            {
                var other = Make.InHand(Make.Yield("other")).MarkerKey;
                parts.Recent.Remember(other, null, told: true);
                await parts.Duplicates.HandleAsync(_repeat, MarkerOf("another", "vault_yield"));
                Assert.Null(parts.Recent.Find(_repeat.MarkerKey));
                // There is room for one.
                Assert.NotNull(parts.Recent.Find(other));
            },
            ["Reject conflicting_duplicate"]
        );

    private static Item MarkerOf(string? payloadHash, params string[] owed) =>
        Markers.Put(Yield, new Marker("u1", 5, payloadHash, owed), Make.Now.ToUnixTimeSeconds()).Item;

    private static void Run(Func<Parts, Task> test, IEnumerable<string> settled) =>
        VirtualTimeScheduler.Run(
            Make.Now,
            async clock =>
            {
                var parts = new Parts(clock);
                await test(parts);
                Assert.Equal(settled, await parts.SettleAsync());
            }
        );

    private sealed class Parts
    {
        private readonly List<string> _settled = [];
        private readonly InMemoryQueue _notifications;
        private readonly Notifier _notifier;
        private readonly Settler _settler;

        public Parts(VirtualClock clock)
        {
            var (options, randomness) = (new PipelineOptions { MaxInFlight = 10 }, Randomness.Seeded(1));
            var queues = new InMemoryQueueService(randomness.NextId, clock);
            _notifications = (InMemoryQueue)queues.CreateAsync(new("notifications"), default).Result;
            _settler = new Settler(
                new SettlerOptions { NoteAttribute = "note", RetriesExhaustedCode = "exhausted" },
                new MessageGroups(),
                (settlement, _) => _settled.Add(Describe(settlement)),
                randomness,
                clock
            );
            var gate = new TableGate(
                new AdaptiveLimit(1),
                new Credits(10, TimeSpan.Zero, clock),
                maxInFlight: 10,
                randomness,
                clock
            );
            _notifier = new Notifier(
                _notifications,
                new InMemoryTable(new TableDefinition("loop-agent-state"), clock),
                Recent,
                _settler,
                new Patience(gate, options.MaxHold, clock),
                SilentObserver.Instance,
                options,
                clock
            );
            Duplicates = new DuplicateHandling(Recent, _notifier, _settler);
        }

        public RecentEvents Recent { get; } = new(capacity: 1);

        public DuplicateHandling Duplicates { get; }

        public long Sent => _notifications.GetDepthAsync(default).Result.Visible;

        public async Task NotifyAsync()
        {
            _notifier.Complete();
            await _notifier.RunAsync();
        }

        public async Task<IReadOnlyList<string>> SettleAsync()
        {
            _settler.Complete();
            await _settler.RunAsync();
            return _settled;
        }

        private static string Describe(Settlement settlement) =>
            settlement switch
            {
                Settlement.Complete complete => $"Complete {complete.Outcome}",
                Settlement.Reject reject => $"Reject {reject.Code}",
                _ => settlement.GetType().Name,
            };
    }
}
