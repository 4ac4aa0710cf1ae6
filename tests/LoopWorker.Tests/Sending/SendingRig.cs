using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Preferences;
using LoopWorker.Messages.Reading;
using LoopWorker.Processing;
using LoopWorker.Queues;
using LoopWorker.Sending;
using LoopWorker.Tests.Support;
using LoopWorker.VirtualTime;

namespace LoopWorker.Tests.Sending;

/// <summary>What <c>send</c> works with, in memory.</summary>
internal sealed record SendingRig(EmbeddedEngine Engine, VirtualClock Clock)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public IQueue Queue => Engine.Sources[0].Queue;

    public static void Run(Func<SendingRig, Task> test) =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
                await test(
                    new SendingRig(
                        await EmbeddedEngine.CreateAsync(Settings.Default(), Randomness.Seeded(1), clock),
                        clock
                    )
                )
        );

    /// <summary>A sender to a queue, that of the engine or one in front of it.</summary>
    public LineSender Sender(IQueue queue, SendOptions options)
    {
        var randomness = Randomness.Seeded(2);
        var subjects = new LineSubjects(new EventReader(new LoopWorkerSettings().Pipeline.MaxBodyBytes), null, Clock);
        return new LineSender(
            [queue],
            subjects,
            new StatePreparation(
                new CardDirectory(Engine.Table, Engine.Queues, randomness, Clock),
                new PreferencesStore(Engine.Table, Clock),
                subjects
            ),
            options,
            new EmptyQueues(QuietRule.OnEmulators, randomness, Clock),
            randomness,
            Clock
        );
    }

    public static InputLine Line(int number, string text) => new("file", number, text);

    public static string Yield(string id, string user) =>
        $$$$"""{"type":"loop.vault.yield.v1","data":{"event_id":"{{{{id}}}}","user_pubkey":"{{{{user}}}}","amount":5,"occurred_at":"2026-01-15T12:00:00Z"}}""";

    public static string Preferences(string user) =>
        $$$$"""{"type":"loop.preferences.v1","data":{"user_pubkey":"{{{{user}}}}","preferences":{"auto_stake":true}}}""";
}
