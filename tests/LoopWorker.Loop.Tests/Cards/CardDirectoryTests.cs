using LoopWorker.Core;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
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
                Assert.True((await Assert.ThrowsAsync<TableException>(() => linking)).IsTransient);
            Assert.True(rig.Clock.Elapsed > TimeSpan.FromMilliseconds(100));
        });

    private static Task<UnlinkOutcome> UnlinkAsync(Rig rig, string card, string user) =>
        rig.Cards.UnlinkAsync(card, user, CancellationToken.None);

    private static TransactionResult Conflict(IReadOnlyList<Write> writes) =>
        new([.. writes.Select(_ => new CancellationReason(CancellationCode.Conflict))], default);
}
