using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.Captures;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Tables.Requests;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.Captures;

public sealed class UserCapturesTests
{
    private static readonly long Now = Make.Now.ToUnixTimeSeconds();

    [Fact]
    public void All_captures_are_listed_the_newest_first_and_how_each_stands() =>
        Rig.Run(async rig =>
        {
            var desk = await WithCapturesAsync(rig);
            Assert.Equal(
                ["PENDING#x Unreadable", $"{Now + 2} Unreadable", $"{Now} Pending", $"{Now - 5} Expired"],
                (await desk.Captures.ListAsync("u1", Desk.None)).Select(capture => $"{capture.Key} {capture.State}")
            );
        });

    [Fact]
    public void A_pending_capture_is_settled_once_and_nothing_else_is_touched() =>
        Rig.Run(async rig =>
        {
            var desk = await WithCapturesAsync(rig);
            var before = (await desk.AllAsync()).Count;

            Assert.Equal(CaptureState.Pending, await SettleAsync(desk, $"{Now}"));
            Assert.Null(await SettleAsync(desk, $"{Now}"));
            Assert.Equal(CaptureState.Expired, await SettleAsync(desk, $"{Now - 5}"));
            Assert.Equal(CaptureState.Unreadable, await SettleAsync(desk, "PENDING#x"));

            var record = Assert.Single(await desk.RecordsAsync());
            Assert.Equal(
                ("captures settle", Subjects.User("u1"), Outcomes.Done, $"{Now}"),
                (record.Operation, record.Subject, record.Outcome, record.Details["key"]!.GetValue<string>())
            );
            Assert.Equal(before, (await desk.AllAsync()).Count);
        });

    [Fact]
    public void One_capture_is_removed_by_its_key_and_without_a_key_those_that_are_of_no_use() =>
        Rig.Run(async rig =>
        {
            var desk = await WithCapturesAsync(rig);

            Assert.Empty(await RemoveAsync(desk, "1"));
            Assert.Equal($"{Now + 2}", Assert.Single(await RemoveAsync(desk, $"{Now + 2}")).Key);
            Assert.Equal(["PENDING#x", $"{Now - 5}"], (await RemoveAsync(desk, null)).Select(capture => capture.Key));
            Assert.Empty(await RemoveAsync(desk, null));

            Assert.Equal($"{Now}", Assert.Single(await desk.Captures.ListAsync("u1", Desk.None)).Key);
            Assert.Equal(2, (await desk.RecordsAsync()).Count(record => record.Operation == "captures remove"));
        });

    [Fact]
    public void A_capture_has_expired_when_its_item_or_its_own_time_is_over_and_without_a_time_never() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await desk.PutAsync(Capture(Now - 1, Now).Without(Attributes.TimeToLive));
            await desk.PutAsync(Capture(Now - 2, Now + 1));
            await desk.PutAsync(Capture(Now - 3, 0).Without(Attributes.TimeToLive));
            await desk.PutAsync(Capture(Now - 4, 0).With(Attributes.TimeToLive, Now));
            await desk.PutAsync(Capture(Now - 5, Now + 1).With(Attributes.TimeToLive, Now - 1));
            Assert.Equal(
                [
                    CaptureState.Expired,
                    CaptureState.Pending,
                    CaptureState.Pending,
                    CaptureState.Expired,
                    CaptureState.Expired,
                ],
                (await desk.Captures.ListAsync("u1", Desk.None)).Select(capture => capture.State)
            );
        });

    [Fact]
    public void What_an_agent_settles_or_removes_meanwhile_was_not_done_here() =>
        Rig.Run(async rig =>
        {
            await WithCapturesAsync(rig);
            var desk = new Desk(
                rig,
                rig.Table.Before<TableCall.Delete>(delete =>
                    rig.Table.DeleteAsync(new Delete(delete.Write.Key), Desk.None)
                )
            );

            Assert.Equal(CaptureState.Gone, await SettleAsync(desk, $"{Now}"));
            Assert.Empty(await RemoveAsync(desk, null));

            Assert.Equal(
                [("captures settle", Outcomes.Failed), ("captures remove", Outcomes.Done)],
                (await desk.RecordsAsync())
                    .Select(record => (record.Operation, record.Outcome))
                    .Reverse()
                    .Order()
                    .Reverse()
            );
        });

    [Fact]
    public void A_settled_capture_of_which_only_the_worker_knows_is_not_removed() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await rig.LinkAsync("fp1", "u1");
            await rig.SendAsync(Make.Sale());
            rig.StartWorker();
            await rig.DrainAsync();
            var key = $"{(await rig.ContextAsync("u1")).Memory.Pending[0]}";
            Assert.Equal(CaptureState.Pending, await SettleAsync(desk, key));

            Assert.Equal(CaptureState.Gone, await SettleAsync(desk, key));
            Assert.Empty(await RemoveAsync(desk, key));

            Assert.Single(await desk.RecordsAsync());
        });

    private static async Task<Desk> WithCapturesAsync(Rig rig)
    {
        var desk = new Desk(rig);
        await desk.PutAsync(Capture(Now, Now + 100));
        await desk.PutAsync(Capture(Now - 5, Now - 1));
        await desk.PutAsync(Capture(Now + 2, Now + 100).With(Attributes.CaptureData, "{"));
        await desk.PutAsync("""{"pk":{"S":"USER#u1"},"sk":{"S":"PENDING#x"}}""");
        return desk;
    }

    private static Tables.Values.Item Capture(long key, long expiresAt) =>
        CaptureItems.Write(
            "u1",
            new PendingCapture
            {
                MerchantId = "m1",
                CreatedAt = key,
                ExpiresAt = expiresAt,
            }
        );

    private static Task<CaptureState?> SettleAsync(Desk desk, string key) =>
        desk.Captures.SettleAsync("u1", key, Desk.By, Desk.None);

    private static Task<IReadOnlyList<StoredCapture>> RemoveAsync(Desk desk, string? key) =>
        desk.Captures.RemoveAsync("u1", key, Desk.By, Desk.None);
}
