using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Notifying;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables;
using LoopWorker.Tables.Results;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Notifying;

public sealed class NotificationRoundTests
{
    private static readonly TimeSpan CallTakes = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void A_round_begins_when_the_last_is_noted_and_as_much_time_has_passed_as_that_took() =>
        Rig.Run(async rig =>
        {
            var (sends, marks) = (new List<TimeSpan>(), new List<TimeSpan>());
            rig.StartWorker(
                wrapQueue: queue =>
                    queue.Name != rig.Notifications.Name
                        ? queue
                        : queue.Before(
                            (QueueCall.Send _) =>
                            {
                                sends.Add(rig.Clock.Elapsed);
                                return Task.Delay(CallTakes, rig.Clock);
                            }
                        ),
                wrapTable: table =>
                    table.On(
                        async (TableCall.WriteMany call, ITable next) =>
                        {
                            await Task.Delay(CallTakes, rig.Clock);
                            marks.Add(rig.Clock.Elapsed);
                            return await call.MakeAsync(next);
                        }
                    )
            );
            await rig.SendAsync(Enumerable.Range(0, 80).Select(i => Make.Yield($"y{i}", $"u{i}")));
            await rig.DrainAsync();

            var rounds = sends.Distinct().Zip(marks).ToList();
            Assert.True(rounds.Count > 80 / NotificationSender.LargestRound, $"{rounds.Count} rounds");
            foreach (var ((begun, noted), (next, _)) in rounds.Zip(rounds.Skip(1)))
                Assert.True(next - noted >= noted - begun, $"{begun} to {noted}, then {next}");
        });

    [Fact]
    public void What_follows_a_notification_of_the_same_user_does_not_come_before_it() =>
        Rig.Run(async rig =>
        {
            var sends = 0;
            rig.StartWorker(
                new PipelineOptions { Receivers = 1 },
                wrapQueue: queue =>
                    queue.Name != rig.Notifications.Name
                        ? queue
                        : queue.On(
                            async (QueueCall.Send call, IQueue next) =>
                            {
                                // While the first lasts, the others come together; of their calls, the first fails.
                                if (++sends == 1)
                                    await Task.Delay(TimeSpan.FromSeconds(5), rig.Clock);
                                return sends == 2
                                    ? throw new QueueException(QueueErrors.ServiceUnavailable, "By the test.")
                                    : await call.MakeAsync(next);
                            }
                        )
            );
            await rig.SendAsync(Enumerable.Range(0, 30).Select(i => Make.Yield($"y{i}", "u1")));
            await rig.DrainAsync();
            Assert.Equal(Enumerable.Range(0, 30).Select(i => $"yield:y{i}"), rig.NotificationIds());
        });

    [Fact]
    public void A_message_whose_marker_cannot_be_written_comes_again() =>
        Rig.Run(async rig =>
        {
            var isAway = true;
            rig.StartWorker(
                new PipelineOptions { MaxHold = TimeSpan.FromSeconds(10) },
                wrapTable: table =>
                    table.On(
                        (TableCall.WriteMany call, ITable next) =>
                            isAway
                                ? throw new TableException(TableErrors.Unreachable, "By the test.")
                                : call.MakeAsync(next)
                    )
            );
            await rig.SendAsync(Make.Yield("y1"));
            await Task.Delay(TimeSpan.FromSeconds(20), rig.Clock);
            isAway = false;
            await rig.DrainAsync();
            Assert.Empty(Markers.Read((await rig.ItemAsync(Keys.Marker(Make.Yield("y1"))))!).Owed);
            Assert.Equal(["yield:y1", "yield:y1"], rig.NotificationIds());
            Assert.Empty(rig.DeadLetters.Snapshot());
        });
}
