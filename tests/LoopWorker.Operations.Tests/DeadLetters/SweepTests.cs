using LoopWorker.Core;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.DeadLetters.Sweeping;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.DeadLetters;

public sealed class SweepTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_letter_is_seen_once_and_all_are_back_at_the_end_however_long_it_takes(bool isSlow) =>
        World.Run(async world =>
        {
            for (var i = 0; i < 137; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());
            var ids = new List<string>();

            var result = await new LetterSearch(world.Letters, world.Ports(), World.Quick).RunAsync(
                new(),
                int.MaxValue,
                letter =>
                {
                    ids.Add(letter.EventId!);
                    return isSlow ? Task.Delay(TimeSpan.FromSeconds(3), world.Clock) : Task.CompletedTask;
                },
                CancellationToken.None
            );

            Assert.Equal(137, ids.Distinct().Count());
            Assert.Equal((137, 137, 0L), (ids.Count, result.Found, result.Unseen));
            Assert.Equal(new QueueDepth(137, 0, 0), await world.DeadLetters.GetDepthAsync(CancellationToken.None));
        });

    [Fact]
    public void A_search_that_is_stopped_gives_everything_back() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 50; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());
            using var stop = new CancellationTokenSource();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                new LetterSearch(world.Letters, world.Ports(), World.Quick).RunAsync(
                    new(),
                    int.MaxValue,
                    _ =>
                    {
                        stop.Cancel();
                        return Task.CompletedTask;
                    },
                    stop.Token
                )
            );

            Assert.Equal(new QueueDepth(50, 0, 0), await world.DeadLetters.GetDepthAsync(CancellationToken.None));
        });

    [Fact]
    public void A_queue_that_would_move_what_is_looked_at_is_left_alone() =>
        World.Run(async world =>
        {
            var queue = new DeadLetterQueue(world.Events.Name, [new LetterSource("x", null)]);
            var refused = await Assert.ThrowsAsync<OperationRefusedException>(() =>
                new LetterSearch(queue, world.Ports(), World.Quick).RunAsync(
                    new(),
                    1,
                    _ => Task.CompletedTask,
                    CancellationToken.None
                )
            );
            Assert.StartsWith("events has a redrive policy of its own", refused.Message, StringComparison.Ordinal);
        });

    [Fact]
    public void What_another_holds_is_told_and_waited_for_only_where_it_matters() =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("y1"), World.Note());
            await world.DeadLetters.ReceiveAsync(
                new() { VisibilityTimeout = TimeSpan.FromSeconds(20) },
                CancellationToken.None
            );

            var search = await new LetterSearch(world.Letters, world.Ports(), World.Quick).RunAsync(
                new(),
                9,
                _ => Task.CompletedTask,
                CancellationToken.None
            );
            var report = await world.ReplayAsync();

            Assert.Equal((0, 1L), (search.Seen, search.Unseen));
            Assert.Equal(1, report.Counts.Replayed);
        });

    [Fact]
    public void An_event_is_found_among_the_dead_letters_readable_or_not() =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("y1"), World.Note("no_rate"));
            await world.AddBodyAsync(
                """{"type":"loop.vault.yield.v1","data":{"event_id":"y1","amount":"x"}}""",
                note: null
            );
            await world.AddAsync(World.Yield("y2"), World.Note());
            var second = await world.Queues.CreateAsync(new("second-dlq"), CancellationToken.None);
            await second.SendAsync([new(EventMessage.Of(World.Yield("y1"), "ce", "/tests"))], CancellationToken.None);
            var queues = new[] { world.Letters, new DeadLetterQueue("second-dlq", [new LetterSource("x", null)]) };

            var found = await new LettersAbout(queues, world.Ports()).EventAsync("y1", CancellationToken.None);

            Assert.Equal(
                [
                    "events-dlq: loop.vault.yield.v1 y1, no_rate, failed at 2026-01-15T12:00:00Z",
                    "events-dlq: loop.vault.yield.v1 y1, moved_by_sqs, failed at 2026-01-15T12:00:00Z",
                    "second-dlq: loop.vault.yield.v1 y1, moved_by_sqs, failed at 2026-01-15T12:00:00Z",
                ],
                found.Select(line => $"{line.Split(',')[0]}: {line.Split(": ")[1]}")
            );
            Assert.Equal(new QueueDepth(3, 0, 0), await world.DeadLetters.GetDepthAsync(CancellationToken.None));
        });

    [Fact]
    public void A_user_is_found_among_the_dead_letters_by_the_key_and_by_the_cards_readable_or_not() =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("y1", "ada"), World.Note());
            await world.AddAsync(Make.Sale("t1", "fp-ada"), World.Note());
            await world.AddAsync(Make.Sale("t2", "fp-ben"), World.Note());
            await world.AddAsync(World.Yield("y2", "ada2"), World.Note());
            (string Field, string Value)[] unreadable =
            [
                ("user_pubkey", "ada"),
                ("card_fingerprint", "fp-ada"),
                ("user_pubkey", "fp-ada"),
            ];
            foreach (var (field, value) in unreadable)
                await world.AddBodyAsync(
                    $$$"""{"type":"loop.vault.yield.v1","data":{"event_id":"{{{field}}}={{{value}}}","{{{field}}}":"{{{value}}}"}}""",
                    World.Note()
                );
            await world.AddBodyAsync("not JSON", World.Note());

            var found = await new LettersAbout([world.Letters], world.Ports()).UserAsync(
                "ada",
                ["fp-ada"],
                CancellationToken.None
            );

            Assert.Equal(
                ["y1", "t1", "user_pubkey=ada", "card_fingerprint=fp-ada"],
                found.Select(line => line.Split(": ")[1].Split(',')[0].Split(' ')[1])
            );
        });

    [Fact]
    public void A_preview_says_what_would_become_of_each_group_and_does_nothing() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 6; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note("retries_exhausted", $"attempt {i}"));
            await world.AddAsync(World.Yield("old", at: World.Start.AddDays(-20)), World.Note("too_old"));
            await world.AddBodyAsync("not JSON", World.Note("invalid_json"));

            var preview = await ReplayPreview.MakeAsync(
                world.Letters,
                new(),
                world.Ports(),
                World.Quick,
                CancellationToken.None
            );

            Assert.Equal(
                [
                    (6, "events", null, null),
                    (1, null, HoldingReasons.Expired, null),
                    (1, "events", null, "invalid_json"),
                ],
                preview.Groups.Select(group => (group.Count, group.Destination, group.StaysBecause, group.FailsAgain))
            );
            Assert.Equal(new QueueDepth(8, 0, 0), await world.DeadLetters.GetDepthAsync(CancellationToken.None));
            Assert.Empty(world.Events.Snapshot());
            Assert.Empty(await world.Log.ListAsync(CancellationToken.None).ToListAsync());
        });

    [Fact]
    public void A_letter_that_came_up_again_before_it_was_deleted_is_deleted_and_not_sent_twice() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 3; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());
            await using var sweep = new QueueSweep(world.DeadLetters, World.Quick, Randomness.Seeded(1), world.Clock);
            var seen = await sweep.NextAsync(CancellationToken.None);
            // As a renewal does that comes too late.
            await world.DeadLetters.ChangeVisibilityAsync(
                [.. seen.Select(message => new VisibilityChange(message.ReceiptHandle, TimeSpan.Zero))],
                CancellationToken.None
            );

            Assert.Empty(await sweep.NextAsync(CancellationToken.None));
            var deleted = await sweep.DeleteAsync(seen.Select(message => message.MessageId), CancellationToken.None);

            Assert.Equal(3, deleted.Count);
            Assert.Empty(world.DeadLetters.Snapshot());
        });
}
