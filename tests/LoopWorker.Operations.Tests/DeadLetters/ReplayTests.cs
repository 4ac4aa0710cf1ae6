using System.Text.Json.Nodes;
using LoopWorker.Messages.Reading;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Exporting;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.DeadLetters;

public sealed class ReplayTests
{
    [Fact]
    public void A_replayed_message_has_the_original_body_and_attributes_and_a_count_beside_them() =>
        World.Run(async world =>
        {
            (string, string)[] original =
            [
                ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
                ("shop", "7"),
            ];
            await world.AddAsync(World.Yield("y1"), World.Note(), attributes: original);
            var body = world.DeadLetters.Snapshot()[0].Body;

            var report = await world.ReplayAsync();

            Assert.Equal(1, report.Counts.Replayed);
            Assert.Empty(world.DeadLetters.Snapshot());
            var sent = Assert.Single(world.Events.Snapshot());
            Assert.Equal(body, sent.Body);
            Assert.Equal(["loop-replay", "shop", "traceparent"], sent.Attributes.Keys.Order());
            var note = ReplayNote.FromJson(sent.Attributes["loop-replay"].Text!);
            Assert.Equal((1, "retries_exhausted", report.Record.Id), (note!.Count, note.Failure!.Code, note.Run));
        });

    [Fact]
    public void A_message_with_as_many_attributes_as_SQS_allows_gets_all_of_them_back_through_any_number_of_replays() =>
        World.Run(async world =>
        {
            var original = Enumerable.Range(0, 10).Select(i => ($"a{i}", $"{i}")).ToList();
            var failed = new ReceivedMessage("original", "h", EventMessage.Of(World.Yield("y1"), "ce", "/tests"))
            {
                Attributes = original.ToDictionary(pair => pair.Item1, pair => MessageAttribute.String(pair.Item2)),
            };
            var names = new NoteNames(Loop.Pipeline.EventPipeline.FailureAttribute, EventReader.NeededAttributes);
            await world.DeadLetters.SendAsync(
                [DeadLetter.Build(failed, names, World.Note(), fifo: false)],
                CancellationToken.None
            );

            await world.ReplayAsync();

            var sent = Assert.Single(world.Events.Snapshot());
            Assert.Equal(10, sent.Attributes.Count);
            var letter = new LetterReader(world.Letters, World.Reader, world.Clock).Read(
                new ReceivedMessage("m", "h", sent.Body) { Attributes = sent.Attributes }
            );
            Assert.Equal(1, letter.ReplayCount);
            var kept = sent
                .Attributes.Keys.Append(letter.Replays!.Displaced!.Name)
                .Where(name => name != "loop-replay");
            Assert.Equal(original.Select(pair => pair.Item1), kept.Order());
        });

    [Fact]
    public void A_message_that_comes_back_again_and_again_stays_at_last() =>
        World.Run(async world =>
        {
            var note = new ReplayNote
            {
                Count = 5,
                At = World.Start,
                Run = "r",
            };
            await world.AddAsync(World.Yield("y1"), World.Note(), attributes: ("loop-replay", note.ToJson()));

            var report = await world.ReplayAsync();

            Assert.Equal(1, report.Counts.Stayed[HoldingReasons.ReplayedTooOften]);
            Assert.Equal(Outcomes.Failed, report.Record.Outcome);
            Assert.Single(world.DeadLetters.Snapshot());
            Assert.Equal(1, (await world.ReplayAsync(new() { MaxReplays = 6 })).Counts.Replayed);
        });

