using LoopWorker.Core;
using LoopWorker.Loop.Captures;
using LoopWorker.Loop.State;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Requests;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.State;

/// <summary>What is read in pages is read to its end, on a table whose pages hold one item each.</summary>
public sealed class PagedStateTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public void A_card_is_found_behind_what_else_the_index_holds() =>
        Run(
            async (table, _) =>
            {
                await PutAsync(table, """{"pk":{"S":"A"},"sk":{"S":"NOTE"},"fingerprint":{"S":"fp1"}}""");
                await PutAsync(table, Card("fp1", "u1"));
                Assert.Equal("u1", (await new CardLookups(table, new()).FindAsync("fp1", None))?.User);
            }
        );

    [Fact]
    public void A_scan_finds_all_cards_of_a_user_and_nothing_else_that_names_the_user() =>
        Run(
            async (table, clock) =>
            {
                await new ProcessedMarks(table, new(), Randomness.Seeded(1), clock).MarkAsync("t1", "u1", 5, None);
                foreach (var fingerprint in (string[])["fp1", "fp2", "fp3"])
                    await PutAsync(table, Card(fingerprint, "u1"));
                await PutAsync(table, Card("fp4", "u2"));
                var cards = await new CardLookups(table, new()).ScanAsync("u1", None);
                Assert.Equal(["fp1", "fp2", "fp3"], cards.Select(card => card.Fingerprint).Order());
            }
        );

    [Fact]
    public void All_captures_are_listed_and_all_that_there_is_no_room_for_are_removed() =>
        Run(
            async (table, clock) =>
            {
                var capture = new PendingCapture { MerchantId = "m1" };
                var wide = new PendingCaptures(table, new() { MaxPendingCaptures = 50 }, Randomness.Seeded(1), clock);
                for (var number = 1; number <= 7; number++)
                    await wide.AddAsync("u1", capture, None);
                Assert.Equal(7, (await wide.ListAsync("u1", None)).Count);

                var narrow = new PendingCaptures(table, new() { MaxPendingCaptures = 3 }, Randomness.Seeded(2), clock);
                await narrow.AddAsync("u1", capture, None);
                Assert.Equal(3, await table.ScanAllAsync(new Scan()).CountAsync());
            }
        );

    private static void Run(Func<ITable, VirtualClock, Task> work) =>
        VirtualTimeScheduler.Run(
            Support.Make.Now,
            clock =>
            {
                var table = new InMemoryTable(new StateOptions().Definition, clock)
                    .On((TableCall.Query call, ITable next) => next.QueryAsync(call.Request with { Limit = 1 }, None))
                    .On(
                        (TableCall.QueryIndex call, ITable next) =>
                            next.QueryAsync(call.Request with { Limit = 1 }, None)
                    )
                    .On((TableCall.Scan call, ITable next) => next.ScanAsync(call.Request with { Limit = 1 }, None));
                return work(table, clock);
            }
        );

    private static string Card(string fingerprint, string user) =>
        $$$"""
            {"pk":{"S":"CARD#{{{fingerprint}}}"},"sk":{"S":"META"},"fingerprint":{"S":"{{{fingerprint}}}"},"user_pubkey":{"S":"{{{user}}}"},"card_last4":{"S":"4242"},"linked_at":{"N":"1711468800"}}
            """;

    private static Task PutAsync(ITable table, string json) => table.PutAsync(new Put(DynamoDbJson.Read(json)), None);
}
