using LoopWorker.Core;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Cards;

public sealed class CardDirectoryTests
{
    [Fact]
    public void A_card_goes_to_who_links_it_first_and_stays_theirs() =>
        Rig.Run(async rig =>
        {
            Assert.Equal(LinkOutcome.Linked, (await rig.LinkAsync("fp1", "u1")).Outcome);
            Assert.Equal(LinkOutcome.AlreadyLinked, (await rig.LinkAsync("fp1", "u1")).Outcome);
            Assert.Equal(LinkOutcome.BelongsToAnother, (await rig.LinkAsync("fp1", "u2")).Outcome);
            Assert.Equal("u1", (await rig.ItemAsync(Keys.Card("fp1")))!["user_pubkey"]?.AsString);
            Assert.Null(await rig.ItemAsync(Keys.UserCard("u2", "fp1")));
        });

    [Theory]
    [InlineData("", "4242", "4242")]
    [InlineData("4242", "", "4242")]
    [InlineData("4242", "9999", "4242")]
    [InlineData(null, "4242", "4242")]
    public void Linking_again_fills_in_what_is_missing_and_leaves_the_rest(
        string? before,
        string given,
        string after
    ) =>
        Rig.Run(async rig =>
        {
            if (before is not null)
                await rig.Cards.LinkAsync("fp1", "u1", before, CancellationToken.None);
            else
                // As an agent may have written it: no digits, nothing in the user's list, and an attribute of its own.
                await rig.Table.PutAsync(
                    new Put(
                        Item.Of(
                            Keys.Card("fp1"),
                            (Attributes.Fingerprint, "fp1"),
                            (Attributes.UserPubkey, "u1"),
                            ("agents", "own")
                        )
                    ),
                    CancellationToken.None
                );
            var linkedAt = (await rig.Cards.FindAsync("fp1", CancellationToken.None))!.Card.LinkedAt;
            await Task.Delay(TimeSpan.FromHours(1), rig.Clock);

            var linked = await rig.Cards.LinkAsync("fp1", "u1", given, CancellationToken.None);

            Assert.Equal(LinkOutcome.AlreadyLinked, linked.Outcome);
            var owner = (await rig.Cards.FindAsync("fp1", CancellationToken.None))!;
            Assert.Equal(("u1", after, linkedAt), (owner.User, owner.Card.Last4, owner.Card.LinkedAt));
            Assert.Equal(after, Assert.Single(await rig.Cards.ListAsync("u1", CancellationToken.None)).Last4);
            if (before is null)
                Assert.Equal("own", (await rig.ItemAsync(Keys.Card("fp1")))!["agents"]?.AsString);
        });

    [Fact]
    public void Whose_a_card_is_can_be_found_out() =>
        Rig.Run(async rig =>
        {
            Assert.Null(await rig.Cards.FindAsync("fp1", CancellationToken.None));
            await rig.LinkAsync("fp1", "u1");
            Assert.Equal("u1", (await rig.Cards.FindAsync("fp1", CancellationToken.None))!.User);
        });

    [Fact]
    public void Unlinking_removes_both_items_of_a_card_of_that_user_and_of_no_other() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            Assert.Equal(UnlinkOutcome.BelongsToAnother, await UnlinkAsync(rig, "fp1", "u2"));
            Assert.NotNull(await rig.ItemAsync(Keys.Card("fp1")));
            Assert.Equal(UnlinkOutcome.Unlinked, await UnlinkAsync(rig, "fp1", "u1"));
            Assert.Null(await rig.ItemAsync(Keys.Card("fp1")));
            Assert.Null(await rig.ItemAsync(Keys.UserCard("u1", "fp1")));
            Assert.Equal(UnlinkOutcome.NotLinked, await UnlinkAsync(rig, "fp1", "u1"));
            Assert.Equal(LinkOutcome.Linked, (await rig.LinkAsync("fp1", "u2")).Outcome);
        });

    [Fact]
    public void The_list_has_all_of_a_users_cards_in_order() =>
        Rig.Run(async rig =>
        {
            foreach (var card in new[] { "fp2", "fp10", "Zürich" })
                await rig.LinkAsync(card, "u1");
            await rig.LinkAsync("fp3", "u2");
            Assert.Equal(
                [
                    new LinkedCard("Zürich", "4242", Make.Now),
                    new LinkedCard("fp10", "4242", Make.Now),
                    new LinkedCard("fp2", "4242", Make.Now),
                ],
                await rig.Cards.ListAsync("u1", CancellationToken.None)
            );
            Assert.Empty(await rig.Cards.ListAsync("u9", CancellationToken.None));
        });

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void A_link_that_meets_conflicts_is_tried_ten_times_with_pauses(int conflicts, bool succeeds) =>
        Rig.Run(async rig =>
        {
            var left = conflicts;
            var table = rig.Table.On(
                (TableCall.Transact call, ITable next) =>
                    left-- > 0 ? Task.FromResult(Conflict(call.Writes)) : call.MakeAsync(next)
            );
            var cards = new CardDirectory(table, rig.Queues, Randomness.Seeded(1), rig.Clock);
            var linking = cards.LinkAsync("fp1", "u1", "4242", CancellationToken.None);
            if (succeeds)
                Assert.Equal(LinkOutcome.Linked, (await linking).Outcome);
            else
                Assert.Equal(
                    TableErrors.TransactionConflict,
                    (await Assert.ThrowsAsync<TableException>(() => linking)).Code
                );
            Assert.True(rig.Clock.Elapsed > TimeSpan.FromMilliseconds(100));
        });

    [Theory]
    [InlineData(CancellationCode.Throttled, TableErrors.Throttled, 10)]
    [InlineData(CancellationCode.Conflict, TableErrors.TransactionConflict, 10)]
    [InlineData(CancellationCode.Invalid, TableErrors.Validation, 1)]
    [InlineData(CancellationCode.Other, TableErrors.Validation, 1)]
    public void What_keeps_a_card_from_being_linked_or_unlinked_is_called_by_its_name(
        CancellationCode reason,
        string code,
        int attempts
    ) =>
        Rig.Run(async rig =>
        {
            var made = 0;
            var table = rig.Table.On(
                (TableCall.Transact call, ITable _) =>
                {
                    made++;
                    // The item of the user's list alone: the card itself is no obstacle.
                    return Task.FromResult(
                        new TransactionResult([CancellationReason.None, new CancellationReason(reason)], default)
                    );
                }
            );
            var cards = new CardDirectory(table, rig.Queues, Randomness.Seeded(1), rig.Clock);
            foreach (
                var change in (Func<Task>[])
                    [
                        () => cards.LinkAsync("fp1", "u1", "4242", CancellationToken.None),
                        () => cards.UnlinkAsync("fp1", "u1", CancellationToken.None),
                    ]
            )
            {
                made = 0;
                Assert.Equal(code, (await Assert.ThrowsAsync<TableException>(change)).Code);
                Assert.Equal(attempts, made);
            }
        });

    private static Task<UnlinkOutcome> UnlinkAsync(Rig rig, string card, string user) =>
        rig.Cards.UnlinkAsync(card, user, CancellationToken.None);

    private static TransactionResult Conflict(IReadOnlyList<Write> writes) =>
        new([.. writes.Select(_ => new CancellationReason(CancellationCode.Conflict))], default);
}
