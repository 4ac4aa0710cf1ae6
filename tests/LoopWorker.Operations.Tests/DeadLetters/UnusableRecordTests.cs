using System.Text.Json.Nodes;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Tests.DeadLetters;

/// <summary>Records that another version, or a hand, has written.</summary>
public sealed class UnusableRecordTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"request":null}""")]
    [InlineData("""{"request":{"select":null}}""")]
    [InlineData("""{"request":{"select":{"codes":null}}}""")]
    [InlineData("""{"request":{"select":{"ids":null}}}""")]
    [InlineData("""{"request":{}}""")]
    [InlineData("""{"request":{"select":{}},"counts":{"stayed":{}},"window":[]}""")]
    [InlineData("""{"request":{"select":{"codes":[],"ids":[]}},"counts":{},"window":[]}""")]
    [InlineData("""{"request":{"select":{"codes":[],"ids":[]}},"counts":{"stayed":{}}}""")]
    [InlineData("""{"request":{},"counts":null}""")]
    [InlineData("""{"request":{},"counts":{"stayed":null}}""")]
    [InlineData("""{"request":{},"window":null}""")]
    public void A_replay_whose_record_lacks_something_is_not_resumed_and_that_is_said(string details) =>
        World.Run(async world =>
        {
            var record = world.Log.Begin(Replay.Operation, "events-dlq", World.Alice);
            var written = record with { Details = JsonNode.Parse(details)!.AsObject() };
            await world.Log.WriteAsync(written, CancellationToken.None);

            var refusal = await Assert.ThrowsAsync<OperationRefusedException>(() =>
                world.Replay().ResumeAsync(id: null, progress: null, CancellationToken.None)
            );

            Assert.Contains($"{record.Id} of events-dlq cannot be read", refusal.Message, StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("details", "null")]
    [InlineData("details", "[]")]
    [InlineData("by", "null")]
    [InlineData("subject", "null")]
    [InlineData("outcome", "null")]
    public void A_record_that_is_none_does_not_hide_the_others(string member, string value) =>
        World.Run(async world =>
        {
            await world.Log.WriteAsync(world.Log.Begin("first", "q", World.Alice), CancellationToken.None);
            await foreach (var item in world.Table.QueryAllAsync(new Query(AuditLog.Partition), CancellationToken.None))
            {
                var json = JsonNode.Parse(item["record"]!.AsString!)!.AsObject();
                json[member] = JsonNode.Parse(value);
                var damaged = Item.Of(new ItemKey(AuditLog.Partition, "1"), ("record", json.ToJsonString()));
                await world.Table.PutAsync(new Put(damaged), CancellationToken.None);
            }

            var found = await world.Log.ListAsync(CancellationToken.None).ToListAsync();

            Assert.Equal("first", Assert.Single(found).Operation);
        });
}
