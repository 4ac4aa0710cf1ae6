using System.Text.Json.Nodes;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.Events;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Operations.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.Users;

public sealed class UserErasureTests
{
    private static readonly string Pseudonym = Subjects.User("u1");

    [Fact]
    public void What_is_the_persons_goes_and_what_is_others_stays() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await LiveAsync(rig, "u2", "fp2", "b");
            var others = await desk.AllAsync();
            await LiveAsync(rig, "u1", "fp1", "a");
            await desk.PutAsync(Stored.Session("u1", 2_000_000_000));
            await desk.PutAsync(Stored.Card("fp-unlisted", "u1"));

            var report = await desk.EraseAsync("u1");

            Assert.Equal(ErasureOutcome.Erased, report.Outcome);
            Assert.Equal(
                (1, 1, 1, 1, 2, 3, 0, 1),
                (
                    report.Contexts,
                    report.Sessions,
                    report.Locations,
                    report.Captures,
                    report.Cards,
                    report.Markers,
                    report.Owed,
                    report.Rounds
                )
            );
            var left = (await desk.AllAsync()).Where(item => item.Key.Partition != AuditLog.Partition).ToList();
            Assert.Equal(others, left.Where(item => item[Attributes.UserPubkey]?.AsString != Pseudonym));
            Assert.Equal(3, left.Count - others.Count);
            var record = Assert.Single(await desk.RecordsAsync());
            Assert.Equal(("user erase", Pseudonym, Outcomes.Done), (record.Operation, record.Subject, record.Outcome));
        });

    [Fact]
    public void A_redelivery_after_an_erasure_takes_no_effect_makes_nothing_anew_and_tells_nobody() =>
        Rig.Run(
            async rig =>
            {
                var desk = new Desk(rig);
                await LiveAsync(rig, "u1", "fp1", "a");
                await rig.StopLatestAsync();
                var told = rig.NotificationIds();
                await desk.EraseAsync("u1");
                var left = await desk.AllAsync();

                // By a worker that remembers nothing, and once more by one that does.
                rig.StartWorker();
                for (var time = 0; time < 2; time++)
                {
                    await rig.SendAsync(Day("u1", "fp1", "a"));
                    await rig.DrainAsync();
                }

                Assert.Equal(left, await desk.AllAsync());
                Assert.Equal(told, rig.NotificationIds());
                Assert.Empty(rig.DeadLetters.Snapshot());
            },
            fifo: false
        );

    [Fact]
    public void What_was_owed_is_told_to_nobody_after_an_erasure() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            var link = new NotificationLink(rig.Clock) { IsAway = true };
            rig.StartWorker(wrapQueue: link.Of);
            await rig.SendAsync(Make.Yield());
            while (await rig.ItemAsync(Keys.EventMarker("y1")) is null)
                await Task.Delay(TimeSpan.FromMilliseconds(50), rig.Clock);
            rig.Kill();

            Assert.Equal(1, (await desk.EraseAsync("u1")).Owed);
            rig.StartWorker();
            await rig.DrainAsync();

            Assert.Empty(rig.NotificationIds());
            Assert.Null(await rig.ItemAsync(Keys.Context("u1")));
            var marked = Assert.Single(
                (await new EventSearch(rig.Table, rig.Clock).FindAsync("y1", null, null, Desk.None)).Markers
            );
            Assert.Equal((true, true, 2_000_000_000UL), (marked.Notified, marked.IsOfErased, marked.Amount));
        });

    [Fact]
    public void A_worker_that_had_the_event_in_hand_does_not_bring_the_key_back() =>
        Rig.Run(async rig =>
        {
            var link = new NotificationLink(rig.Clock) { IsAway = true };
            rig.StartWorker(wrapQueue: link.Of);
            await rig.SendAsync(Make.Yield());
            while (await rig.ItemAsync(Keys.EventMarker("y1")) is null)
                await Task.Delay(TimeSpan.FromMilliseconds(50), rig.Clock);
            // The queue answers again just when the marker has lost the key.
            var desk = new Desk(
                rig,
                rig.Table.On(
                    async (TableCall.Update call, ITable next) =>
                    {
                        var result = await call.MakeAsync(next);
                        link.IsAway = false;
                        return result;
                    }
                )
            );

            await desk.EraseAsync("u1");
            await rig.DrainAsync();

            Assert.Equal(["yield:y1"], rig.NotificationIds());
            Assert.DoesNotContain(await desk.AllAsync(), item => Mentions(item, "u1"));
        });

    [Fact]
    public void A_capture_that_is_still_to_be_counted_is_counted_for_its_merchant_all_the_same() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            LoopRules counting = new() { CountPerMerchant = true };
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker(
                rules: counting,
                wrapTable: table =>
                    table.Before<TableCall.Transact>(call =>
                        call.Writes.Any(write =>
                            write.Key.Partition.StartsWith(Keys.MerchantPrefix, StringComparison.Ordinal)
                        )
                            ? throw new TableException(TableErrors.Throttled, "By the test.")
                            : Task.CompletedTask
                    )
            );
            await rig.SendAsync(Make.Sale());
            while (await rig.ItemAsync(Keys.TransactionMarker("t1")) is null)
                await Task.Delay(TimeSpan.FromMilliseconds(50), rig.Clock);
            rig.Kill();
            await desk.EraseAsync("u1");
            // The marker of a purchase is asked where the card is somebody's.
            await rig.LinkAsync("fp1", "u2");
            rig.StartWorker(rules: counting);
            await rig.DrainAsync();

            var counts = await CaptureCounts.ReadAsync(
                rig.Table,
                "m1",
                DateOnly.FromDateTime(Make.Now.DateTime),
                DateOnly.FromDateTime(Make.Now.DateTime),
                Desk.None
            );
            Assert.Equal(1, Assert.Single(counts).Captures);
            Assert.Empty(rig.NotificationIds());
            Assert.Null(await rig.ItemAsync(Keys.Context("u2")));
            Assert.DoesNotContain(await desk.AllAsync(), item => Mentions(item, "u1"));
        });

    [Fact]
    public void A_purchase_that_comes_again_and_is_parked_takes_no_effect_for_whoever_links_the_card_later() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await LiveAsync(rig, "u1", "fp1", "a");
            await rig.StopLatestAsync();
            var told = rig.NotificationIds();
            await desk.EraseAsync("u1");
            rig.StartWorker(rules: Parked.Rules);
            await rig.SendAsync(Make.Sale("a-t"));
            await rig.DrainAsync();
            Assert.Equal(["a-t"], await rig.ParkedIdsAsync("fp1"));

            await rig.LinkAsync("fp1", "u2");
            await rig.DrainAsync();

            Assert.Empty(await rig.ParkedIdsAsync("fp1"));
            Assert.Null(await rig.ItemAsync(Keys.Context("u2")));
            Assert.Equal(told, rig.NotificationIds());
        });

    [Fact]
    public void A_purchase_by_a_card_of_an_erased_person_is_one_of_an_unknown_card() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await LiveAsync(rig, "u1", "fp1", "a");
            await rig.StopLatestAsync();
            await desk.EraseAsync("u1");
            rig.StartWorker(rules: Parked.Rules);
            await rig.SendAsync(Make.Sale("later"));
            await rig.DrainAsync();

            Assert.Equal(["later"], await rig.ParkedIdsAsync("fp1"));
            Assert.Null(await rig.ItemAsync(Keys.Context("u1")));
        });

    [Fact]
    public void Purchases_that_wait_for_one_of_the_cards_go_with_it() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            rig.StartWorker(rules: Parked.Rules);
            await rig.SendAsync(Make.Sale("t1"), Make.Sale("t2", card: "fp2"));
            await rig.DrainAsync();
            await desk.PutAsync(Stored.Card("fp1", "u1"));

            Assert.Equal((1, 1), await desk.EraseAsync("u1") is var report ? (report.Cards, report.Parked) : default);
            Assert.Empty(await rig.ParkedIdsAsync("fp1"));
            Assert.Equal(["t2"], await rig.ParkedIdsAsync("fp2"));
        });

    [Fact]
    public void The_session_goes_first_what_waits_for_a_card_before_the_card_and_the_context_last() =>
        Rig.Run(async rig =>
        {
            var order = new List<string>();
            var table = rig
                .Table.Before<TableCall.Delete>(call => Note(call.Write.Key.Sort))
                .Before<TableCall.Transact>(call =>
                    Note(string.Join(' ', call.Writes.Select(write => write.Key.Sort)))
                );
            await LiveAsync(rig, "u1", "fp1", "a");
            await rig.StopLatestAsync();
            var desk = new Desk(rig, table);
            await desk.PutAsync(Stored.Session("u1", 2_000_000_000));
            await desk.PutAsync("""{"pk":{"S":"CARD#fp1"},"sk":{"S":"UNMATCHED#t9"},"body":{"S":"{}"}}""");

            await desk.EraseAsync("u1");

            Assert.Equal("SESSION", order[0]);
            Assert.Equal(order.Count - 1, order.IndexOf("CONTEXT"));
            Assert.InRange(
                order.IndexOf("UNMATCHED#t9"),
                1,
                order.FindIndex(key => key.Contains("META", StringComparison.Ordinal)) - 1
            );
            Assert.Equal(1, Assert.Single(await desk.RecordsAsync()).Details["parked"]!.GetValue<int>());

            Task Note(string key)
            {
                order.Add(key);
                return Task.CompletedTask;
            }
        });

    [Fact]
    public void What_waits_for_a_card_of_another_stays() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await desk.PutAsync(CardItems.WriteOfUser("fp1", "u1", "4242", 1));
            await desk.PutAsync(Stored.Card("fp1", "u2"));
            await desk.PutAsync("""{"pk":{"S":"CARD#fp1"},"sk":{"S":"UNMATCHED#t9"},"body":{"S":"{}"}}""");

            Assert.Equal((0, 0), await desk.EraseAsync("u1") is var report ? (report.Cards, report.Parked) : default);
            Assert.NotNull(await rig.ItemAsync(Keys.Unmatched("fp1", "t9")));
            Assert.NotNull(await rig.ItemAsync(Keys.Card("fp1")));
            Assert.Null(await rig.ItemAsync(Keys.UserCard("u1", "fp1")));
        });

    [Fact]
    public void What_a_worker_writes_meanwhile_is_erased_in_another_round() =>
        Rig.Run(async rig =>
        {
            var scans = 0;
            var desk = new Desk(
                rig,
                rig.Table.Before<TableCall.Scan>(async _ =>
                {
                    if (scans++ > 1)
                        return;
                    await rig.SendAsync(Make.Yield($"late{scans}"), Make.Crossing(Transition.Enter, $"late{scans}"));
                    await rig.DrainAsync();
                })
            );
            await LiveAsync(rig, "u1", "fp1", "a");

            var report = await desk.EraseAsync("u1");

            Assert.Equal((ErasureOutcome.Erased, 3), (report.Outcome, report.Rounds));
            Assert.DoesNotContain(await desk.AllAsync(), item => Mentions(item, "u1"));
        });

    [Fact]
    public void While_events_keep_coming_it_ends_as_partly_done() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(
                rig,
                rig.Table.Before<TableCall.Scan>(async _ =>
                {
                    await rig.SendAsync(Make.Yield($"y{rig.Settled.Count}"));
                    await rig.DrainAsync();
                })
            );
            rig.StartWorker();

            var report = await desk.EraseAsync("u1");

            Assert.Equal((ErasureOutcome.StillWritten, 5), (report.Outcome, report.Rounds));
            Assert.Equal(Outcomes.PartlyDone, Assert.Single(await desk.RecordsAsync()).Outcome);
        });

    [Fact]
    public void A_dry_run_counts_what_would_go_and_writes_nothing() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await LiveAsync(rig, "u1", "fp1", "a");
            await rig.StopLatestAsync();
            var before = await desk.AllAsync();

            var would = await desk.Erasure.EraseAsync("u1", by: null, _ => { }, Desk.None);

            Assert.Equal(before, await desk.AllAsync());
            Assert.Equal(would with { Outcome = ErasureOutcome.Erased }, await desk.EraseAsync("u1"));
        });

    [Fact]
    public void Records_that_mention_the_key_have_the_pseudonym_and_others_stay_as_they_are() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            var record = desk.Audit.Begin("dlq replay", "events-dlq", Desk.By);
            await desk.Audit.WriteAsync(
                record with
                {
                    Error = "No letter of u1.",
                    Details = JsonNode
                        .Parse(
                            """{"filter":"user_pubkey == 'u1' || id == 'u12' || id == 'xu1' || by == 'u1'","users":["u1","u2"],"of":{"u1":3},"sent":3}"""
                        )!
                        .AsObject(),
                },
                Desk.None
            );

            Assert.Equal(1, (await desk.EraseAsync("u1")).Records);

            var replay = (await desk.RecordsAsync()).Single(found => found.Operation == "dlq replay");
            Assert.Equal(
                $$"""{"filter":"user_pubkey == '{{Pseudonym}}' || id == 'u12' || id == 'xu1' || by == '{{Pseudonym}}'","users":["{{Pseudonym}}","u2"],"of":{"u1":3},"sent":3}""",
                replay.Details.ToJsonString(
                    new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
                )
            );
            Assert.Equal($"No letter of {Pseudonym}.", replay.Error);
            Assert.Equal(0, (await desk.EraseAsync("u1")).Records);
        });

    [Fact]
    public void The_record_of_a_replay_under_way_is_left_to_it_and_the_erasure_is_to_be_done_again() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            var record = desk.Audit.Begin("dlq replay", "events-dlq", Desk.By) with
            {
                Details = JsonNode.Parse("""{"filter":"u1"}""")!.AsObject(),
            };
            var held = await desk.Locks.AcquireAsync(new DeadLetterQueue("events-dlq", []), Desk.None);
            await desk.Audit.WriteAsync(record, Desk.None);

            var during = await desk.EraseAsync("u1");
            var left = (await desk.RecordsAsync()).Single(found => found.Id == record.Id);
            await held.DisposeAsync();
            var afterwards = await desk.EraseAsync("u1");

            Assert.Equal((ErasureOutcome.StillWritten, 1, 1), (during.Outcome, during.Records, during.Running));
            Assert.Equal("""{"filter":"u1"}""", left.Details.ToJsonString());
            Assert.Equal((ErasureOutcome.Erased, 1, 0), (afterwards.Outcome, afterwards.Records, afterwards.Running));
            var now = (await desk.RecordsAsync()).Single(found => found.Id == record.Id);
            Assert.Equal($$"""{"filter":"{{Pseudonym}}"}""", now.Details.ToJsonString());
        });

    internal static bool Mentions(Tables.Values.Item item, string key) =>
        $"{item.Key} {string.Join(' ', item.Select(attribute => attribute.Value))}".Contains(
            $"\"{key}\"",
            StringComparison.Ordinal
        )
        || item.Key.Partition == Keys.User(key)
        || item[Attributes.UserPubkey]?.AsString == key;

    private static async Task LiveAsync(Rig rig, string user, string card, string prefix)
    {
        await rig.LinkAsync(card, user);
        rig.StartWorker();
        await rig.SendAsync(Day(user, card, prefix));
        await rig.DrainAsync();
    }

    private static Messages.LoopEvent[] Day(string user, string card, string prefix) =>
        [
            Make.Crossing(Transition.Enter, $"{prefix}-g", user),
            Make.Sale($"{prefix}-t", card),
            Make.Yield($"{prefix}-y", user),
        ];
}
