using LoopWorker.Core;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Operations.Events;
using LoopWorker.Operations.Tests.Support;

namespace LoopWorker.Operations.Tests.Events;

public sealed class EventSearchTests
{
    [Fact]
    public void A_purchase_that_took_effect_is_told_with_user_amount_and_for_how_long_that_is_known() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            await rig.SendAsync(Make.Sale());
            rig.StartWorker();
            await rig.DrainAsync();

            var marked = Assert.Single((await Find(rig, "t1")).Markers);

            Assert.Equal(("t1", MarkerKind.Transaction, "u1"), (marked.Id, marked.Kind, marked.User));
            Assert.True(marked.Amount > 0);
            Assert.True(marked is { Counts: true, Notified: true, By: MarkerAuthor.Worker, Fault: null });
            Assert.Equal(Make.Now, marked.ProcessedAt);
            Assert.Equal(TimeSpan.FromDays(30), marked.CountsUntil - marked.ProcessedAt);
        });

    [Fact]
    public void The_same_id_of_a_purchase_and_of_another_event_are_two_unless_one_is_asked_for() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            await rig.SendAsync(Make.Sale("x"), Make.Yield("x"));
            rig.StartWorker();
            await rig.DrainAsync();

            Assert.Equal(2, (await Find(rig, "x")).Markers.Count);
            Assert.Equal(MarkerKind.Event, Assert.Single((await Find(rig, "x", MarkerKind.Event)).Markers).Kind);
            Assert.False((await Find(rig, "y")).IsKnown);
        });

    [Fact]
    public void What_an_agent_has_marked_is_told_as_such_and_what_is_past_its_time_does_not_count() =>
        Rig.Run(async rig =>
        {
            var marks = new ProcessedMarks(rig.Table, new(), Randomness.Seeded(1), rig.Clock);
            await marks.MarkAsync("t1", "u1", 5, Desk.None);
            var marked = Assert.Single((await Find(rig, "t1")).Markers);
            Assert.Equal((MarkerAuthor.Agent, 5UL, true), (marked.By, marked.Amount, marked.Counts));
            await PutExpiredAsync(rig);
            Assert.False(Assert.Single((await Find(rig, "t2")).Markers).Counts);
        });

    [Theory]
    [InlineData("", "its user_pubkey is missing")]
    [InlineData(""","user_pubkey":{"N":"7"}""", "its user_pubkey is missing or no string")]
    [InlineData(""","user_pubkey":{"S":"u1"},"cred_amount":{"S":"much"}""", "its cred_amount is no whole number")]
    public void A_marker_that_cannot_be_read_is_told_as_such(string attributes, string fault) =>
        Rig.Run(async rig =>
        {
            await new Desk(rig).PutAsync($$"""{"pk":{"S":"TXN#t2"},"sk":{"S":"PROCESSED"}{{attributes}}}""");
            Assert.StartsWith(fault, Assert.Single((await Find(rig, "t2")).Markers).Fault, StringComparison.Ordinal);
        });

    [Fact]
    public void A_parked_purchase_is_found_by_its_card() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(rules: Parked.Rules);
            await rig.SendAsync(Make.Sale());
            await rig.DrainAsync();

            Assert.False((await Find(rig, "t1")).IsKnown);
            var found = await Find(rig, "t1", card: "fp1");
            Assert.True(found.IsKnown);
            Assert.Equal(("events", Make.Now), (found.Parked!.Queue, found.Parked.ParkedAt));
        });

    [Fact]
    public void A_parked_purchase_whose_time_is_over_is_not_found() =>
        Rig.Run(async rig =>
        {
            foreach (var (id, end) in new[] { ("t1", 0), ("t2", 1) })
                await new Desk(rig).PutAsync(
                    $$$"""{"pk":{"S":"CARD#fp1"},"sk":{"S":"UNMATCHED#{{{id}}}"},"ttl":{"N":"{{{Make.Now.ToUnixTimeSeconds() + end}}}"}}"""
                );
            Assert.False((await Find(rig, "t1", card: "fp1")).IsKnown);
            Assert.Equal("t2", (await Find(rig, "t2", card: "fp1")).Parked?.TransactionId);
        });

    [Fact]
    public void What_is_owed_withheld_and_still_to_be_counted_is_told() =>
        Rig.Run(async rig =>
        {
            await new Desk(rig).PutAsync(
                Markers
                    .OfAgent("t1", "u1", 5, Make.Now.ToUnixTimeSeconds())
                    .With(Attributes.Owed, "capture")
                    .With(Attributes.Withheld, "yield")
                    .With(Attributes.Uncounted, true)
            );
            var marked = Assert.Single((await Find(rig, "t1")).Markers);
            Assert.Equal(["capture", "yield"], marked.Owed.Concat(marked.Withheld));
            Assert.Equal((false, true, false), (marked.Notified, marked.Uncounted, marked.IsOfErased));
        });

    [Fact]
    public void Dead_letters_are_asked_where_somebody_can_look_among_them() =>
        Rig.Run(async rig =>
        {
            var search = new EventSearch(
                rig.Table,
                rig.Clock,
                (id, _) => Task.FromResult<IReadOnlyList<string>>([$"{id} in events-dlq"])
            );
            var found = await search.FindAsync("t1", null, null, Desk.None);
            Assert.True(found.IsKnown);
            Assert.Equal(["t1 in events-dlq"], found.DeadLetters);
            Assert.Null((await Find(rig, "t1")).DeadLetters);
        });

    private static Task PutExpiredAsync(Rig rig) =>
        new Desk(rig).PutAsync(
            $$$"""{"pk":{"S":"TXN#t2"},"sk":{"S":"PROCESSED"},"user_pubkey":{"S":"u1"},"ttl":{"N":"{{{Make.Now.ToUnixTimeSeconds()}}}"}}"""
        );

    private static Task<FoundEvent> Find(Rig rig, string id, MarkerKind? kind = null, string? card = null) =>
        new EventSearch(rig.Table, rig.Clock).FindAsync(id, kind, card, Desk.None);
}