    [Fact]
    public void An_event_older_than_its_marker_lives_stays_unless_it_is_asked_for() =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("old", at: World.Start.AddDays(-15)), World.Note("too_old"));
            await world.AddAsync(World.Yield("new", at: World.Start.AddDays(-14)), World.Note());

            var report = await world.ReplayAsync();

            Assert.Equal((1, 1), (report.Counts.Replayed, report.Counts.Stayed[HoldingReasons.Expired]));
            Assert.Equal(Outcomes.PartlyDone, report.Record.Outcome);
            Assert.Equal(1, (await world.ReplayAsync(new() { EvenExpired = true })).Counts.Replayed);
        });

    [Fact]
    public void Only_what_is_chosen_is_touched() =>
        World.Run(async world =>
        {
            foreach (var code in new[] { "no_rate", "unmatched_card", "no_rate" })
                await world.AddAsync(World.Yield("y-" + code), World.Note(code));
            await world.AddAsync(World.Yield("moved"), note: null);

            var report = await world.ReplayAsync(new() { Select = new() { Codes = ["no_rate", Letter.MovedBySqs] } });

            Assert.Equal((3, 1), (report.Counts.Replayed, report.Counts.NotChosen));
            var left = Assert.Single(world.DeadLetters.Snapshot());
            Assert.Contains("unmatched_card", left.Attributes["loop-failure"].Text, StringComparison.Ordinal);
            Assert.Equal(1, (await world.DeadLetters.GetDepthAsync(CancellationToken.None)).Visible);
        });

    [Fact]
    public void A_letter_of_one_of_several_sources_goes_where_it_came_from_and_stays_if_nobody_knows() =>
        World.Run(async world =>
        {
            var second = await world.Queues.CreateAsync(new("second"), CancellationToken.None);
            var shared = new DeadLetterQueue(world.DeadLetters.Name, [new("events", null), new("second", null)]);
            await world.AddAsync(World.Yield("y1"), World.Note(source: "second"));
            await world.AddAsync(World.Yield("y2"), World.Note(source: "elsewhere"));
            await world.AddAsync(World.Yield("y3"), note: null);

            var report = await new Replay(shared, world.Ports(), World.Quick).RunAsync(
                new(),
                World.Alice,
                null,
                CancellationToken.None
            );

            Assert.Equal((1, 2), (report.Counts.Replayed, report.Counts.Stayed[HoldingReasons.UnknownSource]));
            Assert.Equal(1, (await second.GetDepthAsync(CancellationToken.None)).Visible);
            var named = await world.ReplayAsync(new() { To = "second" });
            Assert.Equal(2, named.Counts.Replayed);
            Assert.Equal(3, (await second.GetDepthAsync(CancellationToken.None)).Visible);
        });

    [Fact]
    public void An_edit_changes_the_payload_inside_its_envelope_and_nothing_else() =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("y1"), World.Note("invalid_field"));
            var before = JsonNode.Parse(world.DeadLetters.Snapshot()[0].Body)!;

            await world.ReplayAsync(
                new()
                {
                    Edit = new JsonObject { ["amount"] = 7, ["user_pubkey"] = null },
                }
            );

            var after = JsonNode.Parse(Assert.Single(world.Events.Snapshot()).Body)!;
            before["data"]!["amount"] = 7;
            before["data"]!.AsObject().Remove("user_pubkey");
            Assert.True(JsonNode.DeepEquals(before, after), after.ToJsonString());
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_more_are_sent_in_a_second_than_is_asked_for(bool fifo) =>
        World.Run(
            async world =>
            {
                for (var i = 0; i < 40; i++)
                    await world.AddAsync(World.Yield($"y{i}"), World.Note());
                var begun = world.Clock.GetTimestamp();

                await world.ReplayAsync(new() { Rate = 4 });

                var sent = world.Events.Snapshot().Select(message => message.SentAt).Order().ToList();
                Assert.Equal(40, sent.Count);
                Assert.All(
                    sent.Index().Skip(8),
                    pair => Assert.True(pair.Item - sent[pair.Index - 8] >= TimeSpan.FromSeconds(1))
                );
                Assert.True(world.Clock.GetElapsedTime(begun) > TimeSpan.FromSeconds(8));
            },
            fifo: fifo
        );

    [Fact]
    public void No_more_are_replayed_than_the_maximum() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 30; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());

            var report = await world.ReplayAsync(new() { Max = 13 });

            Assert.Equal(13, report.Counts.Replayed);
            Assert.Equal((13, 17), (world.Events.Snapshot().Count, world.DeadLetters.Snapshot().Count));
        });

    [Fact]
    public void The_audit_record_says_who_did_what_and_what_came_of_it() =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("y1"), World.Note());

            await world.ReplayAsync(new() { Select = new() { Codes = ["retries_exhausted"] } });

            var record = Assert.Single(await world.Log.ListAsync(CancellationToken.None).ToListAsync());
            Assert.Equal(
                (Replay.Operation, "events-dlq", World.Alice, Outcomes.Done),
                (record.Operation, record.Subject, record.By, record.Outcome)
            );
            Assert.NotNull(record.EndedAt);
            var state = ReplayState.FromDetails(record.Details);
            Assert.Equal(["retries_exhausted"], state!.Request.Select.Codes);
            Assert.Equal(1, state.Counts.Replayed);
        });

    [Fact]
    public void A_second_operator_is_refused_and_told_who_is_at_work_until_the_holder_is_dead_for_long_enough() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 30; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());
            var life = new Life();
            _ = world.Replay(life).RunAsync(new() { Rate = 1 }, World.Alice, null, CancellationToken.None);
            await Task.Delay(TimeSpan.FromSeconds(5), world.Clock);

            var refused = await Assert.ThrowsAsync<OperationRefusedException>(() => world.ReplayAsync());
            life.End();
            await Task.Delay(QueueLocks.Lease, world.Clock);
            Assert.Matches(
                "alice on desk-7 .*is at work on events-dlq.*free at 2026-01-15T12:00:[0-9]+Z",
                refused.Message
            );
            await Assert.ThrowsAsync<OperationRefusedException>(() => world.ReplayAsync());

            await Task.Delay(TimeSpan.FromSeconds(10), world.Clock);
            var report = await world.Replay().ResumeAsync(null, null, CancellationToken.None);
            Assert.Equal((30, 1), (report.Counts.Replayed, report.Counts.Resumed));
            Assert.Empty(world.DeadLetters.Snapshot());
        });

    [Fact]
    public void There_is_nothing_to_resume_where_nothing_was_interrupted() =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("y1"), World.Note());
            await world.ReplayAsync();

            var refused = await Assert.ThrowsAsync<OperationRefusedException>(() =>
                world.Replay().ResumeAsync(null, null, CancellationToken.None)
            );
            Assert.Contains("nothing to go on with", refused.Message, StringComparison.Ordinal);
        });

    [Fact]
    public void An_interrupted_replay_that_another_has_followed_is_gone_on_with_only_if_it_is_named() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 30; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note(i < 20 ? "no_rate" : "too_old"));
            var life = new Life();
            var interrupted = new ReplayRequest
            {
                Select = new() { Codes = ["no_rate"] },
                Rate = 1,
            };
            _ = world.Replay(life).RunAsync(interrupted, World.Alice, null, CancellationToken.None);
            await Task.Delay(TimeSpan.FromSeconds(5), world.Clock);
            life.End();
            await Task.Delay(TimeSpan.FromMinutes(2), world.Clock);
            await world.ReplayAsync(new() { Select = new() { Codes = ["too_old"] } });
            var records = await world.Log.ListAsync(CancellationToken.None).ToListAsync();

            await AssertRefusedAsync(id: null, "has ended (done)");
            await AssertRefusedAsync("unknown", "No replay unknown of events-dlq is on record");
            var report = await world.Replay().ResumeAsync(records[1].Id, null, CancellationToken.None);

            Assert.Equal((20, 1), (report.Counts.Replayed, report.Counts.Resumed));
            Assert.Empty(world.DeadLetters.Snapshot());

            async Task AssertRefusedAsync(string? id, string message)
            {
                var refused = await Assert.ThrowsAsync<OperationRefusedException>(() =>
                    world.Replay().ResumeAsync(id, null, CancellationToken.None)
                );
                Assert.Contains(message, refused.Message, StringComparison.Ordinal);
            }
        });

    [Theory]
    [InlineData("events-dlq")]
    [InlineData("nowhere")]
    public void Where_letters_cannot_go_nothing_is_begun(string to) =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("y1"), World.Note());
            var (replay, request) = (world.Replay(), new ReplayRequest { To = to });

            await Assert.ThrowsAnyAsync<Exception>(() =>
                replay.RunAsync(request, World.Alice, null, CancellationToken.None)
            );
            await Assert.ThrowsAnyAsync<Exception>(() =>
                ReplayPreview.MakeAsync(world.Letters, request, world.Ports(), World.Quick, CancellationToken.None)
            );

            Assert.Null(replay.RecordedRun);
            Assert.Empty(await world.Log.ListAsync(CancellationToken.None).ToListAsync());
            Assert.Equal("y1", IdOf(Assert.Single(world.DeadLetters.Snapshot())));
        });

    [Fact]
    public void Letters_of_a_file_that_are_not_in_the_queue_are_counted() =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("y1"), World.Note());
            await world.AddAsync(World.Yield("y2"), World.Note());
            var file = Path.GetTempFileName();
            try
            {
                var reader = new LetterReader(world.Letters, World.Reader, world.Clock);
                var here = await world.DeadLetters.ReceiveAsync(new(), CancellationToken.None);
                var line = ExportedLetter.Of(reader.Read(here[0])).ToLine();
                File.WriteAllLines(
                    file,
                    [
                        line,
                        line.Replace(here[0].MessageId, Guid.Empty.ToString(), StringComparison.Ordinal)
                            .Replace("original-", "another-", StringComparison.Ordinal),
                    ]
                );
                await Task.Delay(TimeSpan.FromMinutes(1), world.Clock);

                var report = await world.ReplayAsync(new() { File = file });

                Assert.Equal((1, 1, 1), (report.Counts.Replayed, report.Counts.NotChosen, report.Counts.Missing));
                Assert.Equal(Outcomes.PartlyDone, report.Record.Outcome);
            }
            finally
            {
                File.Delete(file);
            }
        });

    [Fact]
    public void What_lies_beyond_the_maximum_does_not_count_as_not_chosen() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 20; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note(i % 2 == 0 ? "no_rate" : "too_old"));

            var report = await world.ReplayAsync(
                new()
                {
                    Select = new() { Codes = ["no_rate"] },
                    Max = 3,
                }
            );

            Assert.Equal(3, report.Counts.Replayed);
            Assert.InRange(report.Counts.NotChosen, 0, 3);
        });

    [Fact]
    public void Whoever_stops_it_is_told_of_all_that_was_replayed_and_which_run_it_was() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 30; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());
            using var stop = new CancellationTokenSource();
            var (replay, told) = (world.Replay(), new ReplayCounts());

            var work = replay.RunAsync(new() { Rate = 4 }, World.Alice, counts => told = counts, stop.Token);
            await Task.Delay(TimeSpan.FromSeconds(3.5), world.Clock);
            stop.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);

            Assert.InRange(told.Replayed, 4, 29);
            Assert.Equal(30 - told.Replayed, world.DeadLetters.Snapshot().Count);
            var record = await world.Log.ListAsync(CancellationToken.None).SingleAsync();
            Assert.Equal(record.Id, replay.RecordedRun);
            Assert.Equal(told.Replayed, ReplayState.FromDetails(record.Details)!.Counts.Replayed);
        });

    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    public void In_a_FIFO_queue_the_order_of_each_group_is_kept_whatever_else_is_in_it(int? maximum) =>
        World.Run(
            async world =>
            {
                for (var i = 0; i < 40; i++)
                    await world.AddAsync(
                        World.Yield($"y{i:D2}", $"u{i % 3}"),
                        World.Note(i % 4 == 0 ? "no_rate" : "retries_exhausted"),
                        group: $"g{i % 3}"
                    );

                var report = await world.ReplayAsync(
                    new()
                    {
                        Select = new() { Codes = ["retries_exhausted"] },
                        Max = maximum,
                    }
                );

                var expected = maximum ?? 30;
                // What lies beyond the maximum is not looked at for whether it is meant.
                Assert.Equal((expected, maximum is null ? 10 : 3), (report.Counts.Replayed, report.Counts.NotChosen));
                foreach (var queue in new[] { world.Events, world.DeadLetters })
                foreach (var group in queue.Snapshot().GroupBy(message => message.GroupId))
                {
                    var ids = group
                        .OrderBy(message => message.SequenceNumber, StringComparer.Ordinal)
                        .Select(IdOf)
                        .ToList();
                    Assert.Equal(ids.Order(), ids);
                }
                Assert.Equal(40 - expected, world.DeadLetters.Snapshot().Count);
            },
            fifo: true
        );

    [Fact]
    public void A_message_that_its_queue_remembers_by_its_deduplication_id_is_not_dropped_when_it_is_replayed() =>
        World.Run(
            async world =>
            {
                await world.Events.SendAsync(
                    [new("x") { GroupId = "g", DeduplicationId = "d1" }],
                    CancellationToken.None
                );
                var taken = await world.Events.ReceiveAsync(new(), CancellationToken.None);
                await world.Events.DeleteAsync([taken[0].ReceiptHandle], CancellationToken.None);
                await world.AddAsync(World.Yield("y1"), World.Note());

                await world.ReplayAsync();

                Assert.Single(world.Events.Snapshot());
            },
            fifo: true
        );

    [Fact]
    public void A_replayed_message_that_had_taken_effect_changes_nothing_and_tells_nobody_twice() =>
        World.Run(async world =>
        {
            var body = EventMessage.Of(World.Yield("y1"), "ce", "/tests");
            await world.Events.SendAsync([new(body)], CancellationToken.None);
            await world.WorkAsync();
            await world.AddBodyAsync(body, World.Note());
            var told = world.Notifications.Snapshot().Count;
            var state = await world.Table.GetAsync(
                Loop.Storage.Keys.Context("u1"),
                Tables.Requests.Consistency.Strong,
                CancellationToken.None
            );

            await world.ReplayAsync();
            await world.WorkAsync();

            Assert.Equal(1, told);
            Assert.Equal(told, world.Notifications.Snapshot().Count);
            Assert.Equal(
                state.Item,
                (
                    await world.Table.GetAsync(
                        Loop.Storage.Keys.Context("u1"),
                        Tables.Requests.Consistency.Strong,
                        CancellationToken.None
                    )
                ).Item
            );
        });

    private static string IdOf(ReceivedMessage message) =>
        JsonNode.Parse(message.Body)!["data"]!["event_id"]!.GetValue<string>();
}
