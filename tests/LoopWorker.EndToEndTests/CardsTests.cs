using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables.Requests;
using LoopWorker.Testing;
using LoopWorker.Testing.Schemas;

namespace LoopWorker.EndToEndTests;

public sealed class CardsTests
{
    private const string Card = "fp-0123456789abcdef";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Linking_a_card_puts_its_parked_purchases_back_and_they_take_effect(bool fifo)
    {
        var deployment = await DeployAsync(fifo);
        await deployment.SendAsync([Sale("t1"), Sale("t2"), Sale("t1"), Sale("other", "fp-other")]);
        await deployment.RunAsync("run", "--until-drained");
        Assert.Equal(0, await deployment.CountMarkersAsync());

        var linked = await deployment.RunAsync("cards", "link", Card, "u1", "--last4", "4242");
        Assert.Equal($"The card {Card} is linked to u1. 2 parked purchases are back on their queues.\n", linked.Output);
        await deployment.RunAsync("run", "--until-drained");
        Assert.Equal(2, await deployment.CountMarkersAsync());
        var again = await deployment.RunAsync("cards", "link", Card, "u1", "--json");
        var report = CommandSchema.Of("cards-link").Check(again.Output);
        Assert.Equal("already_linked", report.GetProperty("outcome").GetString());
        Assert.Equal(0, report.GetProperty("put_back").GetInt32());
    }

    [Fact]
    public async Task A_card_linked_while_a_worker_parks_its_purchases_leaves_none_behind()
    {
        var deployment = await DeployAsync();
        await using var worker = WorkerProgram.Start(deployment.Environment, "run");
        var ids = Enumerable.Range(0, 200).Select(i => $"t{i}").ToList();
        var sending = deployment.SendAsync(ids.Select(id => Sale(id)));
        await deployment.RunAsync("cards", "link", Card, "u1", "--last4", "4242");
        await sending;
        await deployment.WaitForMarkersAsync(ids.Count);
        Assert.Equal(0, (await worker.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Cards_are_listed_by_how_they_begin_and_whole_if_asked_for()
    {
        var deployment = await DeployAsync();
        Assert.Equal("u1 has no cards.\n", (await deployment.RunAsync("cards", "list", "u1")).Output);
        await deployment.RunAsync("cards", "link", Card, "u1", "--last4", "4242");

        var shown = (await deployment.RunAsync("cards", "list", "u1")).Output;
        Assert.Contains("fp-012…", shown, StringComparison.Ordinal);
        Assert.Contains("4242", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Card, shown, StringComparison.Ordinal);
        var json = await deployment.RunAsync("cards", "list", "u1", "--full", "--json");
        var card = CommandSchema.Of("cards-list").Check(json.Output).GetProperty("cards")[0];
        Assert.Equal(Card, card.GetProperty("fingerprint").GetString());
        Assert.Equal("4242", card.GetProperty("last4").GetString());
        var owner = await deployment.RunAsync("cards", "show", Card, "--json");
        Assert.Equal("u1", CommandSchema.Of("cards-show").Check(owner.Output).GetProperty("user").GetString());
    }

    [Fact]
    public async Task A_card_can_be_taken_from_its_user_and_from_no_other()
    {
        var deployment = await DeployAsync();
        await deployment.RunAsync("cards", "link", Card, "u1");
        var taken = await WorkerProgram.RunAsync(deployment.Environment, "cards", "link", Card, "u2");
        Assert.Equal(1, taken.ExitCode);
        Assert.Equal(
            $"The card {Card} is linked to another user: 'loopworker cards show {Card}' says whose it is. Unlink it there first.",
            taken.Error
        );

        var others = await WorkerProgram.RunAsync(deployment.Environment, "cards", "unlink", Card, "u2");
        Assert.Equal(1, others.ExitCode);
        Assert.Contains("Nothing was changed", others.Error, StringComparison.Ordinal);
        await deployment.RunAsync("cards", "unlink", Card, "u1");
        var gone = await WorkerProgram.RunAsync(deployment.Environment, "cards", "unlink", Card, "u1", "--json");
        Assert.Equal(1, gone.ExitCode);
        Assert.Equal(
            "not_linked",
            CommandSchema.Of("cards-unlink").Check(gone.Output).GetProperty("outcome").GetString()
        );
        Assert.Equal("u1 has no cards.\n", (await deployment.RunAsync("cards", "list", "u1")).Output);
    }

    [Fact]
    public async Task A_purchase_whose_queue_is_gone_stays_and_the_command_says_that_it_is_partly_done()
    {
        var deployment = await DeployAsync();
        using (var tables = AwsClients.Tables(SharedEndpoints.Current))
        {
            var parked = new ParkedPurchase(
                Sale("t1"),
                new Dictionary<string, MessageAttribute>(),
                SourceQueue: "no-such-queue",
                MessageId: "m1",
                GroupId: null,
                PayloadHash: "hash",
                ParkingId: "p1",
                ExpiresAt: DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 600
            );
            await tables
                .Open(deployment.Table)
                .PutAsync(new Put(ParkedItems.Write(Keys.Unmatched(Card, "t1"), parked, 0)), CancellationToken.None);
        }
        var linked = await WorkerProgram.RunAsync(deployment.Environment, "cards", "link", Card, "u1", "--json");
        Assert.Equal(3, linked.ExitCode);
        Assert.Contains("no-such-queue", linked.Error, StringComparison.Ordinal);
        Assert.Equal(0, CommandSchema.Of("cards-link").Check(linked.Output).GetProperty("put_back").GetInt32());
        var cards = await deployment.RunAsync("cards", "list", "u1", "--full");
        Assert.Contains(Card, cards.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_is_missing_is_named()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        var linked = await WorkerProgram.RunAsync(deployment.Environment, "cards", "link", Card, "u1");
        Assert.Equal(1, linked.ExitCode);
        Assert.Contains(deployment.Table, linked.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", linked.Error, StringComparison.Ordinal);
    }

    private static async Task<Deployment> DeployAsync(bool fifo = false)
    {
        var deployment = new Deployment(SharedEndpoints.Current, fifo, settings: ("Capture:UnknownCard", "Park"));
        await deployment.ProvisionAsync();
        return deployment;
    }

    private static string Sale(string id, string card = Card) =>
        $$$"""{"type":"loop.pos.transaction.v1","data":{"transaction_id":"{{{id}}}","processor":"square","merchant_id":"m1","amount_cents":500,"card_fingerprint":"{{{card}}}","occurred_at":"{{{EventMessage.AnHourAgo}}}"}}""";
}
